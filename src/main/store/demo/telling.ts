import type { Photo } from '@shared/domain/common';
import { MINUTE_MS, toInstant } from '@shared/rules/time';
import type { DraftCase } from './cases';
import type { DraftReport } from './reports';
import { atPost, type Script, wayOf } from './script';
import { fill } from './texts';
import type { World } from './world';

const SECOND = 1000;

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

/** Tells that a report was not accepted. */
export function tellRefusal(report: DraftReport, script: Script, world: World): void {
  const at = report.ms + world.random.between(3, 14) * MINUTE_MS;
  const kind = world.random.chance(0.7) ? 'notAccepted' : 'void';
  const reason = world.random.pick(world.texts.phrases.refused);
  script.add(at, atPost('intake', at), { type: 'report.refuse', reportId: report.id, kind, reason });
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

function doneWords(draft: DraftCase, world: World): string {
  const { random, texts } = world;
  const { appealKind } = draft.first;
  if (appealKind === 'consult') return random.pick(texts.phrases.answered);
  if (appealKind === 'praise') return random.pick(texts.phrases.praised);
  const own = random.chance(0.82) ? draft.first.matter.done : texts.phrases.done;
  return fill(random.pick(own), { n: String(2 + random.int(6)), n2: String(14 + random.int(40)) });
}

/** A row of the hotline's sheet, as it stood when the report came and when its order was closed. */
export function importRow(
  report: DraftReport,
  state: 'handling' | 'toSign' | 'returned' | 'void',
  at: number,
  world: World,
) {
  const { outsideNo = '', ...body } = report.body;
  const row = world.rules.classRow(report.classRef);
  const words = { handling: '办理中', toSign: '待签收', returned: '已退回', void: '已作废' };
  const source =
    report.channel === 'hotline12345' ? { source: world.random.pick(world.texts.phrases.sources) } : {};
  const sheet = {
    state,
    stateText: words[state],
    category: row?.group ?? '',
    subcategory: row?.name ?? '',
    ...source,
  };
  return {
    type: 'report.import' as const,
    ...body,
    outsideNo,
    sheet,
    asOf: toInstant(Math.floor(at / SECOND) * SECOND),
  };
}

/** Tells a case that was taken over: one row of the sheet when it came, one when it was closed. */
export function tellTakenOver(draft: DraftCase, script: Script, world: World): void {
  const { first, unit } = draft;
  const at = first.ms + world.random.between(1, 9) * MINUTE_MS;
  const row = importRow(first, 'handling', at, world);
  const sheet = { ...row.sheet, section: world.rules.unit(unit)?.name ?? unit };
  script.add(at, 'takeover', { ...row, sheet });
  const closedAt = toInstant(Math.floor(draft.handled / SECOND) * SECOND);
  const result = doneWords(draft, world);
  const closedSheet = { ...sheet, state: 'closed' as const, stateText: '已办结', result };
  const seen = draft.handled + world.random.between(1, 9) * MINUTE_MS;
  const asOf = toInstant(Math.floor(seen / SECOND) * SECOND);
  script.add(seen, 'takeover', { ...row, sheet: closedSheet, asOf, closedAt });
}

function tellAssign(draft: DraftCase, script: Script, world: World): boolean {
  const { id: caseId, returned, unit, classRef } = draft;
  const byRule = { by: 'rule' as const, rule: `${classRef.scheme}-${classRef.code}` };
  const wrong = returned !== undefined && returned.by !== unit;
  const via = wayOf(world.rules.unit(returned?.by ?? unit));
  const choice = wrong ? { by: 'operator' as const } : byRule;
  const command = {
    type: 'case.assign' as const,
    caseId,
    lead: returned?.by ?? unit,
    assisting: [],
    choice,
    tasks: [],
  };
  if (!script.add(draft.assigned, atPost('dispatch', draft.assigned), command, { via })) return false;
  if (!returned) return true;
  const { at, again } = returned;
  const note = world.random.pick(world.texts.phrases.returned);
  const reason = world.random.pick(['notOurDuty', 'notOurDuty', 'notOurArea', 'wrongPlace'] as const);
  const exception = world.texts.phrases.lateReturn;
  const back = { type: 'case.return' as const, caseId, reason, note, photos: [], exception };
  if (!script.add(at, atPost('dispatch', at), back, { via, onBehalfOf: returned.by })) return false;
  const anew = {
    type: 'case.assign' as const,
    caseId,
    lead: unit,
    assisting: [],
    tasks: [],
    choice: wrong ? byRule : { by: 'operator' as const },
  };
  return script.add(again, atPost('dispatch', again), anew, { via: wayOf(world.rules.unit(unit)) });
}

function tellHandled(draft: DraftCase, script: Script, world: World): boolean {
  const { id: caseId, unit, failed, urged } = draft;
  const told = { via: wayOf(world.rules.unit(unit)), onBehalfOf: unit };
  const scene = draft.reports.find((report) => report.scene)?.scene;
  const handle = (at: number, photos: Photo[]) =>
    script.add(
      at,
      atPost('intake', at),
      { type: 'case.handle', caseId, unit, note: doneWords(draft, world), photos, confirmed: true },
      told,
    );
  if (urged !== undefined) {
    const note = world.random.pick(world.texts.phrases.urge);
    script.add(
      urged,
      atPost('supervise', urged),
      { type: 'case.urge', caseId, unit, note },
      { via: told.via },
    );
  }
  if (failed) {
    const note = world.random.pick(world.texts.phrases.rework);
    const check = {
      type: 'case.check' as const,
      caseId,
      passed: false,
      how: 'onSite' as const,
      note,
      photos: [],
      close: false,
    };
    if (!handle(failed.handled, [])) return false;
    if (!script.add(failed.checked, atPost('supervise', failed.checked), check)) return false;
  }
  return handle(draft.handled, scene ? world.pictures.after(scene, draft.handled) : []);
}

function tellReplies(draft: DraftCase, script: Script, world: World): void {
  const { random, texts } = world;
  for (const { id: reportId, wantsReply } of draft.reports) {
    if (!wantsReply) continue;
    const at = draft.closed + random.between(8, 150) * MINUTE_MS;
    const text = fill(random.pick(texts.phrases.reply), {
      u: world.rules.unit(draft.unit)?.name ?? draft.unit,
    });
    script.add(at, atPost('supervise', at), { type: 'report.reply', reportId, text });
  }
}

/** Tells a case of the centre, step by step, as far as the demo goes. */
export function tellCase(draft: DraftCase, script: Script, world: World): void {
  const { id: caseId, first, classRef, checked, closed } = draft;
  const priority = draft.urgent ? ('urgent' as const) : ('normal' as const);
  const place = first.at.place;
  const file = {
    type: 'case.file' as const,
    reportId: first.id,
    caseId,
    title: first.title,
    classRef,
    place,
    priority,
  };
  if (!script.add(draft.filed, atPost('intake', draft.filed), file)) return;
  if (draft.voided !== undefined) {
    const reason = world.random.pick(world.texts.phrases.voided);
    script.add(draft.voided, atPost('dispatch', draft.voided), { type: 'case.void', caseId, reason });
    return;
  }
  if (!tellAssign(draft, script, world) || !tellHandled(draft, script, world)) return;
  const how = world.random.pick(['photo', 'photo', 'photo', 'onSite', 'phone'] as const);
  const close = closed === checked;
  const check = { type: 'case.check' as const, caseId, passed: true, how, photos: [], close };
  if (!script.add(checked, atPost('supervise', checked), check)) return;
  if (!close && !script.add(closed, atPost('duty', closed), { type: 'case.close', caseId })) return;
  tellReplies(draft, script, world);
}
