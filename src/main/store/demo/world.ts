import type { DerivedIds } from '@shared/domain/context';
import { RuleBook } from '@shared/rules/ruleBook';
import type { Instant } from '@shared/rules/time';
import type { ReadResource } from '../seed/resources';
import { seedStates, seedTables } from '../seed/seedTables';
import { Pictures, readPictureIndex } from './pictures';
import { makePlaces, type Places } from './places';
import { makeRandom, type Random } from './random';
import { readTexts, type Texts } from './texts';

/** Where the demo's clock stands at first start. */
export const DEMO_NOW: Instant = '2024-12-31T16:00:00.000+08:00';

/** What the writing of the demo draws on. */
export interface World {
  readonly random: Random;
  readonly rules: RuleBook;
  readonly texts: Texts;
  readonly places: Places;
  readonly pictures: Pictures;
  readonly ids: DerivedIds;
  /** Last serial of 12319 per day (`20240506`). */
  readonly urbanSerial: Map<string, number>;
}

/** Reads the resources; the rules are the shipped ones, as `seedTables` sets them. */
export function makeWorld(read: ReadResource, seed: number, ids: DerivedIds): World {
  const random = makeRandom(seed);
  const { registry, rules } = seedStates(seedTables(read));
  return {
    random,
    rules: new RuleBook(registry, rules),
    texts: readTexts(read),
    places: makePlaces(read, random),
    pictures: new Pictures(readPictureIndex(read), seed),
    ids,
    urbanSerial: new Map(),
  };
}
