import { describe, expect, it } from 'vitest';
import { sameMatter } from './sameMatter';

type Near = Parameters<typeof sameMatter>[0];

const item = (id: string, className: string | null, ref: Near['classRef'] = null): Near => ({
  id,
  kind: id.startsWith('case') ? 'case' : 'report',
  classRef: ref,
  className,
});

describe('a case near by to merge into', () => {
  const noise = { scheme: 'street', code: '0101' };

  it('is none where neither has a class', () => {
    expect(sameMatter(item('report:1', null), [item('case:1', null)])).toBeUndefined();
  });

  it('is of the same code; one name under two codes of a catalogue is two classes', () => {
    const near = [item('case:1', '噪音', { ...noise, code: '0102' }), item('case:2', '噪音', noise)];
    expect(sameMatter(item('report:1', '噪音', noise), near)?.id).toBe('case:2');
  });

  it('is of the same name where the catalogues differ', () => {
    const near = [item('case:1', '噪音', { scheme: 'hotline', code: '7' })];
    expect(sameMatter(item('report:1', '噪音', noise), near)?.id).toBe('case:1');
  });

  it('is a case, and never the item itself', () => {
    const near = [item('report:2', '噪音', noise), item('case:1', '噪音', noise)];
    expect(sameMatter(item('case:1', '噪音', noise), near)).toBeUndefined();
  });
});
