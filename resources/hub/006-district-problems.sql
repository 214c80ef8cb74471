-- What the district sees, third part: nothing that one device writes stops the refresh, or keeps the district from reading what all
-- others wrote. Each commit and each stream is taken in by itself where taking many together failed; what fails is set aside with its
-- problem (`district.problem`), and tried again when its stream changes or a newer schema comes. What passes by itself (a full disk,
-- a lock, a server that stops) sets nothing aside: the whole call fails then, and is repeated.

-- Streams that are not cases or reports, and tables of a street, that could not be read. Of those the problem stands in their own rows.
CREATE TABLE xiuhua.district_aside (
  street text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  what text COLLATE "C" NOT NULL,
  problem text NOT NULL,
  PRIMARY KEY (street, kind, what)
);
-- How far a refresh under way goes: what comes meanwhile waits for the next one, so that nobody who writes and writes keeps it from its end.
CREATE TABLE xiuhua.district_target (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL,
  seq int NOT NULL,
  PRIMARY KEY (street, device, incarnation)
);
-- The schema that everything set aside was tried with.
CREATE TABLE xiuhua.district_tried (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  schema int NOT NULL
);
INSERT INTO xiuhua.district_tried (schema) VALUES (4);

-- Bounds of what is folded: far beyond anything that people do, and far below what a statement may last.
CREATE FUNCTION xiuhua.district_bound(p_what text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE p_what WHEN 'bytes' THEN 16777216 WHEN 'events' THEN 20000 WHEN 'basis' THEN 100000
    WHEN 'stream' THEN 10000 WHEN 'fork' THEN 1500 WHEN 'rows' THEN 200000 END $$;

-- An error that says something about the server at this moment and nothing about what was read.
CREATE FUNCTION xiuhua.district_passing(p_state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT p_state ~ '^(08|25|40|53|55|57|58|F0)' $$;

-- An error in few words, without what it may quote of the data.
CREATE FUNCTION xiuhua.district_words(p_state text, p_message text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT p_state || ' ' || left(regexp_replace(p_message, '"[^"]*"', '"…"', 'g'), 180) $$;

-- ---------------------------------------------------------------- taking commits apart

-- As in 003, within bounds.
CREATE OR REPLACE FUNCTION xiuhua.commit_parsed(p_device text, p_incarnation int, p_seq int, bytes bytea)
RETURNS TABLE (
  id text, copy_of text, hlc text, recorded_at text, actor text, on_behalf_of text, via text, cause text,
  index int, stream text, type text, v int, rank bigint, basis text, at text, data jsonb, touch text, problem text
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  c jsonb;
  e jsonb;
BEGIN
  IF length(bytes) > xiuhua.district_bound('bytes') THEN RAISE data_exception USING MESSAGE = 'more bytes than are read'; END IF;
  c := convert_from(bytes, 'UTF8')::jsonb;
  id := c->>'id'; copy_of := c->>'copyOf'; hlc := c->>'hlc'; actor := c->>'actor';
  recorded_at := xiuhua.district_instant(c->>'recordedAt');
  on_behalf_of := c->>'onBehalfOf'; via := c->>'via'; cause := c->>'cause';
  IF c->>'device' IS DISTINCT FROM p_device OR c->>'incarnation' IS DISTINCT FROM p_incarnation::text
    OR c->>'seq' IS DISTINCT FROM p_seq::text OR id IS NULL OR hlc IS NULL OR actor IS NULL
    OR length(id) > 200 OR length(hlc) > 100 OR jsonb_typeof(c->'events') IS DISTINCT FROM 'array' OR c->'events' = '[]' THEN
    RAISE data_exception USING MESSAGE = 'not the commit of this place';
  END IF;
  IF jsonb_array_length(c->'events') > xiuhua.district_bound('events') THEN
    RAISE data_exception USING MESSAGE = 'more events than are read';
  END IF;
  -- By element, not by number: that would look for the place of each in all that came before it.
  FOR index, e IN SELECT x.ordinality - 1, x.value FROM jsonb_array_elements(c->'events') WITH ORDINALITY x LOOP
    stream := e->>'stream'; type := e->>'type'; v := (e->>'v')::int; rank := (e->>'rank')::bigint;
    basis := e->>'basis'; at := xiuhua.district_instant(e->>'at');
    IF stream IS NULL OR length(stream) > 300 OR type IS NULL OR v IS NULL OR rank IS NULL
      OR jsonb_typeof(e->'data') IS DISTINCT FROM 'object' OR length(basis) > xiuhua.district_bound('basis') THEN
      RAISE data_exception USING MESSAGE = 'an event without stream, type, rank or data';
    END IF;
    data := xiuhua.district_data(type, e->'data');
    touch := xiuhua.district_touch(type, e->'data');
    RETURN NEXT;
  END LOOP;
END $$;

-- The same, or one row with the reason in `problem`.
CREATE OR REPLACE FUNCTION xiuhua.commit_events(p_device text, p_incarnation int, p_seq int, bytes bytea)
RETURNS TABLE (
  id text, copy_of text, hlc text, recorded_at text, actor text, on_behalf_of text, via text, cause text,
  index int, stream text, type text, v int, rank bigint, basis text, at text, data jsonb, touch text, problem text
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN QUERY SELECT * FROM xiuhua.commit_parsed(p_device, p_incarnation, p_seq, bytes);
EXCEPTION WHEN OTHERS THEN
  IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
  problem := xiuhua.district_words(SQLSTATE, SQLERRM);
  RETURN NEXT;
END $$;

-- Take a stretch of one chain apart; fails as a whole.
CREATE FUNCTION xiuhua.district_take_stretch(p_street text, p_device text, p_incarnation int, p_after int, p_to int)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
  taken bigint;
BEGIN
  WITH fresh AS MATERIALIZED (
    SELECT c.seq, e.* FROM xiuhua.commit c, xiuhua.commit_events(c.device, c.incarnation, c.seq, c.bytes) e
    WHERE c.street = p_street AND c.device = p_device AND c.incarnation = p_incarnation AND c.seq > p_after AND c.seq <= p_to
  ), commits AS (
    INSERT INTO xiuhua.district_commit (street, device, incarnation, seq, id, copy_of, hlc, problem)
    SELECT DISTINCT ON (seq) p_street, p_device, p_incarnation, seq, id, copy_of, hlc, problem FROM fresh
    RETURNING id
  ), events AS (
    INSERT INTO xiuhua.district_event (street, stream, rank, hlc, device, incarnation, seq, index, type, v, at, recorded_at, actor,
      on_behalf_of, via, cause, basis, data, touch)
    SELECT p_street, stream, rank, hlc, p_device, p_incarnation, seq, index, type, v, at, recorded_at, actor,
      on_behalf_of, via, cause, basis, data, touch FROM fresh WHERE problem IS NULL
    RETURNING stream
  ), dirty AS (
    INSERT INTO xiuhua.district_dirty SELECT DISTINCT p_street, stream FROM events ON CONFLICT DO NOTHING
  )
  SELECT count(*), array_agg(DISTINCT id) INTO taken, ids FROM commits;
  -- Only what came twice has to be settled. (Another statement: the one above does not see its own rows.)
  SELECT array_agg(id) INTO ids FROM (
    SELECT id FROM xiuhua.district_commit WHERE street = p_street AND id = ANY (ids) GROUP BY id HAVING count(*) > 1
  ) twice;
  IF ids IS NOT NULL THEN PERFORM xiuhua.district_settle(p_street, ids); END IF;
  RETURN taken;
END $$;

-- Take one chain apart from where it was left: together, or one by one where that fails.
CREATE OR REPLACE FUNCTION xiuhua.district_take(p_street text, p_device text, p_incarnation int, p_after int, p_to int)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  taken bigint := 0;
BEGIN
  BEGIN
    taken := xiuhua.district_take_stretch(p_street, p_device, p_incarnation, p_after, p_to);
  EXCEPTION WHEN OTHERS THEN
    IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
    FOR n IN p_after + 1 .. p_to LOOP
      BEGIN
        taken := taken + xiuhua.district_take_stretch(p_street, p_device, p_incarnation, n - 1, n);
      EXCEPTION WHEN OTHERS THEN
        IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
        INSERT INTO xiuhua.district_commit (street, device, incarnation, seq, problem)
          VALUES (p_street, p_device, p_incarnation, n, xiuhua.district_words(SQLSTATE, SQLERRM));
        taken := taken + 1;
      END;
    END LOOP;
  END;
  INSERT INTO xiuhua.district_chain VALUES (p_street, p_device, p_incarnation, p_to)
  ON CONFLICT (street, device, incarnation) DO UPDATE SET seq = excluded.seq;
  RETURN taken;
END $$;

-- ---------------------------------------------------------------- revocations

-- An error where a revocation does not say up to where chains count: then it has no effect, as at the desks.
CREATE FUNCTION xiuhua.district_revocation(p_data jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(p_data->'device') IS DISTINCT FROM 'string' OR jsonb_typeof(p_data->'upTo') IS DISTINCT FROM 'object'
    OR EXISTS (SELECT FROM jsonb_each(p_data->'upTo') u
               WHERE jsonb_typeof(u.value) <> 'number' OR (u.value)::numeric NOT BETWEEN 0 AND 2147483647
                 OR (u.value)::numeric <> trunc((u.value)::numeric)) THEN
    RAISE data_exception USING MESSAGE = 'a revocation that does not say up to where';
  END IF;
END $$;

-- What a computer wrote beyond the point up to which it counted when it was shut out; of two revocations the narrower.
CREATE FUNCTION xiuhua.district_revoke_by(p_street text, p_data jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain record;
  ids text[];
BEGIN
  PERFORM xiuhua.district_revocation(p_data);
  FOR chain IN SELECT t.device, t.incarnation FROM xiuhua.district_chain t WHERE t.street = p_street AND t.device = p_data->>'device' LOOP
    WITH marked AS (
      UPDATE xiuhua.district_commit c SET beyond = true
      WHERE c.street = p_street AND c.device = chain.device AND c.incarnation = chain.incarnation AND NOT c.beyond
        AND c.seq > coalesce((p_data->'upTo'->>(chain.device || '.' || chain.incarnation))::int, 0)
      RETURNING c.id
    )
    SELECT array_agg(id) INTO ids FROM marked WHERE id IS NOT NULL;
    IF ids IS NOT NULL THEN PERFORM xiuhua.district_settle(p_street, ids); END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION xiuhua.district_revoke() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  e record;
BEGIN
  DELETE FROM xiuhua.district_aside a WHERE a.kind = 'device';
  FOR e IN
    SELECT v.street, v.device, v.incarnation, v.seq, v.index, v.data FROM xiuhua.district_event v
    WHERE v.stream = 'devices:main' AND v.type = 'device.revoked' AND v.counts
    ORDER BY v.street, v.rank, v.hlc, v.device, v.incarnation, v.seq, v.index
  LOOP
    BEGIN
      PERFORM xiuhua.district_revoke_by(e.street, e.data);
    EXCEPTION WHEN OTHERS THEN
      IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
      INSERT INTO xiuhua.district_aside VALUES (e.street, 'device',
        e.device || '.' || e.incarnation || '.' || e.seq || '.' || e.index, xiuhua.district_words(SQLSTATE, SQLERRM))
        ON CONFLICT DO NOTHING;
    END;
  END LOOP;
END $$;

-- ---------------------------------------------------------------- tables of a street

-- Write the names of one table of a street as this event sets them.
CREATE FUNCTION xiuhua.district_name_table(p_street text, p_table text, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF jsonb_array_length(p_rows) > xiuhua.district_bound('rows') THEN RAISE data_exception USING MESSAGE = 'more rows than are read'; END IF;
  DELETE FROM xiuhua.district_name n WHERE n.street = p_street AND n.kind = p_table;
  -- What a row is called by: two that are called alike are one.
  INSERT INTO xiuhua.district_name (street, kind, scheme, code, name, short_name, sort)
    SELECT DISTINCT ON (coalesce(r->>'scheme', ''), coalesce(r->>'id', r->>'code'))
      p_street, p_table, coalesce(r->>'scheme', ''), coalesce(r->>'id', r->>'code'), r->>'name', r->>'short', coalesce(r->>'kind', r->>'group')
    FROM jsonb_array_elements(p_rows) WITH ORDINALITY x(r, n)
    WHERE coalesce(r->>'id', r->>'code') IS NOT NULL
    ORDER BY coalesce(r->>'scheme', ''), coalesce(r->>'id', r->>'code'), n;
END $$;

-- Write the names of streets whose tables were touched anew: each table as it was set last; where that cannot be read, as it was set
-- before (of the last twenty times), and the problem is told.
CREATE OR REPLACE FUNCTION xiuhua.district_names() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t record;
  e record;
BEGIN
  FOR t IN
    SELECT DISTINCT v.street, v.data->>'table' AS name FROM xiuhua.district_event v
    JOIN xiuhua.district_dirty d ON d.street = v.street AND d.stream = v.stream
    WHERE v.stream = 'registry:main' AND v.type = 'table.set' AND v.data->>'table' IN ('units', 'classes', 'communities')
  LOOP
    DELETE FROM xiuhua.district_aside a WHERE a.street = t.street AND a.kind = 'table' AND starts_with(a.what, t.name || ' ');
    DELETE FROM xiuhua.district_name n WHERE n.street = t.street AND n.kind = t.name;
    FOR e IN
      SELECT v.device, v.incarnation, v.seq, v.index, v.data->'rows' AS rows FROM xiuhua.district_event v
      WHERE v.street = t.street AND v.stream = 'registry:main' AND v.type = 'table.set' AND v.counts AND v.data->>'table' = t.name
        AND jsonb_typeof(v.data->'rows') = 'array'
      ORDER BY v.rank DESC, v.hlc DESC, v.device DESC, v.incarnation DESC, v.seq DESC, v.index DESC LIMIT 20
    LOOP
      BEGIN
        PERFORM xiuhua.district_name_table(t.street, t.name, e.rows);
        EXIT;
      EXCEPTION WHEN OTHERS THEN
        IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
        INSERT INTO xiuhua.district_aside VALUES (t.street, 'table',
          t.name || ' ' || e.device || '.' || e.incarnation || '.' || e.seq || '.' || e.index, xiuhua.district_words(SQLSTATE, SQLERRM))
          ON CONFLICT DO NOTHING;
      END;
    END LOOP;
  END LOOP;
END $$;

-- ---------------------------------------------------------------- folding

-- What may be asked of a stream before it is folded.
CREATE FUNCTION xiuhua.district_bounded(p_street text, p_stream text) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_n bigint := (SELECT count(*) FROM (SELECT FROM xiuhua.district_event e WHERE e.street = p_street AND e.stream = p_stream AND e.counts
                 LIMIT xiuhua.district_bound('stream') + 1) x);
BEGIN
  IF v_n > xiuhua.district_bound('stream') THEN RAISE data_exception USING MESSAGE = 'more events than are folded'; END IF;
  -- Who knew of whom is a table of all pairs.
  IF v_n > xiuhua.district_bound('fork') AND NOT xiuhua.is_line(p_street, p_stream) THEN
    RAISE data_exception USING MESSAGE = 'more events than are compared';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION xiuhua.fold_case_safely(p_street text, p_stream text, OUT fold xiuhua.case_fold, OUT problem text,
  OUT on_time boolean, OUT clock jsonb, OUT disputed boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
  aside text[];
BEGIN
  PERFORM xiuhua.district_bounded(p_street, p_stream);
  SELECT x.aside, x.disputed INTO aside, disputed FROM xiuhua.standing(p_street, p_stream) x;
  fold := (xiuhua.fold_case(p_street, p_stream, aside)).fold;
  on_time := xiuhua.handled_on_time(fold);
  IF fold.stage IS NOT NULL THEN clock := xiuhua.first_clock(fold.clocks); END IF;
EXCEPTION WHEN OTHERS THEN
  IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
  fold := NULL; on_time := NULL; clock := NULL; disputed := NULL;
  problem := xiuhua.district_words(SQLSTATE, SQLERRM);
END $$;
CREATE OR REPLACE FUNCTION xiuhua.fold_report_safely(p_street text, p_stream text, OUT fold xiuhua.report_fold, OUT problem text,
  OUT disputed boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
  aside text[];
BEGIN
  PERFORM xiuhua.district_bounded(p_street, p_stream);
  SELECT x.aside, x.disputed INTO aside, disputed FROM xiuhua.standing(p_street, p_stream) x;
  fold := (xiuhua.fold_report(p_street, p_stream, aside)).fold;
EXCEPTION WHEN OTHERS THEN
  IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
  fold := NULL; disputed := NULL;
  problem := xiuhua.district_words(SQLSTATE, SQLERRM);
END $$;

-- An error where a fold holds an instant that is none, wherever it stands in it. ('now' and 'infinity' can be cast too, and mean something
-- else.) Looked for in its text, which has a blank behind each key and no bare quote in a value: what is an instant is taken out, then
-- keys of instants may have nothing else but null. Quicker than by its parts, and than to look ahead.
CREATE FUNCTION xiuhua.district_sound(p_fold jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF regexp_replace(p_fold::text, '"[1-9]\d\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)"', '@', 'g')
    ~ ('"(at|from|to|due|start|until|yellowAt|assignedAt|returnBy|acceptedAt|reportedAt|handledAt|answeredAt|sentAt|doneAt|'
      || 'filed_at|assigned_at|handled_at|checked_at|closed_at|hold_from|hold_until|updated_at|due_at|yellow_at|'
      || 'received_at|recorded_at|linked_at|replied_at|reopened_at)": [^@n]') THEN
    RAISE data_exception USING MESSAGE = 'a time that is none';
  END IF;
END $$;

-- Fold these streams and write their rows; an error where any row cannot be written, or cannot be read by the views.
CREATE FUNCTION xiuhua.district_put(p_batch xiuhua.district_dirty[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET jit = off AS $$
BEGIN
  DELETE FROM xiuhua.district_report r USING unnest(p_batch) d WHERE r.street = d.street AND r.id = d.stream;
  DELETE FROM xiuhua.district_case c USING unnest(p_batch) d WHERE c.street = d.street AND c.id = d.stream;
  INSERT INTO xiuhua.district_report
    SELECT d.street, d.stream, f.problem, (f.fold).*, xiuhua.owes_reply(f.fold), coalesce(f.disputed, false)
    FROM unnest(p_batch) d, xiuhua.fold_report_safely(d.street, d.stream) f
    WHERE starts_with(d.stream, 'report:') AND (((f.fold).status) IS NOT NULL OR f.problem IS NOT NULL);
  INSERT INTO xiuhua.district_case
    SELECT d.street, d.stream, f.problem, (f.fold).*, f.on_time, f.clock->>'name', f.clock->'grant'->>'due', f.clock->'grant'->>'yellowAt',
      coalesce(f.disputed, false)
    FROM unnest(p_batch) d, xiuhua.fold_case_safely(d.street, d.stream) f
    WHERE starts_with(d.stream, 'case:') AND (((f.fold).stage) IS NOT NULL OR f.problem IS NOT NULL);
  PERFORM xiuhua.district_sound(to_jsonb(r)) FROM xiuhua.district_report r JOIN unnest(p_batch) d ON r.street = d.street AND r.id = d.stream
    WHERE r.problem IS NULL;
  PERFORM xiuhua.district_sound(to_jsonb(c)) FROM xiuhua.district_case c JOIN unnest(p_batch) d ON c.street = d.street AND c.id = d.stream
    WHERE c.problem IS NULL;
  -- As whoever reads them will: every field of every row.
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district.report v ON v.street = d.street AND v.report_id = d.stream;
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district."case" v ON v.street = d.street AND v.case_id = d.stream;
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district.case_part v ON v.street = d.street AND v.case_id = d.stream;
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district.case_clock v ON v.street = d.street AND v.case_id = d.stream;
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district.case_return v ON v.street = d.street AND v.case_id = d.stream;
  PERFORM count(v::text) FROM unnest(p_batch) d JOIN district.case_supervision v ON v.street = d.street AND v.case_id = d.stream;
END $$;

-- A stream that cannot be shown: nothing of it but why.
CREATE FUNCTION xiuhua.district_put_aside(p_street text, p_stream text, p_problem text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM xiuhua.district_report r WHERE r.street = p_street AND r.id = p_stream;
  DELETE FROM xiuhua.district_case c WHERE c.street = p_street AND c.id = p_stream;
  IF starts_with(p_stream, 'report:') THEN
    INSERT INTO xiuhua.district_report (street, id, problem, disputed) VALUES (p_street, p_stream, p_problem, false);
  ELSE
    INSERT INTO xiuhua.district_case (street, id, problem, disputed) VALUES (p_street, p_stream, p_problem, false);
  END IF;
END $$;

-- Fold streams: together, or one by one where that fails.
CREATE FUNCTION xiuhua.district_fold(p_batch xiuhua.district_dirty[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  d xiuhua.district_dirty;
BEGIN
  PERFORM xiuhua.district_put(p_batch);
EXCEPTION WHEN OTHERS THEN
  IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
  FOREACH d IN ARRAY p_batch LOOP
    BEGIN
      PERFORM xiuhua.district_put(ARRAY[d]);
    EXCEPTION WHEN OTHERS THEN
      IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
      PERFORM xiuhua.district_put_aside(d.street, d.stream, xiuhua.district_words(SQLSTATE, SQLERRM));
    END;
  END LOOP;
END $$;

-- ---------------------------------------------------------------- keeping it up to date

-- After a newer schema came: what was set aside is tried again.
CREATE FUNCTION xiuhua.district_try_again() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_schema int := (SELECT max(m.version) FROM xiuhua.migration m);
  c record;
BEGIN
  IF v_schema <= (SELECT t.schema FROM xiuhua.district_tried t) THEN RETURN; END IF;
  INSERT INTO xiuhua.district_dirty
    SELECT r.street, r.id FROM xiuhua.district_report r WHERE r.problem IS NOT NULL
    UNION SELECT k.street, k.id FROM xiuhua.district_case k WHERE k.problem IS NOT NULL
    UNION SELECT a.street, 'registry:main' FROM xiuhua.district_aside a WHERE a.kind = 'table'
    ON CONFLICT DO NOTHING;
  -- Before 006 nothing was proved before it was shown, and a revocation without a point shut out everything.
  IF v_schema >= 6 AND (SELECT t.schema FROM xiuhua.district_tried t) < 6 THEN
    INSERT INTO xiuhua.district_dirty
      SELECT r.street, r.id FROM xiuhua.district_report r UNION SELECT k.street, k.id FROM xiuhua.district_case k
      UNION SELECT DISTINCT e.street, e.stream FROM xiuhua.district_event e WHERE e.stream = 'registry:main'
      ON CONFLICT DO NOTHING;
    FOR c IN WITH back AS (UPDATE xiuhua.district_commit p SET beyond = false WHERE p.beyond RETURNING p.street, p.id)
             SELECT b.street, array_agg(b.id) AS ids FROM back b WHERE b.id IS NOT NULL GROUP BY b.street LOOP
      PERFORM xiuhua.district_settle(c.street, c.ids);
    END LOOP;
  END IF;
  FOR c IN SELECT p.street, p.device, p.incarnation, p.seq FROM xiuhua.district_commit p WHERE p.problem IS NOT NULL ORDER BY 1, 2, 3, 4 LOOP
    BEGIN
      DELETE FROM xiuhua.district_commit p
        WHERE p.street = c.street AND p.device = c.device AND p.incarnation = c.incarnation AND p.seq = c.seq;
      PERFORM xiuhua.district_take_stretch(c.street, c.device, c.incarnation, c.seq - 1, c.seq);
    EXCEPTION WHEN OTHERS THEN
      IF xiuhua.district_passing(SQLSTATE) THEN RAISE; END IF;
    END;
  END LOOP;
  PERFORM xiuhua.district_revoke();
  UPDATE xiuhua.district_tried t SET schema = v_schema;
END $$;

-- Take apart what the target holds and is not taken yet, up to `p_room` commits and until `p_until`. Answers how many there were.
CREATE FUNCTION xiuhua.district_take_all(p_room int, p_until timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  chain record;
  room int := p_room;
  taken int;
  upto int;
  commits bigint := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM xiuhua.district_target) THEN
    INSERT INTO xiuhua.district_target
      SELECT s.street, v.device, v.incarnation, v.seq FROM xiuhua.street s CROSS JOIN LATERAL xiuhua.vector(s.street) v
      LEFT JOIN xiuhua.district_chain t ON t.street = s.street AND t.device = v.device AND t.incarnation = v.incarnation
      WHERE v.seq > coalesce(t.seq, 0);
  END IF;
  FOR chain IN
    SELECT g.street, g.device, g.incarnation, g.seq AS held, coalesce(t.seq, 0) AS taken FROM xiuhua.district_target g
    LEFT JOIN xiuhua.district_chain t USING (street, device, incarnation) WHERE g.seq > coalesce(t.seq, 0)
    ORDER BY g.street, g.device, g.incarnation
  LOOP
    taken := chain.taken;
    WHILE taken < chain.held AND room > 0 AND (commits = 0 OR clock_timestamp() < p_until) LOOP
      upto := least(chain.held, taken + room, taken + 250);
      commits := commits + xiuhua.district_take(chain.street, chain.device, chain.incarnation, taken, upto);
      room := room - (upto - taken);
      taken := upto;
    END LOOP;
    EXIT WHEN room <= 0 OR clock_timestamp() >= p_until;
  END LOOP;
  RETURN commits;
END $$;

-- As in 003. What one call does is bounded by time too (20 s, far below what a statement may last); no commit and no stream stops it.
CREATE OR REPLACE FUNCTION xiuhua.refresh_district(p_limit int DEFAULT 2000)
RETURNS TABLE (commits bigint, streams bigint, waiting bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  room int := greatest(coalesce(p_limit, 2000), 1);
  v_until timestamptz := clock_timestamp() + INTERVAL '20 seconds';
  batch xiuhua.district_dirty[];
  folded bigint := 0;
BEGIN
  -- One refresh at a time; who comes second finds its work done.
  PERFORM xiuhua.take_turn('', 'refresh');
  PERFORM xiuhua.district_try_again();
  commits := xiuhua.district_take_all(room, v_until);
  room := greatest(0, room - commits);
  IF commits > 0 THEN PERFORM xiuhua.district_revoke(); END IF;
  waiting := (SELECT coalesce(sum(g.seq - coalesce(t.seq, 0)), 0) FROM xiuhua.district_target g
              LEFT JOIN xiuhua.district_chain t USING (street, device, incarnation) WHERE g.seq > coalesce(t.seq, 0));
  streams := 0;
  IF waiting = 0 THEN
    -- What a first fill brought is not known to the planner yet.
    IF commits > 0 AND (SELECT count(*) > 10000 FROM xiuhua.district_dirty) THEN ANALYZE xiuhua.district_event; END IF;
    -- Streams that are not folded need no room.
    PERFORM xiuhua.district_names();
    DELETE FROM xiuhua.district_dirty d WHERE NOT starts_with(d.stream, 'case:') AND NOT starts_with(d.stream, 'report:');
    GET DIAGNOSTICS streams = ROW_COUNT;
    WHILE room > 0 AND (folded = 0 OR clock_timestamp() < v_until) LOOP
      batch := ARRAY(SELECT d FROM xiuhua.district_dirty d ORDER BY d.street, d.stream LIMIT least(room, 200));
      EXIT WHEN cardinality(batch) = 0;
      PERFORM xiuhua.district_fold(batch);
      DELETE FROM xiuhua.district_dirty w USING unnest(batch) d WHERE w.street = d.street AND w.stream = d.stream;
      folded := folded + cardinality(batch);
      room := room - cardinality(batch);
    END LOOP;
    streams := streams + folded;
    IF folded > 1000 THEN ANALYZE xiuhua.district_case; ANALYZE xiuhua.district_report; END IF;
  END IF;
  waiting := waiting + (SELECT count(*) FROM xiuhua.district_dirty);
  -- As of the moment that it set out from, all is up to date.
  IF waiting = 0 THEN
    DELETE FROM xiuhua.district_target;
    INSERT INTO xiuhua.district_refresh VALUES (true, clock_timestamp(), commits, streams)
    ON CONFLICT (one) DO UPDATE SET at = excluded.at, commits = excluded.commits, streams = excluded.streams;
  END IF;
  RETURN NEXT;
END $$;

-- ---------------------------------------------------------------- who is told

CREATE OR REPLACE VIEW district.problem AS
  SELECT street, 'commit' AS kind, device || '.' || incarnation || '.' || seq AS what, problem FROM xiuhua.district_commit WHERE problem IS NOT NULL
  UNION ALL SELECT street, 'case', id, problem FROM xiuhua.district_case WHERE problem IS NOT NULL
  UNION ALL SELECT street, 'report', id, problem FROM xiuhua.district_report WHERE problem IS NOT NULL
  UNION ALL SELECT street, kind, what, problem FROM xiuhua.district_aside;

CREATE OR REPLACE VIEW district.street AS
  SELECT s.street, s.name, coalesce(v.held, 0)::int AS commits, coalesce(v.held - t.taken, 0)::int AS commits_waiting,
    r.at AS refreshed_at, e.last_at AS last_event_at, coalesce(p.n, 0)::int AS problems
  FROM xiuhua.street s
  LEFT JOIN LATERAL (SELECT sum(c.seq) AS held FROM xiuhua.vector(s.street) c) v ON true
  LEFT JOIN LATERAL (SELECT coalesce(sum(c.seq), 0) AS taken FROM xiuhua.district_chain c WHERE c.street = s.street) t ON true
  LEFT JOIN LATERAL (SELECT max(c.updated_at)::timestamptz AS last_at FROM xiuhua.district_case c WHERE c.street = s.street AND c.problem IS NULL) e ON true
  LEFT JOIN LATERAL (
    SELECT (SELECT count(*) FROM xiuhua.district_commit c WHERE c.street = s.street AND c.problem IS NOT NULL)
      + (SELECT count(*) FROM xiuhua.district_case c WHERE c.street = s.street AND c.problem IS NOT NULL)
      + (SELECT count(*) FROM xiuhua.district_report c WHERE c.street = s.street AND c.problem IS NOT NULL)
      + (SELECT count(*) FROM xiuhua.district_aside c WHERE c.street = s.street) AS n) p ON true
  LEFT JOIN xiuhua.district_refresh r ON r.one;
