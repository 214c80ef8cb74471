import type { CommandInput } from '@shared/domain/commands';
import fc from 'fast-check';
import type { Store } from '../service/store';
import { received, wish } from './wishes';

/** One step of a random history: what is tried, and on which of the things that exist. */
export type Step = readonly [what: number, which: number];

const UNITS = ['cgb', 'hwz', 'zfd'];
const PLACE = { text: '冼村路', lon: 113.3225, lat: 23.1255 };

/** Random histories. Refusals are part of them: what is not allowed just then leaves nothing behind. */
export const histories = (minLength: number, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.tuple(fc.noBias(fc.nat(21)), fc.noBias(fc.nat(9999))), { minLength, maxLength });

/** The command of a step, on reports and cases that are known by now. */
export function commandOf(
  [what, which]: Step,
  reports: readonly string[],
  cases: readonly string[],
): CommandInput {
  const reportId = reports[which % Math.max(1, reports.length)] ?? 'report:none';
  // Few at a time, so that cases get far.
  const caseId = cases[which % Math.max(1, Math.min(2, cases.length))] ?? 'case:none';
  const unit = UNITS[which % UNITS.length] ?? 'cgb';
  const photo = {
    sha256: String(which % 7).repeat(64),
    mime: 'image/jpeg',
    width: 4,
    height: 3,
    kind: 'after',
  } as const;
  const file: CommandInput = { type: 'case.file', reportId, title: '垃圾', place: PLACE };
  const assign: CommandInput = { type: 'case.assign', caseId, lead: unit };
  const channel = which % 2 === 0 ? 'phone' : 'hotline12345';
  const all: CommandInput[] = [
    received({ channel, ...(which % 3 === 0 ? { outsideNo: `NO-${which % 40}` } : {}) }),
    received({
      caller: { name: '李女士', phone: `1380013${String(which % 9).padStart(4, '0')}`, wishes: [] },
    }),
    file,
    file,
    assign,
    assign,
    { type: 'case.assign', caseId, lead: unit, assisting: ['swzx'] },
    { type: 'case.return', caseId, reason: 'notOurArea' },
    ...[...UNITS, 'swzx'].map(
      (one): CommandInput => ({ type: 'case.handle', caseId, unit: one, note: '已处理', photos: [photo] }),
    ),
    { type: 'case.check', caseId, passed: which % 3 > 0, how: 'photo', close: which % 2 === 0 },
    { type: 'case.check', caseId, passed: true, how: 'onSite' },
    { type: 'case.close', caseId },
    { type: 'case.void', caseId, reason: '误立' },
    { type: 'case.note', caseId, text: '备注', kind: 'urge' },
    { type: 'report.link', reportId, caseId },
    { type: 'report.unlink', reportId, reason: '不是一件事' },
    { type: 'report.refuse', reportId, kind: 'notFiled', reason: '重复' },
    { type: 'report.reply', reportId, text: '已办结' },
    { type: 'ledger.record', entries: [{ day: '2024-12-31', kind: 'bollard', quantity: (which % 5) + 1 }] },
  ];
  return all[what % all.length] ?? file;
}

/** Play a history in batches that share flushes; returns what was acknowledged and what was refused. */
export async function play(
  store: Store,
  history: readonly Step[],
  batch: number,
): Promise<{ acknowledged: string[]; refused: string[] }> {
  const acknowledged: string[] = [];
  const refused: string[] = [];
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
    const round = history.slice(at, at + batch).map((step) => wish(store, commandOf(step, reports, cases)));
    for (const one of await Promise.allSettled(round)) {
      if (one.status === 'fulfilled') acknowledged.push(one.value.id);
      else refused.push(String(one.reason.code));
    }
  }
  return { acknowledged, refused };
}
