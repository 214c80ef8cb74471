-- What the district sees, first part: commits are taken apart into events, and the events of each case and report are
-- folded to what they stand for. The folds mirror src/shared/domain/{case,report}/ fact for fact; a test on a real
-- server compares every field with the program's own fold. The views over these tables are in 004.
--
-- No word of a caller gets here: of an event's data only what `district_data` names is kept.

CREATE SCHEMA district;

-- Commits that were taken apart. `counts` is false for one that another replaces (copyOf, or the same command twice) and for
-- what a computer wrote beyond its revocation. `problem` says why a commit could not be read; nothing is dropped in silence.
CREATE TABLE xiuhua.district_commit (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL,
  seq int NOT NULL,
  id text COLLATE "C",
  copy_of text COLLATE "C",
  hlc text COLLATE "C",
  counts boolean NOT NULL DEFAULT true,
  beyond boolean NOT NULL DEFAULT false,
  problem text,
  PRIMARY KEY (street, device, incarnation, seq)
);
CREATE INDEX district_commit_id ON xiuhua.district_commit (street, id);
CREATE INDEX district_commit_problem ON xiuhua.district_commit (street) WHERE problem IS NOT NULL;

-- Events in the order of their streams: causal rank, hybrid clock, device, incarnation, seq, index in the commit.
CREATE TABLE xiuhua.district_event (
  street text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  rank bigint NOT NULL,
  hlc text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL,
  seq int NOT NULL,
  index int NOT NULL,
  type text COLLATE "C" NOT NULL,
  v int NOT NULL,
  at text COLLATE "C" NOT NULL,
  recorded_at text COLLATE "C" NOT NULL,
  actor text NOT NULL,
  on_behalf_of text,
  via text,
  cause text,
  basis text,
  data jsonb NOT NULL,
  touch text,
  counts boolean NOT NULL DEFAULT true,
  PRIMARY KEY (street, stream, rank, hlc, device, incarnation, seq, index)
);
CREATE INDEX district_event_commit ON xiuhua.district_event (street, device, incarnation, seq);

-- How far each chain was taken apart, and the streams whose fold is no longer true.
CREATE TABLE xiuhua.district_chain (
  street text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL,
  seq int NOT NULL,
  PRIMARY KEY (street, device, incarnation)
);
CREATE TABLE xiuhua.district_dirty (
  street text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  PRIMARY KEY (street, stream)
);
CREATE TABLE xiuhua.district_refresh (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  at timestamptz NOT NULL,
  commits bigint NOT NULL,
  streams bigint NOT NULL
);

-- A case and a report as folded. Instants are text as in the events: one layout, so that they sort.
CREATE TYPE xiuhua.case_fold AS (
  no text, other_nos jsonb, channel text, appeal_kind text, class_scheme text, class_code text, class_name text,
  grid text, community text, lon double precision, lat double precision, priority text, follows text, cause text,
  stage text, filed_at text, lead text, assigned_at text, handled_at text, checked_at text, closed_at text,
  close_kind text, reply jsonb, parts jsonb, returns jsonb, leads jsonb, reworks int, reopens int, holds int,
  urges jsonb, supervisions jsonb, ask jsonb, extensions jsonb, hold_from text, hold_until text, merged jsonb,
  clocks jsonb, updated_at text
);
CREATE TYPE xiuhua.report_fold AS (
  channel text, outside_no text, root_no text, appeal_kind text, class_scheme text, class_code text,
  grid text, community text, lon double precision, lat double precision, cause text, status text, received_at text,
  recorded_at text, case_id text, linked_at text, outside jsonb, intake jsonb, intake_ran jsonb, verification jsonb,
  refusal jsonb, replied_at text, call_backs jsonb, reopens int, reopened_at text, sheet_state text, answerable boolean
);
-- `problem`: why a stream could not be folded. `disputed`: stations disagree about it, and nobody has decided yet. What follows from the fold and not from the moment is kept beside it.
CREATE TABLE xiuhua.district_case (
  street text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  problem text,
  LIKE xiuhua.case_fold,
  handled_on_time boolean,
  clock text,
  due_at text,
  yellow_at text,
  disputed boolean NOT NULL,
  PRIMARY KEY (street, id)
);
CREATE INDEX district_case_filed ON xiuhua.district_case (street, filed_at COLLATE "C");
CREATE TABLE xiuhua.district_report (
  street text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  problem text,
  LIKE xiuhua.report_fold,
  owes_reply boolean,
  disputed boolean NOT NULL,
  PRIMARY KEY (street, id)
);
CREATE INDEX district_report_case ON xiuhua.district_report (street, case_id COLLATE "C") WHERE status = 'linked';
CREATE INDEX district_report_received ON xiuhua.district_report (street, received_at COLLATE "C");

-- ---------------------------------------------------------------- taking commits apart

CREATE FUNCTION xiuhua.district_later(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN a >= b COLLATE "C" THEN a ELSE b END $$;

-- An instant that all of this can count on; anything else is an error, which sets the commit or stream aside.
CREATE FUNCTION xiuhua.district_instant(at text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF at IS NULL OR at !~ '^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$' THEN
    RAISE invalid_datetime_format USING MESSAGE = 'not an instant';
  END IF;
  PERFORM at::timestamptz;
  RETURN at;
END $$;

-- What of an event's data is kept. A list of what is wanted, so that what a newer program adds stays out until it is named.
CREATE FUNCTION xiuhua.district_data(type text, data jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  kept jsonb := '{}';
  key text;
  value jsonb;
BEGIN
  IF type = 'table.set' THEN
    IF data->>'table' NOT IN ('units', 'classes', 'communities') THEN RETURN jsonb_build_object('table', data->'table'); END IF;
    RETURN jsonb_build_object('table', data->'table', 'version', data->'version', 'rows', (
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', r->'id', 'scheme', r->'scheme', 'code', r->'code',
        'name', r->'name', 'short', r->'short', 'kind', r->'kind', 'group', r->'group')))
      FROM jsonb_array_elements(data->'rows') r));
  END IF;
  FOR key, value IN SELECT * FROM jsonb_each(data) LOOP
    IF key = ANY ('{no,channel,appealKind,follows,assign,classRef,className,catalogue,priority,lead,assisting,handle,
        unit,check,checkIfLast,confirmed,passed,how,rework,reply,answer,kind,until,granted,clocks,into,intoNo,because,
        supervisions,commit,types,id,outsideNo,rootNo,reissue,upperNo,receivedAt,outside,intake,verify,caseId,why,via,
        real,interim,reached,solved,satisfaction,refs,aside,device,upTo,letter,camera}'::text[]) THEN
      kept := kept || jsonb_build_object(key, value);
    ELSIF key = 'parts' THEN
      kept := kept || jsonb_build_object('parts', (SELECT jsonb_agg(p - 'task') FROM jsonb_array_elements(value) p));
    ELSIF key = 'part' THEN
      kept := kept || jsonb_build_object('part', value - 'task');
    ELSIF key = 'place' THEN
      kept := kept || jsonb_build_object('place', value - 'text' - 'how');
    ELSIF key = 'sheet' THEN
      kept := kept || jsonb_build_object('sheetState', value->'state');
    ELSIF key = 'caller' THEN
      kept := kept || jsonb_build_object('answerable', value ? 'hash' AND NOT coalesce(value->'wishes' ? 'noReply', false));
    ELSIF key = 'reason' AND type = 'case.returned' THEN
      kept := kept || jsonb_build_object('reason',
        CASE WHEN value #>> '{}' IN ('notOurDuty', 'notOurArea', 'wrongPlace', 'needsLead') THEN value #>> '{}' ELSE 'other' END);
    END IF;
  END LOOP;
  -- `reply`, `text` and the like are words in some events: only grants are kept under these names.
  IF type LIKE 'report.%' AND jsonb_typeof(kept->'reply') <> 'object' THEN kept := kept - 'reply'; END IF;
  IF jsonb_typeof(kept->'answer') <> 'object' THEN kept := kept - 'answer'; END IF;
  RETURN kept;
END $$;

-- Same type and same key: the same action with the same result (conflict/touch.ts), which counts once where two stations did
-- it without knowing of each other. Words go in as their hash. Null for what simply adds up.
CREATE FUNCTION xiuhua.district_touch(type text, d jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN type IN ('case.described', 'report.described') THEN md5((d - 'className' - 'catalogue')::text)
    WHEN type = 'case.assigned' THEN concat_ws('|', d->>'lead', (SELECT string_agg(u, '|' ORDER BY u COLLATE "C") FROM jsonb_array_elements_text(d->'assisting') u))
    WHEN type = 'case.part-added' THEN md5(concat(d->'part'->>'unit', '|', d->'part'->>'task'))
    WHEN type IN ('case.accepted', 'case.returned', 'case.confirmed') THEN d->>'unit'
    WHEN type = 'case.handled' THEN concat(d->>'unit', '|', coalesce(d->>'confirmed', 'true'))
    WHEN type = 'case.checked' THEN CASE WHEN (d->>'passed')::boolean THEN 'passed' ELSE
      concat('failed|', (SELECT string_agg(r->>'unit', ',' ORDER BY r->>'unit' COLLATE "C") FROM jsonb_array_elements(d->'rework') r)) END
    WHEN type = 'case.closed' THEN d->>'kind'
    WHEN type IN ('case.reopened', 'case.voided', 'case.resumed', 'case.split', 'report.withdrawn') THEN ''
    WHEN type = 'case.asked' THEN concat(d->>'kind', '|', d->>'unit', '|', d->>'until')
    WHEN type = 'case.answered' THEN concat(d->>'kind', '|', d->>'granted', '|', d->>'until')
    WHEN type = 'case.merged' THEN d->>'into'
    WHEN type IN ('case.undone', 'report.undone') THEN d->>'commit'
    WHEN type IN ('report.linked', 'report.unlinked') THEN d->>'caseId'
    WHEN type = 'report.refused' THEN d->>'kind'
    WHEN type = 'report.replied' AND NOT coalesce((d->>'interim')::boolean, false) THEN md5(d->>'text')
  END $$;

-- The events of a commit; an error where it is none.
CREATE FUNCTION xiuhua.commit_parsed(p_device text, p_incarnation int, p_seq int, bytes bytea)
RETURNS TABLE (
  id text, copy_of text, hlc text, recorded_at text, actor text, on_behalf_of text, via text, cause text,
  index int, stream text, type text, v int, rank bigint, basis text, at text, data jsonb, touch text, problem text
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  c jsonb := convert_from(bytes, 'UTF8')::jsonb;
  e jsonb;
BEGIN
  id := c->>'id'; copy_of := c->>'copyOf'; hlc := c->>'hlc'; actor := c->>'actor';
  recorded_at := xiuhua.district_instant(c->>'recordedAt');
  on_behalf_of := c->>'onBehalfOf'; via := c->>'via'; cause := c->>'cause';
  IF c->>'device' IS DISTINCT FROM p_device OR c->>'incarnation' IS DISTINCT FROM p_incarnation::text
    OR c->>'seq' IS DISTINCT FROM p_seq::text OR id IS NULL OR hlc IS NULL OR actor IS NULL
    OR length(id) > 200 OR length(hlc) > 100 OR jsonb_typeof(c->'events') IS DISTINCT FROM 'array' OR c->'events' = '[]' THEN
    RAISE data_exception USING MESSAGE = 'not the commit of this place';
  END IF;
  FOR n IN 0 .. jsonb_array_length(c->'events') - 1 LOOP
    e := c->'events'->n;
    index := n; stream := e->>'stream'; type := e->>'type'; v := (e->>'v')::int; rank := (e->>'rank')::bigint;
    basis := e->>'basis'; at := xiuhua.district_instant(e->>'at');
    IF stream IS NULL OR length(stream) > 300 OR type IS NULL OR v IS NULL OR rank IS NULL
      OR jsonb_typeof(e->'data') IS DISTINCT FROM 'object' THEN
      RAISE data_exception USING MESSAGE = 'an event without stream, type, rank or data';
    END IF;
    data := xiuhua.district_data(type, e->'data');
    touch := xiuhua.district_touch(type, e->'data');
    RETURN NEXT;
  END LOOP;
END $$;

-- The same, or one row with the reason in `problem`: one bad commit of one computer must not stop the district.
CREATE FUNCTION xiuhua.commit_events(p_device text, p_incarnation int, p_seq int, bytes bytea)
RETURNS TABLE (
  id text, copy_of text, hlc text, recorded_at text, actor text, on_behalf_of text, via text, cause text,
  index int, stream text, type text, v int, rank bigint, basis text, at text, data jsonb, touch text, problem text
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN QUERY SELECT * FROM xiuhua.commit_parsed(p_device, p_incarnation, p_seq, bytes);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  problem := left(SQLERRM, 200);
  RETURN NEXT;
END $$;

-- ---------------------------------------------------------------- clocks (case/clocks.ts)

CREATE FUNCTION xiuhua.clock_running(c jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT c->'intervals'->-1 IS NOT NULL AND NOT (c->'intervals'->-1) ? 'to' $$;

CREATE FUNCTION xiuhua.clock_begun(intervals jsonb, since text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT intervals || jsonb_build_array(jsonb_build_object('from',
       xiuhua.district_later(coalesce(intervals->-1->>'to', since), since))) $$;

CREATE FUNCTION xiuhua.intervals_stopped(intervals jsonb, at text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE
       WHEN intervals->-1 IS NULL OR (intervals->-1) ? 'to' THEN intervals
       WHEN intervals->-1->>'from' > at COLLATE "C" AND jsonb_array_length(intervals) > 1 THEN intervals - (-1)
       ELSE jsonb_set(intervals, '{-1,to}', to_jsonb(xiuhua.district_later(intervals->-1->>'from', at))) END $$;

CREATE FUNCTION xiuhua.clocks_stopped(clocks jsonb, at text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(clocks) - 1 LOOP
    IF xiuhua.clock_running(clocks->i) THEN
      clocks := jsonb_set(clocks, ARRAY[i::text, 'intervals'], xiuhua.intervals_stopped(clocks->i->'intervals', at));
    END IF;
  END LOOP;
  RETURN clocks;
END $$;

CREATE FUNCTION xiuhua.clock_stopped_of(clocks jsonb, unit text, at text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(clocks) - 1 LOOP
    IF clocks->i->>'name' = 'handle' AND clocks->i->>'unit' = unit THEN
      clocks := jsonb_set(clocks, ARRAY[i::text, 'intervals'], xiuhua.intervals_stopped(clocks->i->'intervals', at));
    END IF;
  END LOOP;
  RETURN clocks;
END $$;

-- Place of the last clock of this name and unit; null where there is none.
CREATE FUNCTION xiuhua.clock_place(clocks jsonb, name text, unit text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN REVERSE jsonb_array_length(clocks) - 1 .. 0 LOOP
    IF clocks->i->>'name' = name AND clocks->i->>'unit' IS NOT DISTINCT FROM unit THEN RETURN i; END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION xiuhua.clocks_fresh(clocks jsonb, name text, granted jsonb, since text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT clocks || jsonb_build_array(jsonb_build_object('name', name, 'grant', granted,
       'intervals', jsonb_build_array(jsonb_build_object('from', since)))) $$;

CREATE FUNCTION xiuhua.clocks_go_on(clocks jsonb, unit text, granted jsonb, since text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  i int := xiuhua.clock_place(clocks, 'handle', unit);
BEGIN
  IF i IS NULL THEN
    RETURN clocks || jsonb_build_array(jsonb_build_object('name', 'handle', 'unit', unit, 'grant', granted,
      'intervals', jsonb_build_array(jsonb_build_object('from', since))));
  END IF;
  clocks := jsonb_set(clocks, ARRAY[i::text, 'grant'], granted);
  IF xiuhua.clock_running(clocks->i) THEN RETURN clocks; END IF;
  RETURN jsonb_set(clocks, ARRAY[i::text, 'intervals'], xiuhua.clock_begun(clocks->i->'intervals', since));
END $$;

-- New grants. `how`: 'keep' as the clocks run; 'start' those that stood go on from `since`; 'running' only those that run.
-- Of two grants for one clock the first counts, so that they are gone through from the end.
CREATE FUNCTION xiuhua.clocks_granted(clocks jsonb, grants jsonb, how text, since text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  g jsonb;
  i int;
BEGIN
  FOR k IN REVERSE coalesce(jsonb_array_length(grants), 0) - 1 .. 0 LOOP
    g := grants->k;
    i := xiuhua.clock_place(clocks, g->>'name', g->>'unit');
    CONTINUE WHEN i IS NULL OR (how = 'running' AND NOT xiuhua.clock_running(clocks->i));
    clocks := jsonb_set(clocks, ARRAY[i::text, 'grant'], g->'grant');
    IF how = 'start' AND NOT xiuhua.clock_running(clocks->i) THEN
      clocks := jsonb_set(clocks, ARRAY[i::text, 'intervals'], xiuhua.clock_begun(clocks->i->'intervals', since));
    END IF;
  END LOOP;
  RETURN clocks;
END $$;

-- Every running clock ends its stretch at `at` and goes on from `since`, under its new grant where there is one.
CREATE FUNCTION xiuhua.clocks_moved(clocks jsonb, grants jsonb, at text, since text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(clocks) - 1 LOOP
    IF xiuhua.clock_running(clocks->i) THEN
      clocks := jsonb_set(clocks, ARRAY[i::text, 'intervals'],
        xiuhua.clock_begun(xiuhua.intervals_stopped(clocks->i->'intervals', at), since));
    END IF;
  END LOOP;
  RETURN xiuhua.clocks_granted(clocks, grants, 'running');
END $$;

-- ---------------------------------------------------------------- parts

CREATE FUNCTION xiuhua.part_changed(parts jsonb, unit text, change jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(parts) - 1 LOOP
    IF parts->i->>'unit' = unit THEN parts := jsonb_set(parts, ARRAY[i::text], (parts->i) || change); END IF;
  END LOOP;
  RETURN parts;
END $$;

CREATE FUNCTION xiuhua.part_removed(parts jsonb, unit text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN REVERSE jsonb_array_length(parts) - 1 .. 0 LOOP
    IF parts->i->>'unit' = unit THEN parts := parts - i; END IF;
  END LOOP;
  RETURN parts;
END $$;

CREATE FUNCTION xiuhua.part_new(part jsonb, role text, at text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT jsonb_strip_nulls(jsonb_build_object('unit', part->'unit', 'role', role, 'assignedAt', at, 'returnBy', part->'returnBy')) $$;

CREATE FUNCTION xiuhua.parts_open(parts jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(parts) - 1 LOOP
    IF NOT (parts->i) ? 'handledAt' THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

CREATE FUNCTION xiuhua.part_of(parts jsonb, unit text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 0 .. jsonb_array_length(parts) - 1 LOOP
    IF parts->i->>'unit' = unit THEN RETURN parts->i; END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- ---------------------------------------------------------------- a case (case/appliers.ts, case/evolve.ts)

-- On to checking when the last part is done; until then the other parts' clocks run.
CREATE FUNCTION xiuhua.case_to_check(s xiuhua.case_fold, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  granted jsonb := coalesce(d->'checkIfLast', d->'check');
BEGIN
  IF granted IS NULL OR xiuhua.parts_open(s.parts) THEN RETURN s; END IF;
  s.stage := 'toCheck';
  s.handled_at := at;
  s.ask := NULL;
  s.clocks := xiuhua.clocks_fresh(xiuhua.clocks_stopped(s.clocks, at), 'check', granted, at);
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_returned(s xiuhua.case_fold, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  unit text := d->>'unit';
BEGIN
  IF xiuhua.part_of(s.parts, unit) IS NULL THEN RETURN s; END IF;
  s.returns := s.returns || jsonb_build_array(jsonb_build_object('unit', unit, 'reason', d->'reason', 'at', at));
  IF unit IS NOT DISTINCT FROM s.lead OR s.ask->>'unit' = unit THEN s.ask := NULL; END IF;
  IF unit IS DISTINCT FROM s.lead AND NOT d ? 'assign' THEN
    s.parts := xiuhua.part_removed(s.parts, unit);
    s.clocks := xiuhua.clock_stopped_of(s.clocks, unit, at);
    RETURN xiuhua.case_to_check(s, d, at);
  END IF;
  s.stage := 'returned';
  s.lead := NULL;
  s.parts := '[]';
  s.clocks := xiuhua.clocks_stopped(s.clocks, at);
  IF d ? 'assign' THEN s.clocks := xiuhua.clocks_fresh(s.clocks, 'assign', d->'assign', at); END IF;
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_checked(s xiuhua.case_fold, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  grants jsonb := d->'rework';
  rework jsonb := '[]';
  last jsonb;
  unit text;
BEGIN
  IF (d->>'passed')::boolean THEN
    s.stage := 'toClose';
    s.checked_at := at;
    RETURN s;
  END IF;
  IF grants IS NULL THEN
    FOR i IN 0 .. jsonb_array_length(s.clocks) - 1 LOOP
      IF s.clocks->i->>'name' = 'handle' THEN last := s.clocks->i; END IF;
    END LOOP;
    grants := CASE WHEN last IS NULL THEN '[]' ELSE jsonb_build_array(last - 'intervals') END;
  END IF;
  FOR i IN 0 .. jsonb_array_length(grants) - 1 LOOP
    unit := grants->i->>'unit';
    IF unit IS NULL OR xiuhua.part_of(s.parts, unit) IS NOT NULL THEN rework := rework || jsonb_build_array(grants->i); END IF;
  END LOOP;
  IF rework = '[]' THEN RETURN s; END IF;
  FOR i IN 0 .. jsonb_array_length(s.parts) - 1 LOOP
    IF NOT d ? 'rework' OR xiuhua.part_of(rework, s.parts->i->>'unit') IS NOT NULL THEN
      s.parts := jsonb_set(s.parts, ARRAY[i::text], (s.parts->i) - 'handledAt' - 'reportedAt');
    END IF;
  END LOOP;
  s.stage := 'handling';
  s.handled_at := NULL;
  s.reworks := s.reworks + 1;
  s.clocks := xiuhua.clocks_granted(xiuhua.clocks_stopped(s.clocks, at), rework, 'start', at);
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_answered(s xiuhua.case_fold, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  ask jsonb := s.ask;
BEGIN
  s.ask := NULL;
  IF NOT (d->>'granted')::boolean OR ask IS NULL OR ask->>'kind' <> d->>'kind' THEN RETURN s; END IF;
  IF d->>'kind' = 'extension' THEN
    s.extensions := s.extensions || jsonb_build_array(ask->'unit');
    s.clocks := xiuhua.clocks_granted(s.clocks, d->'clocks', 'keep');
    RETURN s;
  END IF;
  IF NOT d ? 'until' OR s.stage <> 'handling' THEN RETURN s; END IF;
  s.stage := 'onHold';
  s.holds := s.holds + 1;
  s.hold_from := at;
  s.hold_until := d->>'until';
  s.clocks := xiuhua.clocks_moved(s.clocks, d->'clocks', at, d->>'until');
  RETURN s;
END $$;

-- Back where it stood when it was merged, under the clocks of that stage.
CREATE FUNCTION xiuhua.case_split(s xiuhua.case_fold, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  names text[] := '{}';
  units text[] := '{}';
  grants jsonb := '[]';
  given jsonb;
  i int;
BEGIN
  s.stage := CASE WHEN s.merged->>'stage' = 'onHold' THEN 'handling' ELSE coalesce(s.merged->>'stage', s.stage) END;
  s.ask := s.merged->'ask';
  s.merged := NULL;
  IF s.stage IN ('toAssign', 'returned') THEN names := '{assign}'; units := ARRAY[NULL::text];
  ELSIF s.stage IN ('toCheck', 'toClose') THEN names := '{check}'; units := ARRAY[NULL::text];
  ELSIF s.stage IN ('handling', 'onHold') THEN
    FOR k IN 0 .. jsonb_array_length(s.parts) - 1 LOOP
      IF NOT (s.parts->k) ? 'handledAt' THEN names := names || 'handle'::text; units := units || (s.parts->k->>'unit'); END IF;
    END LOOP;
  END IF;
  FOR k IN 1 .. coalesce(array_length(names, 1), 0) LOOP
    i := xiuhua.clock_place(s.clocks, names[k], units[k]);
    CONTINUE WHEN i IS NULL;
    given := NULL;
    FOR n IN REVERSE jsonb_array_length(d->'clocks') - 1 .. 0 LOOP
      IF d->'clocks'->n->>'name' = names[k] AND d->'clocks'->n->>'unit' IS NOT DISTINCT FROM units[k] THEN given := d->'clocks'->n; END IF;
    END LOOP;
    grants := grants || jsonb_build_array(coalesce(given, (s.clocks->i) - 'intervals'));
  END LOOP;
  s.clocks := xiuhua.clocks_granted(s.clocks, grants, 'start', at);
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_ended(s xiuhua.case_fold, stage text, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  s.stage := stage;
  s.hold_from := NULL;
  s.hold_until := NULL;
  s.ask := NULL;
  s.clocks := xiuhua.clocks_stopped(s.clocks, at);
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_described(s xiuhua.case_fold, d jsonb) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF d ? 'classRef' THEN s.class_scheme := d->'classRef'->>'scheme'; s.class_code := d->'classRef'->>'code'; END IF;
  IF d ? 'className' THEN s.class_name := d->>'className'; END IF;
  IF d ? 'priority' THEN s.priority := d->>'priority'; END IF;
  IF d ? 'place' THEN
    s.grid := d->'place'->>'gridCode';
    s.community := d->'place'->>'communityCode';
    s.lon := (d->'place'->>'lon')::double precision;
    s.lat := (d->'place'->>'lat')::double precision;
  END IF;
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.case_filed(d jsonb, at text, cause text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  s xiuhua.case_fold;
BEGIN
  s.no := d->>'no'; s.other_nos := '[]'; s.channel := d->>'channel'; s.appeal_kind := d->>'appealKind'; s.follows := d->>'follows';
  s := xiuhua.case_described(s, d);
  s.cause := cause; s.stage := 'toAssign'; s.filed_at := at; s.updated_at := at;
  s.parts := '[]'; s.returns := '[]'; s.leads := '[]'; s.urges := '[]'; s.supervisions := '[]'; s.extensions := '[]';
  s.reworks := 0; s.reopens := 0; s.holds := 0;
  s.clocks := xiuhua.clocks_fresh('[]', 'assign', d->'assign', at);
  RETURN s;
END $$;

-- One fact on a case; `takes` was asked before.
CREATE FUNCTION xiuhua.case_applied(s xiuhua.case_fold, type text, d jsonb, at text) RETURNS xiuhua.case_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  part jsonb;
  given jsonb;
BEGIN
  CASE type
  WHEN 'case.described' THEN RETURN xiuhua.case_described(s, d);
  WHEN 'case.assigned' THEN
    s.stage := 'handling'; s.lead := d->>'lead'; s.assigned_at := at; s.handled_at := NULL; s.checked_at := NULL;
    s.leads := s.leads || jsonb_build_array(jsonb_build_object('unit', d->'lead', 'at', at));
    s.clocks := xiuhua.clocks_stopped(s.clocks, at);
    s.parts := '[]';
    given := d->'parts';
    IF given IS NULL THEN
      SELECT jsonb_agg(jsonb_build_object('unit', u, 'handle', d->'handle') ORDER BY n) INTO given
      FROM jsonb_array_elements_text(jsonb_build_array(d->'lead') || coalesce(d->'assisting', '[]')) WITH ORDINALITY x(u, n);
    END IF;
    FOR i IN 0 .. jsonb_array_length(given) - 1 LOOP
      part := given->i;
      s.clocks := xiuhua.clocks_go_on(s.clocks, part->>'unit', part->'handle', at);
      s.parts := s.parts || jsonb_build_array(xiuhua.part_new(part, CASE WHEN part->>'unit' = s.lead THEN 'lead' ELSE 'assist' END, at));
    END LOOP;
  WHEN 'case.part-added' THEN
    part := d->'part';
    s.parts := xiuhua.part_removed(s.parts, part->>'unit') || jsonb_build_array(xiuhua.part_new(part, 'assist', at));
    s.clocks := xiuhua.clocks_go_on(s.clocks, part->>'unit', part->'handle', at);
  WHEN 'case.accepted' THEN
    s.parts := xiuhua.part_changed(s.parts, d->>'unit', jsonb_build_object('acceptedAt', at));
  WHEN 'case.returned' THEN RETURN xiuhua.case_returned(s, d, at);
  WHEN 'case.handled', 'case.confirmed' THEN
    IF type = 'case.handled' AND d->'confirmed' = 'false' THEN
      s.parts := xiuhua.part_changed(s.parts, d->>'unit', jsonb_build_object('reportedAt', at));
      RETURN s;
    END IF;
    s.parts := xiuhua.part_changed(s.parts, d->>'unit', CASE type
      WHEN 'case.handled' THEN jsonb_build_object('reportedAt', at, 'handledAt', at)
      ELSE jsonb_build_object('handledAt', at) END);
    s.clocks := xiuhua.clock_stopped_of(s.clocks, d->>'unit', at);
    IF s.ask->>'unit' = d->>'unit' THEN s.ask := NULL; END IF;
    RETURN xiuhua.case_to_check(s, d, at);
  WHEN 'case.checked' THEN RETURN xiuhua.case_checked(s, d, at);
  WHEN 'case.closed' THEN
    s := xiuhua.case_ended(s, 'closed', at);
    s.closed_at := at; s.close_kind := d->>'kind'; s.reply := d->'reply';
  WHEN 'case.reopened' THEN
    s.stage := 'toAssign'; s.reopens := s.reopens + 1; s.lead := NULL; s.parts := '[]'; s.handled_at := NULL;
    s.checked_at := NULL; s.closed_at := NULL; s.close_kind := NULL; s.reply := NULL;
    s.clocks := xiuhua.clocks_fresh(xiuhua.clocks_stopped(s.clocks, at), 'assign', d->'assign', at);
  WHEN 'case.voided' THEN
    s := xiuhua.case_ended(s, 'void', at);
    s.closed_at := at; s.reply := d->'reply';
  WHEN 'case.urged' THEN
    s.urges := s.urges || jsonb_build_array(jsonb_build_object('unit', d->'unit', 'at', at));
  WHEN 'case.supervised' THEN
    s.supervisions := s.supervisions || jsonb_build_array(jsonb_build_object('id', d->'id', 'unit', d->'unit', 'at', at, 'grant', d->'answer'));
  WHEN 'case.supervision-answered' THEN
    FOR i IN 0 .. jsonb_array_length(s.supervisions) - 1 LOOP
      IF s.supervisions->i->>'id' = d->>'id' THEN
        s.supervisions := jsonb_set(s.supervisions, ARRAY[i::text, 'answeredAt'], to_jsonb(at));
      END IF;
    END LOOP;
  WHEN 'case.asked' THEN
    part := xiuhua.part_of(s.parts, d->>'unit');
    IF part IS NOT NULL AND NOT part ? 'handledAt' THEN
      s.ask := jsonb_strip_nulls(jsonb_build_object('kind', d->'kind', 'unit', d->'unit', 'at', at, 'until', d->'until'));
    END IF;
  WHEN 'case.answered' THEN RETURN xiuhua.case_answered(s, d, at);
  WHEN 'case.resumed' THEN
    s.stage := 'handling'; s.hold_from := NULL; s.hold_until := NULL;
    s.clocks := xiuhua.clocks_moved(s.clocks, d->'clocks', at, at);
  WHEN 'case.merged' THEN
    IF s.merged IS NOT NULL THEN
      s.merged := s.merged || jsonb_build_object('also', coalesce(s.merged->'also', '[]') || jsonb_build_array(d->'into'));
    ELSE
      given := jsonb_strip_nulls(jsonb_build_object('into', d->'into', 'intoNo', d->'intoNo', 'stage', s.stage, 'ask', s.ask));
      s := xiuhua.case_ended(s, 'merged', at);
      s.merged := given;
    END IF;
  WHEN 'case.split' THEN RETURN xiuhua.case_split(s, d, at);
  WHEN 'case.reckoned' THEN
    s.clocks := xiuhua.clocks_granted(s.clocks, d->'clocks', 'keep');
    FOR i IN 0 .. jsonb_array_length(s.supervisions) - 1 LOOP
      SELECT x->'answer' INTO given FROM jsonb_array_elements(coalesce(d->'supervisions', '[]')) x WHERE x->'id' = s.supervisions->i->'id' LIMIT 1;
      IF given IS NOT NULL THEN s.supervisions := jsonb_set(s.supervisions, ARRAY[i::text, 'grant'], given); END IF;
    END LOOP;
    IF s.reply IS NOT NULL AND d ? 'reply' THEN s.reply := d->'reply'; END IF;
  ELSE NULL;
  END CASE;
  RETURN s;
END $$;

-- Does this fact still change a case at this stage? What another station's fact came before has no effect.
CREATE FUNCTION xiuhua.case_takes(stage text, type text, d jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN type = 'case.checked' THEN stage = 'toCheck' OR (d->>'how' = 'sheet' AND stage NOT IN ('closed', 'void', 'merged'))
    WHEN type IN ('case.described', 'case.closed', 'case.urged', 'case.supervised') THEN stage NOT IN ('closed', 'void', 'merged')
    WHEN type = 'case.assigned' THEN stage IN ('toAssign', 'returned')
    WHEN type IN ('case.part-added', 'case.accepted', 'case.returned', 'case.handled', 'case.confirmed', 'case.asked', 'case.answered')
      THEN stage = 'handling'
    WHEN type = 'case.reopened' THEN stage = 'closed'
    WHEN type = 'case.voided' THEN stage NOT IN ('void', 'merged')
    WHEN type = 'case.resumed' THEN stage = 'onHold'
    WHEN type = 'case.split' THEN stage = 'merged'
    WHEN type = 'case.reckoned' THEN stage <> 'merged'
    ELSE true END $$;

-- ---------------------------------------------------------------- what desks disagree about (conflicts.ts, conflict/)

-- An event of a stream as far as conflicts ask for it. `fields` are the corrected ones, without what comes with the class.
CREATE TYPE xiuhua.fork_fact AS (
  ref text, chain text, basis text, type text, touch text, kind text, unit text, granted boolean, imported boolean, fields jsonb
);

-- What an event touches (touchOf); null for what cannot stand against another.
CREATE FUNCTION xiuhua.touch_kind(type text, d jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN type IN ('case.described', 'report.described') THEN 'fields'
    WHEN type IN ('case.part-added', 'case.accepted', 'case.handled', 'case.confirmed') THEN 'part'
    WHEN type = 'case.returned' THEN CASE WHEN d ? 'assign' THEN 'stage' ELSE 'part' END
    WHEN type IN ('case.assigned', 'case.checked', 'case.closed', 'case.reopened', 'case.voided', 'case.resumed', 'case.merged',
      'case.split', 'report.linked', 'report.unlinked', 'report.refused', 'report.withdrawn') THEN 'stage'
    WHEN type = 'case.asked' THEN 'ask'
    WHEN type = 'case.answered' THEN CASE WHEN (d->>'granted')::boolean AND d->>'kind' = 'hold' THEN 'stage' ELSE 'grant' END
    WHEN type IN ('case.undone', 'report.undone') THEN 'undo'
    WHEN type = 'report.replied' THEN CASE WHEN coalesce((d->>'interim')::boolean, false) THEN 'beside' ELSE 'reply' END
    WHEN type IN ('case.noted', 'case.urged', 'case.supervised', 'case.supervision-answered', 'report.verify-sent', 'report.verified',
      'report.called-back', 'report.reopened', 'report.sheet-updated') THEN 'beside'
  END $$;

-- The data of an event as it was written: words are compared where desks disagree, and not kept.
CREATE FUNCTION xiuhua.written(p_street text, p_device text, p_incarnation int, p_seq int, p_index int) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT convert_from(bytes, 'UTF8')::jsonb->'events'->p_index->'data' FROM xiuhua.commit
  WHERE street = p_street AND device = p_device AND incarnation = p_incarnation AND seq = p_seq $$;

-- Did each event's author know of the one before it (isLine)? Then nobody acted without knowing of another.
CREATE FUNCTION xiuhua.is_line(p_street text, p_stream text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_and(d IS NULL OR (d = device AND i = incarnation)
    OR coalesce(concat(d, '.', i, '.', q, '.', x) = ANY (string_to_array(basis, ' ')), false)), true)
  FROM (
    SELECT device, incarnation, basis, lag(device) OVER w AS d, lag(incarnation) OVER w AS i, lag(seq) OVER w AS q, lag(index) OVER w AS x
    FROM xiuhua.district_event WHERE street = p_street AND stream = p_stream AND counts
    WINDOW w AS (ORDER BY rank, hlc, device, incarnation, seq, index)
  ) e $$;

CREATE FUNCTION xiuhua.fork_facts(p_street text, p_stream text) RETURNS xiuhua.fork_fact[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(ROW(device || '.' || incarnation || '.' || seq || '.' || index, device || '.' || incarnation, basis, type, touch,
      xiuhua.touch_kind(type, data), coalesce(data->>'unit', data->'part'->>'unit'), (data->>'granted')::boolean,
      coalesce(starts_with(cause, 'intake:'), false),
      CASE WHEN type IN ('case.described', 'report.described')
        THEN xiuhua.written(street, device, incarnation, seq, index) - 'className' - 'catalogue' END)::xiuhua.fork_fact
    ORDER BY rank, hlc, device, incarnation, seq, index)
  FROM xiuhua.district_event WHERE street = p_street AND stream = p_stream AND counts $$;

-- Who saw whom (Causes): for each event the places of those that its author had seen, by what `basis` names and by its own chain.
CREATE FUNCTION xiuhua.causes(f xiuhua.fork_fact[]) RETURNS varbit[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  refs text[] := ARRAY(SELECT u.ref FROM unnest(f) WITH ORDINALITY u ORDER BY u.ordinality);
  none varbit := repeat('0', cardinality(f))::varbit;
  saw varbit[] := '{}';
  last jsonb := '{}';
  bits varbit;
  place int;
BEGIN
  FOR i IN 1 .. cardinality(f) LOOP
    bits := none;
    FOR place IN
      SELECT array_position(refs, r) FROM unnest(string_to_array((f[i]).basis, ' ')) r UNION SELECT (last->>(f[i]).chain)::int
    LOOP
      IF place < i THEN bits := set_bit(bits | saw[place], place - 1, 1); END IF;
    END LOOP;
    saw := array_append(saw, bits);
    last := last || jsonb_build_object((f[i]).chain, i);
  END LOOP;
  RETURN saw;
END $$;

-- Do two events, made without knowing of each other and not the same, want different things (against)? `a` comes first.
CREATE FUNCTION xiuhua.against(a xiuhua.fork_fact, b xiuhua.fork_fact) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN a.imported AND b.imported THEN false
    WHEN a.kind = b.kind THEN CASE a.kind
      WHEN 'part' THEN a.unit = b.unit AND ((a.type = 'case.returned') <> (b.type = 'case.returned')
        OR (a.touch <> b.touch AND a.type = 'case.part-added' AND b.type = 'case.part-added'))
      WHEN 'fields' THEN EXISTS (SELECT FROM jsonb_each(a.fields) x WHERE b.fields ? x.key AND b.fields->x.key <> x.value)
      ELSE a.kind <> 'beside' END
    WHEN 'beside' IN (a.kind, b.kind) THEN b.kind = 'undo'
    WHEN 'undo' IN (a.kind, b.kind) THEN true
    WHEN a.kind IN ('fields', 'reply') OR b.kind IN ('fields', 'reply') THEN false
    WHEN (a.kind = 'grant' AND NOT a.granted) OR (b.kind = 'grant' AND NOT b.granted) THEN 'ask' IN (a.kind, b.kind)
    WHEN 'ask' IN (a.kind, b.kind) THEN 'grant' IN (a.kind, b.kind)
    ELSE 'stage' IN (a.kind, b.kind) END $$;

-- Of events that did the same without knowing of each other, all but the first, each with that one (Forks.repeats). `same` are
-- the places of those that did the same.
CREATE FUNCTION xiuhua.repeats(f xiuhua.fork_fact[], saw varbit[], same varbit[], aside text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  none varbit := repeat('0', cardinality(f))::varbit;
  found jsonb := '{}';
  one text;
  other text;
BEGIN
  FOR i IN 1 .. cardinality(f) LOOP
    one := (f[i]).ref;
    CONTINUE WHEN same[i] = none OR one = ANY (aside);
    FOR k IN 1 .. i - 1 LOOP
      CONTINUE WHEN get_bit(same[i], k - 1) = 0;
      other := (f[k]).ref;
      -- What one did was done before the other on its line too: that goes on from it.
      IF other <> ALL (aside) AND NOT found ? other AND (same[k] & saw[i]) = none AND (same[i] & saw[k]) = none THEN
        found := found || jsonb_build_object(one, other);
        EXIT;
      END IF;
    END LOOP;
  END LOOP;
  RETURN found;
END $$;

-- Of a group what is set aside if this chain's side is chosen, as bits (asideFor, without what a decision set aside before: that
-- stays so all the same). `stand` are the places of those that stand against each.
CREATE FUNCTION xiuhua.aside_for(f xiuhua.fork_fact[], saw varbit[], stand varbit[], members int[], winner text)
RETURNS varbit LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  none varbit := repeat('0', cardinality(f))::varbit;
  kept varbit := none;
  dropped varbit := none;
  own varbit := none;
  m int;
BEGIN
  FOREACH m IN ARRAY members LOOP
    own := set_bit(own, m - 1, 1);
    IF (f[m]).chain = winner THEN kept := set_bit(kept | saw[m], m - 1, 1); END IF;
  END LOOP;
  kept := kept & own;
  FOREACH m IN ARRAY members LOOP
    CONTINUE WHEN get_bit(kept, m - 1) = 1;
    IF (kept & stand[m]) <> none
      OR EXISTS (SELECT FROM unnest(members) o WHERE get_bit(dropped & saw[m], o - 1) = 1 AND (f[o]).chain = (f[m]).chain) THEN
      dropped := set_bit(dropped, m - 1, 1);
    END IF;
  END LOOP;
  RETURN dropped;
END $$;

-- Events of a stream without effect (setAside): what decisions (*.settled) set aside, of two about one event the later; of what
-- is open (`disputed`) the side that does not hold; and what two stations did both with the same result, which counts once.
CREATE FUNCTION xiuhua.standing(p_street text, p_stream text, OUT aside text[], OUT disputed boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
  f xiuhua.fork_fact[];
  a xiuhua.fork_fact;
  b xiuhua.fork_fact;
  n int;
  none varbit;
  saw varbit[];
  same varbit[];
  stand varbit[];
  grouped int[];
  members int[];
  open int[] := '{}';
  decided text[] := '{}';
  decisions jsonb[] := '{}';
  dropped varbit;
  again jsonb;
  moved text[];
  winner text;
  d jsonb;
  root int;
BEGIN
  aside := '{}';
  disputed := false;
  IF xiuhua.is_line(p_street, p_stream) THEN RETURN; END IF;
  f := xiuhua.fork_facts(p_street, p_stream);
  n := cardinality(f);
  none := repeat('0', n)::varbit;
  saw := xiuhua.causes(f);
  FOR d IN
    SELECT data FROM xiuhua.district_event
    WHERE street = p_street AND stream = p_stream AND counts AND type = split_part(p_stream, ':', 1) || '.settled'
    ORDER BY rank, hlc, device, incarnation, seq, index
  LOOP
    decisions := array_append(decisions, d->'refs');
    decided := ARRAY(
      SELECT x FROM unnest(decided) x WHERE NOT d->'refs' ? x UNION SELECT x FROM jsonb_array_elements_text(d->'aside') x);
  END LOOP;
  -- What agrees and what does not.
  same := array_fill(none, ARRAY[n]);
  stand := same;
  FOR i IN 1 .. n LOOP
    b := f[i];
    CONTINUE WHEN b.kind IS NULL;
    FOR k IN 1 .. i - 1 LOOP
      CONTINUE WHEN get_bit(saw[i], k - 1) = 1;
      a := f[k];
      CONTINUE WHEN a.kind IS NULL;
      IF a.type = b.type AND a.touch = b.touch THEN
        same[i] := set_bit(same[i], k - 1, 1);
        same[k] := set_bit(same[k], i - 1, 1);
      ELSIF xiuhua.against(a, b) THEN
        stand[i] := set_bit(stand[i], k - 1, 1);
        stand[k] := set_bit(stand[k], i - 1, 1);
      END IF;
    END LOOP;
  END LOOP;
  -- Who went on from what the other did too does not stand against it; what is left makes groups, named by their first.
  grouped := ARRAY(SELECT generate_series(1, n));
  FOR i IN 1 .. n LOOP
    CONTINUE WHEN stand[i] = none;
    FOR k IN 1 .. i - 1 LOOP
      CONTINUE WHEN get_bit(stand[i], k - 1) = 0;
      IF (same[k] & saw[i]) <> none OR (same[i] & saw[k]) <> none THEN
        stand[i] := set_bit(stand[i], k - 1, 0);
        stand[k] := set_bit(stand[k], i - 1, 0);
      ELSIF grouped[i] <> grouped[k] THEN
        grouped := ARRAY(
          SELECT CASE WHEN g IN (grouped[i], grouped[k]) THEN least(grouped[i], grouped[k]) ELSE g END
          FROM unnest(grouped) WITH ORDINALITY u(g, at) ORDER BY at);
      END IF;
    END LOOP;
  END LOOP;
  FOR root IN 1 .. n LOOP
    CONTINUE WHEN stand[root] = none OR grouped[root] <> root;
    -- A decision that knew all of them; one that comes late opens it again.
    CONTINUE WHEN EXISTS (
      SELECT FROM unnest(decisions) known
      WHERE known ?& ARRAY(SELECT (f[at]).ref FROM unnest(grouped) WITH ORDINALITY u(g, at) WHERE g = root));
    open := open || root;
  END LOOP;
  aside := decided;
  disputed := cardinality(open) > 0;
  again := xiuhua.repeats(f, saw, same, aside);
  IF disputed THEN
    moved := CASE split_part(p_stream, ':', 1)
      WHEN 'case' THEN (xiuhua.fold_case(p_street, p_stream, decided, again)).moved
      ELSE (xiuhua.fold_report(p_street, p_stream, decided, again)).moved END;
    FOREACH root IN ARRAY open LOOP
      members := ARRAY(SELECT at FROM unnest(grouped) WITH ORDINALITY u(g, at) WHERE g = root ORDER BY at);
      -- The side that holds until somebody decides (winnerOf): of the events that could move where it stands, the last.
      SELECT (f[u]).chain INTO winner FROM unnest(members) u
      ORDER BY ((f[u]).ref = ANY (moved))::int + ((f[u]).ref = ANY (moved) AND (f[u]).kind IN ('stage', 'undo'))::int DESC, u DESC LIMIT 1;
      dropped := xiuhua.aside_for(f, saw, stand, members, winner);
      -- Of these kinds the other side has no effect at all; reports went along with mergers, and the rest folds one over the other.
      aside := aside || ARRAY(
        SELECT (f[u]).ref FROM unnest(members) u
        WHERE get_bit(dropped, u - 1) = 1 AND (f[u]).kind IN ('stage', 'part', 'undo') AND (f[u]).type <> 'case.merged');
    END LOOP;
    again := xiuhua.repeats(f, saw, same, aside);
  END IF;
  aside := aside || ARRAY(SELECT jsonb_object_keys(again));
END $$;

-- A case folded from its stream; null where nothing was filed. `aside`: events without effect. With `again` (Forks.repeats) it
-- tells in `moved` which events changed something (movedBy), and those that repeat one.
CREATE FUNCTION xiuhua.fold_case(
  p_street text, p_stream text, aside text[], again jsonb DEFAULT NULL, OUT fold xiuhua.case_fold, OUT moved text[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  e record;
  s xiuhua.case_fold;
  before xiuhua.case_fold;
  undo_before xiuhua.case_fold;
  undo_commit text;
  ref text;
  own text;
  there boolean := false;
  taken boolean;
  tells boolean := again IS NOT NULL;
  forked boolean := tells OR cardinality(aside) > 0;
  -- What the fold itself does not keep: what is written about the case, and whether anything was asked ('?': it counts as a change).
  words jsonb := '{}';
  words_before jsonb;
  undo_words jsonb;
BEGIN
  moved := '{}';
  FOR e IN
    SELECT type, v, at, cause, data, device, incarnation, seq, index FROM xiuhua.district_event
    WHERE street = p_street AND stream = p_stream AND counts
    ORDER BY rank, hlc, device, incarnation, seq, index
  LOOP
    ref := e.device || '.' || e.incarnation || '.' || e.seq;
    IF forked THEN
      own := ref || '.' || e.index;
      IF own = ANY (aside) OR again ? own THEN
        IF again->>own = ANY (moved) THEN moved := array_append(moved, own); END IF;
        CONTINUE;
      END IF;
    END IF;
    -- A newer shape of an event is kept and changes nothing.
    CONTINUE WHEN e.v > 1;
    IF e.type = 'case.filed' THEN
      IF NOT there OR s.stage = 'void' THEN
        s := xiuhua.case_filed(e.data, e.at, e.cause);
        there := true;
        undo_commit := NULL;
        IF tells THEN words := xiuhua.written(p_street, e.device, e.incarnation, e.seq, e.index); END IF;
      ELSIF s.no <> e.data->>'no' AND NOT s.other_nos ? (e.data->>'no') THEN
        s.other_nos := s.other_nos || jsonb_build_array(e.data->'no');
      END IF;
      CONTINUE;
    END IF;
    CONTINUE WHEN NOT there OR e.type <> ALL ('{case.described,case.assigned,case.part-added,case.accepted,case.returned,
      case.handled,case.confirmed,case.checked,case.closed,case.reopened,case.voided,case.noted,case.urged,case.supervised,
      case.supervision-answered,case.asked,case.answered,case.resumed,case.merged,case.split,case.settled,case.reckoned,case.undone}'::text[]);
    -- A hold ends at its date by time alone.
    IF s.stage = 'onHold' AND s.hold_until <= e.at THEN
      s.stage := 'handling'; s.hold_from := NULL; s.hold_until := NULL;
    END IF;
    before := s;
    words_before := words;
    IF e.type = 'case.undone' THEN
      -- Taking back holds only while the action is still the last.
      IF undo_commit = e.data->>'commit' THEN
        s := undo_before;
        words := undo_words;
      END IF;
      undo_commit := NULL;
    ELSE
      taken := xiuhua.case_takes(s.stage, e.type, e.data);
      IF taken AND e.type NOT IN ('case.noted', 'case.settled') THEN s := xiuhua.case_applied(s, e.type, e.data, e.at); END IF;
      IF tells AND taken THEN
        words := words || CASE
          WHEN e.type = 'case.described' THEN xiuhua.written(p_street, e.device, e.incarnation, e.seq, e.index)
          WHEN e.type IN ('case.confirmed', 'case.closed', 'case.voided', 'case.split', 'case.asked', 'case.answered')
            OR (e.type = 'case.handled' AND e.data->'confirmed' IS DISTINCT FROM 'false')
            OR (e.type = 'case.merged' AND before.merged IS NULL) OR (e.type = 'case.returned' AND s.returns <> before.returns)
            THEN '{"?": true}'
          ELSE '{}' END;
      END IF;
      IF NOT taken OR e.type IN ('case.merged', 'case.split', 'case.settled', 'case.reckoned') OR starts_with(e.cause, 'intake:') THEN
        undo_commit := NULL;
      ELSIF undo_commit IS DISTINCT FROM ref THEN
        undo_commit := ref;
        undo_before := before;
        undo_words := words_before;
      END IF;
    END IF;
    IF tells THEN
      s.updated_at := before.updated_at;
      IF s IS DISTINCT FROM before OR words <> words_before THEN moved := array_append(moved, own); END IF;
    END IF;
    s.updated_at := CASE WHEN e.type = 'case.reckoned' THEN before.updated_at ELSE xiuhua.district_later(e.at, before.updated_at) END;
  END LOOP;
  IF there THEN fold := s; END IF;
END $$;

-- ---------------------------------------------------------------- a report (report/evolve.ts)

CREATE FUNCTION xiuhua.intake_stopped(ran jsonb, at text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN ran->-1 IS NULL OR (ran->-1) ? 'to' THEN ran
       ELSE jsonb_set(ran, '{-1,to}', to_jsonb(xiuhua.district_later(ran->-1->>'from', at))) END $$;

CREATE FUNCTION xiuhua.intake_begun(ran jsonb, since text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT xiuhua.clock_begun(xiuhua.intake_stopped(ran, since), since) $$;

CREATE FUNCTION xiuhua.report_described(s xiuhua.report_fold, d jsonb) RETURNS xiuhua.report_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF d ? 'appealKind' THEN s.appeal_kind := d->>'appealKind'; END IF;
  IF d ? 'classRef' THEN s.class_scheme := d->'classRef'->>'scheme'; s.class_code := d->'classRef'->>'code'; END IF;
  IF d ? 'place' THEN
    s.grid := d->'place'->>'gridCode';
    s.community := d->'place'->>'communityCode';
    s.lon := (d->'place'->>'lon')::double precision;
    s.lat := (d->'place'->>'lat')::double precision;
  END IF;
  RETURN s;
END $$;

CREATE FUNCTION xiuhua.report_received(d jsonb, recorded_at text, cause text) RETURNS xiuhua.report_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  s xiuhua.report_fold;
BEGIN
  s := xiuhua.report_described(s, d);
  s.channel := d->>'channel'; s.outside_no := d->>'outsideNo'; s.root_no := d->>'rootNo'; s.cause := cause;
  s.status := 'received'; s.received_at := d->>'receivedAt'; s.recorded_at := recorded_at;
  s.outside := d->'outside'; s.intake := d->'intake'; s.call_backs := '[]'; s.reopens := 0;
  s.intake_ran := jsonb_build_array(jsonb_build_object('from', d->'intake'->'start'));
  s.sheet_state := d->>'sheetState'; s.answerable := coalesce((d->>'answerable')::boolean, false);
  RETURN s;
END $$;

-- One fact on a report that was received.
CREATE FUNCTION xiuhua.report_applied(s xiuhua.report_fold, type text, d jsonb, at text) RETURNS xiuhua.report_fold
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE type
  WHEN 'report.described' THEN RETURN xiuhua.report_described(s, d);
  WHEN 'report.linked' THEN
    s.status := 'linked'; s.case_id := d->>'caseId'; s.linked_at := at;
    IF d->>'why' = 'split' THEN s.replied_at := NULL; END IF;
    s.intake_ran := xiuhua.intake_stopped(s.intake_ran, at);
  WHEN 'report.unlinked' THEN
    IF s.case_id IS DISTINCT FROM d->>'caseId' THEN RETURN s; END IF;
    s.status := 'received'; s.case_id := NULL; s.linked_at := NULL; s.replied_at := NULL;
    IF NOT s.verification ? 'doneAt' THEN s.verification := NULL; END IF;
    s.intake := coalesce(d->'intake', s.intake);
    s.intake_ran := xiuhua.intake_begun(s.intake_ran, at);
  WHEN 'report.verify-sent' THEN
    s.verification := jsonb_build_object('how', d->'how', 'grant', d->'verify', 'sentAt', at);
    s.intake_ran := xiuhua.intake_stopped(s.intake_ran, at);
  WHEN 'report.verified' THEN
    s.verification := s.verification || jsonb_build_object('doneAt', at, 'real', d->'real');
    IF s.status = 'received' THEN
      s.intake := d->'intake';
      s.intake_ran := xiuhua.intake_begun(s.intake_ran, at);
    END IF;
  WHEN 'report.refused' THEN
    s.status := 'refused';
    s.refusal := jsonb_strip_nulls(jsonb_build_object('kind', d->'kind', 'at', at, 'reply', d->'reply'));
    s.intake_ran := xiuhua.intake_stopped(s.intake_ran, at);
  WHEN 'report.replied' THEN
    IF NOT coalesce((d->>'interim')::boolean, false) THEN s.replied_at := at; END IF;
  WHEN 'report.reopened' THEN
    s.replied_at := NULL; s.reopens := s.reopens + 1; s.reopened_at := at;
  WHEN 'report.called-back' THEN
    s.call_backs := s.call_backs || jsonb_build_array(jsonb_build_object('at', at) || d);
  WHEN 'report.reckoned' THEN
    IF d ? 'verify' AND s.verification IS NOT NULL THEN s.verification := jsonb_set(s.verification, '{grant}', d->'verify'); END IF;
    IF d ? 'reply' AND s.refusal IS NOT NULL THEN s.refusal := jsonb_set(s.refusal, '{reply}', d->'reply'); END IF;
    s.intake := coalesce(d->'intake', s.intake);
    s.outside := coalesce(d->'outside', s.outside);
  WHEN 'report.withdrawn' THEN
    s.status := 'withdrawn';
    s.intake_ran := xiuhua.intake_stopped(s.intake_ran, at);
  ELSE NULL;
  END CASE;
  RETURN s;
END $$;

-- A report folded from its stream; null where nothing was received. `aside`, `again` and `moved` as in `fold_case`.
CREATE FUNCTION xiuhua.fold_report(
  p_street text, p_stream text, aside text[], again jsonb DEFAULT NULL, OUT fold xiuhua.report_fold, OUT moved text[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  e record;
  s xiuhua.report_fold;
  before xiuhua.report_fold;
  after xiuhua.report_fold;
  undo_before xiuhua.report_fold;
  undo_commit text;
  ref text;
  own text;
  there boolean := false;
  tells boolean := again IS NOT NULL;
  forked boolean := tells OR cardinality(aside) > 0;
  -- What the fold itself does not keep: what is written about the report, and what was ever replied or verified ('?').
  words jsonb := '{}';
  words_before jsonb;
  undo_words jsonb;
BEGIN
  moved := '{}';
  FOR e IN
    SELECT type, v, at, recorded_at, cause, data, device, incarnation, seq, index FROM xiuhua.district_event
    WHERE street = p_street AND stream = p_stream AND counts
    ORDER BY rank, hlc, device, incarnation, seq, index
  LOOP
    ref := e.device || '.' || e.incarnation || '.' || e.seq;
    IF forked THEN
      own := ref || '.' || e.index;
      IF own = ANY (aside) OR again ? own THEN
        IF again->>own = ANY (moved) THEN moved := array_append(moved, own); END IF;
        CONTINUE;
      END IF;
    END IF;
    CONTINUE WHEN e.v > 1;
    IF e.type = 'report.received' THEN
      IF NOT there OR s.status = 'withdrawn' THEN
        s := xiuhua.report_received(e.data, e.recorded_at, e.cause);
        there := true;
        undo_commit := NULL;
        IF tells THEN words := xiuhua.written(p_street, e.device, e.incarnation, e.seq, e.index); END IF;
      END IF;
      CONTINUE;
    END IF;
    CONTINUE WHEN NOT there;
    before := s;
    words_before := words;
    CASE e.type
    WHEN 'report.sheet-updated' THEN
      s.sheet_state := e.data->>'sheetState';
      s.outside := coalesce(e.data->'outside', s.outside);
      undo_commit := NULL;
    WHEN 'report.undone' THEN
      IF undo_commit = e.data->>'commit' THEN
        s := undo_before;
        words := undo_words;
      END IF;
      undo_commit := NULL;
    WHEN 'report.described', 'report.unlinked', 'report.verify-sent', 'report.verified', 'report.refused', 'report.replied',
      'report.called-back', 'report.reopened' THEN
      s := xiuhua.report_applied(s, e.type, e.data, e.at);
      undo_commit := ref;
      undo_before := before;
      undo_words := words_before;
    WHEN 'report.linked', 'report.reckoned', 'report.withdrawn', 'report.settled' THEN
      s := xiuhua.report_applied(s, e.type, e.data, e.at);
      undo_commit := NULL;
    ELSE NULL;
    END CASE;
    IF tells THEN
      words := words || CASE
        WHEN e.type IN ('report.described', 'report.sheet-updated') THEN xiuhua.written(p_street, e.device, e.incarnation, e.seq, e.index)
        WHEN e.type = 'report.refused' THEN jsonb_build_object('refusal',
          xiuhua.written(p_street, e.device, e.incarnation, e.seq, e.index) - 'reply')
        WHEN e.type IN ('report.linked', 'report.replied', 'report.reopened') THEN '{"reply?": true}'
        WHEN e.type IN ('report.verify-sent', 'report.verified') THEN '{"verification?": true}'
        WHEN e.type = 'report.unlinked' AND before.case_id = e.data->>'caseId' THEN '{"reply?": true, "verification?": true}'
        ELSE '{}' END;
      -- When it was refused is not part of what the program compares.
      after := s;
      after.refusal := after.refusal - 'at';
      before.refusal := before.refusal - 'at';
      IF after IS DISTINCT FROM before OR words <> words_before THEN
        moved := array_append(moved, own);
      END IF;
    END IF;
  END LOOP;
  IF there THEN fold := s; END IF;
END $$;

-- Does somebody wait for a reply that he has not had (report/state.ts, owesReply)?
CREATE FUNCTION xiuhua.owes_reply(s xiuhua.report_fold) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN (s).replied_at IS NOT NULL OR (s).status = 'withdrawn' THEN false
    WHEN (s).sheet_state = 'closed' AND (s).reopens = 0 THEN false
    WHEN (s).channel IN ('hotline12345', 'urban12319', 'delegate') THEN coalesce((s).sheet_state NOT IN ('returned', 'void'), true)
    ELSE (s).channel IN ('phone', 'walkIn', 'snapshot') AND (s).answerable END $$;

-- ---------------------------------------------------------------- what follows from a fold

-- The last handling clock of a unit, the one that its deadline is told by (bundled over its rounds, 捆绑).
CREATE FUNCTION xiuhua.handle_clock(clocks jsonb, unit text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT clocks->xiuhua.clock_place(clocks, 'handle', unit) $$;

-- Were all parts handled by their own deadlines (按期处置)? Null where that cannot be known.
CREATE FUNCTION xiuhua.handled_on_time(s xiuhua.case_fold) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  clock jsonb;
  on_time boolean := true;
BEGIN
  IF s.handled_at IS NULL OR s.close_kind = 'special' OR s.parts = '[]' THEN RETURN NULL; END IF;
  FOR i IN 0 .. jsonb_array_length(s.parts) - 1 LOOP
    clock := xiuhua.handle_clock(s.clocks, s.parts->i->>'unit');
    IF clock IS NULL THEN RETURN NULL; END IF;
    on_time := on_time AND coalesce(s.parts->i->>'handledAt', '~') <= clock->'grant'->>'due' COLLATE "C";
  END LOOP;
  RETURN on_time;
END $$;

-- The running clock that is due first; null where nothing runs.
CREATE FUNCTION xiuhua.first_clock(clocks jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  first jsonb;
BEGIN
  FOR i IN 0 .. jsonb_array_length(clocks) - 1 LOOP
    IF xiuhua.clock_running(clocks->i) AND (first IS NULL OR clocks->i->'grant'->>'due' < first->'grant'->>'due' COLLATE "C") THEN
      first := clocks->i;
    END IF;
  END LOOP;
  RETURN first;
END $$;

-- ---------------------------------------------------------------- tables of a street

-- Names of units, classes and communities as each street has set them last. Rows of their own, with keys: views join them.
CREATE TABLE xiuhua.district_name (
  street text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  name text,
  short_name text,
  sort text,
  PRIMARY KEY (street, kind, scheme, code)
);

-- Write the names of streets whose tables were touched anew.
CREATE FUNCTION xiuhua.district_names() RETURNS void LANGUAGE sql AS $$
  DELETE FROM xiuhua.district_name n USING xiuhua.district_dirty d WHERE d.stream = 'registry:main' AND n.street = d.street;
  INSERT INTO xiuhua.district_name
    SELECT DISTINCT ON (t.street, t.name, r->>'scheme', coalesce(r->>'id', r->>'code'))
      t.street, t.name, coalesce(r->>'scheme', ''), coalesce(r->>'id', r->>'code'), r->>'name', r->>'short', coalesce(r->>'kind', r->>'group')
    FROM (
      SELECT DISTINCT ON (e.street, e.data->>'table') e.street, e.data->>'table' AS name, e.data->'rows' AS rows
      FROM xiuhua.district_event e JOIN xiuhua.district_dirty d ON d.street = e.street AND d.stream = e.stream
      WHERE e.stream = 'registry:main' AND e.type = 'table.set' AND e.counts AND jsonb_typeof(e.data->'rows') = 'array'
      ORDER BY e.street, e.data->>'table', e.rank DESC, e.hlc DESC, e.device DESC, e.incarnation DESC, e.seq DESC, e.index DESC
    ) t, jsonb_array_elements(t.rows) r
    WHERE coalesce(r->>'id', r->>'code') IS NOT NULL
$$;

-- ---------------------------------------------------------------- keeping it up to date

-- The same without ever failing: what cannot be folded says why.
CREATE FUNCTION xiuhua.fold_case_safely(p_street text, p_stream text, OUT fold xiuhua.case_fold, OUT problem text,
  OUT on_time boolean, OUT clock jsonb, OUT disputed boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
  aside text[];
BEGIN
  SELECT x.aside, x.disputed INTO aside, disputed FROM xiuhua.standing(p_street, p_stream) x;
  fold := (xiuhua.fold_case(p_street, p_stream, aside)).fold;
  on_time := xiuhua.handled_on_time(fold);
  IF fold.stage IS NOT NULL THEN clock := xiuhua.first_clock(fold.clocks); END IF;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR integrity_constraint_violation THEN
  problem := left(SQLERRM, 200);
END $$;
CREATE FUNCTION xiuhua.fold_report_safely(p_street text, p_stream text, OUT fold xiuhua.report_fold, OUT problem text,
  OUT disputed boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
  aside text[];
BEGIN
  SELECT x.aside, x.disputed INTO aside, disputed FROM xiuhua.standing(p_street, p_stream) x;
  fold := (xiuhua.fold_report(p_street, p_stream, aside)).fold;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR integrity_constraint_violation THEN
  problem := left(SQLERRM, 200);
END $$;

-- Which commits of these command ids count (shared/sync/twins.ts): one that another re-issues (copyOf) is replaced by it; of
-- others with the same id the first by device, incarnation and number. Beyond its revocation nothing of a computer counts.
CREATE FUNCTION xiuhua.district_settle(p_street text, p_ids text[]) RETURNS void LANGUAGE sql AS $$
  WITH mine AS (
    SELECT *, device || '.' || incarnation AS chain FROM xiuhua.district_commit
    WHERE street = p_street AND id = ANY (p_ids) AND problem IS NULL
  ), kept AS (
    SELECT c.device, c.incarnation, c.seq,
      row_number() OVER (PARTITION BY c.id ORDER BY c.device COLLATE "C", c.incarnation, c.seq) = 1 AS first
    FROM mine c
    WHERE NOT c.beyond
      AND NOT EXISTS (SELECT FROM mine o WHERE o.id = c.id AND NOT o.beyond AND o.copy_of = c.chain || '.' || c.seq)
  ), truth AS (
    SELECT m.device, m.incarnation, m.seq, m.counts AS was, coalesce(k.first, false) AS counts
    FROM mine m LEFT JOIN kept k USING (device, incarnation, seq)
  ), changed AS (
    UPDATE xiuhua.district_commit c SET counts = t.counts FROM truth t
    WHERE t.was <> t.counts AND c.street = p_street AND c.device = t.device AND c.incarnation = t.incarnation AND c.seq = t.seq
    RETURNING c.device, c.incarnation, c.seq, c.counts
  ), events AS (
    UPDATE xiuhua.district_event e SET counts = c.counts FROM changed c
    WHERE e.street = p_street AND e.device = c.device AND e.incarnation = c.incarnation AND e.seq = c.seq
    RETURNING e.stream
  )
  INSERT INTO xiuhua.district_dirty SELECT DISTINCT p_street, stream FROM events ON CONFLICT DO NOTHING
$$;

-- What computers wrote beyond the point up to which they counted when they were shut out; of two revocations the narrower.
CREATE FUNCTION xiuhua.district_revoke() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    WITH late AS (
      SELECT DISTINCT c.street, c.device, c.incarnation, c.seq
      FROM xiuhua.district_event e JOIN xiuhua.district_commit c ON c.street = e.street AND c.device = e.data->>'device'
      WHERE e.stream = 'devices:main' AND e.type = 'device.revoked' AND e.counts AND NOT c.beyond
        AND c.seq > coalesce((e.data->'upTo'->>(c.device || '.' || c.incarnation))::int, 0)
    ), marked AS (
      UPDATE xiuhua.district_commit c SET beyond = true FROM late l
      WHERE c.street = l.street AND c.device = l.device AND c.incarnation = l.incarnation AND c.seq = l.seq
      RETURNING c.street, c.id
    )
    SELECT street, array_agg(id) AS ids FROM marked WHERE id IS NOT NULL GROUP BY street
  LOOP
    PERFORM xiuhua.district_settle(r.street, r.ids);
  END LOOP;
END $$;

-- Take one chain apart from where it was left.
CREATE FUNCTION xiuhua.district_take(p_street text, p_device text, p_incarnation int, p_after int, p_to int)
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
  INSERT INTO xiuhua.district_chain VALUES (p_street, p_device, p_incarnation, p_to)
  ON CONFLICT (street, device, incarnation) DO UPDATE SET seq = excluded.seq;
  RETURN taken;
END $$;

-- Bring everything up to date with the commits that have come since, and fold again the streams that they touch; at most
-- `p_limit` commits and streams in one call, so that a first fill is a row of short transactions. `waiting`: what is left to take
-- apart and to fold; call again until it is 0. All commits come first: folds see a whole hub, and each stream is folded once.
CREATE FUNCTION xiuhua.refresh_district(p_limit int DEFAULT 2000)
RETURNS TABLE (commits bigint, streams bigint, waiting bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  room int := greatest(coalesce(p_limit, 2000), 1);
  chain record;
  upto int;
  batch xiuhua.district_dirty[];
  folded bigint;
BEGIN
  -- One refresh at a time; who comes second finds its work done.
  PERFORM pg_advisory_xact_lock(hashtextextended('xiuhua.refresh_district', 0));
  commits := 0;
  waiting := 0;
  FOR chain IN
    SELECT h.street, h.device, h.incarnation, h.held, coalesce(t.seq, 0) AS taken
    FROM (SELECT s.street, v.device, v.incarnation, v.seq AS held FROM xiuhua.street s, xiuhua.vector(s.street) v) h
    LEFT JOIN xiuhua.district_chain t USING (street, device, incarnation)
    WHERE h.held > coalesce(t.seq, 0)
  LOOP
    upto := least(chain.held, chain.taken + room);
    IF upto > chain.taken THEN
      commits := commits + xiuhua.district_take(chain.street, chain.device, chain.incarnation, chain.taken, upto);
      room := room - (upto - chain.taken);
    END IF;
    waiting := waiting + chain.held - upto;
  END LOOP;
  IF commits > 0 THEN PERFORM xiuhua.district_revoke(); END IF;
  streams := 0;
  IF waiting = 0 THEN
    -- What a first fill brought is not known to the planner yet.
    IF commits > 0 AND (SELECT count(*) > 10000 FROM xiuhua.district_dirty) THEN ANALYZE xiuhua.district_event; END IF;
    -- Streams that are not folded need no room.
    PERFORM xiuhua.district_names();
    DELETE FROM xiuhua.district_dirty d WHERE NOT starts_with(d.stream, 'case:') AND NOT starts_with(d.stream, 'report:');
    GET DIAGNOSTICS streams = ROW_COUNT;
    batch := ARRAY(SELECT d FROM xiuhua.district_dirty d ORDER BY d.street, d.stream LIMIT room);
    DELETE FROM xiuhua.district_case c USING unnest(batch) d WHERE c.street = d.street AND c.id = d.stream;
    INSERT INTO xiuhua.district_case
      SELECT d.street, d.stream, f.problem, (f.fold).*, f.on_time, f.clock->>'name', f.clock->'grant'->>'due', f.clock->'grant'->>'yellowAt',
        coalesce(f.disputed, false)
      FROM unnest(batch) d, xiuhua.fold_case_safely(d.street, d.stream) f
      WHERE starts_with(d.stream, 'case:') AND (((f.fold).stage) IS NOT NULL OR f.problem IS NOT NULL);
    DELETE FROM xiuhua.district_report r USING unnest(batch) d WHERE r.street = d.street AND r.id = d.stream;
    INSERT INTO xiuhua.district_report
      SELECT d.street, d.stream, f.problem, (f.fold).*, xiuhua.owes_reply(f.fold), coalesce(f.disputed, false)
      FROM unnest(batch) d, xiuhua.fold_report_safely(d.street, d.stream) f
      WHERE starts_with(d.stream, 'report:') AND (((f.fold).status) IS NOT NULL OR f.problem IS NOT NULL);
    DELETE FROM xiuhua.district_dirty w USING unnest(batch) d WHERE w.street = d.street AND w.stream = d.stream;
    GET DIAGNOSTICS folded = ROW_COUNT;
    streams := streams + folded;
    IF folded > 1000 THEN ANALYZE xiuhua.district_case; ANALYZE xiuhua.district_report; END IF;
  END IF;
  waiting := waiting + (SELECT count(*) FROM xiuhua.district_dirty);
  -- As of this moment all is up to date.
  IF waiting = 0 THEN
    INSERT INTO xiuhua.district_refresh VALUES (true, clock_timestamp(), commits, streams)
    ON CONFLICT (one) DO UPDATE SET at = excluded.at, commits = excluded.commits, streams = excluded.streams;
  END IF;
  RETURN NEXT;
END $$;

GRANT USAGE ON SCHEMA district TO xiuhua_district;
REVOKE ALL ON FUNCTION xiuhua.refresh_district(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION xiuhua.refresh_district(int) TO xiuhua_district;
