-- Xiuhua hub, part 1: the exchange. PostgreSQL 14 or later. Run by `hub init` through the migration runner: one transaction,
-- once, by an administrator (a superuser, or the owner of the database with CREATEROLE).
--
-- What stands here
--   * A hub is a meeting place: rows that are only ever added. The truth are the journals of the stations.
--   * Every key leads with `street`; `commit` has a partition per street. Text in keys is in collation "C", so that order is the
--     order of bytes on every system and comparisons are leakproof under row-level security.
--   * Each device has a login role of its own (002-enrolment.sql). Row-level security lets it insert rows of its own and read
--     its own street. Who it is comes from session_user (`xiuhua.my_street()`, `xiuhua.my_device()`), never from what it says.
--   * Nobody updates or deletes commits, attachments and alarms: no grants, and triggers that raise, for the owner too.
--     (A superuser can switch triggers off; the signatures and the hash chain of the journals show it.)
--   * Functions are SECURITY INVOKER where the caller's own rights are enough. Those that need more are SECURITY DEFINER, take
--     nothing about identity from their arguments, and have a search_path of pg_catalog alone.

DO $$
DECLARE
  role_name text;
BEGIN
  IF current_setting('server_version_num')::int < 140000 THEN
    RAISE EXCEPTION 'Xiuhua needs PostgreSQL 14 or later, this is %', current_setting('server_version');
  END IF;
  -- Group roles belong to the whole server: another hub on it may have made them already.
  FOREACH role_name IN ARRAY ARRAY['xiuhua_owner', 'xiuhua_device', 'xiuhua_district', 'xiuhua_courier'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
  END LOOP;
  -- The owner makes and closes logins (002) and puts them into the groups.
  ALTER ROLE xiuhua_owner CREATEROLE;
  GRANT xiuhua_device, xiuhua_district, xiuhua_courier TO xiuhua_owner WITH ADMIN OPTION;
  IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT xiuhua_owner TO %I', current_user);
  END IF;
  -- Only who belongs to the hub may connect to its database.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO xiuhua_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO xiuhua_owner, xiuhua_device, xiuhua_district, xiuhua_courier', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END
$$;

SET LOCAL ROLE xiuhua_owner;

CREATE SCHEMA xiuhua;
GRANT USAGE ON SCHEMA xiuhua TO xiuhua_device, xiuhua_district, xiuhua_courier;
-- A function may be called by those it is granted to, by nobody else.
ALTER DEFAULT PRIVILEGES FOR ROLE xiuhua_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Tables ---------------------------------------------------------------------------------------------------------------------

-- What was applied here, with the SHA-256 of each file. Written by the migration runner.
CREATE TABLE xiuhua.migration (
  version int PRIMARY KEY,
  name text NOT NULL,
  sha256 bytea NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  applied_by text NOT NULL DEFAULT session_user
);

-- The hub itself: one row. `protocol_min`: oldest protocol that it still serves.
CREATE TABLE xiuhua.hub (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  protocol_min int NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO xiuhua.hub DEFAULT VALUES;

CREATE TABLE xiuhua.street (
  street text COLLATE "C" PRIMARY KEY CHECK (length(street) BETWEEN 1 AND 100),
  name text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);

-- A device of a street (a workstation's data folder). Keys are raw, base64; `role_name` is its login.
CREATE TABLE xiuhua.device (
  street text COLLATE "C" NOT NULL REFERENCES xiuhua.street,
  device text COLLATE "C" NOT NULL CHECK (length(device) BETWEEN 1 AND 100),
  name text NOT NULL,
  letter text NOT NULL,
  role_name name NOT NULL UNIQUE,
  sign_key text NOT NULL,
  box_key text NOT NULL,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  PRIMARY KEY (street, device)
);

-- When a device last said hello. Apart from `device`, which only enrolment and revocation change.
CREATE TABLE xiuhua.device_seen (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  incarnation int NOT NULL,
  program text NOT NULL,
  protocol int NOT NULL,
  PRIMARY KEY (street, device)
);

-- Which computer writes an incarnation. The first one keeps it.
CREATE TABLE xiuhua.claim (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL CHECK (incarnation > 0),
  host text NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, device, incarnation)
);

-- The exact bytes of each commit. `hash` is computed by the table itself, whoever inserts. `signature` stands on the last commit of
-- each batch that came.
CREATE TABLE xiuhua.commit (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL CHECK (incarnation > 0),
  seq int NOT NULL CHECK (seq > 0),
  hash bytea NOT NULL GENERATED ALWAYS AS (sha256(bytes)) STORED,
  bytes bytea NOT NULL,
  signature bytea CHECK (length(signature) = 64),
  pushed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, device, incarnation, seq)
) PARTITION BY LIST (street);

-- Data keys, wrapped by the centre's key. Erased boxes are deleted and leave a tombstone.
CREATE TABLE xiuhua.data_key (
  street text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
  box text NOT NULL CHECK (length(box) <= 4000),
  device text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, name, id)
);
CREATE TABLE xiuhua.key_erased (
  street text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, name)
);

-- An attachment that is whole and proved. Its chunks (256 kB, the last one shorter) come first.
CREATE TABLE xiuhua.attachment (
  street text COLLATE "C" NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  size int NOT NULL CHECK (size BETWEEN 0 AND 268435456),
  whole_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, sha256)
);
CREATE TABLE xiuhua.attachment_chunk (
  street text COLLATE "C" NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  no int NOT NULL CHECK (no >= 0 AND no < 1024),
  size int NOT NULL CHECK (size BETWEEN 0 AND 268435456),
  bytes bytea NOT NULL,
  device text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, sha256, no),
  CONSTRAINT chunk_fits CHECK (length(bytes) = least(262144, size - no * 262144))
);
-- Pictures are compressed already.
ALTER TABLE xiuhua.attachment_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What an administrator has to look at: forks, bad signatures, foreign hosts. One row for each thing, however often it is told.
CREATE TABLE xiuhua.alarm (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  about text COLLATE "C" NOT NULL CHECK (length(about) <= 200),
  digest bytea NOT NULL,
  detail text NOT NULL CHECK (length(detail) <= 4000),
  raised_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (street, device, kind, about, digest)
);

-- Who is asking -------------------------------------------------------------------------------------------------------------

-- Street and device of the login; null for a revoked device, for the district and for administrators.
CREATE FUNCTION xiuhua.my_street() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$$ SELECT street FROM xiuhua.device WHERE role_name = session_user AND revoked_at IS NULL $$;

CREATE FUNCTION xiuhua.my_device() RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$$ SELECT device FROM xiuhua.device WHERE role_name = session_user AND revoked_at IS NULL $$;

-- The street a call is about: the one asked for (couriers, the district; row-level security limits what they get) or the caller's.
-- A login without either is refused rather than shown an empty hub.
CREATE FUNCTION xiuhua.street_of(p_street text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := coalesce(p_street, xiuhua.my_street());
BEGIN
  IF v_street IS NULL THEN
    RAISE EXCEPTION 'this login belongs to no street' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN v_street;
END
$$;

-- Both at once, for people and other parts.
CREATE FUNCTION xiuhua.me(OUT street text, OUT device text)
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$$ SELECT street, device FROM xiuhua.device WHERE role_name = session_user AND revoked_at IS NULL $$;

-- Whether the login is a courier that belongs to no device: it carries packages of every street.
CREATE FUNCTION xiuhua.carries_all() RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT pg_has_role(session_user, 'xiuhua_courier', 'member')
    AND NOT EXISTS (SELECT FROM xiuhua.device WHERE role_name = session_user)
$$;

-- The channel on which a street's news are told.
CREATE FUNCTION xiuhua.channel(p_street text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$$ SELECT 'xiuhua_' || substr(encode(sha256(convert_to(p_street, 'UTF8')), 'hex'), 1, 32) $$;

-- Nothing is changed ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION xiuhua.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Chunks may be thrown away until the attachment is proved.
CREATE FUNCTION xiuhua.refuse_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM xiuhua.attachment a WHERE a.street = OLD.street AND a.sha256 = OLD.sha256) THEN
    RAISE EXCEPTION 'chunks of a whole attachment are never removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END
$$;

CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.commit
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.attachment
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.alarm
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.claim
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.key_erased
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR TRUNCATE ON xiuhua.data_key
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed BEFORE UPDATE OR TRUNCATE ON xiuhua.attachment_chunk
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change();
CREATE TRIGGER fixed_whole BEFORE DELETE ON xiuhua.attachment_chunk
  FOR EACH ROW EXECUTE FUNCTION xiuhua.refuse_whole();

-- Whoever inserts commits, by `push` or directly: each chain stays without gaps, and what was added ends with a signature; at most
-- 1000 at once, which `pull` counts on.
CREATE FUNCTION xiuhua.check_chains() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  bad record;
BEGIN
  SELECT c.* INTO bad FROM (
    SELECT street, device, incarnation, min(seq) AS first, max(seq) AS last, count(*) AS rows,
           max(seq) FILTER (WHERE signature IS NOT NULL) AS signed
    FROM added GROUP BY street, device, incarnation
  ) c
  WHERE c.last - c.first + 1 <> c.rows OR c.signed IS DISTINCT FROM c.last OR c.rows > 1000
     -- A value, not EXISTS: that would be planned as a table of all commits to look things up in.
     OR (c.first > 1 AND (SELECT b.seq FROM xiuhua.commit b WHERE b.street = c.street AND b.device = c.device
                          AND b.incarnation = c.incarnation AND b.seq = c.first - 1) IS NULL)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'commits %..% of %.% leave a gap, are more than 1000 or end without a signature',
      bad.first, bad.last, bad.device, bad.incarnation USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER chains AFTER INSERT ON xiuhua.commit REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.check_chains();

-- A street and its partition. Only the owner and administrators may call it; repeated, it changes the name at most.
CREATE FUNCTION xiuhua.add_street(p_street text, p_name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part text := 'commit_' || substr(encode(sha256(convert_to(p_street, 'UTF8')), 'hex'), 1, 32);
BEGIN
  INSERT INTO xiuhua.street (street, name) VALUES (p_street, p_name)
    ON CONFLICT (street) DO UPDATE SET name = EXCLUDED.name;
  IF to_regclass(format('xiuhua.%I', part)) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE xiuhua.%I PARTITION OF xiuhua.commit FOR VALUES IN (%L)', part, p_street);
  -- Triggers of statements stand on the table that is named in them, so the partition gets its own. No rule: nobody comes in here.
  EXECUTE format('ALTER TABLE xiuhua.%I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE TRIGGER fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON xiuhua.%I
    FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.refuse_change()', part);
  EXECUTE format('CREATE TRIGGER chains AFTER INSERT ON xiuhua.%I REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION xiuhua.check_chains()', part);
END
$$;

-- An erased key does not come back. The lock keeps an insert under way and an erasure apart.
CREATE FUNCTION xiuhua.skip_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('xiuhua keys ' || NEW.street, 0));
  IF EXISTS (SELECT FROM xiuhua.key_erased e WHERE e.street = NEW.street AND e.name = NEW.name) THEN RETURN NULL; END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER erased BEFORE INSERT ON xiuhua.data_key FOR EACH ROW EXECUTE FUNCTION xiuhua.skip_erased();

-- What is whole stays as it is.
CREATE FUNCTION xiuhua.skip_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM xiuhua.attachment a WHERE a.street = NEW.street AND a.sha256 = NEW.sha256) THEN RETURN NULL; END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER whole BEFORE INSERT ON xiuhua.attachment_chunk FOR EACH ROW EXECUTE FUNCTION xiuhua.skip_whole();

-- Row-level security ---------------------------------------------------------------------------------------------------------
-- `(SELECT …)` in a rule is evaluated once for a statement, not for each row.

ALTER TABLE xiuhua.migration ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.hub ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.street ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.device ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.device_seen ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.commit ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.key_erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.attachment_chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE xiuhua.alarm ENABLE ROW LEVEL SECURITY;

CREATE POLICY all_read ON xiuhua.migration FOR SELECT USING (true);
CREATE POLICY all_read ON xiuhua.hub FOR SELECT USING (true);
GRANT SELECT ON xiuhua.migration, xiuhua.hub TO xiuhua_device, xiuhua_district, xiuhua_courier;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['street', 'device', 'device_seen', 'claim', 'commit', 'key_erased', 'attachment', 'attachment_chunk', 'alarm'] LOOP
    EXECUTE format('CREATE POLICY own_street ON xiuhua.%I FOR SELECT TO xiuhua_device USING (street = (SELECT xiuhua.my_street()))', t);
    EXECUTE format('CREATE POLICY district ON xiuhua.%I FOR SELECT TO xiuhua_district USING (true)', t);
    EXECUTE format('GRANT SELECT ON xiuhua.%I TO xiuhua_device, xiuhua_district', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['commit', 'data_key', 'attachment_chunk'] LOOP
    EXECUTE format('CREATE POLICY own_rows ON xiuhua.%I FOR INSERT TO xiuhua_device
      WITH CHECK (street = (SELECT xiuhua.my_street()) AND device = (SELECT xiuhua.my_device()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['street', 'device', 'commit', 'attachment', 'attachment_chunk', 'alarm'] LOOP
    EXECUTE format('CREATE POLICY courier ON xiuhua.%I FOR SELECT TO xiuhua_courier
      USING (street = (SELECT xiuhua.my_street()) OR (SELECT xiuhua.carries_all()))', t);
    EXECUTE format('GRANT SELECT ON xiuhua.%I TO xiuhua_courier', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['commit', 'attachment_chunk'] LOOP
    EXECUTE format('CREATE POLICY courier_brings ON xiuhua.%I FOR INSERT TO xiuhua_courier
      WITH CHECK ((street = (SELECT xiuhua.my_street()) OR (SELECT xiuhua.carries_all()))
        AND EXISTS (SELECT FROM xiuhua.device d WHERE d.street = %I.street AND d.device = %I.device))', t, t, t);
  END LOOP;
END
$$;
-- Wrapped keys: the desks of the street. The district has no part in them.
CREATE POLICY own_street ON xiuhua.data_key FOR SELECT TO xiuhua_device USING (street = (SELECT xiuhua.my_street()));
GRANT SELECT ON xiuhua.data_key TO xiuhua_device;

-- Columns that the hub fills in itself are not granted.
GRANT INSERT (street, device, incarnation, seq, bytes, signature) ON xiuhua.commit TO xiuhua_device, xiuhua_courier;
GRANT INSERT (street, name, id, box, device) ON xiuhua.data_key TO xiuhua_device;
GRANT INSERT (street, sha256, no, size, bytes, device) ON xiuhua.attachment_chunk TO xiuhua_device, xiuhua_courier;

-- What stations call ---------------------------------------------------------------------------------------------------------
-- `SET enable_seqscan = off`: connections live long and keep their plans; one that was made while a street was new and small would
-- go on reading the whole table. All of these go by the key.
-- `p_street` is for couriers and the district, who have no street of their own; null means the caller's.

-- Who I am here, the hub's time, and whether this computer may write this incarnation.
-- `claim`: mine | otherHost | revoked. An unknown login or another device's name is refused.
CREATE FUNCTION xiuhua.hello(
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
  street := mine.street;
  now_ms := floor(extract(epoch FROM clock_timestamp()) * 1000);
  schema := (SELECT max(version) FROM xiuhua.migration);
  protocol_min := (SELECT h.protocol_min FROM xiuhua.hub h);
  channel := xiuhua.channel(mine.street);
  claim := CASE WHEN mine.revoked_at IS NULL THEN 'mine' ELSE 'revoked' END;
  IF claim = 'mine' AND p_protocol >= protocol_min THEN
    INSERT INTO xiuhua.claim AS c (street, device, incarnation, host)
      VALUES (mine.street, mine.device, p_incarnation, left(p_host, 200)) ON CONFLICT DO NOTHING;
    SELECT c.host INTO keeper FROM xiuhua.claim c
      WHERE c.street = mine.street AND c.device = mine.device AND c.incarnation = p_incarnation;
    IF keeper <> left(p_host, 200) THEN
      claim := 'otherHost';
      INSERT INTO xiuhua.alarm (street, device, kind, about, digest, detail)
        VALUES (mine.street, mine.device, 'otherHost', mine.device || '.' || p_incarnation,
                sha256(convert_to(p_host, 'UTF8')), keeper || ' / ' || left(p_host, 200))
        ON CONFLICT DO NOTHING;
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

-- How far each chain is held. Steps from chain to chain along the key: its cost grows with chains, not with commits.
CREATE FUNCTION xiuhua.vector(p_street text DEFAULT NULL) RETURNS TABLE (device text, incarnation int, seq int)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
  WITH RECURSIVE mine AS MATERIALIZED (SELECT xiuhua.street_of(p_street) AS street),
  chain (device, incarnation) AS (
    (SELECT c.device, c.incarnation FROM xiuhua.commit c WHERE c.street = (SELECT street FROM mine)
     ORDER BY c.device, c.incarnation LIMIT 1)
    UNION ALL
    SELECT n.device, n.incarnation FROM chain p CROSS JOIN LATERAL (
      SELECT c.device, c.incarnation FROM xiuhua.commit c
      WHERE c.street = (SELECT street FROM mine) AND (c.device, c.incarnation) > (p.device, p.incarnation)
      ORDER BY c.device, c.incarnation LIMIT 1) n
  )
  SELECT p.device, p.incarnation, h.seq FROM chain p CROSS JOIN LATERAL (
    SELECT c.seq FROM xiuhua.commit c
    WHERE c.street = (SELECT street FROM mine) AND c.device = p.device AND c.incarnation = p.incarnation
    ORDER BY c.seq DESC LIMIT 1) h
$$;

CREATE FUNCTION xiuhua.hash_at(p_device text, p_incarnation int, p_seq int, p_street text DEFAULT NULL) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(c.hash, 'hex') FROM xiuhua.commit c
  WHERE c.street = (SELECT xiuhua.street_of(p_street))
    AND c.device = p_device AND c.incarnation = p_incarnation AND c.seq = p_seq
$$;

-- Raise an alarm in the caller's street, once for each thing. A courier's stands under its login.
CREATE FUNCTION xiuhua.raise_alarm(p_kind text, p_about text, p_detail text, p_street text DEFAULT NULL) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO xiuhua.alarm (street, device, kind, about, digest, detail)
  SELECT xiuhua.street_of(CASE WHEN xiuhua.carries_all() THEN p_street END), coalesce(xiuhua.my_device(), session_user),
         p_kind, left(p_about, 200), sha256(convert_to(p_detail, 'UTF8')), left(p_detail, 4000)
  ON CONFLICT DO NOTHING
$$;

-- Take a batch: `p_blob` is its commits one behind the other, `p_lengths` their sizes, `p_signature` the author's over the last.
-- `why`: '' taken (`seq` = held) | gap (`seq` = expected) | differs (`seq` = the number). Nothing is written unless ''.
CREATE FUNCTION xiuhua.push(
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
  -- One after the other on a chain: the second of two equal pushes finds what the first one wrote.
  PERFORM pg_advisory_xact_lock(hashtextextended('xiuhua chain ' || v_street || E'\n' || p_device || '.' || p_incarnation, 0));
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
  PERFORM pg_notify(xiuhua.channel(v_street), '');
END
$$;

-- Batches beyond what the caller holds (`p_devices`, `p_incarnations`, `p_seqs` side by side), chains by name, each in its order
-- and cut at signatures, together about `p_bytes` (at least one). A last row without a device means: there is more.
-- One snapshot for all of it (STABLE), so that what commits meanwhile is simply not seen yet.
CREATE FUNCTION xiuhua.pull(
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
  v_chain record;
BEGIN
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
      SELECT max(r.seq), max(r.upto) INTO v_to, v_size FROM (
        SELECT s.seq, s.signed, s.upto, count(*) FILTER (WHERE s.signed) OVER (ORDER BY s.seq) AS batch FROM (
          SELECT c.seq, c.signature IS NOT NULL AS signed, sum(length(c.bytes)) OVER (ORDER BY c.seq) AS upto
          FROM (SELECT b.seq, b.signature, b.bytes FROM xiuhua.commit b
                WHERE b.street = v_street AND b.device = v_chain.device AND b.incarnation = v_chain.incarnation
                  AND b.seq > v_chain.since ORDER BY b.seq LIMIT 1000) c
        ) s
      ) r WHERE r.signed AND (r.upto <= v_left OR (r.batch = 1 AND NOT v_any));
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

-- Put wrapped keys; those that are there stay, erased names are passed over (trigger `erased`).
CREATE FUNCTION xiuhua.put_keys(p_names text[], p_ids text[], p_boxes text[]) RETURNS void
  LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO xiuhua.data_key (street, name, id, box, device)
  SELECT xiuhua.street_of(NULL), k.name, k.id, k.box, xiuhua.my_device() FROM unnest(p_names, p_ids, p_boxes) AS k(name, id, box)
  ON CONFLICT DO NOTHING
$$;

-- The keys with these names; an erased one comes without id and box.
CREATE FUNCTION xiuhua.keys_named(p_names text[]) RETURNS TABLE (name text, id text, box text)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.name, NULL, NULL FROM xiuhua.key_erased e WHERE e.street = (SELECT xiuhua.street_of(NULL)) AND e.name = ANY (p_names)
  UNION ALL
  SELECT k.name, k.id, k.box FROM xiuhua.data_key k WHERE k.street = (SELECT xiuhua.street_of(NULL)) AND k.name = ANY (p_names)
  ORDER BY 1, 2
$$;

-- Erase keys of the caller's street for good. What is left of the boxes on disk goes with VACUUM and with old backups.
CREATE FUNCTION xiuhua.erase_keys(p_names text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := xiuhua.street_of(NULL);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('xiuhua keys ' || v_street, 0));
  INSERT INTO xiuhua.key_erased (street, name, device) SELECT DISTINCT v_street, n, xiuhua.my_device() FROM unnest(p_names) n
    ON CONFLICT DO NOTHING;
  DELETE FROM xiuhua.data_key k WHERE k.street = v_street AND k.name = ANY (p_names);
END
$$;

CREATE FUNCTION xiuhua.attachments(p_sha256s bytea[], p_street text DEFAULT NULL)
  RETURNS TABLE (sha256 text, size int, chunks int[], whole boolean)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(c.sha256, 'hex'), coalesce(a.size, min(c.size)), array_agg(c.no ORDER BY c.no), a.size IS NOT NULL
  FROM xiuhua.attachment_chunk c LEFT JOIN xiuhua.attachment a ON a.street = c.street AND a.sha256 = c.sha256
  WHERE c.street = (SELECT xiuhua.street_of(p_street)) AND c.sha256 = ANY (p_sha256s)
  GROUP BY c.sha256, a.size
$$;

CREATE FUNCTION xiuhua.put_chunk(p_sha256 bytea, p_size int, p_no int, p_bytes bytea, p_street text DEFAULT NULL, p_device text DEFAULT NULL)
  RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO xiuhua.attachment_chunk (street, sha256, no, size, bytes, device)
  VALUES (xiuhua.street_of(p_street), p_sha256, p_no, p_size, p_bytes, coalesce(p_device, xiuhua.my_device()))
  ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION xiuhua.get_chunk(p_sha256 bytea, p_no int, p_street text DEFAULT NULL) RETURNS bytea
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.bytes FROM xiuhua.attachment_chunk c
  WHERE c.street = (SELECT xiuhua.street_of(p_street)) AND c.sha256 = p_sha256 AND c.no = p_no
$$;

-- Prove an attachment by its hash: whole | broken (its chunks were thrown away) | missing (not all chunks are there).
CREATE FUNCTION xiuhua.finish_attachment(p_sha256 bytea, p_street text DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := xiuhua.street_of(CASE WHEN xiuhua.carries_all() THEN p_street END);
  v record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('xiuhua attachment ' || v_street || encode(p_sha256, 'hex'), 0));
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

-- The devices of the street with the time of their last hello.
CREATE FUNCTION xiuhua.devices()
  RETURNS TABLE (device text, name text, letter text, enrolled_ms double precision, revoked_ms double precision, seen_ms double precision)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT d.device, d.name, d.letter, floor(extract(epoch FROM d.enrolled_at) * 1000), floor(extract(epoch FROM d.revoked_at) * 1000),
         floor(extract(epoch FROM s.at) * 1000)
  FROM xiuhua.device d LEFT JOIN xiuhua.device_seen s ON s.street = d.street AND s.device = d.device
  WHERE d.street = (SELECT xiuhua.street_of(NULL)) ORDER BY d.enrolled_at, d.device
$$;

-- Who may call what ----------------------------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA xiuhua FROM PUBLIC;
GRANT EXECUTE ON FUNCTION xiuhua.my_street(), xiuhua.my_device(), xiuhua.me(), xiuhua.carries_all(),
  xiuhua.channel(text), xiuhua.street_of(text)
  TO xiuhua_device, xiuhua_district, xiuhua_courier;
GRANT EXECUTE ON FUNCTION xiuhua.vector(text), xiuhua.hash_at(text, int, int, text),
  xiuhua.pull(text[], int[], int[], int, text), xiuhua.attachments(bytea[], text), xiuhua.get_chunk(bytea, int, text)
  TO xiuhua_device, xiuhua_district, xiuhua_courier;
GRANT EXECUTE ON FUNCTION xiuhua.push(text, int, int, int[], bytea, bytea, text), xiuhua.put_chunk(bytea, int, int, bytea, text, text),
  xiuhua.finish_attachment(bytea, text), xiuhua.raise_alarm(text, text, text, text)
  TO xiuhua_device, xiuhua_courier;
GRANT EXECUTE ON FUNCTION xiuhua.hello(text, int, text, text, int), xiuhua.put_keys(text[], text[], text[]),
  xiuhua.keys_named(text[]), xiuhua.erase_keys(text[]), xiuhua.devices()
  TO xiuhua_device;
