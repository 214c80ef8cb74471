import { expect, it } from 'vitest';
import { keep } from './keep';

it('makes a thing once for all who ask, also while it is being made', async () => {
  let made = 0;
  const get = keep(async () => {
    made += 1;
    return made;
  });
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

it('does not keep a failure: those who waited get it, the next makes the thing anew', async () => {
  let tries = 0;
  const get = keep(async () => {
    tries += 1;
    if (tries === 1) throw new Error('not there yet');
    return 'here';
  });
  const waited = [get(), get()];
  await expect(waited[0]).rejects.toThrow('not there yet');
  await expect(waited[1]).rejects.toThrow('not there yet');
  expect(await get()).toBe('here');
  expect(tries).toBe(2);
});
