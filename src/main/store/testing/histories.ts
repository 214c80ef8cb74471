import type { CommandInput } from '@shared/domain/commands';
import { addMinutes } from '@shared/rules/time';
import fc from 'fast-check';
import type { Store } from '../service/store';
import { TEST_NOW } from './folder';
import { received, wish } from './wishes';

/** One step of a random history: what is tried, and on which of the things that exist. */
export type Step = readonly [what: number, which: number];

/** What a step's command may be about. */
export interface Known {
  readonly reports: readonly string[];
  readonly cases: readonly string[];
  /** The time there: a hold ends a while later. */
  readonly now: string;
  /** The last commit of a case or report that may be taken back. */
  undoOf(id: string): string | undefined;
  /** Ids of what is new, where several stations are to make the same. */
  readonly fresh?: { readonly report: string; readonly case: string };
}

const UNITS = ['cgb', 'hwz', 'zfd'];
const PLACE = { text: '冼村路', lon: 113.3225, lat: 23.1255 };
/** Who may approve, by the shipped table of operators. */
const APPROVER = 'duty-zhang';
const HOLD_MINUTES = 240;

/** Random histories. Refusals are part of them: what is not allowed just then leaves nothing behind. */
export const histories = (minLength: number, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.tuple(fc.noBias(fc.nat(9999)), fc.noBias(fc.nat(9999))), { minLength, maxLength });

/** The command of a step, on reports and cases that are known by now. */
export function commandOf([what, which]: Step, known: Known): CommandInput {
  const { reports, cases, fresh } = known;
  const reportId = reports[which % Math.max(1, reports.length)] ?? 'report:none';
  // Few at a time, so that cases get far.
  const few = Math.max(1, Math.min(fresh ? 4 : 2, cases.length));
  const caseId = cases[which % few] ?? 'case:none';
  const place = PLACE;
  const file: CommandInput = {
    type: 'case.file',
    reportId,
    title: '垃圾',
    place,
    ...(fresh ? { caseId: fresh.case } : {}),
  };
  const note: CommandInput = { type: 'case.note', caseId, text: '备注', kind: 'urge' };
  const all: CommandInput[] = [
    ...reporting(which, fresh),
    file,
    file,
    ...fieldCommands(caseId, which),
    ...fieldCommands(caseId, which + 1),
    ...centreCommands(caseId, which, known),
    note,
    ...reportCommands(reportId, caseId, which, known),
    { type: 'ledger.record', entries: [{ day: '2024-12-31', kind: 'bollard', quantity: (which % 5) + 1 }] },
  ];
  return all[what % all.length] ?? note;
}

/** What is reported: by phone with a caller, by the hotline, by its sheet. */
function reporting(which: number, fresh: Known['fresh']): CommandInput[] {
  const outsideNo = `NO-${which % 40}`;
  const id = fresh ? { reportId: fresh.report } : {};
  const caller = { name: '李女士', phone: `1380013${String(which % 9).padStart(4, '0')}`, wishes: [] };
  const numbered = which % 3 === 0 && !fresh ? { outsideNo } : {};
  const states = ['toSign', 'handling', 'closed', 'returned'] as const;
  return [
    received({ ...id, channel: which % 2 === 0 ? 'phone' : 'hotline12345', ...numbered }),
    received({ ...id, caller }),
    {
      ...received(),
      type: 'report.import',
      channel: 'hotline12345',
      outsideNo,
      asOf: TEST_NOW,
      sheet: { state: states[which % 4] ?? 'toSign', unit: 'hwz', asOf: TEST_NOW, row: which },
    },
  ];
}

/** What units get and say. */
function fieldCommands(caseId: string, which: number): CommandInput[] {
  const unit = UNITS[which % UNITS.length] ?? 'cgb';
  const photo = {
    sha256: String(which % 7).repeat(64),
    mime: 'image/jpeg',
    width: 4,
    height: 3,
    kind: 'after',
  } as const;
  const confirmed = which % 2 > 0;
  return [
    { type: 'case.assign', caseId, lead: unit },
    { type: 'case.assign', caseId, lead: unit, assisting: ['swzx'] },
    { type: 'case.accept', caseId, unit },
    { type: 'case.handle', caseId, unit, note: '已处理', photos: [photo], confirmed },
    { type: 'case.handle', caseId, unit: UNITS[(which + 1) % 3] ?? unit, note: '已处理' },
    { type: 'case.handle', caseId, unit: UNITS[(which + 2) % 3] ?? unit, note: '已处理' },
    { type: 'case.handle', caseId, unit: 'swzx', note: '已协办' },
    ...[unit, 'hwz'].map((one): CommandInput => ({ type: 'case.confirm', caseId, unit: one })),
  ];
}

/** What the centre does with a case. */
function centreCommands(caseId: string, which: number, { now, cases, undoOf }: Known): CommandInput[] {
  const unit = UNITS[which % UNITS.length] ?? 'cgb';
  const into = cases[(which + 1) % Math.max(1, cases.length)] ?? 'case:none';
  const until = addMinutes(now, HOLD_MINUTES);
  const approver = APPROVER;
  const leave = which % 2 === 0 ? { exception: '同意' } : {};
  return [
    { type: 'case.return', caseId, reason: 'notOurArea', ...leave },
    { type: 'case.return', caseId, unit: 'swzx', reason: 'notOurDuty', ...leave },
    { type: 'case.addPart', caseId, unit, task: '清运' },
    { type: 'case.check', caseId, passed: which % 3 > 0, how: 'photo', close: which % 2 === 0 },
    { type: 'case.check', caseId, passed: true, how: 'onSite' },
    { type: 'case.close', caseId },
    { type: 'case.reopen', caseId, reason: '市民不满意' },
    which % 3 === 0
      ? { type: 'case.forceClose', caseId, reason: '上级要求', approver }
      : { type: 'case.void', caseId, reason: '误立' },
    { type: 'case.describe', caseId, priority: which % 2 === 0 ? 'urgent' : 'normal' },
    { type: 'case.urge', caseId },
    { type: 'case.supervise', caseId, text: '限期说明' },
    { type: 'case.answerSupervision', caseId, text: '已说明' },
    { type: 'case.askExtension', caseId, reason: '需调车' },
    ...[1, 2, 3].map((): CommandInput => ({ type: 'case.askHold', caseId, reason: '等材料', until })),
    ...[1, 2].map((): CommandInput => ({ type: 'case.answer', caseId, granted: true, approver })),
    { type: 'case.answer', caseId, granted: which % 3 > 0, approver },
    ...[1, 2].map((): CommandInput => ({ type: 'case.resume', caseId })),
    { type: 'case.merge', caseId, into },
    { type: 'case.unmerge', caseId, reason: '不是一件事' },
    { type: 'case.reckon', caseId, because: 'calendar' },
    { type: 'case.undo', caseId, commit: undoOf(caseId) ?? 'none.1.1' },
    { type: 'case.undo', caseId, commit: undoOf(caseId) ?? 'none.1.1' },
  ];
}

/** What happens to a report. */
function reportCommands(reportId: string, caseId: string, which: number, { undoOf }: Known): CommandInput[] {
  return [
    { type: 'report.link', reportId, caseId },
    { type: 'report.unlink', reportId, reason: '不是一件事' },
    { type: 'report.refuse', reportId, kind: 'notFiled', reason: '重复' },
    { type: 'report.reply', reportId, text: '已办结' },
    { type: 'report.callBack', reportId, reached: true, satisfaction: which % 2 === 0 ? 'poor' : 'good' },
    { type: 'report.sendVerify', reportId, to: '巡查', how: 'onSite' },
    { type: 'report.verify', reportId, real: which % 2 === 0, note: '去看过' },
    { type: 'report.describe', reportId, title: '更正' },
    { type: 'report.undo', reportId, commit: undoOf(reportId) ?? 'none.1.1' },
  ];
}

/** Play a history in batches that share flushes; returns what was written and acknowledged, what was refused, and the states met on the way. */
export async function play(
  store: Store,
  history: readonly Step[],
  batch: number,
): Promise<{ acknowledged: string[]; refused: string[]; met: Set<string> }> {
  const met = new Set<string>();
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const { device, incarnation } = store.identity;
  /** The last commit on each case or report: what an undo of the next round names. */
  const last = new Map<string, string>();
  for (let at = 0; at < history.length; at += batch) {
    const ids = (kind: string): string[] =>
      store.projection.db
        .all<{ id: string }>(
          kind === 'case'
            ? "SELECT id FROM item WHERE kind='case' ORDER BY open DESC, no"
            : "SELECT r.id FROM report r JOIN streams s ON s.id=r.id ORDER BY status='received' DESC, sid",
        )
        .map(({ id }) => id);
    const [reports, cases] = [ids('report'), ids('case')];
    const known: Known = { reports, cases, now: TEST_NOW, undoOf: (id) => last.get(id) };
    const commands = history.slice(at, at + batch).map((step) => commandOf(step, known));
    const round = await Promise.allSettled(commands.map((command) => wish(store, command)));
    for (const [i, one] of round.entries()) {
      if (one.status === 'rejected') {
        refused.push(String(one.reason.code));
        continue;
      }
      // What was so already writes nothing.
      if (one.value.events === 0) continue;
      acknowledged.push(one.value.id);
      const command = commands[i] as { caseId?: string; reportId?: string };
      const about = command.caseId ?? command.reportId;
      if (about) last.set(about, `${device}.${incarnation}.${one.value.seq}`);
    }
    for (const { state } of store.projection.db.all<{ state: string }>('SELECT DISTINCT state FROM item'))
      met.add(state);
  }
  return { acknowledged, refused, met };
}
