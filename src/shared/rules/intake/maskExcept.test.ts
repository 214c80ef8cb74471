import { describe, expect, it } from 'vitest';
import { maskExcept } from './maskExcept';

const contact = '020-38880000';

describe('a draft on the disk', () => {
  it('keeps the number of the centre and no other', () => {
    const kept = maskExcept(`请拨 ${contact}，或联系来电人 13912345678。`, contact);
    expect(kept).toContain(contact);
    expect(kept).not.toContain('13912345678');
  });

  it('masks a longer number that holds the digits of the centre', () => {
    expect(maskExcept('回拨 13912345678', '12345')).not.toContain('13912345678');
    expect(maskExcept('回拨 12345', '12345')).toBe('回拨 12345');
  });

  it('masks every number where the centre has none', () => {
    expect(maskExcept(`请拨 13912345678`, '')).not.toContain('13912345678');
  });
});
