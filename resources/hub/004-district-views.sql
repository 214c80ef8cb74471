-- What the district sees, second part: views in its words, in the schema `district`. Their fields are an interface
-- (docs/district-views.md): none is renamed or removed, new ones are added at the end.
--
-- Times are timestamptz; days are days in Beijing. What depends on the moment (light, overdue, the end of a hold) is computed
-- when it is asked, against `district.moment()`.

-- Now, or what the session set as `xiuhua.now` (for an export of how things stood by then in time alone, and for the demo).
CREATE FUNCTION district.moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('xiuhua.now', true), '')::timestamptz, now()) $$;

CREATE FUNCTION district.day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (at AT TIME ZONE INTERVAL '8 hours')::date $$;

-- ---------------------------------------------------------------- words

-- Codes with their names. Names are data: a district that says 待派单 for 待派遣 changes its row.
CREATE TABLE district.word (
  kind text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  n int NOT NULL,
  PRIMARY KEY (kind, code)
);
INSERT INTO district.word (kind, code, name, name_en, n) VALUES
  ('case_stage', 'toAssign', '待派遣', 'to assign', 1), ('case_stage', 'returned', '退回待重派', 'returned', 2),
  ('case_stage', 'handling', '处置中', 'handling', 3), ('case_stage', 'onHold', '挂账', 'on hold', 4),
  ('case_stage', 'toCheck', '待核查', 'to check', 5), ('case_stage', 'toClose', '待结案', 'to close', 6),
  ('case_stage', 'closed', '结案', 'closed', 7), ('case_stage', 'void', '作废', 'void', 8),
  ('case_stage', 'merged', '已并案', 'merged', 9),
  ('report_stage', 'toTakeIn', '待受理', 'to take in', 1), ('report_stage', 'verifying', '核实中', 'verifying', 2),
  ('report_stage', 'filed', '已立案', 'filed', 3), ('report_stage', 'notAccepted', '不予受理', 'not accepted', 4),
  ('report_stage', 'notFiled', '不予立案', 'not filed', 5), ('report_stage', 'void', '作废', 'void', 6),
  ('report_stage', 'withdrawn', '已撤回', 'withdrawn', 7),
  ('clock', 'assign', '派遣', 'assign', 1), ('clock', 'handle', '处置', 'handle', 2), ('clock', 'check', '核查结案', 'check and close', 3),
  ('clock', 'intake', '受理', 'take in', 4), ('clock', 'verify', '核实', 'verify', 5), ('clock', 'reply', '回复', 'reply', 6),
  ('light', 'green', '绿灯', 'green', 1), ('light', 'yellow', '黄灯', 'yellow', 2), ('light', 'red', '红灯', 'red', 3),
  ('limit_unit', 'urgentHour', '紧急工作时', 'continuous hours', 1), ('limit_unit', 'workHour', '工作时', 'working hours', 2),
  ('limit_unit', 'workDay', '工作日', 'working days', 3), ('limit_unit', 'urgentDay', '紧急工作日', 'continuous days', 4),
  ('limit_unit', 'naturalDay', '自然日', 'calendar days', 5),
  ('channel', 'hotline12345', '12345 热线', '12345 hotline', 1), ('channel', 'urban12319', '12319 城管热线', '12319 line', 2),
  ('channel', 'videoPatrol', '视频巡查', 'video patrol', 3), ('channel', 'snapshot', '随手拍', 'snapshot', 4),
  ('channel', 'dailyPatrol', '日常巡查', 'daily patrol', 5), ('channel', 'phone', '电话', 'phone', 6),
  ('channel', 'walkIn', '来访', 'walk-in', 7), ('channel', 'delegate', '上级交办', 'delegated', 8), ('channel', 'unit', '单位报送', 'from a unit', 9),
  ('appeal', 'consult', '咨询', 'inquiry', 1), ('appeal', 'help', '求助', 'request for help', 2), ('appeal', 'complaint', '投诉', 'complaint', 3),
  ('appeal', 'report', '举报', 'report', 4), ('appeal', 'suggest', '建议', 'suggestion', 5), ('appeal', 'praise', '表扬', 'praise', 6),
  ('close_kind', 'normal', '正常结案', 'normal', 1), ('close_kind', 'overdue', '超时结案', 'overdue', 2),
  ('close_kind', 'mistake', '差错结案', 'mistake', 3), ('close_kind', 'special', '特殊结案', 'special', 4),
  ('close_kind', 'forced', '强制结案', 'forced', 5),
  ('return_reason', 'notOurDuty', '非本单位职责', 'not our duty', 1), ('return_reason', 'notOurArea', '非本单位辖区', 'not our area', 2),
  ('return_reason', 'wrongPlace', '位置有误', 'wrong place', 3), ('return_reason', 'needsLead', '需牵头单位', 'needs a lead', 4),
  ('return_reason', 'other', '其他', 'other', 5),
  ('role', 'lead', '主办', 'lead', 1), ('role', 'assist', '协办', 'assisting', 2);

-- ---------------------------------------------------------------- events and tables

-- One row for each event that counts, in the words of the journal; `n` is its place in its stream. No words of anybody.
CREATE VIEW district.event AS
  SELECT street, stream, split_part(stream, ':', 1) AS aggregate,
    row_number() OVER (PARTITION BY street, stream ORDER BY rank, hlc, device, incarnation, seq, index)::int AS n,
    type, v, at::timestamptz AS at, recorded_at::timestamptz AS recorded_at, actor, on_behalf_of AS unit, via, cause,
    rank, hlc, device, incarnation, seq, index, data
  FROM xiuhua.district_event WHERE counts;

CREATE VIEW district.unit AS
  SELECT street, code AS unit, name, short_name, sort AS kind FROM xiuhua.district_name WHERE kind = 'units' AND scheme = '';
CREATE VIEW district.class AS
  SELECT street, scheme, code, name, sort AS class_group FROM xiuhua.district_name WHERE kind = 'classes';
CREATE VIEW district.community AS
  SELECT street, code AS community, name FROM xiuhua.district_name WHERE kind = 'communities' AND scheme = '';

-- ---------------------------------------------------------------- reports

CREATE VIEW district.report AS
  SELECT f.street, f.id AS report_id, f.outside_no, f.root_no, stage.code AS stage, ws.name AS stage_name,
    f.status = 'received' AS open, f.channel, wc.name AS channel_name, f.appeal_kind, wa.name AS appeal_name,
    f.class_scheme, f.class_code, k.name AS class_name, f.grid, f.community,
    CASE WHEN f.status = 'linked' THEN f.case_id END AS case_id,
    f.received_at::timestamptz AS received_at, f.recorded_at::timestamptz AS recorded_at,
    f.linked_at::timestamptz AS filed_at, (f.refusal->>'at')::timestamptz AS refused_at, f.replied_at::timestamptz AS replied_at,
    f.reopens, f.reopened_at::timestamptz AS reopened_at, f.owes_reply,
    (f.intake->>'due')::timestamptz AS intake_due_at, (f.intake_ran->-1->>'to')::timestamptz AS intake_ended_at,
    CASE WHEN f.status = 'linked' THEN f.linked_at <= f.intake->>'due' COLLATE "C" END AS filed_on_time,
    (f.verification->>'sentAt')::timestamptz AS verify_sent_at, (f.verification->'grant'->>'due')::timestamptz AS verify_due_at,
    (f.verification->>'doneAt')::timestamptz AS verified_at, (f.verification->>'real')::boolean AS verified_real,
    (f.outside->>'due')::timestamptz AS outside_due_at,
    jsonb_array_length(f.call_backs) AS call_backs, (f.call_backs->-1->>'reached')::boolean AS reached,
    (f.call_backs->-1->>'solved')::boolean AS solved, f.call_backs->-1->>'satisfaction' AS satisfaction,
    f.disputed
  FROM xiuhua.district_report f
  CROSS JOIN LATERAL (SELECT CASE f.status WHEN 'linked' THEN 'filed' WHEN 'withdrawn' THEN 'withdrawn'
      WHEN 'refused' THEN f.refusal->>'kind'
      ELSE CASE WHEN f.verification IS NOT NULL AND NOT f.verification ? 'doneAt' THEN 'verifying' ELSE 'toTakeIn' END END AS code) stage
  LEFT JOIN district.word ws ON ws.kind = 'report_stage' AND ws.code = stage.code
  LEFT JOIN district.word wc ON wc.kind = 'channel' AND wc.code = f.channel
  LEFT JOIN district.word wa ON wa.kind = 'appeal' AND wa.code = f.appeal_kind
  LEFT JOIN district.class k ON k.street = f.street AND k.scheme = f.class_scheme AND k.code = f.class_code
  WHERE f.problem IS NULL;

-- ---------------------------------------------------------------- cases

-- Green below 80 % of the limit, yellow to 100 %, red beyond; null where nothing runs.
CREATE FUNCTION district.light(yellow_at timestamptz, due_at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN due_at IS NULL THEN NULL WHEN due_at < district.moment() THEN 'red'
    WHEN yellow_at <= district.moment() THEN 'yellow' ELSE 'green' END $$;

CREATE VIEW district."case" AS
  SELECT f.street, f.id AS case_id, f.no AS case_no, now.stage, ws.name AS stage_name,
    now.stage NOT IN ('closed', 'void', 'merged') AS open, f.channel, wc.name AS channel_name, f.appeal_kind, wa.name AS appeal_name,
    f.priority, f.class_scheme, f.class_code, coalesce(f.class_name, k.name) AS class_name, f.grid, f.community, f.lon, f.lat,
    f.lead AS unit, u.name AS unit_name,
    f.filed_at::timestamptz AS filed_at, f.assigned_at::timestamptz AS assigned_at, f.handled_at::timestamptz AS handled_at,
    f.checked_at::timestamptz AS checked_at, CASE WHEN f.stage = 'closed' THEN f.closed_at::timestamptz END AS closed_at,
    CASE WHEN f.stage = 'void' THEN f.closed_at::timestamptz END AS voided_at,
    f.close_kind, wk.name AS close_kind_name, f.handled_on_time,
    due.clock, wl.name AS clock_name, due.at AS due_at, due.yellow AS yellow_at, district.light(due.yellow, due.at) AS light,
    coalesce(due.at < district.moment(), false) AS overdue,
    CASE WHEN now.stage = 'onHold' THEN f.hold_until::timestamptz END AS hold_until,
    outside.due_at AS outside_due_at, outside.n AS reports, outside.first_at AS first_received_at,
    jsonb_array_length(f.leads) AS assignments, jsonb_array_length(f.returns) AS returns, f.reworks, f.reopens, f.holds,
    jsonb_array_length(f.extensions) AS extensions, jsonb_array_length(f.urges) AS urges,
    jsonb_array_length(f.supervisions) AS supervisions, (SELECT count(*)::int FROM jsonb_array_elements(f.supervisions) s WHERE NOT s ? 'answeredAt') AS supervisions_open,
    f.ask->>'kind' AS asked, f.follows AS follows_case_id, CASE WHEN f.stage = 'merged' THEN f.merged->>'into' END AS merged_into,
    f.updated_at::timestamptz AS updated_at, f.disputed
  FROM xiuhua.district_case f
  -- A hold ends at its date by time alone.
  CROSS JOIN LATERAL (SELECT CASE WHEN f.stage = 'onHold' AND f.hold_until::timestamptz <= district.moment() THEN 'handling' ELSE f.stage END AS stage) now
  CROSS JOIN LATERAL (SELECT f.clock, f.due_at::timestamptz AS at, f.yellow_at::timestamptz AS yellow) due
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS n, min(r.received_at COLLATE "C")::timestamptz AS first_at, min((r.outside->>'due') COLLATE "C")::timestamptz AS due_at
    FROM xiuhua.district_report r WHERE r.street = f.street AND r.case_id = f.id AND r.status = 'linked' AND r.problem IS NULL
  ) outside
  LEFT JOIN district.word ws ON ws.kind = 'case_stage' AND ws.code = now.stage
  LEFT JOIN district.word wc ON wc.kind = 'channel' AND wc.code = f.channel
  LEFT JOIN district.word wa ON wa.kind = 'appeal' AND wa.code = f.appeal_kind
  LEFT JOIN district.word wk ON wk.kind = 'close_kind' AND wk.code = f.close_kind
  LEFT JOIN district.word wl ON wl.kind = 'clock' AND wl.code = due.clock
  LEFT JOIN district.unit u ON u.street = f.street AND u.unit = f.lead
  LEFT JOIN district.class k ON k.street = f.street AND k.scheme = f.class_scheme AND k.code = f.class_code
  WHERE f.problem IS NULL;

-- The units of a case's present round (主办/协办).
CREATE VIEW district.case_part AS
  SELECT c.street, c.id AS case_id, p->>'unit' AS unit, u.name AS unit_name, p->>'role' AS role, w.name AS role_name,
    (p->>'assignedAt')::timestamptz AS assigned_at, (p->>'returnBy')::timestamptz AS return_by,
    (p->>'acceptedAt')::timestamptz AS accepted_at, (p->>'reportedAt')::timestamptz AS reported_at,
    (p->>'handledAt')::timestamptz AS handled_at, (g.grant->>'due')::timestamptz AS due_at, (g.grant->>'yellowAt')::timestamptz AS yellow_at,
    CASE WHEN p ? 'handledAt' THEN (p->>'handledAt')::timestamptz <= (g.grant->>'due')::timestamptz END AS handled_on_time,
    NOT p ? 'handledAt' AND c.stage = 'handling' AND (g.grant->>'due')::timestamptz < district.moment() AS overdue
  FROM xiuhua.district_case c
  CROSS JOIN LATERAL jsonb_array_elements(c.parts) p
  CROSS JOIN LATERAL (SELECT xiuhua.handle_clock(c.clocks, p->>'unit')->'grant' AS "grant") g
  LEFT JOIN district.unit u ON u.street = c.street AND u.unit = p->>'unit'
  LEFT JOIN district.word w ON w.kind = 'role' AND w.code = p->>'role'
  WHERE c.problem IS NULL;

-- Every clock that a case was under, with its limit and the stretches that it ran.
CREATE VIEW district.case_clock AS
  SELECT c.street, c.id AS case_id, k.n::int AS n, k.c->>'name' AS clock, w.name AS clock_name,
    k.c->>'unit' AS unit, u.name AS unit_name, (g->>'value')::numeric AS limit_value, g->>'unit' AS limit_unit,
    wl.name AS limit_unit_name, (g->>'base')::numeric AS limit_base, g->>'rule' AS rule,
    (k.c->'intervals'->0->>'from')::timestamptz AS started_at, (g->>'due')::timestamptz AS due_at, (g->>'yellowAt')::timestamptz AS yellow_at,
    run.ning AS running, (k.c->'intervals'->-1->>'to')::timestamptz AS stopped_at,
    coalesce((k.c->'intervals'->-1->>'to')::timestamptz, district.moment()) > (g->>'due')::timestamptz AS overdue,
    k.c->'intervals' AS intervals
  FROM xiuhua.district_case c
  CROSS JOIN LATERAL jsonb_array_elements(c.clocks) WITH ORDINALITY k(c, n)
  CROSS JOIN LATERAL (SELECT k.c->'grant' AS g) grant_
  CROSS JOIN LATERAL (SELECT xiuhua.clock_running(k.c) AS ning) run
  LEFT JOIN district.unit u ON u.street = c.street AND u.unit = k.c->>'unit'
  LEFT JOIN district.word w ON w.kind = 'clock' AND w.code = k.c->>'name'
  LEFT JOIN district.word wl ON wl.kind = 'limit_unit' AND wl.code = g->>'unit'
  WHERE c.problem IS NULL;

CREATE VIEW district.case_return AS
  SELECT c.street, c.id AS case_id, r.n::int AS n, r.r->>'unit' AS unit, u.name AS unit_name, r.r->>'reason' AS reason,
    w.name AS reason_name, (r.r->>'at')::timestamptz AS returned_at
  FROM xiuhua.district_case c CROSS JOIN LATERAL jsonb_array_elements(c.returns) WITH ORDINALITY r(r, n)
  LEFT JOIN district.unit u ON u.street = c.street AND u.unit = r.r->>'unit'
  LEFT JOIN district.word w ON w.kind = 'return_reason' AND w.code = r.r->>'reason'
  WHERE c.problem IS NULL;

CREATE VIEW district.case_supervision AS
  SELECT c.street, c.id AS case_id, s.n::int AS n, s.s->>'unit' AS unit, u.name AS unit_name, (s.s->>'at')::timestamptz AS supervised_at,
    (s.s->'grant'->>'due')::timestamptz AS due_at, (s.s->>'answeredAt')::timestamptz AS answered_at,
    coalesce((s.s->>'answeredAt')::timestamptz, district.moment()) > (s.s->'grant'->>'due')::timestamptz AS overdue
  FROM xiuhua.district_case c CROSS JOIN LATERAL jsonb_array_elements(c.supervisions) WITH ORDINALITY s(s, n)
  LEFT JOIN district.unit u ON u.street = c.street AND u.unit = s.s->>'unit'
  WHERE c.problem IS NULL;

-- ---------------------------------------------------------------- indicators

-- A moment as the events write it: text that sorts.
CREATE FUNCTION xiuhua.instant_text(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT to_char(at AT TIME ZONE INTERVAL '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || '+08:00' $$;

-- Cases of a period: filed in it, neither void nor merged. What the formulae of GB/T 30428.4 need of each.
CREATE FUNCTION xiuhua.period_cases(p_from timestamptz, p_to timestamptz) RETURNS TABLE (
  street text, case_id text, stage text, unit text, assignments int, handled boolean, past_due boolean, closed boolean,
  handled_on_time boolean, closed_by_deadline boolean, step_on_time boolean, assigned_on_time boolean, redispatched boolean,
  returns int, reworks int, reopens int, extensions int, on_hold boolean, holds int, urges int, supervisions int,
  handle_hours numeric, whole_hours numeric
) LANGUAGE sql STABLE AS $$
  SELECT f.street, f.id, f.stage, f.lead, jsonb_array_length(f.leads), f.handled_at IS NOT NULL,
    f.handled_at IS NULL AND EXISTS (SELECT FROM jsonb_array_elements(f.parts) p WHERE NOT p ? 'handledAt'
      AND (xiuhua.handle_clock(f.clocks, p->>'unit')->'grant'->>'due')::timestamptz < district.moment()),
    f.stage = 'closed', f.handled_on_time,
    f.closed_at <= xiuhua.handle_clock(f.clocks, f.lead)->'grant'->>'due' COLLATE "C",
    f.closed_at <= (f.clocks->xiuhua.clock_place(f.clocks, 'check', NULL))->'grant'->>'due' COLLATE "C",
    (f.clocks->0->'intervals'->-1->>'to') <= f.clocks->0->'grant'->>'due' COLLATE "C",
    jsonb_array_length(f.leads) > 1 AND (SELECT count(DISTINCT l->>'unit') > 1 FROM jsonb_array_elements(f.leads) l),
    jsonb_array_length(f.returns), f.reworks, f.reopens, jsonb_array_length(f.extensions),
    f.stage = 'onHold' AND f.hold_until::timestamptz > district.moment(), f.holds, jsonb_array_length(f.urges), jsonb_array_length(f.supervisions),
    extract(epoch FROM f.handled_at::timestamptz - f.assigned_at::timestamptz) / 3600,
    CASE WHEN f.stage = 'closed' THEN extract(epoch FROM f.closed_at::timestamptz - f.filed_at::timestamptz) / 3600 END
  FROM xiuhua.district_case f
  WHERE f.problem IS NULL AND f.stage NOT IN ('void', 'merged')
    AND f.filed_at COLLATE "C" >= xiuhua.instant_text(p_from) AND f.filed_at COLLATE "C" < xiuhua.instant_text(p_to)
$$;

-- Share of two counts, to four decimals; null where there is nothing to divide by.
CREATE FUNCTION district.rate(part bigint, whole bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT round(part::numeric / nullif(whole, 0), 4) $$;

-- Indicators of each street over a period: reports received and cases filed from `p_from` on and before `p_to`, as they stand now.
CREATE FUNCTION district.indicator_street(p_from timestamptz, p_to timestamptz) RETURNS TABLE (
  street text, period_from timestamptz, period_to timestamptz,
  reports bigint, accepted bigint, filed bigint, voided bigint, filed_on_time bigint,
  to_dispatch bigint, dispatched bigint, dispatched_on_time bigint, dispatched_right bigint,
  to_handle bigint, handled bigint, handled_on_time bigint, unhandled_overdue bigint,
  should_close bigint, should_close_a bigint, should_close_c bigint,
  closed bigint, closed_on_time bigint, closed_on_time_a bigint, closed_on_time_c bigint, closed_overdue bigint,
  reworked bigint, reworks bigint, returned bigint, returns bigint, reopened bigint, extended bigint, extensions bigint,
  on_hold bigint, ever_on_hold bigint, urged bigint, supervised bigint,
  filing_rate numeric, right_filing_rate numeric, filed_on_time_rate numeric, dispatched_on_time_rate numeric, right_dispatch_rate numeric,
  handling_rate numeric, handled_on_time_rate numeric, closing_rate numeric, closed_on_time_rate numeric, closed_overdue_rate numeric,
  rework_rate numeric, rework_rate_of_due numeric, return_rate numeric, extension_rate numeric,
  mean_handling_hours numeric, mean_whole_hours numeric, call_backs bigint, satisfied bigint, satisfaction_rate numeric
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH c AS (
    SELECT street, count(*) AS filed, count(*) FILTER (WHERE assignments > 0) AS dispatched,
      count(*) FILTER (WHERE assignments > 0 AND assigned_on_time) AS dispatched_on_time,
      count(*) FILTER (WHERE assignments > 0 AND NOT redispatched AND closed) AS dispatched_right,
      count(*) FILTER (WHERE assignments > 0 AND closed) AS dispatched_closed,
      count(*) FILTER (WHERE handled) AS handled, count(*) FILTER (WHERE handled_on_time) AS handled_on_time,
      count(*) FILTER (WHERE NOT handled AND past_due) AS unhandled_overdue,
      count(*) FILTER (WHERE handled OR past_due OR closed) AS should_close,
      count(*) FILTER (WHERE stage IN ('toCheck', 'toClose', 'closed')) AS should_close_a,
      count(*) FILTER (WHERE stage IN ('toClose', 'closed')) AS should_close_c,
      count(*) FILTER (WHERE closed) AS closed, count(*) FILTER (WHERE closed AND handled_on_time) AS closed_on_time,
      count(*) FILTER (WHERE closed AND closed_by_deadline) AS closed_on_time_a,
      count(*) FILTER (WHERE closed AND step_on_time) AS closed_on_time_c,
      count(*) FILTER (WHERE closed AND NOT handled_on_time) AS closed_overdue,
      count(*) FILTER (WHERE reworks > 0) AS reworked, sum(reworks) AS reworks,
      count(*) FILTER (WHERE returns > 0) AS returned, sum(returns) AS returns, count(*) FILTER (WHERE reopens > 0) AS reopened,
      count(*) FILTER (WHERE extensions > 0) AS extended, sum(extensions) AS extensions,
      count(*) FILTER (WHERE on_hold) AS on_hold, count(*) FILTER (WHERE holds > 0) AS ever_on_hold,
      count(*) FILTER (WHERE urges > 0) AS urged, count(*) FILTER (WHERE supervisions > 0) AS supervised,
      avg(handle_hours) FILTER (WHERE handled) AS handle_hours, avg(whole_hours) AS whole_hours
    FROM xiuhua.period_cases(p_from, p_to) GROUP BY street
  ), v AS (
    SELECT d.street, count(*) AS voided FROM xiuhua.district_case d
    WHERE d.problem IS NULL AND d.stage = 'void'
      AND d.filed_at COLLATE "C" >= xiuhua.instant_text(p_from) AND d.filed_at COLLATE "C" < xiuhua.instant_text(p_to)
    GROUP BY d.street
  ), r AS (
    SELECT street, count(*) AS reports, count(*) FILTER (WHERE stage NOT IN ('toTakeIn', 'verifying', 'notAccepted')) AS accepted,
      count(*) FILTER (WHERE stage = 'filed') AS linked, count(*) FILTER (WHERE filed_on_time) AS filed_on_time,
      count(*) FILTER (WHERE satisfaction IS NOT NULL) AS call_backs,
      count(*) FILTER (WHERE satisfaction IN ('veryGood', 'good', 'fair')) AS satisfied
    FROM district.report WHERE stage <> 'withdrawn' AND received_at >= p_from AND received_at < p_to GROUP BY street
  ), n AS (
    SELECT * FROM (SELECT s.street FROM xiuhua.street s) s LEFT JOIN c USING (street) LEFT JOIN v USING (street) LEFT JOIN r USING (street)
  )
  SELECT n.street, p_from, p_to,
    coalesce(n.reports, 0), coalesce(n.accepted, 0), coalesce(n.filed, 0), coalesce(n.voided, 0),
    coalesce(n.filed_on_time, 0), coalesce(n.filed, 0), coalesce(n.dispatched, 0), coalesce(n.dispatched_on_time, 0),
    coalesce(n.dispatched_right, 0), coalesce(n.dispatched, 0), coalesce(n.handled, 0), coalesce(n.handled_on_time, 0),
    coalesce(n.unhandled_overdue, 0), coalesce(n.should_close, 0), coalesce(n.should_close_a, 0),
    coalesce(n.should_close_c, 0), coalesce(n.closed, 0), coalesce(n.closed_on_time, 0), coalesce(n.closed_on_time_a, 0),
    coalesce(n.closed_on_time_c, 0), coalesce(n.closed_overdue, 0), coalesce(n.reworked, 0), coalesce(n.reworks, 0),
    coalesce(n.returned, 0), coalesce(n.returns, 0), coalesce(n.reopened, 0), coalesce(n.extended, 0),
    coalesce(n.extensions, 0), coalesce(n.on_hold, 0), coalesce(n.ever_on_hold, 0), coalesce(n.urged, 0),
    coalesce(n.supervised, 0),
    district.rate(n.linked, n.reports), district.rate(n.filed, n.filed + coalesce(n.voided, 0)), district.rate(n.filed_on_time, n.linked),
    district.rate(n.dispatched_on_time, n.filed), district.rate(n.dispatched_right, n.dispatched_closed),
    district.rate(n.handled, n.dispatched), district.rate(n.handled_on_time, n.dispatched),
    district.rate(n.closed, n.should_close), district.rate(n.closed_on_time, n.should_close), district.rate(n.closed_overdue, n.should_close),
    district.rate(n.reworked, n.handled), district.rate(n.reworked, n.should_close), district.rate(n.returned, n.dispatched),
    district.rate(n.extended, n.should_close), round(n.handle_hours, 2), round(n.whole_hours, 2),
    coalesce(n.call_backs, 0), coalesce(n.satisfied, 0), district.rate(n.satisfied, n.call_backs)
  FROM n ORDER BY n.street
$$;

-- Indicators of each unit over a period (cases filed in it). What is the lead's: closing, rework. What is each part's own: handling.
CREATE FUNCTION district.indicator_unit(p_from timestamptz, p_to timestamptz) RETURNS TABLE (
  street text, unit text, unit_name text, period_from timestamptz, period_to timestamptz,
  to_handle bigint, handled bigint, handled_on_time bigint, unhandled bigint, unhandled_overdue bigint,
  led bigint, should_close bigint, closed bigint, closed_on_time bigint, reworked bigint,
  returned bigint, returns bigint, extensions bigint, urges bigint, supervisions bigint,
  handling_rate numeric, handled_on_time_rate numeric, closing_rate numeric, closed_on_time_rate numeric,
  rework_rate numeric, return_rate numeric, mean_handling_hours numeric
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH f AS MATERIALIZED (
    SELECT * FROM xiuhua.district_case f
    WHERE f.problem IS NULL AND f.stage NOT IN ('void', 'merged')
      AND f.filed_at COLLATE "C" >= xiuhua.instant_text(p_from) AND f.filed_at COLLATE "C" < xiuhua.instant_text(p_to)
  ), part AS (
    SELECT f.street, p->>'unit' AS unit, (p->>'handledAt')::timestamptz AS handled_at, (p->>'assignedAt')::timestamptz AS assigned_at,
      (xiuhua.handle_clock(f.clocks, p->>'unit')->'grant'->>'due')::timestamptz AS due_at
    FROM f, jsonb_array_elements(f.parts) p
  ), parts AS (
    SELECT street, unit, count(*) AS to_handle, count(handled_at) AS handled, count(*) FILTER (WHERE handled_at <= due_at) AS handled_on_time,
      count(*) FILTER (WHERE handled_at IS NULL) AS unhandled,
      count(*) FILTER (WHERE handled_at IS NULL AND due_at < district.moment()) AS unhandled_overdue,
      avg(extract(epoch FROM handled_at - assigned_at) / 3600) AS hours
    FROM part GROUP BY street, unit
  ), leads AS (
    SELECT street, unit, count(*) AS led, count(*) FILTER (WHERE handled OR past_due OR closed) AS should_close,
      count(*) FILTER (WHERE closed) AS closed, count(*) FILTER (WHERE closed AND handled_on_time) AS closed_on_time,
      count(*) FILTER (WHERE reworks > 0) AS reworked, count(*) FILTER (WHERE handled) AS lead_handled
    FROM xiuhua.period_cases(p_from, p_to) WHERE unit IS NOT NULL GROUP BY street, unit
  ), returns AS (
    SELECT f.street, r->>'unit' AS unit, count(DISTINCT f.id) AS returned, count(*) AS returns
    FROM f, jsonb_array_elements(f.returns) r GROUP BY 1, 2
  ), extensions AS (
    SELECT f.street, x AS unit, count(*) AS extensions FROM f, jsonb_array_elements_text(f.extensions) x GROUP BY 1, 2
  ), urges AS (
    SELECT f.street, x->>'unit' AS unit, count(*) AS urges FROM f, jsonb_array_elements(f.urges) x GROUP BY 1, 2
  ), supervisions AS (
    SELECT f.street, x->>'unit' AS unit, count(*) AS supervisions FROM f, jsonb_array_elements(f.supervisions) x GROUP BY 1, 2
  ), n AS (
    SELECT * FROM parts FULL JOIN leads USING (street, unit) FULL JOIN returns USING (street, unit) FULL JOIN extensions USING (street, unit)
      FULL JOIN urges USING (street, unit) FULL JOIN supervisions USING (street, unit)
  )
  SELECT n.street, n.unit, u.name, p_from, p_to, coalesce(to_handle, 0), coalesce(handled, 0), coalesce(handled_on_time, 0),
    coalesce(unhandled, 0), coalesce(unhandled_overdue, 0), coalesce(led, 0), coalesce(should_close, 0), coalesce(closed, 0),
    coalesce(closed_on_time, 0), coalesce(reworked, 0), coalesce(returned, 0), coalesce(returns, 0), coalesce(extensions, 0),
    coalesce(urges, 0), coalesce(supervisions, 0), district.rate(handled, to_handle), district.rate(handled_on_time, to_handle),
    district.rate(closed, should_close), district.rate(closed_on_time, should_close), district.rate(reworked, lead_handled),
    district.rate(coalesce(returned, 0), coalesce(to_handle, 0) + coalesce(returned, 0)), round(hours, 2)
  FROM n LEFT JOIN district.unit u ON u.street = n.street AND u.unit = n.unit
  ORDER BY n.street, n.unit
$$;

-- The months (in Beijing) from the first report or case to now.
CREATE VIEW xiuhua.district_month AS
  SELECT m AT TIME ZONE INTERVAL '8 hours' AS from_at, (m + INTERVAL '1 month') AT TIME ZONE INTERVAL '8 hours' AS to_at, to_char(m, 'YYYY-MM') AS month
  FROM (SELECT least((SELECT min(filed_at COLLATE "C") FROM xiuhua.district_case), (SELECT min(received_at COLLATE "C") FROM xiuhua.district_report)) AS at) first,
    generate_series(date_trunc('month', first.at::timestamptz AT TIME ZONE INTERVAL '8 hours'),
      district.moment() AT TIME ZONE INTERVAL '8 hours', INTERVAL '1 month') m;
CREATE VIEW district.indicator_street_month AS
  SELECT m.month, i.* FROM xiuhua.district_month m, district.indicator_street(m.from_at, m.to_at) i;
CREATE VIEW district.indicator_unit_month AS
  SELECT m.month, i.* FROM xiuhua.district_month m, district.indicator_unit(m.from_at, m.to_at) i;

-- ---------------------------------------------------------------- counts per grid and day

-- Reports by the day they were received, cases by the days they were filed and closed; void, merged and withdrawn ones left out.
CREATE VIEW district.count_grid_day AS
  SELECT street, grid, community, day, sum(reports)::int AS reports, sum(filed)::int AS filed, sum(closed)::int AS closed,
    sum(closed_on_time)::int AS closed_on_time, sum(closed_overdue)::int AS closed_overdue
  FROM (
    SELECT street, grid, community, left(received_at, 10)::date AS day, 1 AS reports, 0 AS filed, 0 AS closed, 0 AS closed_on_time, 0 AS closed_overdue
    FROM xiuhua.district_report WHERE problem IS NULL AND status <> 'withdrawn'
    UNION ALL
    SELECT street, grid, community, left(filed_at, 10)::date, 0, 1, 0, 0, 0
    FROM xiuhua.district_case WHERE problem IS NULL AND stage NOT IN ('void', 'merged')
    UNION ALL
    SELECT street, grid, community, left(closed_at, 10)::date, 0, 0, 1, (handled_on_time IS TRUE)::int, (handled_on_time IS FALSE)::int
    FROM xiuhua.district_case WHERE problem IS NULL AND stage = 'closed'
  ) counted
  GROUP BY street, grid, community, day;

-- ---------------------------------------------------------------- how fresh and how sound all of this is

CREATE VIEW district.street AS
  SELECT s.street, s.name, coalesce(v.held, 0)::int AS commits, coalesce(v.held - t.taken, 0)::int AS commits_waiting,
    r.at AS refreshed_at, e.last_at AS last_event_at, coalesce(p.n, 0)::int AS problems
  FROM xiuhua.street s
  LEFT JOIN LATERAL (SELECT sum(c.seq) AS held FROM xiuhua.vector(s.street) c) v ON true
  LEFT JOIN LATERAL (SELECT coalesce(sum(c.seq), 0) AS taken FROM xiuhua.district_chain c WHERE c.street = s.street) t ON true
  LEFT JOIN LATERAL (SELECT max(c.updated_at)::timestamptz AS last_at FROM xiuhua.district_case c WHERE c.street = s.street) e ON true
  LEFT JOIN LATERAL (
    SELECT (SELECT count(*) FROM xiuhua.district_commit c WHERE c.street = s.street AND c.problem IS NOT NULL)
      + (SELECT count(*) FROM xiuhua.district_case c WHERE c.street = s.street AND c.problem IS NOT NULL)
      + (SELECT count(*) FROM xiuhua.district_report c WHERE c.street = s.street AND c.problem IS NOT NULL) AS n) p ON true
  LEFT JOIN xiuhua.district_refresh r ON r.one;

-- Commits that could not be read and streams that could not be folded: what, and why.
CREATE VIEW district.problem AS
  SELECT street, 'commit' AS kind, device || '.' || incarnation || '.' || seq AS what, problem FROM xiuhua.district_commit WHERE problem IS NOT NULL
  UNION ALL SELECT street, 'case', id, problem FROM xiuhua.district_case WHERE problem IS NOT NULL
  UNION ALL SELECT street, 'report', id, problem FROM xiuhua.district_report WHERE problem IS NOT NULL;

-- ---------------------------------------------------------------- who may read

-- The district reads the views of all streets. Devices and couriers have no part in this schema.
GRANT SELECT ON ALL TABLES IN SCHEMA district TO xiuhua_district;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA district FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA district TO xiuhua_district;
-- Functions inside views are called with the rights of whoever asks.
GRANT EXECUTE ON FUNCTION xiuhua.handle_clock(jsonb, text), xiuhua.clock_place(jsonb, text, text), xiuhua.clock_running(jsonb),
  xiuhua.instant_text(timestamptz), xiuhua.period_cases(timestamptz, timestamptz) TO xiuhua_district;
