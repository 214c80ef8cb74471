import { isWellFormed } from '@shared/domain/evolve';
import { expect, it } from 'vitest';
import { DEMO_SEED } from './plan';
import { tell } from './testing/year';

it('every event of a whole year has the shape that other stations ask of it', () => {
  const { facts } = tell(DEMO_SEED).store;
  // As it comes out of a journal: what is undefined is not there.
  const written = facts.map((fact) => ({ ...fact, data: JSON.parse(JSON.stringify(fact.data)) as unknown }));
  const wrong = written.filter((fact) => !isWellFormed(fact));
  expect([...new Set(wrong.map(({ type }) => type))]).toEqual([]);
}, 60_000);
