import type { RepliesDay, sheetsContract, UnitDays } from '@shared/contract/sheets';
import { handleClock } from '@shared/domain/case/clocks';
import { atTime, caseStream } from '@shared/domain/case/evolve';
import { reportStream } from '@shared/domain/report/evolve';
import type { ReportState } from '@shared/domain/report/state';
import { maskText } from '@shared/rules/intake/personal';
import { addDays, dayOf, startOfDay, toMs } from '@shared/rules/time';
import type { Answers } from './answers';
import type { QueryContext } from './context';
import { lightAt } from './views';

type UnitRow = UnitDays['units'][number]['rows'][number];

/** What a unit was last asked for in a case: its own task, or the words of the check that sent it back. */
function taskOf(
  id: string,
  own: string | undefined,
  reworks: number,
  context: QueryContext,
): string | undefined {
  if (reworks === 0) return own;
  const failed = context
    .facts(id)
    .findLast((fact) => fact.type === 'case.checked' && fact.data.passed === false);
  return typeof failed?.data.note === 'string' ? failed.data.note : own;
}

function unitRow(id: string, unit: string, context: QueryContext): UnitRow | undefined {
  const known = context.get(caseStream, id);
  const state = known && atTime(known, context.now);
  const part = state?.parts.find((one) => one.unit === unit && one.handledAt === undefined);
  if (state?.stage !== 'handling' || !part) return undefined;
  const clock = handleClock(state, unit);
  const task = taskOf(id, part.task, state.reworks, context);
  return {
    caseNo: state.no,
    title: maskText(state.title),
    ...(state.className ? { className: state.className } : {}),
    place: maskText(state.place.text),
    role: part.role,
    assignedAt: part.assignedAt,
    ...(clock ? { due: clock.grant.due } : {}),
    light: clock ? lightAt(clock.grant, context.now) : 'green',
    urges: state.urges.filter((one) => one.unit === unit).length,
    ...(task ? { task: maskText(task) } : {}),
  };
}

/** The open parts of these units (of all that have any): what their daily sheets say. */
export function unitDays(
  { units }: { units?: readonly string[] | undefined },
  context: QueryContext,
): UnitDays {
  const { db, rules, now } = context;
  const open = db.all<{ unit: string; id: string }>(
    `SELECT p.unit AS unit, p.case_id AS id FROM part p JOIN item i ON i.id=p.case_id
     WHERE i.open=1 AND p.handled_at IS NULL ORDER BY p.unit, p.due`,
  );
  const wanted = [...new Set(open.map((row) => row.unit))].filter((unit) => !units || units.includes(unit));
  return {
    now,
    names: [...rules.units.values()].map((unit) => unit.name),
    units: wanted
      .map((unit) => ({
        unit,
        name: rules.unit(unit)?.name ?? unit,
        rows: open.flatMap((row) => (row.unit === unit ? (unitRow(row.id, unit, context) ?? []) : [])),
      }))
      .filter((one) => one.rows.length > 0),
  };
}

function definedOnly<T extends Record<string, unknown>>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function replyRow(report: ReportState, context: QueryContext): RepliesDay['rows'] {
  const { reply, outsideNo, sheet } = report;
  if (!reply || !outsideNo) return [];
  const { rules } = context;
  const kase = report.caseId ? context.get(caseStream, report.caseId) : null;
  const name = (unit: string): string => rules.unit(unit)?.name ?? unit;
  const row = rules.classRow(report.classRef ?? kase?.classRef);
  return [
    definedOnly({
      orderNo: outsideNo,
      upperNo: report.upperNo,
      source: sheet?.source,
      title: report.title,
      content: report.content,
      appealKind: report.appealKind,
      category: sheet?.category ?? row?.group,
      subcategory: sheet?.subcategory ?? row?.name,
      place: maskText(report.place.text) || undefined,
      unit: kase?.lead ? name(kase.lead) : sheet?.unit,
      assisting: (kase?.parts ?? []).filter((part) => part.role === 'assist').map((part) => name(part.unit)),
      receivedAt: report.receivedAt,
      dueAt: report.outside?.due,
      repliedAt: reply.at,
      reply: reply.text,
      urges: kase?.urges.length,
    }) as RepliesDay['rows'][number],
  ];
}

/** The replies given on a Beijing day to reports that came with a number from outside. */
export function repliesDay({ day }: { day?: string | undefined }, context: QueryContext): RepliesDay {
  const wanted = day ?? dayOf(context.now);
  const from = toMs(startOfDay(wanted));
  const to = toMs(startOfDay(addDays(wanted, 1)));
  const ids = context.db.all<{ id: string }>(
    'SELECT id FROM report WHERE replied_at>=? AND replied_at<? ORDER BY replied_at, id',
    [from, to],
  );
  const reports = ids.flatMap(({ id }) => context.get(reportStream, id) ?? []);
  const rows = reports.flatMap((report) => replyRow(report, context));
  return { now: context.now, day: wanted, rows };
}

export const answers: Answers<typeof sheetsContract> = {
  'unit.days': unitDays,
  'replies.day': repliesDay,
};
