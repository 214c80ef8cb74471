import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from './columns';
import {
  change,
  freshId,
  insertRow,
  moveRow,
  openDraft,
  readKept,
  redo,
  removeRow,
  setFields,
  undo,
} from './draft';

const rows: readonly Row[] = [{ id: 'a', value: 1 }, { id: 'b' }, { id: 'c' }];

describe('a draft', () => {
  it('undoes and redoes any edits exactly', () => {
    const edit = fc.oneof(
      fc.record({ do: fc.constant('set' as const), at: fc.nat(6), value: fc.integer() }),
      fc.record({ do: fc.constant('insert' as const), at: fc.nat(6), value: fc.integer() }),
      fc.record({ do: fc.constant('remove' as const), at: fc.nat(6), value: fc.integer() }),
      fc.record({ do: fc.constant('move' as const), at: fc.nat(6), value: fc.nat(6) }),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        let draft = openDraft('v1', rows);
        const states = [draft.rows];
        for (const one of edits) {
          const next = {
            set: () => setFields(draft.rows, one.at, { value: one.value }),
            insert: () => insertRow(draft.rows, one.at, { id: String(one.value) }),
            remove: () => removeRow(draft.rows, one.at),
            move: () => moveRow(draft.rows, one.at, one.value),
          }[one.do]();
          if (next === draft.rows) continue;
          draft = change(draft, next);
          states.push(draft.rows);
        }
        for (const state of states.toReversed()) {
          expect(draft.rows).toEqual(state);
          draft = undo(draft);
        }
        expect(draft.rows).toEqual(rows);
        for (const _ of states) draft = redo(draft);
        expect(draft.rows).toEqual(states.at(-1));
      }),
      { seed: 20241231 },
    );
  });

  it('an edit after an undo forgets what was undone', () => {
    const once = change(openDraft('v1', rows), removeRow(rows, 0));
    const other = change(undo(once), removeRow(rows, 2));
    expect(redo(other).rows.map((row) => row.id)).toEqual(['a', 'b']);
  });

  it('an emptied field is taken away, and a move moves one row only', () => {
    expect(setFields(rows, 0, { value: undefined })[0]).toEqual({ id: 'a' });
    expect(moveRow(rows, 0, 2).map((row) => row.id)).toEqual(['b', 'c', 'a']);
    expect(moveRow(rows, 2, 3)).toBe(rows);
  });

  it('gives copies ids of their own', () => {
    expect(freshId(rows, 'd')).toBe('d');
    expect(freshId([{ id: 'handle' }, { id: 'handle-2' }], 'handle')).toBe('handle-3');
    expect(freshId([{ id: 'text-4' }], 'text-4')).toBe('text-2');
  });

  it('comes back after a reload, and a broken copy does not', () => {
    const { base, sources } = openDraft('v1', rows);
    expect(readKept(JSON.stringify({ base, rows, sources }))).toEqual(openDraft('v1', rows));
    expect(readKept('{"base":1}')).toBeUndefined();
    expect(readKept('{')).toBeUndefined();
    expect(readKept(null)).toBeUndefined();
  });
});
