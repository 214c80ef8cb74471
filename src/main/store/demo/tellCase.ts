import type { Photo } from '@shared/domain/common';
import { MINUTE_MS, toInstant } from '@shared/rules/time';
import type { DraftCase } from './life';
import { atPost, type Script } from './script';
import { importRow, tellReplies, tellSecondReply } from './tellReports';
import { doneWords, tellAssigned, tellHandled, tellTurns } from './tellUnits';
import type { World } from './world';

const SECOND = 1000;
const noPhotos = (): Photo[] => [];

/** Tells a case that was taken over: one row of the sheet when it came, and for each report one when it was closed. */
export function tellTakenOver(draft: DraftCase, script: Script, world: World): void {
  const { first, unit } = draft;
  const at = first.ms + world.random.between(1, 9) * MINUTE_MS;
  const row = importRow(first, 'handling', at, world);
  const section = world.rules.unit(unit)?.name ?? unit;
  script.add(at, 'takeover', { ...row, sheet: { ...row.sheet, section } });
  const closedAt = toInstant(Math.floor(draft.handled / SECOND) * SECOND);
  const result = doneWords(draft, world);
  let seen = draft.handled + world.random.between(1, 9) * MINUTE_MS;
  for (const report of draft.reports) {
    const closed = importRow(report, 'closed', seen, world);
    script.add(seen, 'takeover', { ...closed, sheet: { ...closed.sheet, section, result }, closedAt });
    seen += SECOND;
  }
}

function tellCheck(draft: DraftCase, at: number, close: boolean, script: Script, world: World): void {
  const how = world.random.pick(['photo', 'photo', 'photo', 'onSite', 'phone'] as const);
  const check = { type: 'case.check' as const, caseId: draft.id, passed: true, how, photos: [], close };
  script.add(at, atPost('supervise', at), check);
}

/** Tells that the result was not good enough and the unit had to go again (返工). */
function tellFailed(draft: DraftCase, script: Script, world: World): void {
  const { failed, id: caseId } = draft;
  if (!failed) return;
  tellHandled(draft, failed.handled, noPhotos, script, world);
  const note = world.random.pick(world.texts.phrases.rework);
  const base = { type: 'case.check' as const, caseId, passed: false, how: 'onSite' as const };
  const check = { ...base, note, photos: [], close: false };
  script.add(failed.checked, atPost('supervise', failed.checked), check);
}

/** Tells how the result was checked, and the case closed. */
function tellClosed(draft: DraftCase, script: Script, world: World): void {
  const { id: caseId, checked, closed } = draft;
  if (draft.forced) {
    const reason = world.random.pick(world.texts.phrases.forced);
    script.add(closed, atPost('duty', closed), { type: 'case.forceClose', caseId, reason });
    return;
  }
  const scene = draft.reports.find((report) => report.scene)?.scene;
  tellFailed(draft, script, world);
  const photos = scene ? (at: number) => world.pictures.after(scene, at) : noPhotos;
  tellHandled(draft, draft.handled, photos, script, world);
  tellCheck(draft, checked, closed === checked, script, world);
  if (closed !== checked) script.add(closed, atPost('duty', closed), { type: 'case.close', caseId });
}

/** Tells that the caller was not content and the case was taken up again (重办). */
function tellAgain(draft: DraftCase, script: Script, world: World): void {
  const { id: caseId, first, again, unit } = draft;
  if (!again) return;
  const { random, texts } = world;
  const { called, reopened, assigned, handled, checked } = again;
  const said = { reached: true, solved: false, satisfaction: random.pick(['poor', 'veryPoor'] as const) };
  const note = random.pick(texts.phrases.unhappy);
  const call = { type: 'report.callBack' as const, reportId: first.id, ...said, note };
  script.add(called, atPost('supervise', called), call, { via: 'phone' });
  const reason = random.pick(texts.phrases.reopened);
  script.add(reopened, atPost('supervise', reopened), { type: 'case.reopen', caseId, reason });
  tellAssigned({ ...draft, rounds: [], meeting: undefined, assigned }, script, world);
  tellHandled({ ...draft, unit, reported: undefined }, handled, noPhotos, script, world);
  tellCheck(draft, checked, true, script, world);
  tellSecondReply(draft, checked + random.between(20, 90) * MINUTE_MS, script, world);
}

/** Tells that a case was merged into another; true where it stayed there. */
function tellMerged({ id: caseId, merged }: DraftCase, script: Script, world: World): boolean {
  if (!merged) return false;
  const { into, at, split } = merged;
  script.add(at, atPost('dispatch', at), { type: 'case.merge', caseId, into });
  if (split === undefined) return true;
  const reason = world.random.pick(world.texts.phrases.split);
  script.add(split, atPost('dispatch', split), { type: 'case.unmerge', caseId, reason });
  return false;
}

/** Tells a case of the centre, step by step, as far as the demo goes. */
export function tellCase(draft: DraftCase, script: Script, world: World): void {
  const { id: caseId, first, classRef, voided } = draft;
  const priority = draft.urgent ? ('urgent' as const) : ('normal' as const);
  const about = { title: first.title, classRef, place: first.at.place, priority };
  const file = { type: 'case.file' as const, reportId: first.id, caseId, ...about };
  script.add(draft.filed, atPost('intake', draft.filed), file);
  if (tellMerged(draft, script, world)) return;
  if (voided !== undefined) {
    const reason = world.random.pick(world.texts.phrases.voided);
    script.add(voided, atPost('dispatch', voided), { type: 'case.void', caseId, reason });
  } else {
    tellAssigned(draft, script, world);
    if (draft.assigned > script.end) return;
    tellTurns(draft, script, world);
    tellClosed(draft, script, world);
  }
  tellReplies(draft, script, world);
  tellAgain(draft, script, world);
}
