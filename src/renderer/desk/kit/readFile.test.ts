import { expect, it } from 'vitest';
import { readBounded } from './readFile';

it('a file beyond the limit is refused unread; one within it is read', async () => {
  const huge = {
    name: '录像.mp4',
    size: 5_000_000_000,
    arrayBuffer: () => Promise.reject(new Error('it was read')),
  };
  await expect(readBounded(huge, 40 * 1_048_576, 'picture.tooLarge')).rejects.toMatchObject({
    code: 'picture.tooLarge',
    params: { name: '录像.mp4', mb: 4769, limit: 40 },
  });
  const small = new File(['ab'], 'a.jpg');
  expect([...(await readBounded(small, 2, 'picture.tooLarge'))]).toEqual([97, 98]);
});
