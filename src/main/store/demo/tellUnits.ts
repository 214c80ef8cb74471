import type { Photo } from '@shared/domain/common';
import { MINUTE_MS, toInstant } from '@shared/rules/time';
import type { Asked, DraftCase, Helper, Round } from './life';
import { dueOf } from './limits';
import { atPost, type Script, type Told, wayOf } from './script';
import { fill } from './texts';
import type { World } from './world';

const NAMED = 0.3;

/** The words with which a case is reported handled. */
export function doneWords(draft: DraftCase, world: World): string {
  const { random, texts } = world;
  const { appealKind } = draft.first;
  if (appealKind === 'consult') return random.pick(texts.phrases.answered);
  if (appealKind === 'praise') return random.pick(texts.phrases.praised);
  const own = random.chance(0.82) ? draft.first.matter.done : texts.phrases.done;
  return fill(random.pick(own), { n: String(2 + random.int(6)), n2: String(14 + random.int(40)) });
}

/** How a unit's word came; sometimes with who said it (转述人), a role of the unit. */
export function saidBy(unit: string, world: World): Told {
  const row = world.rules.unit(unit);
  const told = { via: wayOf(row), onBehalfOf: unit };
  if (!row || !world.random.chance(NAMED)) return told;
  return { ...told, saidBy: world.random.pick(world.texts.phrases.speakers[row.kind]) };
}

type Choice = { by: 'rule'; rule: string } | { by: 'operator'; text?: string };

function tellAssign(
  draft: DraftCase,
  unit: string,
  at: number,
  choice: Choice,
  script: Script,
  world: World,
): void {
  const from = draft.helpers.filter((helper) => helper.added === undefined && unit === draft.unit);
  const tasks = from.map(({ unit: helper, task, limit }) => ({
    unit: helper,
    task,
    ...(limit ? { limit } : {}),
  }));
  const assisting = from.map((helper) => helper.unit);
  const command = { type: 'case.assign' as const, caseId: draft.id, lead: unit, assisting, choice, tasks };
  script.add(at, atPost('dispatch', at), command, { via: wayOf(world.rules.unit(unit)) });
}

function tellReturn(draft: DraftCase, { unit, assigned, returned }: Round, script: Script, world: World) {
  const { random, texts } = world;
  const late = returned > dueOf('return', draft, assigned, world, unit);
  const command = {
    type: 'case.return' as const,
    caseId: draft.id,
    reason: random.pick(['notOurDuty', 'notOurDuty', 'notOurArea', 'wrongPlace'] as const),
    note: random.pick(texts.phrases.returned),
    photos: [],
    ...(unit !== draft.unit && random.chance(0.5) ? { suggests: draft.unit } : {}),
    ...(late ? { exception: texts.phrases.lateReturn } : {}),
  };
  script.add(returned, atPost('dispatch', returned), command, saidBy(unit, world));
}

function ruleChoice({ classRef }: DraftCase): Choice {
  return { by: 'rule', rule: `${classRef.scheme}-${classRef.code}` };
}

/** Tells who was given the case: those that sent it back, the meeting after two of them, and who kept it. */
export function tellAssigned(draft: DraftCase, script: Script, world: World): void {
  const { rounds, meeting, against, unit, assigned } = draft;
  for (const round of rounds) {
    const choice: Choice = round.unit === unit ? ruleChoice(draft) : { by: 'operator' };
    tellAssign(draft, round.unit, round.assigned, choice, script, world);
    tellReturn(draft, round, script, world);
  }
  if (meeting !== undefined) {
    const u = world.rules.unit(unit)?.name ?? unit;
    const text = fill(world.random.pick(world.texts.phrases.meeting), { u });
    const note = { type: 'case.note' as const, caseId: draft.id, kind: 'meeting' as const, text, photos: [] };
    script.add(meeting, atPost('duty', meeting), note, { via: 'onSite' });
  }
  const own = rounds.every((round) => round.unit !== unit);
  const choice: Choice = against
    ? { by: 'operator', text: against }
    : own
      ? ruleChoice(draft)
      : { by: 'operator' };
  tellAssign(draft, unit, assigned, choice, script, world);
}

function tellAsked(draft: DraftCase, asked: Asked, kind: 'extension' | 'hold', script: Script, world: World) {
  const { random, texts } = world;
  const { id: caseId, unit } = draft;
  const { extend, extended, notExtended, hold, held } = texts.phrases;
  const reasons = kind === 'hold' ? (hold[unit] ?? extend) : extend;
  const base = { caseId, unit, reason: random.pick(reasons), photos: [] };
  const until = toInstant(Math.floor((asked.until ?? 0) / MINUTE_MS) * MINUTE_MS);
  const told = saidBy(unit, world);
  const command =
    kind === 'hold'
      ? { type: 'case.askHold' as const, ...base, until }
      : { type: 'case.askExtension' as const, ...base };
  script.add(asked.asked, atPost('intake', asked.asked), command, told);
  const note = random.pick(asked.granted ? (kind === 'hold' ? held : extended) : notExtended);
  const answer = { type: 'case.answer' as const, caseId, granted: asked.granted, note };
  // A hold is the duty leader's to approve (值班长); more time is granted by whoever supervises.
  const post = kind === 'hold' ? 'duty' : 'supervise';
  script.add(asked.answered, atPost(post, asked.answered), answer);
}

function tellHelper(
  draft: DraftCase,
  { unit, task, words, limit, added, done }: Helper,
  script: Script,
  world: World,
) {
  const { id: caseId } = draft;
  if (added !== undefined) {
    const part = { type: 'case.addPart' as const, caseId, unit, task, ...(limit ? { limit } : {}) };
    script.add(added, atPost('dispatch', added), part, { via: wayOf(world.rules.unit(unit)) });
  }
  const command = { type: 'case.handle' as const, caseId, unit, note: words, photos: [], confirmed: true };
  script.add(done, atPost('intake', done), command, saidBy(unit, world));
}

/** Tells what happened between assignment and result: taken, urged, supervised, asked, helped. */
export function tellTurns(draft: DraftCase, script: Script, world: World): void {
  const { random, texts } = world;
  const { id: caseId, unit, accepted, urged, supervised, extension, hold } = draft;
  if (accepted !== undefined)
    script.add(
      accepted,
      atPost('intake', accepted),
      { type: 'case.accept', caseId, unit },
      saidBy(unit, world),
    );
  if (extension) tellAsked(draft, extension, 'extension', script, world);
  if (hold) tellAsked(draft, hold, 'hold', script, world);
  for (const helper of draft.helpers) tellHelper(draft, helper, script, world);
  if (urged !== undefined) {
    const urge = { type: 'case.urge' as const, caseId, unit, note: random.pick(texts.phrases.urge) };
    script.add(urged, atPost('supervise', urged), urge, { via: wayOf(world.rules.unit(unit)) });
  }
  if (!supervised) return;
  const { at, answered } = supervised;
  const text = random.pick(texts.phrases.supervise);
  script.add(at, atPost('supervise', at), { type: 'case.supervise', caseId, unit, text });
  if (answered === undefined) return;
  const answer = {
    type: 'case.answerSupervision' as const,
    caseId,
    text: random.pick(texts.phrases.superviseAnswer),
  };
  script.add(answered, atPost('supervise', answered), answer, saidBy(unit, world));
}

/** Tells that a unit reports its part handled; where the worker does, that his unit confirms it later (部门确认). */
export function tellHandled(
  draft: DraftCase,
  at: number,
  photos: (at: number) => Photo[],
  script: Script,
  world: World,
): void {
  const { id: caseId, unit, reported } = draft;
  const first = reported ?? at;
  const note =
    reported === undefined ? doneWords(draft, world) : world.random.pick(world.texts.phrases.worker);
  const confirmed = reported === undefined;
  const command = { type: 'case.handle' as const, caseId, unit, note, photos: photos(first), confirmed };
  script.add(first, atPost('intake', first), command, saidBy(unit, world));
  if (confirmed) return;
  const word = world.random.pick(world.texts.phrases.confirmed);
  script.add(
    at,
    atPost('intake', at),
    { type: 'case.confirm', caseId, unit, note: word },
    saidBy(unit, world),
  );
}
