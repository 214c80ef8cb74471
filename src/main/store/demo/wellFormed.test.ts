import { isWellFormed } from '@shared/domain/evolve';
import { expect, it } from 'vitest';
import { DEMO_SEED } from './plan';
import { tell } from './testing/year';

it('every event of a whole year has the shape that other stations ask of it', () => {
  const { store } = tell(DEMO_SEED);
  const wrong = store
    .facts()
    .filter((fact) => !isWellFormed({ ...fact, data: JSON.parse(JSON.stringify(fact.data)) }));
  expect([...new Set(wrong.map(({ type }) => type))]).toEqual([]);
}, 60_000);
