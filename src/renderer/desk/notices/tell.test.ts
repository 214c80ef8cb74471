import type { Notice } from '@shared/contract/notices';
import { describe, expect, it } from 'vitest';
import { Fresh, sayNotices } from './tell';

const marks: Record<string, string> = { 'common:comma': ', ', 'common:semicolon': '; ' };
const t = (key: string, options?: Record<string, unknown>) =>
  marks[key] ?? `${key.split(':')[1]}(${options?.count ?? ''})`;
const notice = (n: number, more: Partial<Notice> = {}): Notice => ({
  key: `red:case:${n}`,
  itemId: `case:${n}`,
  kind: 'red',
  no: `A000${n}`,
  title: '李某投诉楼上噪音',
  unit: 'zfd',
  at: '',
  due: null,
  ...more,
});

describe('what is said aloud', () => {
  it('is one notice for several turns, without the words of the matter', () => {
    const rows = [1, 2, 3, 4].map((n) => notice(n));
    const said = sayNotices([...rows, notice(5, { kind: 'returned', unit: null })], t, () => '执法队');
    expect(said).toEqual({
      title: 'said.red(4), said.returned(1)',
      body: 'A0001 执法队; A0002 执法队; A0003 执法队; others(5)',
    });
    expect(JSON.stringify(said)).not.toContain('噪音');
  });

  it('opens the item where there is one only, even if it turned twice', () => {
    const said = sayNotices([notice(1), notice(1, { key: 'x', kind: 'askOpen' })], t, () => '执法队');
    expect(said).toMatchObject({ itemId: 'case:1', title: 'said.red(1), said.askOpen(1)' });
    expect(sayNotices([], t, String)).toBeUndefined();
  });

  it('is what turned since the desk opened, once each', () => {
    const fresh = new Fresh();
    expect(fresh.take([notice(1)])).toEqual([]);
    expect(fresh.take([notice(1), notice(2)])).toEqual([notice(2)]);
    expect(fresh.take([notice(2)])).toEqual([]);
    expect(fresh.take([notice(1), notice(2)])).toEqual([]);
  });
});
