import type { CasePage, HistoryLine, ReportView } from '@shared/contract/pages';
import { describe, expect, it } from 'vitest';
import type { Names } from '../../kit/directory';
import { replyFacts } from './replyFacts';

const names = { directory: undefined, className: () => undefined } as unknown as Names;
const who = { centre: '指挥中心', contact: '', names, now: '2024-12-31T16:00:00.000+08:00' };
const report = { title: '垃圾', content: '', channel: 'phone', place: { text: '冼村路' } } as ReportView;

const checked = (at: string, data: Record<string, unknown>, undone = false) =>
  ({ type: 'case.checked', at, data, undone }) as unknown as HistoryLine;
const checkOf = (...history: HistoryLine[]) => {
  const page = { item: { no: '1' }, place: { text: '' }, parts: [], history } as unknown as CasePage;
  return replyFacts(report, page, who).case?.check;
};

describe('the check that a reply tells of', () => {
  const known = checked('10:00', { how: 'photo', passed: true });

  it('is the last that was not taken back', () => {
    const later = checked('11:00', { how: 'onSite', passed: false });
    expect(checkOf(known, later)).toEqual({ how: 'onSite', passed: false, at: '11:00' });
    expect(checkOf(known, { ...later, undone: true })).toEqual({ how: 'photo', passed: true, at: '10:00' });
    expect(checkOf()).toBeUndefined();
  });

  it('is none of a newer program, for which a reply has no words', () => {
    expect(checkOf(known, checked('11:00', { how: 'drone', passed: true }))?.how).toBe('photo');
    expect(checkOf(checked('11:00', { how: 'drone', passed: true }))).toBeUndefined();
  });
});
