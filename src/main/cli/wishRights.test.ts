import { DEEDS, roleMay } from '@shared/rules/whoMay';
import { expect, it } from 'vitest';
import type { courierCalls, Wish } from './control';
import { deedsOf, mustMay } from './wishRights';

const courier = (call: (typeof courierCalls)[number], input = {}): Wish => ({ kind: 'courier', call, input });
const wishes: [Wish, string[]][] = [
  [{ kind: 'wall' }, []],
  [{ kind: 'import', file: 'x.xlsx' }, ['desk.work']],
  [{ kind: 'briefing', folder: '.', formats: ['pdf'] }, ['desk.write']],
  [courier('courier.export'), ['courier.export']],
  [courier('courier.open'), ['courier.take']],
  [courier('courier.open', { trust: '00000 00000' }), ['courier.take', 'courier.trust']],
  [courier('courier.take'), ['courier.take']],
  [courier('courier.peers'), ['courier.take']],
];

it.each(wishes)('%o is a deed of the table', (wish, deeds) => {
  expect(deedsOf(wish)).toEqual(deeds);
  expect(() => mustMay(wish)).not.toThrow();
});

it('wishes all that the table lets the command line do, and nothing else', () => {
  const wished = new Set(wishes.flatMap(([, deeds]) => deeds));
  expect([...wished].sort()).toEqual(DEEDS.filter((deed) => roleMay(deed, 'cli')).sort());
});
