import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS, startOfDay, toInstant, toMs } from '@shared/rules/time';
import { morning } from './cases';
import { type DraftCase, type Helper, isPlain } from './life';
import { handleDeadline } from './limits';
import { shuffled } from './random';
import { fill } from './texts';
import type { World } from './world';

// What happens to some cases on their way: seldom enough that a day stays a day, often enough that each can be found.

const ACCEPTED = 0.14;
const CONFIRMED = 0.05;
const HELPED = 0.02;
const SUPERVISED = 0.25;
const EXTENDED_LATE = 0.2;
const EXTENDED_SLOW = 0.06;
const HOLDS = 6;
const REOPENED = 7;
const FORCED = 1;

const closedBy = (draft: DraftCase, now: number) => draft.closed <= now;
const windowOf = ({ deadline, assigned }: DraftCase) => deadline - assigned;

/** The community committee (居委会) at the place of a case. */
function communityUnit(draft: DraftCase, world: World): string | undefined {
  const code = draft.first.at.place.communityCode;
  return [...world.rules.units.values()].find((one) => one.kind === 'community' && one.communityCode === code)
    ?.id;
}

/** Whether the work of its unit is one that others assist with. */
export function mayHelp({ unit, urgent }: DraftCase, world: World): boolean {
  return !urgent && world.texts.phrases.helpers.some((one) => one.with.includes(unit));
}

/** An assisting unit that is done before the lead, and within its own limit. */
export function helperOf(draft: DraftCase, end: number, world: World): Helper | undefined {
  const { random, rules, texts } = world;
  const fitting = texts.phrases.helpers.filter((one) => one.with.includes(draft.unit));
  if (fitting.length === 0) return undefined;
  const { unit: named, task, done: words } = random.pick(fitting);
  const unit = named === 'community' ? communityUnit(draft, world) : named;
  if (unit === undefined || unit === draft.unit) return undefined;
  const added =
    random.chance(0.25) && end - draft.assigned > 5 * HOUR_MS
      ? draft.assigned + random.between(35, 120) * MINUTE_MS
      : undefined;
  const start = added ?? draft.assigned;
  const limit = random.chance(0.5) ? { value: 1 + random.int(2), unit: 'workDay' as const } : undefined;
  const grant = limit
    ? rules.fixed(limit, 'operator', toInstant(start), unit)
    : handleDeadline(draft, unit, start, world);
  const latest = Math.min(end - 5 * MINUTE_MS, toMs(grant.due) - MINUTE_MS);
  if (latest < start + 10 * MINUTE_MS) return undefined;
  const at = start + (latest - start) * random.between(0.3, 0.9);
  const day = morning(at, 60, world);
  return { unit, task, words, limit, added, done: day < latest ? day : at };
}

function help(draft: DraftCase, world: World): void {
  if (draft.urgent || windowOf(draft) < DAY_MS || !world.random.chance(HELPED)) return;
  const helper = helperOf(draft, draft.handled, world);
  if (helper) draft.helpers = [helper];
}

function extend(draft: DraftCase, world: World): void {
  const { random } = world;
  const window = windowOf(draft);
  const late = draft.handled > draft.deadline;
  const slow = draft.handled > draft.assigned + 0.75 * window;
  if (draft.urgent || isTalk(draft.first) || window < 1.5 * DAY_MS || !(late || slow)) return;
  if (!random.chance(late ? EXTENDED_LATE : EXTENDED_SLOW)) return;
  const asked = morning(draft.assigned + window * random.between(0.5, 0.68), 60, world);
  const answered = asked + random.between(20, 180) * MINUTE_MS;
  if (asked > draft.deadline - HOUR_MS || answered > draft.handled - 20 * MINUTE_MS) return;
  draft.extension = { asked, answered, granted: random.chance(late ? 0.4 : 0.8) };
}

/** The worker says it is done, and his unit confirms later (部门确认). */
function confirm(draft: DraftCase, world: World): void {
  if (!world.random.chance(CONFIRMED)) return;
  const reported = draft.handled - world.random.between(8, 50) * MINUTE_MS;
  if (reported > draft.assigned + 30 * MINUTE_MS) draft.reported = reported;
}

function supervise(draft: DraftCase, world: World): void {
  const { random } = world;
  const over = draft.handled - draft.deadline;
  if (over < 3 * HOUR_MS || draft.failed || !random.chance(SUPERVISED)) return;
  const at = morning(draft.deadline + over * random.between(0.2, 0.5), 90, world);
  if (at > draft.handled - HOUR_MS) return;
  draft.supervised = { at, answered: at + random.between(40, 240) * MINUTE_MS };
}

/** The unit takes the case (签收), soon after it got it. */
function acceptSoon(draft: DraftCase, world: World): void {
  const { random } = world;
  if (draft.voided !== undefined || draft.forced || !random.chance(ACCEPTED)) return;
  const at = draft.assigned + random.between(draft.urgent ? 1 : 3, draft.urgent ? 4 : 25) * MINUTE_MS;
  const first = Math.min(
    draft.handled,
    draft.reported ?? draft.handled,
    draft.failed?.handled ?? draft.handled,
  );
  if (at < first - 2 * MINUTE_MS) draft.accepted = at;
}

/** Something to be answered, not to be done. */
function isTalk({ appealKind, title }: DraftCase['first']): boolean {
  return appealKind === 'consult' || appealKind === 'praise' || title.includes('咨询');
}

/** Six in the evening of a day. */
function closingTime(ms: number): number {
  return toMs(startOfDay(dayOf(toInstant(ms)))) + 18 * HOUR_MS;
}

/** Whether its unit may have something to wait for. */
export function mayWait({ unit, first }: DraftCase, world: World): boolean {
  return unit in world.texts.phrases.hold && !isTalk(first);
}

/** Some long ones are put on hold (挂账) to a date before they are done. */
function holdSome(cases: readonly DraftCase[], world: World): void {
  const { random } = world;
  const long = cases.filter(
    (draft) => draft.handled - draft.assigned > 5 * DAY_MS && !draft.urgent && mayWait(draft, world),
  );
  for (const draft of long.slice(0, HOLDS)) {
    const span = draft.handled - draft.assigned;
    const asked = morning(draft.assigned + span * random.between(0.1, 0.25), 60, world);
    const answered = asked + random.between(20, 120) * MINUTE_MS;
    const until = closingTime(draft.assigned + span * random.between(0.55, 0.75));
    draft.hold = { asked, answered, granted: true, until };
    draft.urged = undefined;
  }
}

/** Some callers are called back and not content: their case is taken up once more. */
function reopenSome(cases: readonly DraftCase[], now: number, world: World): void {
  const { random } = world;
  const quick = cases.filter(
    (draft) =>
      draft.closed < now - 9 * DAY_MS &&
      draft.first.channel === 'hotline12345' &&
      draft.first.body.caller?.phone !== undefined &&
      draft.handled - draft.assigned < 0.4 * windowOf(draft) &&
      windowOf(draft) > 3 * DAY_MS,
  );
  for (const draft of quick.slice(0, REOPENED)) {
    const called = morning(draft.closed + 26 * HOUR_MS, 90, world);
    const reopened = called + random.between(3, 9) * MINUTE_MS;
    const assigned = reopened + random.between(4, 11) * MINUTE_MS;
    const before = [{ from: draft.assigned, to: draft.handled }];
    const due = toMs(handleDeadline(draft, draft.unit, assigned, world, before).due);
    const handled = morning(assigned + (due - assigned) * random.between(0.1, 0.3), 60, world);
    const checked = morning(handled + random.between(30, 90) * MINUTE_MS, 60, world);
    draft.again = { called, reopened, assigned, handled, checked };
  }
}

function forceSome(cases: readonly DraftCase[], world: World): void {
  const long = cases.filter(
    (draft) =>
      windowOf(draft) > 8 * DAY_MS &&
      draft.handled - draft.assigned > 6 * DAY_MS &&
      draft.first.appealKind === 'complaint' &&
      draft.handled < draft.deadline &&
      draft.reports.length === 1,
  );
  for (const draft of long.slice(0, FORCED)) {
    draft.forced = true;
    draft.handled = morning(draft.handled, 60, world);
    draft.checked = draft.handled;
    draft.closed = draft.handled;
  }
}

/** One class in one community that its operators keep giving to the community committee, against the table (先例). */
function setPrecedent(cases: readonly DraftCase[], now: number, world: World): void {
  const groups = new Map<string, DraftCase[]>();
  for (const draft of cases) {
    const { classRef, takenOver, voided, assigned, rounds } = draft;
    if (takenOver || voided !== undefined || (assigned > now && rounds.length === 0)) continue;
    const key = `${classRef.scheme}/${classRef.code}/${draft.first.at.place.communityCode}`;
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  const fitting = [...groups.values()].flatMap((group) => {
    const last = group.sort((a, b) => b.assigned - a.assigned).slice(0, 3);
    const [newest] = last;
    const unit = newest && communityUnit(newest, world);
    const fits = (one: DraftCase) =>
      isPlain(one) &&
      one.unit === newest?.unit &&
      one.unit !== unit &&
      closedBy(one, now) &&
      one.handled - one.assigned < 0.6 * windowOf(one);
    return unit !== undefined && last.length === 3 && last.every(fits)
      ? [{ last, unit, n: group.length }]
      : [];
  });
  const [chosen] = fitting.sort((a, b) => b.n - a.n);
  for (const draft of chosen?.last ?? []) {
    const u = world.rules.unit(chosen?.unit ?? '')?.short ?? '';
    draft.unit = chosen?.unit ?? draft.unit;
    draft.against = fill(world.random.pick(world.texts.phrases.against), { u });
  }
}

/** Gives cases that are over by `now` what happened on their way, and lets some units take what they got. */
export function addTurns(cases: readonly DraftCase[], now: number, world: World): void {
  const own = cases.filter((draft) => !draft.takenOver);
  setPrecedent(own, now, world);
  const over = own.filter((draft) => closedBy(draft, now));
  for (const draft of over) {
    if (isPlain(draft)) help(draft, world);
    if (isPlain(draft)) extend(draft, world);
    if (isPlain(draft)) confirm(draft, world);
    if (draft.voided === undefined) supervise(draft, world);
  }
  const plain = shuffled(over, world.random).filter(
    (draft) => isPlain(draft) && draft.reported === undefined,
  );
  holdSome(plain, world);
  reopenSome(plain.filter(isPlain), now, world);
  forceSome(plain.filter(isPlain), world);
  for (const draft of own) acceptSoon(draft, world);
}
