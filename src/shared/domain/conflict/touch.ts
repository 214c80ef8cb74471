import { canonical } from '../../canonical';
import type { CaseEventData, CaseEventType, caseEvents } from '../case/events';
import { caseStream } from '../case/evolve';
import type { Fact } from '../envelope';
import type { EventData, EventTypes, FactOf } from '../eventType';
import type { ReportEventData, ReportEventType, reportEvents } from '../report/events';
import { reportStream } from '../report/evolve';
import { factAs } from '../streams';

/**
 * What an event touches, and with what result. `stage`: where the case or report stands; `part`: one unit's part;
 * `fields`: what is written about it; `ask`: what a unit asked for; `grant`: an answer that leaves the stage alone; `undo`: the last
 * action; `reply`: what was answered; `beside`: what simply adds up (notes, photos, urges, supervisions).
 */
export interface Touch {
  readonly kind: 'stage' | 'part' | 'fields' | 'ask' | 'grant' | 'undo' | 'reply' | 'beside';
  /** The same type with the same key is the same action with the same result. */
  readonly key: string;
  readonly unit?: string;
  readonly back?: boolean;
  readonly adds?: boolean;
  readonly granted?: boolean;
  readonly fields?: Readonly<Record<string, string>>;
}

type Reads<D> = (data: D) => Touch;

const stage = (key: string): Touch => ({ kind: 'stage', key });
const beside = (): Touch => ({ kind: 'beside', key: '' });

/** Name and table of a class come with its code: they are no fields of their own. */
const derived: ReadonlySet<string> = new Set(['className', 'catalogue']);

function fields(data: Readonly<Record<string, unknown>>): Touch {
  const own = Object.entries(data).filter(([name, value]) => value !== undefined && !derived.has(name));
  const values = Object.fromEntries(own.sort().map(([name, value]) => [name, canonical(value)]));
  return { kind: 'fields', key: canonical(values), fields: values };
}

type CaseTouching = Exclude<CaseEventType, 'case.filed' | 'case.reckoned' | 'case.settled'>;
type ReportTouching = Exclude<
  ReportEventType,
  'report.received' | 'report.reckoned' | 'report.caller-viewed' | 'report.settled'
>;

const inCase: { [T in CaseTouching]: Reads<CaseEventData<T>> } = {
  'case.described': fields,
  'case.assigned': ({ lead, assisting }) => stage([lead, ...[...assisting].sort()].join('|')),
  'case.part-added': ({ part }) => ({
    kind: 'part',
    unit: part.unit,
    key: `${part.unit}|${part.task ?? ''}`,
    adds: true,
  }),
  'case.accepted': ({ unit }) => ({ kind: 'part', unit, key: unit }),
  'case.returned': ({ unit, assign }) =>
    assign === undefined ? { kind: 'part', unit, key: unit, back: true } : stage(unit),
  'case.handled': ({ unit, confirmed }) => ({ kind: 'part', unit, key: `${unit}|${confirmed ?? true}` }),
  'case.confirmed': ({ unit }) => ({ kind: 'part', unit, key: unit }),
  'case.checked': ({ passed, rework }) =>
    stage(passed ? 'passed' : `failed|${(rework ?? []).map((one) => one.unit).sort()}`),
  'case.closed': ({ kind }) => stage(kind),
  'case.reopened': () => stage(''),
  'case.voided': () => stage(''),
  'case.asked': ({ kind, unit, until }) => ({ kind: 'ask', key: `${kind}|${unit}|${until ?? ''}` }),
  'case.answered': ({ kind, granted, until }) => ({
    kind: granted && kind === 'hold' ? 'stage' : 'grant',
    key: `${kind}|${granted}|${until ?? ''}`,
    granted,
  }),
  'case.resumed': () => stage(''),
  'case.merged': ({ into }) => stage(into),
  'case.split': () => stage(''),
  'case.undone': ({ commit }) => ({ kind: 'undo', key: commit }),
  'case.noted': beside,
  'case.urged': beside,
  'case.supervised': beside,
  'case.supervision-answered': beside,
};

const inReport: { [T in ReportTouching]: Reads<ReportEventData<T>> } = {
  'report.described': fields,
  'report.linked': ({ caseId }) => stage(caseId),
  'report.unlinked': ({ caseId }) => stage(caseId),
  'report.refused': ({ kind }) => stage(kind),
  'report.withdrawn': () => stage(''),
  'report.undone': ({ commit }) => ({ kind: 'undo', key: commit }),
  'report.replied': ({ text, interim }) => (interim ? beside() : { kind: 'reply', key: text }),
  'report.verify-sent': beside,
  'report.verified': beside,
  'report.called-back': beside,
  'report.reopened': beside,
  'report.sheet-updated': beside,
};

function read<E extends EventTypes, T extends keyof E & string>(
  touches: { readonly [K in T]?: Reads<EventData<E, K>> },
  fact: FactOf<E, T>,
): Touch | undefined {
  return touches[fact.type]?.(fact.data);
}

/**
 * What a fact touches; undefined for those that cannot stand against another: filing, counting again, decisions, and what a newer
 * program wrote, which changes nothing here.
 */
export function touchOf(fact: Fact): Touch | undefined {
  const ofCase = factAs(caseStream, fact);
  if (ofCase) return read<typeof caseEvents, CaseEventType>(inCase, ofCase);
  const ofReport = factAs(reportStream, fact);
  return ofReport && read<typeof reportEvents, ReportEventType>(inReport, ofReport);
}

/** Of one unit: sent back against anything else, or given it with another task. */
const partPart = (a: Touch, b: Touch): boolean =>
  a.unit === b.unit && (a.back !== b.back || (a.key !== b.key && a.adds === true && b.adds === true));

function fieldsDiffer(a: Touch, b: Touch): boolean {
  return Object.entries(a.fields ?? {}).some(([name, value]) => (b.fields?.[name] ?? value) !== value);
}

/**
 * Do two touches, made without knowing of each other, want different things? `earlier` stands first in the order. An undo
 * works only while its action is the last: one that comes behind something else was in vain.
 */
function differ(earlier: Touch, later: Touch): boolean {
  const [a, b] = [earlier, later];
  const one = (kind: Touch['kind']): Touch | undefined =>
    a.kind === kind ? a : b.kind === kind ? b : undefined;
  const both = a.kind === b.kind;
  if (both && a.kind === 'part') return partPart(a, b);
  if (both && a.kind === 'fields') return fieldsDiffer(a, b);
  if (both) return a.kind !== 'beside';
  if (one('beside')) return b.kind === 'undo';
  if (one('undo')) return true;
  if (one('fields') || one('reply')) return false;
  const grant = one('grant');
  if (grant && !grant.granted) return one('ask') !== undefined;
  if (one('ask')) return grant !== undefined;
  // What is left: stage against part or grant; and a part's news against an extension, which bear each other.
  return one('stage') !== undefined;
}

interface Touching {
  readonly fact: Fact;
  readonly touch: Touch;
}

/** The same action with the same result. Two imports of one sheet agree whatever they say: the later export stands. */
export function agree(a: Touching, b: Touching): boolean {
  return a.fact.type === b.fact.type && a.touch.key === b.touch.key && a.touch.kind !== 'beside';
}

const imported = (fact: Fact): boolean => fact.cause?.startsWith('intake:') ?? false;

/** Do two facts, neither of which knew of the other, stand against each other? `a` comes first in the order. */
export function against(a: Touching, b: Touching): boolean {
  if (imported(a.fact) && imported(b.fact)) return false;
  return !agree(a, b) && differ(a.touch, b.touch);
}
