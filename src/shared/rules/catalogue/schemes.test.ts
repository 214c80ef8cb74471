import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassRow } from '../tables';
import { diffClasses, replaceSchemes } from './schemes';

const seed = { seed: 20241231 };
const classArb: fc.Arbitrary<ClassRow> = fc.record({
  scheme: fc.constantFrom('event', 'part', 'xc-12345', 'event-2005'),
  code: fc.constantFrom('0101', '0102', '0401'),
  name: fc.constantFrom('甲', '乙'),
  group: fc.constant('01 市容环境'),
});

describe('an import of classes', () => {
  it('replaces the schemes that its file contains and leaves the others as they are', () => {
    fc.assert(
      fc.property(fc.array(classArb), fc.array(classArb), (current, imported) => {
        const schemes = [...new Set(imported.map(({ scheme }) => scheme))];
        const result = replaceSchemes(current, imported, schemes);
        const of = (rows: readonly ClassRow[], scheme: string) => rows.filter((row) => row.scheme === scheme);
        for (const scheme of ['event', 'part', 'xc-12345', 'event-2005'])
          expect(of(result, scheme)).toEqual(of(schemes.includes(scheme) ? imported : current, scheme));
        for (const one of diffClasses(result, imported, schemes))
          expect(one).toMatchObject({ added: [], removed: [], changed: [] });
      }),
      seed,
    );
  });
});
