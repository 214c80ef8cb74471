-- Xiuhua hub, part 5: nobody stands in another's way.
--
--   * What has to be done one after the other is locked by rows of `xiuhua.turn`, which no login has a right to. Advisory locks are
--     open to every login of a database, whatever their number means.
--   * Everything that a login can add has a limit (`xiuhua.quota`, which an administrator may change) and is counted by login.
--   * A transaction of a desk or a one-time login that stays open is ended by the next desk that says hello.
--   * Wrapped keys are erased with the commit that erases, not by a call.
--   * `xiuhua.tighten()`: what the whole server and the logins of before need; run by every `hub init`.

CREATE TABLE xiuhua.turn (
  street text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  PRIMARY KEY (street, about)
);

-- `most`: see `about`. Sizes in bytes; of commits and chunks each counts for 200 more, so that many small ones are not for nothing.
CREATE TABLE xiuhua.quota (
  what text COLLATE "C" PRIMARY KEY,
  most bigint NOT NULL CHECK (most >= 0),
  about text NOT NULL,
  -- What is larger could be taken in and not be handed out again.
  CHECK (what <> 'commit' OR most <= 67108864)
);
INSERT INTO xiuhua.quota (what, most, about) VALUES
  ('commit', 16777216, 'one commit, and all commits of one INSERT together'),
  ('commits', 34359738368, 'all commits that one login brought'),
  ('chains', 1000, 'incarnations of one device'),
  ('keys', 5000000, 'wrapped data keys that one login put'),
  ('attachments', 1099511627776, 'chunks of attachments that one login brought'),
  ('alarms', 10000, 'alarms that one login raised; what comes later is passed over'),
  ('invitations', 200, 'one-time codes that one street makes in a day');

-- How much each login has added so far; `who` is the device, or the login of who is none. Administrators are not counted.
CREATE TABLE xiuhua.usage (
  street text COLLATE "C" NOT NULL,
  who text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (street, who, what)
);

-- Names whose keys a commit erases (`caller.erased`), and which commit.
CREATE TABLE xiuhua.erasure (
  street text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL,
  seq int NOT NULL,
  PRIMARY KEY (street, name, device, incarnation, seq)
);

-- Since when a one-time login cannot be dropped because something is in the way: told by `hub status` and `hub audit`.
ALTER TABLE xiuhua.invitation ADD COLUMN stuck_at timestamptz;

ALTER TABLE xiuhua.turn ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.quota ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.erasure ENABLE ROW LEVEL SECURITY;

-- ---------------------------------------------------------------- one after the other

-- Wait for this thing and keep it until the end of the transaction; `p_shared`: together with others who share it.
CREATE FUNCTION xiuhua.take_turn(p_street text, p_about text, p_shared boolean DEFAULT false) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOOP
    IF p_shared THEN PERFORM FROM xiuhua.turn t WHERE t.street = p_street AND t.about = p_about FOR SHARE;
    ELSE PERFORM FROM xiuhua.turn t WHERE t.street = p_street AND t.about = p_about FOR UPDATE;
    END IF;
    EXIT WHEN FOUND;
    INSERT INTO xiuhua.turn (street, about) VALUES (p_street, p_about) ON CONFLICT DO NOTHING;
  END LOOP;
END
$$;

-- The chains of a device: for the device itself and for those who may bring its commits, for nobody else.
CREATE FUNCTION xiuhua.take_chain(p_street text, p_device text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_own boolean := p_street = xiuhua.my_street() AND p_device = xiuhua.my_device();
  v_brings boolean := xiuhua.is_admin() OR (pg_has_role(session_user, 'xiuhua_courier', 'MEMBER')
    AND (p_street = xiuhua.my_street() OR xiuhua.carries_all())
    AND EXISTS (SELECT FROM xiuhua.device d WHERE d.street = p_street AND d.device = p_device));
BEGIN
  IF NOT (coalesce(v_own, false) OR coalesce(v_brings, false)) THEN
    RAISE EXCEPTION 'this login may not write commits of %', p_device USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM xiuhua.take_turn(p_street, 'chain ' || p_device);
END
$$;

-- Tell of news, unless somebody has let the queue of the server fill up: then stations find out by asking, and nobody fails.
CREATE FUNCTION xiuhua.tell(p_street text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_notification_queue_usage() < 0.5 THEN PERFORM pg_notify(xiuhua.channel(p_street), ''); END IF;
END
$$;

-- End the sessions of a login. Where the right to it is missing its connection goes on as nobody.
CREATE FUNCTION xiuhua.end_sessions(p_role name) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_terminate_backend(s.pid) FROM pg_stat_activity s WHERE s.usename = p_role AND s.pid <> pg_backend_pid();
EXCEPTION WHEN insufficient_privilege THEN NULL;
END
$$;

-- End transactions of desks and one-time logins that are open for more than five minutes: every call of a desk has ended long before,
-- and what is held open (row locks, old row versions, unread notifications) is in the way of others. Limits of the login's own
-- settings do not hold: every session may change them. Answers how many.
CREATE FUNCTION xiuhua.end_overdue(p_after interval DEFAULT INTERVAL '5 minutes') RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_ended int := 0;
  v_pid int;
BEGIN
  FOR v_pid IN
    SELECT s.pid FROM pg_stat_activity s
    WHERE s.datname = current_database() AND s.pid <> pg_backend_pid() AND s.usesysid IS NOT NULL
      AND s.xact_start < clock_timestamp() - p_after
      AND (pg_has_role(s.usesysid, 'xiuhua_device', 'MEMBER') OR pg_has_role(s.usesysid, 'xiuhua_join', 'MEMBER'))
      AND NOT pg_has_role(s.usesysid, 'xiuhua_owner', 'MEMBER')
  LOOP
    BEGIN
      IF pg_terminate_backend(v_pid) THEN v_ended := v_ended + 1; END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END;
  END LOOP;
  RETURN v_ended;
END
$$;

-- ---------------------------------------------------------------- limits

CREATE FUNCTION xiuhua.most(p_what text) RETURNS bigint
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT q.most FROM xiuhua.quota q WHERE q.what = p_what $$;

-- Count what the login adds (or what was thrown away again, below 0). Answers false where it is more than it may.
CREATE FUNCTION xiuhua.counted(p_street text, p_what text, p_n bigint) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_n bigint;
BEGIN
  IF xiuhua.is_admin() THEN RETURN true; END IF;
  INSERT INTO xiuhua.usage AS u (street, who, what, n)
    VALUES (p_street, coalesce(xiuhua.my_device(), session_user), p_what, greatest(p_n, 0))
    ON CONFLICT (street, who, what) DO UPDATE SET n = greatest(0, u.n + p_n)
    RETURNING n INTO v_n;
  RETURN p_n <= 0 OR v_n <= xiuhua.most(p_what);
END
$$;

-- The names that a commit erases: only where it says itself that it is the commit of this place.
CREATE FUNCTION xiuhua.erased_names(p_device text, p_incarnation int, p_seq int, p_bytes bytea) RETURNS SETOF text
  LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c jsonb;
BEGIN
  c := convert_from(p_bytes, 'UTF8')::jsonb;
  IF c ->> 'device' IS DISTINCT FROM p_device OR c ->> 'incarnation' IS DISTINCT FROM p_incarnation::text
    OR c ->> 'seq' IS DISTINCT FROM p_seq::text OR jsonb_typeof(c -> 'events') IS DISTINCT FROM 'array' THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT DISTINCT e -> 'data' ->> 'key' FROM jsonb_array_elements(c -> 'events') e
    WHERE e ->> 'type' = 'caller.erased' AND starts_with(e ->> 'stream', 'erasure:') AND length(e -> 'data' ->> 'key') BETWEEN 1 AND 200;
-- What is no commit erases nothing.
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN RETURN;
END
$$;

-- What is locked for a name of keys: one of 4096 in a street, so that an erasure under way holds up few others.
CREATE FUNCTION xiuhua.key_turn(p_name text) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT 'keys ' || substr(encode(sha256(convert_to(p_name, 'UTF8')), 'hex'), 1, 3) $$;

-- Erase keys of a street for good; the locks keep a key that is being put and the erasure apart.
CREATE FUNCTION xiuhua.erase_named(p_street text, p_device text, p_names text[]) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_turn text;
BEGIN
  FOR v_turn IN SELECT DISTINCT xiuhua.key_turn(n) FROM unnest(p_names) n ORDER BY 1 LOOP
    PERFORM xiuhua.take_turn(p_street, v_turn);
  END LOOP;
  INSERT INTO xiuhua.key_erased (street, name, device) SELECT DISTINCT p_street, n, p_device FROM unnest(p_names) n
    ON CONFLICT DO NOTHING;
  DELETE FROM xiuhua.data_key k WHERE k.street = p_street AND k.name = ANY (p_names);
END
$$;

-- Erase what these commits erase. A device whose login is closed erases nothing any more.
CREATE FUNCTION xiuhua.erase_with(p_street text, p_device text, p_incarnation int, p_seqs int[]) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_names text[];
BEGIN
  IF NOT EXISTS (SELECT FROM xiuhua.device d WHERE d.street = p_street AND d.device = p_device AND d.revoked_at IS NULL) THEN
    RETURN;
  END IF;
  WITH found AS (
    INSERT INTO xiuhua.erasure (street, name, device, incarnation, seq)
      SELECT c.street, n, c.device, c.incarnation, c.seq
      FROM xiuhua.commit c, xiuhua.erased_names(c.device, c.incarnation, c.seq, c.bytes) n
      WHERE c.street = p_street AND c.device = p_device AND c.incarnation = p_incarnation AND c.seq = ANY (p_seqs)
      ON CONFLICT DO NOTHING RETURNING name
  )
  SELECT array_agg(DISTINCT name) INTO v_names FROM found;
  IF v_names IS NOT NULL THEN PERFORM xiuhua.erase_named(p_street, p_device, v_names); END IF;
END
$$;

-- Whoever inserts commits, by `push` or directly: each chain stays without gaps, and what was added ends with a signature; at most
-- 1000 at once and no more bytes than can be handed out again, which `pull` counts on. Keys that they erase are erased with them.
CREATE OR REPLACE FUNCTION xiuhua.check_chains() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  chain record;
  v_bytes bigint := 0;
  v_rows bigint := 0;
  v_street text;
BEGIN
  FOR chain IN
    SELECT a.street, a.device, a.incarnation, min(a.seq) AS first, max(a.seq) AS last, count(*) AS rows,
           max(a.seq) FILTER (WHERE a.signature IS NOT NULL) AS signed, sum(length(a.bytes)) AS bytes,
           -- 'caller.erased' as bytes: only such commits are looked into.
           array_agg(a.seq) FILTER (WHERE position('\x63616c6c65722e657261736564'::bytea IN a.bytes) > 0) AS erasing
    FROM added a GROUP BY a.street, a.device, a.incarnation
  LOOP
    IF chain.last - chain.first + 1 <> chain.rows OR chain.signed IS DISTINCT FROM chain.last OR chain.rows > 1000
      -- A value, not EXISTS: that would be planned as a table of all commits to look things up in.
      OR (chain.first > 1 AND (SELECT b.seq FROM xiuhua.commit b WHERE b.street = chain.street AND b.device = chain.device
                               AND b.incarnation = chain.incarnation AND b.seq = chain.first - 1) IS NULL) THEN
      RAISE EXCEPTION 'commits %..% of %.% leave a gap, are more than 1000 or end without a signature',
        chain.first, chain.last, chain.device, chain.incarnation USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF chain.first = 1 THEN PERFORM xiuhua.check_incarnations(chain.street, chain.device); END IF;
    IF chain.erasing IS NOT NULL THEN
      PERFORM xiuhua.erase_with(chain.street, chain.device, chain.incarnation, chain.erasing);
    END IF;
    v_bytes := v_bytes + chain.bytes;
    v_rows := v_rows + chain.rows;
    v_street := chain.street;
  END LOOP;
  IF v_bytes > xiuhua.most('commit') THEN PERFORM xiuhua.fail('sync.commitTooLarge', v_bytes::text); END IF;
  -- Nobody but an administrator can insert for two streets at once.
  IF v_street IS NOT NULL AND NOT xiuhua.counted(v_street, 'commits', v_bytes + 200 * v_rows) THEN PERFORM xiuhua.fail('sync.hubFull', 'commits'); END IF;
  RETURN NULL;
END
$$;

-- Chains of a device are told apart one by one, by every desk and every refresh.
CREATE FUNCTION xiuhua.check_incarnations(p_street text, p_device text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  IF (WITH RECURSIVE chain (incarnation) AS (
        (SELECT c.incarnation FROM xiuhua.commit c WHERE c.street = p_street AND c.device = p_device ORDER BY c.incarnation LIMIT 1)
        UNION ALL
        SELECT (SELECT c.incarnation FROM xiuhua.commit c WHERE c.street = p_street AND c.device = p_device AND c.incarnation > p.incarnation
                ORDER BY c.incarnation LIMIT 1) FROM chain p WHERE p.incarnation IS NOT NULL)
      SELECT count(incarnation) FROM chain) > xiuhua.most('chains') THEN
    PERFORM xiuhua.fail('sync.hubFull', 'chains');
  END IF;
END
$$;

CREATE FUNCTION xiuhua.count_keys() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT a.street, count(*) AS n FROM added a GROUP BY a.street LOOP
    IF NOT xiuhua.counted(r.street, 'keys', r.n) THEN PERFORM xiuhua.fail('sync.hubFull', 'keys'); END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER counted AFTER INSERT ON xiuhua.data_key REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.count_keys();

CREATE FUNCTION xiuhua.count_chunks() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT a.street, sum(length(a.bytes) + 200) AS n FROM added a GROUP BY a.street LOOP
    IF NOT xiuhua.counted(r.street, 'attachments', r.n) THEN PERFORM xiuhua.fail('sync.hubFull', 'attachments'); END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER counted AFTER INSERT ON xiuhua.attachment_chunk REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.count_chunks();

-- Chunks of a broken attachment are thrown away, and count no longer for who brought them.
CREATE FUNCTION xiuhua.uncount_chunks() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE xiuhua.usage u SET n = greatest(0, u.n - g.n)
    FROM (SELECT r.street, r.device, sum(length(r.bytes) + 200) AS n FROM removed r GROUP BY r.street, r.device) g
    WHERE u.street = g.street AND u.who = g.device AND u.what = 'attachments';
  RETURN NULL;
END
$$;
CREATE TRIGGER uncounted AFTER DELETE ON xiuhua.attachment_chunk REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.uncount_chunks();

-- ---------------------------------------------------------------- the exchange, with these locks and limits

-- An erased key does not come back. The lock keeps an insert under way and an erasure apart; another street's is refused by its rule.
CREATE OR REPLACE FUNCTION xiuhua.skip_erased() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.street IS DISTINCT FROM xiuhua.my_street() AND NOT xiuhua.is_admin() THEN RETURN NEW; END IF;
  PERFORM xiuhua.take_turn(NEW.street, xiuhua.key_turn(NEW.name), true);
  IF EXISTS (SELECT FROM xiuhua.key_erased e WHERE e.street = NEW.street AND e.name = NEW.name) THEN RETURN NULL; END IF;
  RETURN NEW;
END
$$;

-- One row for each thing; a login that raises too many is passed over.
CREATE FUNCTION xiuhua.keep_alarm(p_street text, p_device text, p_kind text, p_about text, p_subject text, p_detail text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_digest bytea := sha256(convert_to(p_subject, 'UTF8'));
BEGIN
  IF EXISTS (SELECT FROM xiuhua.alarm a WHERE a.street = p_street AND a.device = p_device AND a.kind = p_kind
             AND a.about = left(p_about, 200) AND a.digest = v_digest)
    OR NOT xiuhua.counted(p_street, 'alarms', 1) THEN
    RETURN;
  END IF;
  INSERT INTO xiuhua.alarm (street, device, kind, about, digest, detail)
    VALUES (p_street, p_device, p_kind, left(p_about, 200), v_digest, left(p_detail, 4000)) ON CONFLICT DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.raise_alarm(p_kind text, p_about text, p_detail text, p_street text DEFAULT NULL) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT xiuhua.keep_alarm(xiuhua.street_of(CASE WHEN xiuhua.carries_all() THEN p_street END), coalesce(xiuhua.my_device(), session_user),
    p_kind, p_about, p_detail, p_detail)
$$;

CREATE OR REPLACE FUNCTION xiuhua.hello(
  p_device text, p_incarnation int, p_host text, p_program text, p_protocol int,
  OUT street text, OUT now_ms double precision, OUT schema int, OUT protocol_min int, OUT claim text, OUT newest int, OUT channel text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  mine xiuhua.device;
  keeper text;
BEGIN
  SELECT * INTO mine FROM xiuhua.device d WHERE d.role_name = session_user;
  IF mine.device IS NULL OR mine.device <> p_device THEN
    RAISE EXCEPTION 'this login is not the device %', p_device USING ERRCODE = 'invalid_authorization_specification';
  END IF;
  PERFORM xiuhua.end_overdue();
  street := mine.street;
  now_ms := floor(extract(epoch FROM clock_timestamp()) * 1000);
  schema := (SELECT max(version) FROM xiuhua.migration);
  protocol_min := (SELECT h.protocol_min FROM xiuhua.hub h);
  channel := xiuhua.channel(mine.street);
  claim := CASE WHEN mine.revoked_at IS NULL THEN 'mine' ELSE 'revoked' END;
  IF claim = 'mine' AND p_protocol >= protocol_min THEN
    INSERT INTO xiuhua.claim AS c (street, device, incarnation, host)
      VALUES (mine.street, mine.device, p_incarnation, left(p_host, 200)) ON CONFLICT DO NOTHING;
    IF FOUND AND (SELECT count(*) FROM xiuhua.claim c WHERE c.street = mine.street AND c.device = mine.device) > xiuhua.most('chains') THEN
      PERFORM xiuhua.fail('sync.hubFull', 'chains');
    END IF;
    SELECT c.host INTO keeper FROM xiuhua.claim c
      WHERE c.street = mine.street AND c.device = mine.device AND c.incarnation = p_incarnation;
    IF keeper <> left(p_host, 200) THEN
      claim := 'otherHost';
      PERFORM xiuhua.keep_alarm(mine.street, mine.device, 'otherHost', mine.device || '.' || p_incarnation, p_host,
        keeper || ' / ' || left(p_host, 200));
    END IF;
    INSERT INTO xiuhua.device_seen AS s (street, device, at, incarnation, program, protocol)
      VALUES (mine.street, mine.device, clock_timestamp(), p_incarnation, left(p_program, 200), p_protocol)
      ON CONFLICT ON CONSTRAINT device_seen_pkey DO UPDATE SET at = EXCLUDED.at, incarnation = EXCLUDED.incarnation,
        program = EXCLUDED.program, protocol = EXCLUDED.protocol;
  END IF;
  newest := greatest(
    (SELECT max(c.incarnation) FROM xiuhua.claim c WHERE c.street = mine.street AND c.device = mine.device),
    (SELECT c.incarnation FROM xiuhua.commit c WHERE c.street = mine.street AND c.device = mine.device
     ORDER BY c.incarnation DESC LIMIT 1));
  newest := coalesce(newest, 0);
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.push(
  p_device text, p_incarnation int, p_from int, p_lengths int[], p_blob bytea, p_signature bytea, p_street text DEFAULT NULL,
  OUT why text, OUT seq int, OUT fresh int
) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_street text := xiuhua.street_of(p_street);
  v_count int := coalesce(cardinality(p_lengths), 0);
  v_head int;
  v_differs int;
BEGIN
  fresh := 0;
  IF v_count = 0 OR p_from < 1 OR (SELECT sum(l) <> length(p_blob) OR min(l) < 1 FROM unnest(p_lengths) l) THEN
    RAISE EXCEPTION 'lengths and bytes of the batch do not agree' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- One after the other on the chains of a device: the second of two equal pushes finds what the first one wrote.
  PERFORM xiuhua.take_chain(v_street, p_device);
  SELECT c.seq INTO v_head FROM xiuhua.commit c
    WHERE c.street = v_street AND c.device = p_device AND c.incarnation = p_incarnation ORDER BY c.seq DESC LIMIT 1;
  v_head := coalesce(v_head, 0);
  IF p_from > v_head + 1 THEN
    why := 'gap'; seq := v_head + 1;
    RETURN;
  END IF;
  IF p_from <= v_head THEN
    SELECT min(p.n) INTO v_differs
      FROM (SELECT p_from - 1 + l.n::int AS n, (sum(l.len) OVER (ORDER BY l.n) - l.len)::int AS off, l.len
            FROM unnest(p_lengths) WITH ORDINALITY AS l(len, n)) p
      JOIN xiuhua.commit c ON c.street = v_street AND c.device = p_device AND c.incarnation = p_incarnation AND c.seq = p.n
        AND c.seq BETWEEN p_from AND p_from - 1 + v_count
      WHERE c.hash <> sha256(substring(p_blob FROM p.off + 1 FOR p.len));
    IF v_differs IS NOT NULL THEN
      PERFORM xiuhua.raise_alarm('differs', p_device || '.' || p_incarnation, v_differs::text, v_street);
      why := 'differs'; seq := v_differs;
      RETURN;
    END IF;
  END IF;
  why := '';
  seq := greatest(v_head, p_from - 1 + v_count);
  fresh := seq - v_head;
  IF fresh = 0 THEN RETURN; END IF;
  INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature)
    SELECT v_street, p_device, p_incarnation, p.n, p.part, CASE WHEN p.n = seq THEN p_signature END
    FROM (SELECT o.n, substring(p_blob FROM o.off + 1 FOR o.len) AS part
          FROM (SELECT p_from - 1 + l.n::int AS n, (sum(l.len) OVER (ORDER BY l.n) - l.len)::int AS off, l.len
                FROM unnest(p_lengths) WITH ORDINALITY AS l(len, n)) o
          WHERE o.n > v_head) p;
  PERFORM xiuhua.tell(v_street);
END
$$;

-- As before; and a batch that is larger than can be handed out (taken in before there was a limit) comes with its lengths and without
-- its bytes, once for each chain: the others go on. Who does not know that finds that its signature does not hold.
CREATE OR REPLACE FUNCTION xiuhua.pull(
  p_devices text[], p_incarnations int[], p_seqs int[], p_bytes int, p_street text DEFAULT NULL
) RETURNS TABLE (device text, incarnation int, from_seq int, lengths int[], blob bytea, signature bytea)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_street text := xiuhua.street_of(p_street);
  v_left bigint := p_bytes;
  v_any boolean := false;
  v_to int;
  v_size bigint;
  v_next int;
  v_next_size bigint;
  v_chain record;
BEGIN
  <<chains>>
  FOR v_chain IN
    SELECT v.device, v.incarnation, v.seq AS head, coalesce(h.seq, 0) AS since
    FROM xiuhua.vector(v_street) v
    LEFT JOIN unnest(p_devices, p_incarnations, p_seqs) AS h(device, incarnation, seq)
      ON h.device COLLATE "C" = v.device AND h.incarnation = v.incarnation
    WHERE v.seq > coalesce(h.seq, 0)
    ORDER BY v.device, v.incarnation
  LOOP
    LOOP
      -- How far the room goes: sizes only, in steps of a thousand rows, up to the last signature that fits.
      SELECT max(r.seq) FILTER (WHERE r.upto <= v_left OR (r.batch = 1 AND NOT v_any)),
             max(r.upto) FILTER (WHERE r.upto <= v_left OR (r.batch = 1 AND NOT v_any)),
             min(r.seq), min(r.upto)
        INTO v_to, v_size, v_next, v_next_size FROM (
        SELECT s.seq, s.signed, s.upto, count(*) FILTER (WHERE s.signed) OVER (ORDER BY s.seq) AS batch FROM (
          SELECT c.seq, c.signature IS NOT NULL AS signed, sum(length(c.bytes)) OVER (ORDER BY c.seq) AS upto
          FROM (SELECT b.seq, b.signature, b.bytes FROM xiuhua.commit b
                WHERE b.street = v_street AND b.device = v_chain.device AND b.incarnation = v_chain.incarnation
                  AND b.seq > v_chain.since ORDER BY b.seq LIMIT 1000) c
        ) s
      ) r WHERE r.signed;
      IF v_next_size > 67108864 THEN
        RETURN QUERY
          SELECT v_chain.device, v_chain.incarnation, min(c.seq), array_agg(length(c.bytes) ORDER BY c.seq), ''::bytea, ''::bytea
          FROM xiuhua.commit c
          WHERE c.street = v_street AND c.device = v_chain.device AND c.incarnation = v_chain.incarnation
            AND c.seq > v_chain.since AND c.seq <= v_next;
        CONTINUE chains;
      END IF;
      EXIT WHEN v_to IS NULL;
      RETURN QUERY
        SELECT v_chain.device, v_chain.incarnation, min(u.seq), array_agg(length(u.bytes) ORDER BY u.seq),
               string_agg(u.bytes, ''::bytea ORDER BY u.seq), (array_agg(u.signature) FILTER (WHERE u.signature IS NOT NULL))[1]
        FROM (
          SELECT c.seq, c.bytes, c.signature, count(c.signature) OVER (ORDER BY c.seq DESC) AS unit
          FROM xiuhua.commit c
          WHERE c.street = v_street AND c.device = v_chain.device AND c.incarnation = v_chain.incarnation
            AND c.seq > v_chain.since AND c.seq <= v_to
        ) u GROUP BY u.unit ORDER BY 3;
      v_any := true;
      v_left := v_left - v_size;
      v_chain.since := v_to;
      EXIT WHEN v_to >= v_chain.head;
    END LOOP;
    IF v_chain.since < v_chain.head THEN
      RETURN QUERY SELECT NULL::text, 0, 0, NULL::int[], NULL::bytea, NULL::bytea;
      RETURN;
    END IF;
  END LOOP;
END
$$;

-- Have keys erased whose erasing commit stands here, and answer the names that no commit erases: these are left as they are.
CREATE FUNCTION xiuhua.erase_proved(p_names text[]) RETURNS SETOF text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := xiuhua.street_of(NULL);
  v_names text[];
BEGIN
  SELECT array_agg(DISTINCT n) INTO v_names FROM unnest(p_names) n
    WHERE EXISTS (SELECT FROM xiuhua.erasure e WHERE e.street = v_street AND e.name = n);
  IF EXISTS (SELECT FROM unnest(v_names) n WHERE NOT EXISTS (SELECT FROM xiuhua.key_erased k WHERE k.street = v_street AND k.name = n)) THEN
    PERFORM xiuhua.erase_named(v_street, xiuhua.my_device(), v_names);
  END IF;
  RETURN QUERY SELECT DISTINCT n FROM unnest(p_names) n WHERE n IS NOT NULL AND n <> ALL (coalesce(v_names, '{}'));
END
$$;

-- What older programs call: they hear nothing of names that no commit erases here.
CREATE OR REPLACE FUNCTION xiuhua.erase_keys(p_names text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM xiuhua.erase_proved(p_names);
END
$$;

-- Prove an attachment by its hash: whole | broken (its chunks were thrown away) | missing (not all chunks are there). Who proves it
-- holds its first chunk meanwhile.
CREATE OR REPLACE FUNCTION xiuhua.finish_attachment(p_sha256 bytea, p_street text DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := xiuhua.street_of(CASE WHEN xiuhua.carries_all() THEN p_street END);
  v record;
BEGIN
  PERFORM FROM xiuhua.attachment_chunk c WHERE c.street = v_street AND c.sha256 = p_sha256 ORDER BY c.no LIMIT 1 FOR UPDATE;
  IF EXISTS (SELECT FROM xiuhua.attachment a WHERE a.street = v_street AND a.sha256 = p_sha256) THEN RETURN 'whole'; END IF;
  SELECT count(*) AS chunks, min(c.size) AS size, max(c.size) AS most, max(c.no) AS last, sum(length(c.bytes)) AS bytes INTO v
    FROM xiuhua.attachment_chunk c WHERE c.street = v_street AND c.sha256 = p_sha256;
  IF v.chunks = 0 OR (v.size = v.most AND v.chunks < greatest(1, ceil(v.size / 262144.0)) AND v.last < greatest(1, ceil(v.size / 262144.0))) THEN
    RETURN 'missing';
  END IF;
  IF v.size = v.most AND v.bytes = v.size AND p_sha256 = (
    SELECT sha256(string_agg(c.bytes, ''::bytea ORDER BY c.no)) FROM xiuhua.attachment_chunk c WHERE c.street = v_street AND c.sha256 = p_sha256
  ) THEN
    INSERT INTO xiuhua.attachment (street, sha256, size) VALUES (v_street, p_sha256, v.size);
    RETURN 'whole';
  END IF;
  DELETE FROM xiuhua.attachment_chunk c WHERE c.street = v_street AND c.sha256 = p_sha256;
  RETURN 'broken';
END
$$;

-- A street and its partition, as before; the partition is made beside and attached: to make it in place would wait for everybody who
-- reads or writes any street, and keep all others waiting behind it.
CREATE OR REPLACE FUNCTION xiuhua.add_street(p_street text, p_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part text := 'commit_' || substr(encode(sha256(convert_to(p_street, 'UTF8')), 'hex'), 1, 32);
BEGIN
  INSERT INTO xiuhua.street (street, name) VALUES (p_street, p_name)
    ON CONFLICT (street) DO UPDATE SET name = EXCLUDED.name;
  IF to_regclass(format('xiuhua.%I', part)) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE xiuhua.%I (LIKE xiuhua.commit INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE xiuhua.commit ATTACH PARTITION xiuhua.%I FOR VALUES IN (%L)', part, p_street);
  -- Triggers of statements stand on the table that is named in them, so the partition gets its own. No rule: nobody comes in here.
  EXECUTE format('ALTER TABLE xiuhua.%I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.%I
    FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change()', part);
  EXECUTE format('CREATE TRIGGER chains AFTER INSERT ON xiuhua.%I REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.check_chains()', part);
END
$$;

-- ---------------------------------------------------------------- letting in and out

-- One after the other in a street. Who waits too long fails and may try again.
CREATE OR REPLACE FUNCTION xiuhua.lock_joining(p_street text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM xiuhua.take_turn(p_street, 'join');
END
$$;

-- Settings that a login begins with. A session may change them: what holds is `end_overdue`.
CREATE FUNCTION xiuhua.limit_login(p_role name) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', p_role, '2min');
  EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', p_role, '1min');
  EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', p_role, '30s');
END
$$;

-- Drop a one-time login with whatever it owns or holds in this database. False where something is in the way (an object in another
-- database, more large objects than one transaction can drop): it is closed then, and others are not kept from anything.
CREATE FUNCTION xiuhua.drop_login(p_role name) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s' AS $$
BEGIN
  PERFORM xiuhua.end_sessions(p_role);
  BEGIN
    -- To drop what somebody owns one must have his rights.
    EXECUTE format('GRANT %I TO xiuhua_owner', p_role);
    EXECUTE format('DROP OWNED BY %I', p_role);
    EXECUTE format('DROP ROLE %I', p_role);
    RETURN true;
  EXCEPTION WHEN OTHERS THEN
    NULL;
  END;
  BEGIN
    EXECUTE format('ALTER ROLE %I NOLOGIN', p_role);
  EXCEPTION WHEN OTHERS THEN
    NULL;
  END;
  RETURN false;
END
$$;

-- Temporary logins are dropped a week after their code has run out. Until then they tell who comes late why. A few at a time: an
-- invitation does not wait for many.
CREATE OR REPLACE FUNCTION xiuhua.sweep_invitations() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  -- Nobody fetches these any more.
  UPDATE xiuhua.invitation i SET answer = NULL WHERE i.answer IS NOT NULL AND i.until < now() - interval '7 days';
  FOR r IN SELECT i.street, i.id, i.role_name FROM xiuhua.invitation i JOIN pg_catalog.pg_roles p ON p.rolname = i.role_name
           WHERE i.until < now() - interval '7 days' AND (i.stuck_at IS NULL OR i.stuck_at < now() - interval '1 day')
           ORDER BY i.stuck_at NULLS FIRST, i.until LIMIT 5 LOOP
    IF NOT xiuhua.drop_login(r.role_name) THEN
      UPDATE xiuhua.invitation i SET stuck_at = now() WHERE i.street = r.street AND i.id = r.id;
    END IF;
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.invite(p_id text, p_verifier text, p_until timestamptz, p_note jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_mine text := xiuhua.my_street();
  v_street text := p_note ->> 'street';
  v_kind text := p_note ->> 'kind';
  v_role name := 'xj_' || p_id;
BEGIN
  IF NOT (xiuhua.is_admin() OR (v_mine IS NOT NULL AND v_mine = v_street AND v_kind = 'further')) THEN
    PERFORM xiuhua.fail('sync.refused', 'invite');
  END IF;
  IF NOT EXISTS (SELECT FROM xiuhua.street s WHERE s.street = v_street) THEN PERFORM xiuhua.fail('sync.noStreet', v_street); END IF;
  IF p_id IS NULL OR p_id !~ '^[0-9a-f]{20}$' OR p_note ->> 'id' IS DISTINCT FROM p_id OR length(p_note::text) > 4000
    OR p_until IS NULL OR p_until < now() OR p_until > now() + interval '31 days' THEN
    PERFORM xiuhua.fail('sync.badRequest', 'invitation');
  END IF;
  PERFORM xiuhua.check_verifier(p_verifier);
  PERFORM xiuhua.lock_joining(v_street);
  IF v_kind = 'first' AND EXISTS (SELECT FROM xiuhua.device d WHERE d.street = v_street AND d.revoked_at IS NULL) THEN
    PERFORM xiuhua.fail('sync.notFirst');
  END IF;
  IF (SELECT count(*) FROM xiuhua.invitation i WHERE i.street = v_street AND i.state IN ('open', 'asked') AND i.until > now()) >= 20
    OR (SELECT count(*) FROM xiuhua.invitation i WHERE i.street = v_street AND i.made_at > now() - interval '1 day')
      >= xiuhua.most('invitations') THEN
    PERFORM xiuhua.fail('sync.tooManyCodes');
  END IF;
  PERFORM xiuhua.end_overdue();
  PERFORM xiuhua.sweep_invitations();
  EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 2 PASSWORD %L VALID UNTIL %L IN ROLE xiuhua_join',
    v_role, p_verifier, p_until + interval '7 days');
  -- Whoever is to end its sessions and to drop it must have its rights.
  EXECUTE format('GRANT %I TO xiuhua_owner', v_role);
  PERFORM xiuhua.limit_login(v_role);
  INSERT INTO xiuhua.invitation (street, id, kind, role_name, invited_by, until, note)
    VALUES (v_street, p_id, v_kind, v_role, coalesce(xiuhua.my_device(), session_user), p_until, p_note);
END
$$;

-- The invitation that the temporary login stands for, as it is. Asking locks nothing: who only asks is in nobody's way.
CREATE OR REPLACE FUNCTION xiuhua.my_invitation() RETURNS xiuhua.invitation
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation;
BEGIN
  SELECT * INTO v FROM xiuhua.invitation i WHERE i.role_name = session_user;
  IF v.id IS NULL THEN PERFORM xiuhua.fail('sync.badCode'); END IF;
  IF v.state IN ('done', 'refused') THEN
    PERFORM xiuhua.fail(CASE v.state WHEN 'done' THEN 'sync.codeUsed' ELSE 'sync.joinRefused' END);
  END IF;
  IF v.state <> 'confirmed' AND v.until < now() THEN PERFORM xiuhua.fail('sync.codeExpired'); END IF;
  RETURN v;
END
$$;

-- The same, kept from being changed meanwhile: this invitation alone.
CREATE FUNCTION xiuhua.hold_invitation() RETURNS xiuhua.invitation
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
  PERFORM FROM xiuhua.invitation i WHERE i.role_name = session_user FOR UPDATE;
  RETURN xiuhua.my_invitation();
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.keep_request(p_invitation xiuhua.invitation, p_request jsonb) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_invitation.state <> 'open' THEN
    IF p_invitation.request IS DISTINCT FROM p_request THEN PERFORM xiuhua.fail('sync.codeUsed'); END IF;
    RETURN;
  END IF;
  IF p_request IS NULL OR length(p_request::text) > 4000 OR p_request ->> 'street' IS DISTINCT FROM p_invitation.street
    OR coalesce(p_request ->> 'device', '') !~ '^[0-9a-z]{4,40}$'
    OR coalesce(p_request ->> 'signKey', '') !~ '^[A-Za-z0-9+/]{43}=$' OR coalesce(p_request ->> 'boxKey', '') !~ '^[A-Za-z0-9+/]{43}=$'
    OR length(btrim(coalesce(p_request ->> 'name', ''))) NOT BETWEEN 1 AND 40 THEN
    PERFORM xiuhua.fail('sync.badRequest', 'request');
  END IF;
  PERFORM xiuhua.check_verifier(p_request ->> 'verifier');
  PERFORM xiuhua.check_newcomer(p_invitation.street, p_request);
  UPDATE xiuhua.invitation i SET state = 'asked', request = p_request, asked_at = now()
    WHERE i.street = p_invitation.street AND i.id = p_invitation.id;
  PERFORM xiuhua.tell(p_invitation.street);
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.join_request(p_request jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.hold_invitation();
BEGIN
  IF v.kind <> 'further' THEN PERFORM xiuhua.fail('sync.badRequest', 'kind'); END IF;
  PERFORM xiuhua.keep_request(v, p_request);
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.join_first(p_request jsonb) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.my_invitation();
  v_letter text := coalesce(p_request ->> 'letter', 'A');
BEGIN
  IF v.kind <> 'first' THEN PERFORM xiuhua.fail('sync.notFirst'); END IF;
  PERFORM xiuhua.lock_joining(v.street);
  v := xiuhua.hold_invitation();
  PERFORM xiuhua.keep_request(v, p_request);
  IF v.state = 'confirmed' THEN RETURN v_letter; END IF;
  IF EXISTS (SELECT FROM xiuhua.device d WHERE d.street = v.street AND d.revoked_at IS NULL) THEN PERFORM xiuhua.fail('sync.notFirst'); END IF;
  PERFORM xiuhua.admit(v.street, p_request, v_letter);
  UPDATE xiuhua.invitation i SET state = 'confirmed', confirmed_by = v.invited_by WHERE i.street = v.street AND i.id = v.id;
  RETURN v_letter;
END
$$;

CREATE OR REPLACE FUNCTION xiuhua.join_done() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.hold_invitation();
BEGIN
  IF v.state <> 'confirmed' THEN PERFORM xiuhua.fail('sync.badRequest', 'state'); END IF;
  UPDATE xiuhua.invitation i SET state = 'done', answer = NULL WHERE i.street = v.street AND i.id = v.id;
  EXECUTE format('ALTER ROLE %I NOLOGIN', v.role_name);
END
$$;

-- The invitation of the caller's street, as long as it can still be decided about; or already confirmed. Who was invited and holds it
-- in an open transaction for longer than a moment loses his session.
CREATE OR REPLACE FUNCTION xiuhua.undecided(p_id text) RETURNS xiuhua.invitation
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s' AS $$
DECLARE
  v_street text := xiuhua.my_street();
  v xiuhua.invitation;
BEGIN
  IF v_street IS NULL THEN PERFORM xiuhua.fail('sync.refused', 'join'); END IF;
  PERFORM xiuhua.lock_joining(v_street);
  BEGIN
    -- Whoever asks just now, or is being refused, holds it for a moment only.
    PERFORM set_config('lock_timeout', '2s', true);
    SELECT * INTO v FROM xiuhua.invitation i WHERE i.street = v_street AND i.id = p_id FOR UPDATE;
  EXCEPTION WHEN lock_not_available THEN
    PERFORM set_config('lock_timeout', '20s', true);
    PERFORM xiuhua.end_sessions(i.role_name) FROM xiuhua.invitation i WHERE i.street = v_street AND i.id = p_id;
    SELECT * INTO v FROM xiuhua.invitation i WHERE i.street = v_street AND i.id = p_id FOR UPDATE;
  END;
  IF v.id IS NULL THEN PERFORM xiuhua.fail('sync.badCode'); END IF;
  IF v.state IN ('done', 'refused') THEN PERFORM xiuhua.fail('sync.codeUsed'); END IF;
  IF v.state <> 'confirmed' AND v.until < now() THEN PERFORM xiuhua.fail('sync.codeExpired'); END IF;
  RETURN v;
END
$$;

-- As in 002, with the settings of its login.
CREATE OR REPLACE FUNCTION xiuhua.admit(p_street text, p_request jsonb, p_letter text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_device text := p_request ->> 'device';
  v_role name := 'xd_' || p_street || '_' || v_device;
  v_letter text := (SELECT d.letter FROM xiuhua.device d WHERE d.street = p_street AND d.device = v_device);
BEGIN
  PERFORM xiuhua.check_newcomer(p_street, p_request);
  IF p_letter IS NULL OR p_letter !~ '^[A-Z]$' OR v_letter <> p_letter
    OR EXISTS (SELECT FROM xiuhua.device d WHERE d.street = p_street AND d.letter = p_letter AND d.device <> v_device) THEN
    PERFORM xiuhua.fail('sync.letterTaken', p_letter);
  END IF;
  IF length(v_role::text) < length('xd_' || p_street || '_' || v_device) THEN PERFORM xiuhua.fail('sync.badRequest', 'device'); END IF;
  PERFORM xiuhua.check_login(v_role);
  IF EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = v_role) THEN
    EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L', v_role, p_request ->> 'verifier');
    EXECUTE format('GRANT xiuhua_device TO %I', v_role);
  ELSE
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L IN ROLE xiuhua_device', v_role, p_request ->> 'verifier');
    -- Whoever is to end its sessions some day must have its rights.
    EXECUTE format('GRANT %I TO xiuhua_owner', v_role);
  END IF;
  PERFORM xiuhua.limit_login(v_role);
  EXECUTE format('COMMENT ON ROLE %I IS %L', v_role, 'Xiuhua hub ' || current_database());
  INSERT INTO xiuhua.device (street, device, name, letter, role_name, sign_key, box_key)
    VALUES (p_street, v_device, btrim(p_request ->> 'name'), p_letter, v_role, p_request ->> 'signKey', p_request ->> 'boxKey')
    ON CONFLICT (street, device) DO NOTHING;
END
$$;

-- Close a login. It may change its own password at any moment, which keeps nobody from closing it.
CREATE FUNCTION xiuhua.close_login(p_role name) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  FOR attempt IN 1 .. 5 LOOP
    PERFORM xiuhua.end_sessions(p_role);
    BEGIN
      EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', p_role);
      RETURN;
    -- "tuple concurrently updated" has no code of its own.
    EXCEPTION WHEN internal_error OR object_in_use THEN
      IF attempt = 5 THEN RAISE; END IF;
    END;
  END LOOP;
END
$$;

-- As in 002. What the device holds open ends first: nothing of its own keeps it in.
CREATE OR REPLACE FUNCTION xiuhua.revoke_device(p_street text, p_device text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s' AS $$
DECLARE
  v xiuhua.device;
BEGIN
  IF NOT (xiuhua.is_admin() OR xiuhua.my_street() IS NOT DISTINCT FROM p_street) THEN PERFORM xiuhua.fail('sync.refused', 'revoke'); END IF;
  SELECT * INTO v FROM xiuhua.device d WHERE d.street = p_street AND d.device = p_device;
  IF v.device IS NULL THEN PERFORM xiuhua.fail('sync.noDevice', p_device); END IF;
  IF v.revoked_at IS NOT NULL THEN RETURN false; END IF;
  PERFORM xiuhua.close_login(v.role_name);
  PERFORM xiuhua.end_sessions(i.role_name) FROM xiuhua.invitation i
    WHERE i.street = p_street AND i.invited_by = p_device AND i.state IN ('open', 'asked');
  PERFORM xiuhua.lock_joining(p_street);
  UPDATE xiuhua.device d SET revoked_at = now() WHERE d.street = p_street AND d.device = p_device AND d.revoked_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE xiuhua.invitation i SET state = 'refused'
    WHERE i.street = p_street AND i.invited_by = p_device AND i.state IN ('open', 'asked');
  PERFORM xiuhua.end_sessions(v.role_name);
  PERFORM xiuhua.tell(p_street);
  RETURN true;
END
$$;

-- ---------------------------------------------------------------- who may call what

-- Rights of functions that were there stay as they are.
REVOKE ALL ON FUNCTION xiuhua.take_turn(text, text, boolean), xiuhua.take_chain(text, text), xiuhua.tell(text), xiuhua.end_sessions(name),
  xiuhua.end_overdue(interval), xiuhua.most(text), xiuhua.counted(text, text, bigint), xiuhua.erased_names(text, int, int, bytea),
  xiuhua.key_turn(text), xiuhua.erase_named(text, text, text[]), xiuhua.erase_with(text, text, int, int[]), xiuhua.check_incarnations(text, text),
  xiuhua.count_keys(), xiuhua.count_chunks(), xiuhua.uncount_chunks(), xiuhua.keep_alarm(text, text, text, text, text, text),
  xiuhua.erase_proved(text[]), xiuhua.limit_login(name), xiuhua.drop_login(name), xiuhua.hold_invitation(), xiuhua.close_login(name)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION xiuhua.take_chain(text, text), xiuhua.tell(text) TO xiuhua_device, xiuhua_courier;
GRANT EXECUTE ON FUNCTION xiuhua.erase_proved(text[]) TO xiuhua_device;

-- ---------------------------------------------------------------- what is there already

-- Erasures that stand in commits of before, and how much each device has added.
INSERT INTO xiuhua.erasure (street, name, device, incarnation, seq)
  SELECT c.street, n, c.device, c.incarnation, c.seq
  FROM xiuhua.commit c JOIN xiuhua.device d ON d.street = c.street AND d.device = c.device AND d.revoked_at IS NULL,
    xiuhua.erased_names(c.device, c.incarnation, c.seq, c.bytes) n
  WHERE length(c.bytes) <= 16777216 AND position('\x63616c6c65722e657261736564'::bytea IN c.bytes) > 0
  ON CONFLICT DO NOTHING;
INSERT INTO xiuhua.usage (street, who, what, n)
  SELECT street, device, 'commits', sum(length(bytes) + 200) FROM xiuhua.commit GROUP BY street, device
  UNION ALL SELECT street, device, 'keys', count(*) FROM xiuhua.data_key GROUP BY street, device
  UNION ALL SELECT street, device, 'attachments', sum(length(bytes) + 200) FROM xiuhua.attachment_chunk GROUP BY street, device
  UNION ALL SELECT street, device, 'alarms', count(*) FROM xiuhua.alarm GROUP BY street, device;

-- Run by an administrator (005 and every `hub init`): limits of logins that are there, and, where he is a superuser, what the server
-- gives to everybody in this database and a hub has no use for. Answers whether the second could be done.
CREATE FUNCTION xiuhua.tighten() RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT p.rolname, p.rolconnlimit, pg_has_role(p.oid, 'xiuhua_district', 'MEMBER') AS district,
             pg_has_role(p.oid, 'xiuhua_device', 'MEMBER') OR pg_has_role(p.oid, 'xiuhua_join', 'MEMBER') AS ours FROM pg_roles p
           WHERE NOT p.rolsuper AND p.rolname NOT LIKE 'xiuhua\_%' AND NOT pg_has_role(p.oid, 'xiuhua_owner', 'MEMBER')
             AND (pg_has_role(p.oid, 'xiuhua_device', 'MEMBER') OR pg_has_role(p.oid, 'xiuhua_join', 'MEMBER')
               OR pg_has_role(p.oid, 'xiuhua_courier', 'MEMBER') OR pg_has_role(p.oid, 'xiuhua_district', 'MEMBER')) LOOP
    BEGIN
      IF r.rolconnlimit < 0 THEN EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 16', r.rolname); END IF;
      -- A login may have given itself settings. Those of the district and of couriers are their administrator's.
      IF r.ours THEN
        EXECUTE format('ALTER ROLE %I RESET ALL', r.rolname);
        EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', r.rolname, current_database());
      END IF;
      IF r.district THEN
        EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', r.rolname, '30min');
        EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', r.rolname, '30min');
      ELSE
        PERFORM xiuhua.limit_login(r.rolname);
        IF r.ours THEN EXECUTE format('GRANT %I TO xiuhua_owner', r.rolname); END IF;
      END IF;
    EXCEPTION WHEN insufficient_privilege OR invalid_grant_operation THEN NULL;
    END;
  END LOOP;
  IF NOT (SELECT p.rolsuper FROM pg_roles p WHERE p.rolname = current_user) THEN RETURN false; END IF;
  -- Locks that anybody could hold under any number, large objects, and words in the write-ahead log.
  FOR r IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p
           WHERE p.pronamespace = 'pg_catalog'::regnamespace
             AND p.proname ~ '^(pg_(try_)?advisory_.*|lo_.*|loread|lowrite|pg_logical_emit_message)$'
             AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', r.name);
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                 AND s.setrole = 0 AND s.setconfig::text LIKE '%temp_file_limit%') THEN
    EXECUTE format('ALTER DATABASE %I SET temp_file_limit = %L', current_database(), '8GB');
  END IF;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION xiuhua.tighten() FROM PUBLIC;
RESET ROLE;
SELECT xiuhua.tighten();
