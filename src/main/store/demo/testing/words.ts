import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { read as readBook, utils } from '@e965/xlsx';
import { findPersonalNumbers } from '@shared/rules/intake/personal';
import { describe, expect, it } from 'vitest';
import { countBy, share, type ToldYear } from './year';

/** What must hold of places, words and people in a year that `told` gives once it is there. */
export function describeWords(told: () => ToldYear): void {
  describe('places, words and people', () => {
    it('puts every report into a grid', () => {
      const without = told().reports.filter(
        ({ place }) => !place.gridCode || !place.communityCode || !place.lon,
      );
      expect(without.map(({ title }) => title)).toEqual([]);
      expect(new Set(told().cases.map(({ place }) => place.gridCode)).size).toBeGreaterThan(100);
    });

    it('varies its words', () => {
      expect(new Set(told().reports.map(({ content }) => content)).size).toBeGreaterThan(
        0.95 * told().reports.length,
      );
      expect(told().reports.filter(({ content, title }) => /[{}]|undefined/.test(content + title))).toEqual(
        [],
      );
    });

    it('knows no real person: numbers of two invented ranges, none in the words', () => {
      const callers = told().items.flatMap(({ envelope: { command } }) =>
        command.type === 'report.receive' || command.type === 'report.import' ? [command] : [],
      );
      for (const { caller, content } of callers) {
        if (caller?.phone) expect(caller.phone).toMatch(/^13[89]0000\d{4}$/);
        expect(findPersonalNumbers(content)).toEqual([]);
      }
      const hotline = told().reports.filter(({ channel }) => channel === 'hotline12345');
      expect(share(hotline, ({ caller }) => caller?.anonymous ?? false)).toBeCloseTo(0.15, 1);
      const phones = countBy(
        callers.filter(({ channel, caller }) => channel === 'hotline12345' && caller?.phone),
        ({ caller }) => caller?.phone ?? '',
      );
      expect(Object.values(phones).some((count) => count >= 5)).toBe(true);
    });

    it('numbers its orders like the hotline, and never as the samples do', () => {
      const numbers = new Set(told().reports.map(({ outsideNo }) => outsideNo ?? ''));
      for (const { channel, outsideNo, receivedAt } of told().reports) {
        const day = receivedAt.slice(0, 10).replaceAll('-', '');
        if (channel === 'hotline12345') expect(outsideNo).toMatch(new RegExp(`^${day.slice(2)}\\d{9}-01$`));
        if (channel === 'urban12319') expect(outsideNo).toMatch(new RegExp(`^${day}\\d{5}$`));
      }
      const sheets = ['12345-2024-10.xlsx', '12345-2024-12-31.xlsx'].flatMap((file) => {
        const book = readBook(readFileSync(resolve('test/fixtures/samples', file)));
        return Object.values(book.Sheets).map((sheet) => utils.sheet_to_csv(sheet));
      });
      const csv = new TextDecoder('gb18030').decode(
        readFileSync(resolve('test/fixtures/samples/12319-2024-10.csv')),
      );
      const used = [...sheets.join('\n').matchAll(/\d{15}-\d{2}/g), ...csv.matchAll(/\b2024\d{9}\b/g)].map(
        ([no]) => no,
      );
      expect(used.length).toBeGreaterThan(1500);
      expect(used.filter((no) => numbers.has(no))).toEqual([]);
    });
  });
}
