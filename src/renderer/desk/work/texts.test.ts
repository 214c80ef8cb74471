import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseEvents, closeKindSchema, returnReasonSchema } from '@shared/domain/case/events';
import { reportEvents } from '@shared/domain/report/events';
import { sheetFields } from '@shared/rules/intake/profile';
import { describe, expect, it } from 'vitest';
import { moveKey, moveKeys, moveNames } from './openMove';

const folder = join(import.meta.dirname, '../../parts/i18n/zh-CN');
const catalogue = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as object;
const work = catalogue('work');

function at(from: object, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], from);
}

describe('the texts of the work pane', () => {
  it.each([...Object.keys(caseEvents), ...Object.keys(reportEvents)])('has a sentence for %s', (type) => {
    expect(at(work, `event.${type}`)).toBeDefined();
  });

  it.each(caseEvents['case.noted'].shape.kind.options)('has a sentence for a note of kind %s', (kind) => {
    expect(at(work, `event.case.noted.${kind}`)).toBeTypeOf('string');
    expect(at(work, `noteKinds.${kind}`)).toBeTypeOf('string');
  });

  it('names every reason, kind of closing and way of linking or refusing', () => {
    for (const reason of returnReasonSchema.options)
      expect(at(work, `returnReasons.${reason}`)).toBeTypeOf('string');
    for (const kind of closeKindSchema.options) expect(at(work, `closeKinds.${kind}`)).toBeTypeOf('string');
    for (const why of reportEvents['report.linked'].shape.why.options)
      expect(at(work, `event.report.linked.${why}`)).toBeTypeOf('string');
    for (const kind of reportEvents['report.refused'].shape.kind.options) {
      expect(at(work, `event.report.refused.${kind}`)).toBeTypeOf('string');
      expect(at(work, `refuseKinds.${kind}`)).toBeTypeOf('string');
    }
  });

  it('names every move, and no two moves of one page share a key', () => {
    for (const move of moveNames) expect(at(work, `move.${moveKey(move)}`)).toBeTypeOf('string');
    const onReports = new Set<string>(['case.file', 'report.link', 'report.refuse']);
    for (const page of [true, false]) {
      const keys = moveNames.filter((move) => onReports.has(move) === page).map((move) => moveKeys[move]);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('names every field that a sheet can have', () => {
    const dialogs = catalogue('dialogs');
    for (const field of sheetFields) expect(at(dialogs, `field.${field}`), field).toBeTypeOf('string');
  });
});
