import type { CommandInput } from '@shared/domain/commands';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../service/store';
import { TestFolders } from '../testing/folder';
import { received, wish } from '../testing/wishes';
import { proposalsFor } from './proposals';

const folders = new TestFolders();
let store: Store;
beforeEach(async () => {
  store = await (await folders.create()).open();
  return () => store.close();
});
afterAll(() => folders.remove());

/** Stalls in the street: the table names the enforcement team (`zfd`). */
const classRef = { scheme: 'xc-12345', code: 'H0201' };
const place = { text: '花城大道', communityCode: '440106014007' };
const elsewhere = { text: '花城大道', communityCode: '440106014004' };

type Choice = NonNullable<Extract<CommandInput, { type: 'case.assign' }>['choice']>;

async function given(lead: string, choice: Choice = { by: 'operator', tableUnit: 'zfd' }): Promise<string> {
  const { result } = await wish(store, received({ classRef, place }));
  const reportId = String(result.reportId);
  const filed = await wish(store, { type: 'case.file', reportId, title: '占道', classRef, place });
  const caseId = String(filed.result.caseId);
  await wish(store, { type: 'case.assign', caseId, lead, choice });
  return caseId;
}
const proposed = (where = place) => proposalsFor(classRef, where, store.context());
const units = (): string[] => proposed().map(({ unit, reason }) => `${unit} ${reason}`);

describe('proposed units', () => {
  it('are the table’s row with its basis where nothing has happened yet, and none without a class', () => {
    expect(proposed()).toMatchObject([
      {
        unit: 'zfd',
        reason: 'rule',
        rule: 'xc-12345-H0201',
        basis: expect.stringContaining('权责清单') as string,
        similar: 0,
        returns: [],
        reasons: [{ kind: 'rule', rule: 'xc-12345-H0201' }],
      },
    ]);
    expect(proposalsFor(undefined, place, store.context())).toEqual([]);
  });

  it('tell what similar cases did and what the unit sent back', async () => {
    for (const reason of ['notOurDuty', 'notOurDuty', 'wrongPlace'] as const) {
      const caseId = await given('zfd', { by: 'rule', tableUnit: 'zfd' });
      await wish(store, { type: 'case.return', caseId, reason });
      await wish(store, { type: 'case.assign', caseId, lead: 'cgb', choice: { by: 'operator' } });
    }
    await given('zfd', { by: 'rule', tableUnit: 'zfd' });
    const [first, second, ...rest] = proposed();
    expect(first).toMatchObject({
      unit: 'zfd',
      similar: 4,
      doneByUnit: 0,
      returnedByUnit: 3,
      returns: [
        { reason: 'notOurDuty', n: 2 },
        { reason: 'wrongPlace', n: 1 },
      ],
    });
    expect(first?.reasons).toContainEqual({ kind: 'returned', n: 2, reason: 'notOurDuty' });
    expect(second).toMatchObject({
      unit: 'cgb',
      reason: 'similar',
      rule: '',
      reasons: [{ kind: 'similar', n: 3, closed: 0 }],
    });
    expect(rest).toEqual([]);
    expect(proposed(elsewhere).map(({ unit }) => unit)).toEqual(['zfd']);
  });

  it('put the precedent first after three choices in a row against the table, at that community only', async () => {
    await given('cgb');
    await given('cgb');
    expect(units()).toEqual(['zfd rule', 'cgb similar']);
    await given('cgb');
    expect(units()).toEqual(['cgb precedent', 'zfd rule']);
    expect(proposed()[0]?.reasons).toEqual([
      { kind: 'precedent', n: 3, against: 'zfd' },
      { kind: 'similar', n: 3, closed: 0 },
    ]);
    expect(proposed(elsewhere).map(({ unit }) => unit)).toEqual(['zfd']);
    await given('zfd');
    expect(units()[0]).toBe('zfd rule');
  });

  it('make no precedent of what a sheet of the hotline said', async () => {
    for (let n = 0; n < 3; n++) await given('cgb', { by: 'sheet' });
    expect(units()).toEqual(['zfd rule', 'cgb similar']);
  });
});
