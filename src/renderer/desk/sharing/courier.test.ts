import { RemoteError } from '@shared/contract/errors';
import { shellCalls } from '@shared/contract/shell';
import { type PackagePreview, packagePreviewSchema } from '@shared/contract/sync';
import { describe, expect, it } from 'vitest';
import {
  fileName,
  isCourierFile,
  jobShare,
  keyDigits,
  partBytes,
  passwordFault,
  splitNames,
  wantsDigits,
  wantsPassword,
} from './courier';

describe('the courier dialogs', () => {
  it('ask for parts that the contract takes, whatever is chosen or typed', () => {
    const { input } = shellCalls['courier.export'];
    for (const split of splitNames) {
      for (const own of [0, 0.4, 700, 1_000_000]) {
        const parsed = input.safeParse({ peer: 'p', partBytes: partBytes(split, own) });
        expect(parsed.success, `${split} ${own}`).toBe(true);
      }
    }
    expect(partBytes('fat32', 1)).toBeLessThan(2 ** 32);
    expect(partBytes('own', 700)).toBe(700_000_000);
  });

  it('take no password, or one typed twice that is long enough', () => {
    expect(passwordFault('', '')).toBeUndefined();
    expect(passwordFault('1234567', '1234567')).toBe('short');
    expect(passwordFault('12345678', '12345679')).toBe('differ');
    expect(passwordFault('12345678', '12345678')).toBeUndefined();
    expect(passwordFault('', '12345678')).toBe('short');
  });

  it('know their files by name', () => {
    for (const name of ['a.xhc', 'A.XHC', 'a.xhc.zip', 'a.xhc.json'])
      expect(isCourierFile(name), name).toBe(true);
    for (const name of ['a.zip', 'xhc', 'a.xlsx', 'a.json', 'a.xhc.png'])
      expect(isCourierFile(name), name).toBe(false);
  });

  it('see from an error that a file wants its password, and which file', () => {
    const error = new RemoteError({
      code: 'courier.password',
      call: 'courier.open',
      params: { source: 'a1', file: '/a/b.xhc' },
    });
    expect(wantsPassword(error)).toEqual({ source: 'a1', name: '/a/b.xhc' });
    expect(wantsPassword(new RemoteError({ code: 'courier.password', call: 'courier.open' }))).toEqual({
      source: undefined,
      name: undefined,
    });
    expect(wantsPassword(new RemoteError({ code: 'courier.broken', call: 'courier.open' }))).toBeUndefined();
    expect(wantsPassword(new Error('x'))).toBeUndefined();
  });

  it('name a file without its folder, of any system', () => {
    expect(fileName('C:\\usb\\a.xhc')).toBe('a.xhc');
    expect(fileName('/media/usb/a.xhc')).toBe('a.xhc');
    expect(fileName('a.xhc')).toBe('a.xhc');
  });

  it('take digits as they are typed, in the groups in which they are read out', () => {
    expect(keyDigits('')).toBe('');
    expect(keyDigits('12345')).toBe('12345');
    expect(keyDigits('123456')).toBe('12345 6');
    expect(keyDigits('１２３４５，67890-12345 67890 99')).toBe('12345 67890 12345 67890');
  });

  it('ask for the digits of a sender that nobody knows, and for no other trouble', () => {
    const preview: PackagePreview = packagePreviewSchema.parse({
      token: 't',
      file: '/media/a.xhc.zip',
      street: '440106014',
      from: '区中心',
      madeAt: '2026-03-02T15:00:00.000+08:00',
      part: 1,
      parts: 1,
      commits: 3,
      freshCommits: 3,
      photos: 0,
      freshPhotos: 0,
      bytes: 900,
      problems: [],
      blocked: { code: 'courier.unknownSender', params: { name: '区中心', safety: '12345 67890' } },
    });
    expect(wantsDigits(preview)).toBe(true);
    expect(wantsDigits({ ...preview, blocked: { code: 'courier.unknownSender', params: {} } })).toBe(false);
    expect(wantsDigits({ ...preview, blocked: { code: 'courier.forged', params: { safety: '1' } } })).toBe(
      false,
    );
    expect(wantsDigits({ ...preview, blocked: null })).toBe(false);
  });

  it.each([
    [0, 0, 0],
    [0, 900, 0],
    [899, 900, 99],
    [900, 900, 100],
    [901, 900, 100],
  ])('are at %i of %i: %i per cent', (done, total, share) => {
    expect(jobShare({ kind: 'courierTake', done, total })).toBe(share);
  });
});
