import type { Fact } from '../envelope';
import type { ReportBody, ReportEventData } from './events';

/** Where a report stands: waiting for intake, linked to a case, refused, or withdrawn with its import. */
export type ReportStatus = 'received' | 'linked' | 'refused' | 'withdrawn';

/** A report (诉件) folded from its stream. */
export interface ReportState extends ReportBody {
  readonly id: string;
  readonly status: ReportStatus;
  readonly recordedAt: string;
  readonly cause?: string | undefined;
  readonly caseId?: string | undefined;
  readonly linkedAt?: string | undefined;
  readonly refusal?: ReportEventData<'report.refused'> | undefined;
  readonly reply?: { readonly text: string; readonly at: string; readonly by: string } | undefined;
}

type Apply = (state: ReportState, data: never, fact: Fact) => ReportState;

const appliers: Record<string, Apply> = {
  'report.sheet-updated': (state, data: ReportEventData<'report.sheet-updated'>) => ({
    ...state,
    sheet: data.sheet,
    ...(data.outside ? { outside: data.outside } : {}),
  }),
  'report.described': (state, data: ReportEventData<'report.described'>) =>
    Object.assign({}, state, defined(data)),
  'report.linked': (state, data: ReportEventData<'report.linked'>, fact) => ({
    ...state,
    status: 'linked',
    caseId: data.caseId,
    linkedAt: fact.at,
  }),
  'report.unlinked': (state, data: ReportEventData<'report.unlinked'>) =>
    state.caseId === data.caseId
      ? { ...state, status: 'received', caseId: undefined, linkedAt: undefined }
      : state,
  'report.refused': (state, data: ReportEventData<'report.refused'>) => ({
    ...state,
    status: 'refused',
    refusal: data,
  }),
  'report.replied': (state, data: ReportEventData<'report.replied'>, fact) => ({
    ...state,
    reply: { text: data.text, at: fact.at, by: fact.actor },
  }),
  'report.withdrawn': (state) => ({ ...state, status: 'withdrawn' }),
};

function defined<T extends object>(data: T): Partial<T> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Fold one fact into a report; unknown types leave the state as it is (they are parked, not lost). */
export function evolveReport(state: ReportState | null, fact: Fact): ReportState | null {
  if (fact.type === 'report.received') {
    // A second station may have received the same outside number: the first in causal order stands.
    if (state && state.status !== 'withdrawn') return state;
    const body = fact.data as unknown as ReportBody;
    return { ...body, id: fact.stream, status: 'received', recordedAt: fact.recordedAt, cause: fact.cause };
  }
  if (!state) return null;
  const apply = appliers[fact.type];
  return apply ? apply(state, fact.data as never, fact) : state;
}
