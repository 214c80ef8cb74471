import { addMinutes } from '../../rules/time';
import type { CaseMove } from '../case/commands';
import type { CommandInput } from '../commands';
import type { ReportMove } from '../report/commands';
import { SPARE_UNIT, UNITS, type World } from './world';

/** Moves that somebody at one desk alone makes: counting again is the store's, and nobody stands against him. */
export type PressedMove = Exclude<CaseMove, 'case.reckon' | 'case.settle'>;

/** The case and report that no history touches: there is always an open one to merge into and to link to. */
export const SPARE_CASE = 'case:spare';
export const SPARE_REPORT = 'report:spare';

const photo = (n: number) => ({
  sha256: String(n % 10).repeat(64),
  mime: 'image/jpeg',
  width: 4,
  height: 3,
  kind: 'after' as const,
});

/**
 * Well-formed commands for every move on a case: each unit, with and without leave, approved by who may. Where a move is
 * possible at all, one of them is accepted.
 */
export function caseTries(world: World, caseId: string): Record<PressedMove, CommandInput[]> {
  const units = [...UNITS, SPARE_UNIT];
  const each = (make: (unit: string) => CommandInput): CommandInput[] => units.map(make);
  const until = addMinutes(world.now, 3 * 1440);
  const others = world.cases.map((one) => one.id).filter((id) => id !== caseId);
  const commit = world.case(caseId)?.undo?.commit ?? 'world.1.0';
  const check = { type: 'case.check', caseId, how: 'photo' } as const;
  return {
    'case.describe': [{ type: 'case.describe', caseId, title: '更正' }],
    'case.assign': UNITS.flatMap((lead, i): CommandInput[] => [
      { type: 'case.assign', caseId, lead, assisting: [UNITS[(i + 1) % 4] ?? lead] },
      { type: 'case.assign', caseId, lead },
    ]),
    'case.addPart': [...UNITS, SPARE_UNIT].map((unit) => ({ type: 'case.addPart', caseId, unit })),
    'case.accept': each((unit) => ({ type: 'case.accept', caseId, unit })),
    'case.return': each((unit) => ({
      type: 'case.return',
      caseId,
      unit,
      reason: 'notOurDuty',
      exception: '同意退回',
    })),
    'case.handle': each((unit) => ({
      type: 'case.handle',
      caseId,
      unit,
      note: '已处理',
      photos: [photo(unit.length)],
    })).concat(each((unit) => ({ type: 'case.handle', caseId, unit, note: '已办', confirmed: false }))),
    'case.confirm': each((unit) => ({ type: 'case.confirm', caseId, unit })),
    'case.check': [
      { ...check, passed: true },
      { ...check, passed: false },
      { ...check, passed: true, close: true },
      ...units.map((unit): CommandInput => ({ ...check, passed: false, units: [unit], note: '返工' })),
    ],
    'case.close': [{ type: 'case.close', caseId }],
    'case.forceClose': [{ type: 'case.forceClose', caseId, reason: '上级要求', approver: 'boss' }],
    'case.reopen': [{ type: 'case.reopen', caseId, reason: '市民不满意' }],
    'case.void': [{ type: 'case.void', caseId, reason: '误立' }],
    'case.note': [{ type: 'case.note', caseId, text: '备注', photos: [photo(7)] }],
    'case.urge': each((unit) => ({ type: 'case.urge', caseId, unit })),
    'case.supervise': each((unit) => ({ type: 'case.supervise', caseId, unit, text: '限期说明' })),
    'case.answerSupervision': [{ type: 'case.answerSupervision', caseId, text: '已说明' }],
    'case.askExtension': each((unit) => ({ type: 'case.askExtension', caseId, unit, reason: '需调车' })),
    'case.askHold': each((unit) => ({ type: 'case.askHold', caseId, unit, reason: '等材料', until })),
    'case.answer': [true, false].map((granted) => ({
      type: 'case.answer',
      caseId,
      granted,
      approver: 'boss',
    })),
    'case.resume': [{ type: 'case.resume', caseId }],
    'case.merge': others.map((into) => ({ type: 'case.merge', caseId, into })),
    'case.unmerge': [{ type: 'case.unmerge', caseId, reason: '不是一件事' }],
    'case.undo': [{ type: 'case.undo', caseId, commit }],
  };
}

/** The same for a report; filing is one of its moves. */
export function reportTries(
  world: World,
  reportId: string,
): Record<Exclude<ReportMove, 'report.settle'> | 'case.file', CommandInput[]> {
  const commit = world.report(reportId)?.undo?.commit ?? 'world.1.0';
  const place = { text: '冼村路' };
  return {
    'case.file': [{ type: 'case.file', reportId, title: '垃圾', place }],
    'report.link': world.cases.map(({ id }) => ({ type: 'report.link', reportId, caseId: id })),
    'report.refuse': [{ type: 'report.refuse', reportId, kind: 'notFiled', reason: '重复' }],
    'report.sendVerify': [{ type: 'report.sendVerify', reportId, to: '巡查', how: 'onSite' }],
    'report.verify': [{ type: 'report.verify', reportId, real: true, note: '属实' }],
    'report.describe': [{ type: 'report.describe', reportId, title: '更正', place }],
    'report.unlink': [{ type: 'report.unlink', reportId, reason: '不是一件事' }],
    'report.reply': [{ type: 'report.reply', reportId, text: '已办结', way: 'phone' }],
    'report.callBack': [{ type: 'report.callBack', reportId, reached: true, satisfaction: 'good' }],
    'report.undo': [{ type: 'report.undo', reportId, commit }],
  };
}

/** What brings a case on, in the order in which a search tries it; no closing by force, no voiding, no merging. */
const ONWARD: readonly PressedMove[] = [
  'case.close',
  'case.check',
  'case.confirm',
  'case.handle',
  'case.assign',
  'case.resume',
  'case.answer',
  'case.accept',
  'case.return',
  'case.addPart',
];

function keyOf(world: World, caseId: string): string {
  const { stage, parts, ask } = world.at(caseId);
  const part = parts.map(({ unit, handledAt, reportedAt, acceptedAt }) =>
    [unit, handledAt, reportedAt, acceptedAt].map((one) => (one === undefined ? '-' : one)).join('/'),
  );
  return [stage, ask?.kind ?? '', ...part].join(' ');
}

/** The moves by which a case comes to its normal end from where it stands now, found by trying; undefined where there are none. */
export function wayToClose(world: World, caseId: string): string[] | undefined {
  const seen = new Set<string>();
  const search = (here: World): string[] | undefined => {
    if (here.at(caseId).stage === 'closed') return [];
    const key = keyOf(here, caseId);
    if (seen.has(key)) return undefined;
    seen.add(key);
    const buttons = here.buttons(caseId);
    const tries = caseTries(here, caseId);
    for (const move of ONWARD.filter((one) => buttons.includes(one))) {
      for (const command of tries[move]) {
        const there = here.fork();
        if (!there.do(command).ok) continue;
        const rest = search(there);
        if (rest) return [move, ...rest];
      }
    }
    return undefined;
  };
  return search(world);
}
