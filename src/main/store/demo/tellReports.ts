import type { Satisfaction } from '@shared/domain/report/events';
import { DAY_MS, HOUR_MS, MINUTE_MS, toInstant } from '@shared/rules/time';
import { morning } from './cases';
import type { DraftCase } from './life';
import { type DraftReport, isOwed } from './reports';
import { atPost, type Script } from './script';
import { fill } from './texts';
import type { World } from './world';

const SECOND = 1000;
const CALLED_BACK = 0.12;
const CALLED_BACK_DIRECT = 0.4;
const SATISFACTION: readonly (readonly [Satisfaction, number])[] = [
  ['veryGood', 0.3],
  ['good', 0.72],
  ['fair', 0.93],
  ['poor', 1],
];

/** Tells that a report came in, as it came: from its own time on, within a minute. */
export function tellReport(report: DraftReport, script: Script): void {
  const actor = atPost(
    report.channel === 'snapshot' || report.channel === 'dailyPatrol' ? 'patrol' : 'intake',
    report.ms,
  );
  const via = report.channel === 'snapshot' ? 'chat' : report.channel === 'phone' ? 'phone' : undefined;
  const id = report.body.outsideNo ? {} : { reportId: report.id };
  script.add(report.ms + SECOND, actor, { type: 'report.receive', ...id, ...report.body }, { via });
}

/** Tells that somebody went to see whether it is real (核实), and what he found. */
export function tellVerify(report: DraftReport, real: boolean, script: Script, world: World): void {
  const { verify, id: reportId, channel } = report;
  if (!verify) return;
  const { random, texts, rules } = world;
  const { communityCode } = report.at.place;
  const community = [...rules.units.values()].find(
    (one) => one.kind === 'community' && one.communityCode === communityCode,
  );
  const to = `${community?.short ?? ''}网格员`;
  const how = channel === 'phone' && random.chance(0.3) ? ('phone' as const) : ('onSite' as const);
  const send = {
    type: 'report.sendVerify' as const,
    reportId,
    to,
    how,
    note: random.pick(texts.phrases.verify),
  };
  script.add(verify.sent, atPost('intake', verify.sent), send, { via: 'chat' });
  const note = verify.said ?? random.pick(real ? texts.phrases.real : texts.phrases.unreal);
  const found = { type: 'report.verify' as const, reportId, real, note, photos: [] };
  script.add(verify.done, atPost('intake', verify.done), found, { via: 'chat', saidBy: '网格员' });
}

/** Tells that a report was not accepted, and that whoever sent it was told so. */
export function tellRefusal(report: DraftReport, script: Script, world: World, unreal = false): void {
  const { random, texts } = world;
  const at = (report.verify?.done ?? report.ms) + random.between(3, 14) * MINUTE_MS;
  const kind = unreal ? 'notFiled' : random.chance(0.7) ? 'notAccepted' : 'void';
  const reason = unreal ? (report.verify?.said ?? '') : random.pick(texts.phrases.refused);
  const reportId = report.id;
  script.add(at, atPost('intake', at), { type: 'report.refuse', reportId, kind, reason });
  if (!isOwed(report)) return;
  const told = at + random.between(1, 8) * MINUTE_MS;
  const text = fill(random.pick(texts.phrases.replyRefused), { r: reason });
  script.add(told, atPost('intake', told), { type: 'report.reply', reportId, text });
}

/** Tells that a report joined a case. */
export function tellLink(
  report: DraftReport,
  caseId: string,
  at: number,
  script: Script,
  actor = atPost('intake', at),
) {
  script.add(at, actor, { type: 'report.link', reportId: report.id, caseId });
}

const STATE_WORDS = {
  handling: '办理中',
  toSign: '待签收',
  returned: '已退回',
  void: '已作废',
  closed: '已办结',
};

/** A row of the hotline's sheet about a report, exported at `at`. */
export function importRow(report: DraftReport, state: keyof typeof STATE_WORDS, at: number, world: World) {
  const { outsideNo = '', ...body } = report.body;
  const row = world.rules.classRow(report.classRef);
  const sheet = {
    state,
    stateText: STATE_WORDS[state],
    category: row?.group ?? '',
    subcategory: row?.name ?? '',
    ...(report.sheetSource ? { source: report.sheetSource } : {}),
  };
  const asOf = toInstant(Math.floor(at / SECOND) * SECOND);
  return { type: 'report.import' as const, ...body, outsideNo, sheet, asOf };
}

/** When a report of a closed case is answered: soon, and all but the last by the end of the demo. */
function replyTime(closed: number, script: Script, world: World): number {
  const at = closed + world.random.between(8, 150) * MINUTE_MS;
  return at > script.end ? closed + (script.end - closed) * world.random.between(0.2, 0.9) : at;
}

function replyWords(report: DraftReport, draft: DraftCase, world: World): string {
  const { random, texts, rules } = world;
  const { unit } = draft;
  if (draft.forced) return random.pick(texts.phrases.replyForced);
  // Who is not content later on has not agreed before.
  const citizens = texts.phrases.reply.filter((one) => !draft.again || !one.includes('认可'));
  const list = report.channel === 'urban12319' ? texts.phrases.replyCase : citizens;
  return fill(random.pick(list), { u: rules.unit(unit)?.name ?? unit });
}

/** Some are called back (回访) in the days after, and nearly all are content. */
function tellCallBack(report: DraftReport, replied: number, script: Script, world: World): void {
  const { random, texts } = world;
  if (report.body.caller?.phone === undefined) return;
  if (!random.chance(report.channel === 'hotline12345' ? CALLED_BACK : CALLED_BACK_DIRECT)) return;
  const at = morning(replied + HOUR_MS + random.next() * 2 * DAY_MS, 120, world);
  const base = { type: 'report.callBack' as const, reportId: report.id };
  const x = random.next();
  const satisfaction = SATISFACTION.find(([, upTo]) => x < upTo)?.[0] ?? 'good';
  const note = random.chance(0.4) ? { note: random.pick(texts.phrases.content) } : {};
  const said = { reached: true, solved: true, satisfaction, ...(satisfaction === 'poor' ? {} : note) };
  const answer = random.chance(0.12) ? { reached: false, note: '电话无人接听。' } : said;
  script.add(at, atPost('supervise', at), { ...base, ...answer }, { via: 'phone' });
}

/** Tells who was answered once a case was closed, and who was called back. */
export function tellReplies(draft: DraftCase, script: Script, world: World): void {
  if (draft.closed > script.end) return;
  for (const report of draft.reports) {
    if (!isOwed(report) || report.unanswered) continue;
    const at = replyTime(draft.closed, script, world);
    const reply = { type: 'report.reply' as const, reportId: report.id };
    const via = report.channel === 'phone' ? { way: 'phone' as const } : {};
    const text = replyWords(report, draft, world);
    script.add(at, atPost('supervise', at), { ...reply, text, ...via });
    if (!draft.again) tellCallBack(report, at, script, world);
  }
}

/** Tells the second reply after a case was taken up again, and that the caller was content then. */
export function tellSecondReply(draft: DraftCase, at: number, script: Script, world: World): void {
  const { random, texts, rules } = world;
  const reportId = draft.first.id;
  const text = fill(random.pick(texts.phrases.replyAgain), { u: rules.unit(draft.unit)?.name ?? draft.unit });
  const reply = { type: 'report.reply' as const, text, way: 'phone' as const };
  for (const { id } of draft.reports.filter((one) => one.id === reportId || isOwed(one)))
    script.add(at, atPost('supervise', at), { ...reply, reportId: id });
  const called = morning(at + 20 * HOUR_MS, 120, world);
  const said = {
    reached: true,
    solved: true,
    satisfaction: 'good' as const,
    note: '来电人认可重新处理的结果。',
  };
  script.add(
    called,
    atPost('supervise', called),
    { type: 'report.callBack', reportId, ...said },
    { via: 'phone' },
  );
}
