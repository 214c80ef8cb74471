import { handledOnTime } from '@shared/domain/case/decide';
import type { CaseState } from '@shared/domain/case/evolve';
import { describe, expect, it } from 'vitest';
import { storyCase } from '../stories';
import { countBy, type ToldYear } from './year';

/** What must hold of the stories in a year that `told` gives once it is there. */
export function describeStories(told: () => ToldYear): void {
  const caseOf = (name: string): CaseState => {
    const found = told().cases.find(({ id }) => id === storyCase(name));
    if (!found) throw new Error(`no case ${name}`);
    return found;
  };
  const notesOf = (name: string, kind: string) =>
    told().store.facts.filter(
      ({ stream, type, data }) => stream === storyCase(name) && type === 'case.noted' && data.kind === kind,
    );

  describe('the stories of the year', () => {
    it('the emergency of 1 November: told, measured, filled, done at about 01:00, surveyed again', () => {
      const hole = caseOf('hole');
      expect(hole).toMatchObject({
        stage: 'closed',
        priority: 'urgent',
        handledAt: '2024-11-02T01:00:00.000+08:00',
      });
      expect(hole.filedAt.startsWith('2024-11-01T16:0')).toBe(true);
      expect(handledOnTime(hole)).toBe(true);
      expect(hole.parts.map(({ unit }) => unit)).toEqual(
        expect.arrayContaining(['szyh', 'ranqi', 'gongdian', 'paishui', 'yingji']),
      );
      const first = notesOf('hole', 'emergency')[0];
      expect([first?.at, first?.data.text]).toEqual([
        '2024-11-01T16:03:00.000+08:00',
        expect.stringContaining('区应急局值班室'),
      ]);
      const measured = notesOf('hole', 'measurement')
        .map(({ data }) => String(data.text))
        .join();
      expect(measured).toContain('6 m × 3 m × 2 m');
      expect(measured).toContain('8 m × 3 m × 2.2 m');
      expect(caseOf('hole-survey')).toMatchObject({ stage: 'closed', follows: hole.id });
    });

    it('the broadband of September: returned, a meeting of eight units, lines over National Day', () => {
      const broadband = caseOf('bb');
      expect(broadband.stage).toBe('closed');
      expect(broadband.returns).toHaveLength(3);
      expect(broadband.parts).toHaveLength(8);
      expect(broadband.parts.filter(({ role }) => role === 'lead')).toHaveLength(1);
      expect(broadband.parts.every(({ handledAt }) => handledAt !== undefined)).toBe(true);
      expect(notesOf('bb', 'meeting')).toHaveLength(1);
      expect(notesOf('bb', 'note').some(({ at }) => at >= '2024-10-01' && at < '2024-10-08')).toBe(true);
      expect(handledOnTime(broadband)).toBe(true);
      expect(told().reports.filter(({ caseId }) => caseId === broadband.id)).toHaveLength(3);
    });

    it('the wall at 平云路: seen with the bikes, taken down, rebuilt before the marathon', () => {
      expect(caseOf('wall-crack')).toMatchObject({ stage: 'closed', follows: storyCase('wall-bikes') });
      const built = caseOf('wall-new');
      expect(built).toMatchObject({ stage: 'closed', follows: storyCase('wall-crack') });
      expect(built.closedAt && built.closedAt < '2024-12-01').toBe(true);
    });

    it('the couriers at 花城广场: a hot spot that cools down after the areas were agreed', () => {
      const campaign = caseOf('couriers');
      expect(campaign.stage).toBe('closed');
      const linked = told().reports.filter(({ caseId }) => caseId === campaign.id);
      expect(linked.map(({ channel }) => channel)).toEqual(['delegate', 'delegate', 'delegate']);
      const parked = told().reports.filter(
        ({ place, classRef }) =>
          place.text.includes('花城广场') && ['H0301', '0410'].includes(classRef?.code ?? ''),
      );
      const perMonth = countBy(parked, ({ receivedAt }) => receivedAt.slice(0, 7));
      const months = (...names: string[]) =>
        names.reduce((sum, name) => sum + (perMonth[`2024-${name}`] ?? 0), 0);
      expect(months('05', '06', '07')).toBeGreaterThan(60);
      expect(months('10', '11', '12')).toBeLessThan(months('05', '06', '07') / 5);
    });
  });
}
