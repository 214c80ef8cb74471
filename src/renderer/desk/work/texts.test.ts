import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adviceSchema } from '@shared/contract/pages';
import type { CaseMove } from '@shared/domain/case/commands';
import { askKindSchema, caseEvents, closeKindSchema, returnReasonSchema } from '@shared/domain/case/events';
import { caseMoves } from '@shared/domain/case/moves';
import type { CaseStage } from '@shared/domain/case/state';
import { viaSchema } from '@shared/domain/envelope';
import { erasureEvents } from '@shared/domain/erasure/events';
import { reportEvents, satisfactionSchema } from '@shared/domain/report/events';
import { reportMoves } from '@shared/domain/report/moves';
import { sheetFields } from '@shared/rules/intake/profile';
import { describe, expect, it } from 'vitest';
import { MORE_KEY, moveKeys } from './keys';
import { caseMoveNames, mayFollow, moveKey, moveNames, reportMoveNames } from './openMove';

const folder = join(import.meta.dirname, '../../common/i18n/zh-CN');
const catalogue = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as object;
const work = catalogue('work');

function at(from: object, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], from);
}

describe('the texts of the work pane', () => {
  it.each([...Object.keys(caseEvents), ...Object.keys(reportEvents), ...Object.keys(erasureEvents)])(
    'has a sentence for %s',
    (type) => {
      expect(at(work, `event.${type}`)).toBeDefined();
    },
  );

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

  it('names every move and has a short name for every event', () => {
    for (const move of moveNames) expect(at(work, `move.${moveKey(move)}`), move).toBeTypeOf('string');
    for (const type of [...Object.keys(caseEvents), ...Object.keys(reportEvents)])
      expect(at(work, `step.${type}`), type).toBeTypeOf('string');
  });

  const moving = ['J', 'K', MORE_KEY];
  const stages: CaseStage[] = [
    'toAssign',
    'handling',
    'onHold',
    'returned',
    'toCheck',
    'toClose',
    'closed',
    'void',
    'merged',
  ];
  it.each(stages)('gives every move that a case %s allows a key of its own', (stage) => {
    const own = caseMoveNames.filter((move) =>
      move === 'case.follow' ? mayFollow(stage) : caseMoves[move as CaseMove].from.includes(stage),
    );
    const onReports = reportMoveNames.filter(
      (move) => move !== 'case.file' && reportMoves[move].from.includes('linked'),
    );
    const keys = [...own, ...onReports].map((move) => moveKeys[move]);
    expect(new Set([...keys, ...moving]).size, keys.join()).toBe(keys.length + moving.length);
  });

  it.each(['received', 'linked', 'refused'] as const)(
    'gives every move that a report %s allows a key of its own',
    (status) => {
      // Sending somebody and hearing from him exclude one another.
      const own = reportMoveNames.filter(
        (move) => move !== 'report.verify' && reportMoves[move].from.includes(status),
      );
      const keys = own.map((move) => moveKeys[move]);
      expect(new Set([...keys, ...moving]).size, keys.join()).toBe(keys.length + moving.length);
    },
  );

  it('has a panel and a key for everything that the engine lets an operator do', () => {
    const seen = new Set<string>(moveNames);
    const unseen = [...Object.keys(caseMoves), ...Object.keys(reportMoves)].filter((move) => !seen.has(move));
    // Undoing and deciding have places of their own on the page.
    expect(unseen.sort()).toEqual([
      'case.reckon',
      'case.settle',
      'case.undo',
      'report.settle',
      'report.undo',
    ]);
  });

  it('has words for every answer to a call-back, every advice and every kind of asking', () => {
    for (const one of satisfactionSchema.options)
      expect(at(work, `satisfactions.${one}`)).toBeTypeOf('string');
    for (const one of adviceSchema.shape.code.options) expect(at(work, `advice.${one}`)).toBeTypeOf('string');
    for (const one of askKindSchema.options) expect(at(work, `askKinds.${one}`)).toBeTypeOf('string');
    for (const way of viaSchema.options) expect(at(work, `replyWays.${way}`)).toBeTypeOf('string');
  });

  it('names every field that a sheet can have', () => {
    const dialogs = catalogue('dialogs');
    for (const field of sheetFields) expect(at(dialogs, `field.${field}`), field).toBeTypeOf('string');
  });
});
