import type { aggregates } from '@shared/domain/aggregates';
import { caseProjection } from './case';
import { commitIndex } from './commitIndex';
import { dataKeys } from './dataKeys';
import { dayCounts } from './dayCounts';
import type { ProjectionDescriptor } from './descriptor';
import { intakeProjection } from './intake';
import { ledgerProjection } from './ledger';
import { noticeProjection } from './notice';
import { parked } from './parked';
import { pictures } from './pictures';
import { queue } from './queue';
import { reportProjection } from './report';

/**
 * All that the projection keeps. Schema, comparison with a rebuild and the writing of rows are derived from this list. Its order is
 * that of the tables and of writing: reports stand before cases, whose rows depend on them.
 */
export const projections = [
  commitIndex,
  reportProjection,
  queue,
  caseProjection,
  dayCounts,
  ledgerProjection,
  intakeProjection,
  noticeProjection,
  pictures,
  dataKeys,
  parked,
] as const;

type Aggregates = typeof aggregates;
type Projections = typeof projections;
type NameOf<A> = A extends { readonly name: infer N extends string } ? N : never;
type WrittenBy<P> = P extends ProjectionDescriptor<infer N> ? N : never;

/** The aggregates whose streams none of these projections writes as rows: each needs a reason. */
export type WithoutRows<
  P extends readonly ProjectionDescriptor<string>[] = Projections,
  A extends readonly { readonly name: string }[] = Aggregates,
> = { readonly [N in Exclude<NameOf<A[number]>, WrittenBy<P[number]>>]: string };

/** Aggregates that fold without rows, and why. One that is neither here nor written by a projection does not compile. */
export const withoutRows: WithoutRows = {
  table: 'the rules are folded whole and kept in memory (service/knowledge.ts)',
  device: 'one short stream, folded on demand',
  centre: 'one short stream, folded on demand',
  erasure: 'what was erased is told by the data keys, from the events themselves',
  access: 'kept as proof of who looked; no screen lists it',
};
