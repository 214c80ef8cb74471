import { describe, expect, it } from 'vitest';
import { errorWords } from './texts';

/** Codes with which a folder is read-only or does not open, and what their words must lead to in each language. */
const WAYS: readonly (readonly [code: string, english: RegExp, chinese: RegExp])[] = [
  ['store.damaged', /repair/, /repair/],
  ['store.identity', /repair/, /repair/],
  ['store.keysDamaged', /repair/, /repair/],
  ['store.keysMissing', /repair/, /repair/],
  ['store.keyMissing', /backup/, /备份/],
  ['store.keyWrong', /put the right file back/, /放回/],
  ['store.key', /key store|administrator/, /密钥库|管理员/],
  ['store.lockedElsewhere', /unlock --force/, /unlock --force/],
  ['store.locked', /close it|unlock/i, /关闭|unlock/],
  ['store.readOnlyDisk', /rights|disk/, /权限|磁盘/],
  ['store.diskFull', /free some space/i, /腾出空间/],
  ['store.fateUnknown', /look whether/i, /请先看/],
];

describe('the words of a state in which nothing can be written', () => {
  it.each(WAYS)('%s names the way back', (code, english, chinese) => {
    const error = { code, call: 'open', params: {} };
    expect(errorWords(error, { LANG: 'en_GB.UTF-8' })).toMatch(english);
    expect(errorWords(error, { LANG: 'zh_CN.UTF-8' })).toMatch(chinese);
  });
});
