import type { CaseState } from '@shared/domain/case/evolve';
import type { Fact } from '@shared/domain/envelope';
import { owesReply, type ReportState } from '@shared/domain/report/state';
import { describe, expect, it } from 'vitest';
import { DEMO_NOW } from '../plan';
import { countBy, overdue, type ToldYear } from './year';

/** Reports that wait for a reply: of closed cases, and refused ones. */
function owing({ reports, cases }: ToldYear): { report: ReportState; due: string }[] {
  const closed = new Map(cases.filter(({ stage }) => stage === 'closed').map((one) => [one.id, one]));
  return reports.filter(owesReply).flatMap((report) => {
    const kase = closed.get(report.caseId ?? '');
    const due = (report.outside ?? report.refusal?.reply ?? kase?.reply)?.due ?? '';
    return kase || report.status === 'refused' ? [{ report, due }] : [];
  });
}

/** The choices at each class and community, newest first; those of the hotline's sheets aside. */
function choicesByPlace(cases: readonly CaseState[]): CaseState['choices'][] {
  const groups = new Map<string, CaseState['choices'][number][]>();
  for (const { classRef, place, choices } of cases) {
    const key = `${classRef?.scheme}/${classRef?.code}/${place.communityCode}`;
    groups.set(key, [...(groups.get(key) ?? []), ...choices.filter(({ by }) => by !== 'sheet')]);
  }
  return [...groups.values()].map((all) => all.sort((a, b) => (a.at < b.at ? 1 : -1)));
}

/** What must have happened to cases on their way in a year that `told` gives once it is there. */
export function describeTurns(told: () => ToldYear): void {
  const factsOf = (type: string): Fact[] => told().store.facts.filter((fact) => fact.type === type);
  const within = (value: number, from: number, to: number) => {
    expect(value).toBeGreaterThanOrEqual(from);
    expect(value).toBeLessThanOrEqual(to);
  };

  describe('what happens to cases on their way', () => {
    it('is seldom, but everything does', () => {
      const counts = countBy(told().store.facts, ({ type }) => type);
      const some: Record<string, [number, number]> = {
        'case.accepted': [500, 1500],
        'case.confirmed': [150, 500],
        'case.part-added': [5, 40],
        'case.asked': [25, 110],
        'case.supervised': [10, 40],
        'case.supervision-answered': [7, 40],
        'case.merged': [6, 40],
        'case.split': [1, 1],
        'case.reopened': [5, 9],
        'report.verify-sent': [60, 140],
        'report.called-back': [400, 900],
      };
      for (const [type, [from, to]] of Object.entries(some)) {
        expect(counts[type], type).toBeGreaterThanOrEqual(from);
        expect(counts[type], type).toBeLessThanOrEqual(to);
      }
      const answers = countBy(factsOf('case.answered'), ({ data }) => `${data.kind} ${data.granted}`);
      expect(answers['extension true']).toBeGreaterThan(5);
      expect(answers['extension false']).toBeGreaterThan(3);
      expect(answers['hold true']).toBeGreaterThan(4);
      expect(told().cases.filter(({ closeKind }) => closeKind === 'forced')).toHaveLength(1);
      within(told().cases.filter(({ parts }) => parts.length > 1).length, 30, 100);
    });

    it('has holds approved by the duty leader, and who at the unit said it by role', () => {
      for (const { data } of factsOf('case.answered'))
        if (data.kind === 'hold') expect(data.approver).toMatch(/^duty-/);
      const said = told().store.facts.flatMap((one) => one.saidBy ?? []);
      within(said.length, 1500, 5000);
      for (const word of new Set(said)) expect(word).toMatch(/(员|长|人|客服|勤|主管|经理)$/);
    });

    it('meets after a second return', () => {
      const twice = told().cases.filter(({ returns }) => returns.length >= 2);
      within(twice.length, 8, 40);
      const met = new Set(
        factsOf('case.noted').flatMap(({ stream, data }) => (data.kind === 'meeting' ? stream : [])),
      );
      const without = twice.filter(({ id, stage }) => !met.has(id) && stage !== 'returned');
      expect(without).toEqual([]);
    });

    it('sees what people told us before it files it, and files nothing that was not so', () => {
      const seen = told().reports.filter(({ verification }) => verification?.doneAt !== undefined);
      expect(new Set(seen.map(({ channel }) => channel))).toEqual(new Set(['snapshot', 'phone', 'walkIn']));
      for (const { verification, status } of seen)
        expect(status).toBe(verification?.real ? 'linked' : 'refused');
    });

    it('takes up again what a caller was not content with, and asks him again', () => {
      const again = new Set(
        told()
          .cases.filter(({ reopens }) => reopens > 0)
          .map(({ id }) => id),
      );
      const first = told().reports.filter(
        ({ caseId = '', callBacks }) => again.has(caseId) && callBacks.length > 0,
      );
      expect(first).toHaveLength(again.size);
      for (const { callBacks } of first) {
        expect(callBacks[0]).toMatchObject({ reached: true, solved: false });
        expect(callBacks[1]).toMatchObject({ reached: true, solved: true });
      }
    });

    it('holds one precedent: three choices in a row against the table', () => {
      const against = choicesByPlace(told().cases).filter((choices) => {
        const [one, ...rest] = choices.slice(0, 3);
        if (!one || rest.length < 2 || one.unit === one.tableUnit) return false;
        return rest.every(({ unit, tableUnit }) => unit === one.unit && tableUnit === one.tableUnit);
      });
      expect(against).toHaveLength(1);
      expect(against[0]?.[0]).toMatchObject({ by: 'operator' });
    });
  });

  describe('the last afternoon', () => {
    it('has something in every view', () => {
      const { open, reports } = told();
      const waiting = reports.filter(({ status }) => status === 'received');
      const verifying = waiting.filter(({ verification }) => verification && !verification.doneAt);
      expect(verifying).toHaveLength(3);
      for (const { verification } of verifying) expect((verification?.grant.due ?? '') > DEMO_NOW).toBe(true);
      const held = open.filter(({ stage }) => stage === 'onHold');
      expect(held.map(({ hold }) => hold?.until.slice(0, 7))).toEqual(['2025-01', '2025-01']);
      const supervised = open.flatMap(({ supervisions }) => supervisions.filter((one) => !one.answeredAt));
      expect(supervised).toHaveLength(3);
      for (const { grant } of supervised) expect(grant.due > DEMO_NOW).toBe(true);
      expect(countBy(open, ({ ask }) => ask?.kind ?? 'none')).toMatchObject({ extension: 2, hold: 1 });
      const reported = open.filter(({ parts }) => parts.some((one) => one.reportedAt && !one.handledAt));
      expect(reported.length).toBeGreaterThan(1);
      expect(open.filter(({ parts }) => parts.length > 1).length).toBeGreaterThan(1);
      const returned = open.filter(({ stage }) => stage === 'returned').map(({ returns }) => returns.length);
      expect(returned.sort()).toEqual([1, 2]);
      const late = overdue(told());
      expect(late.filter(({ supervisions }) => supervisions.length > 0)).toHaveLength(2);
    });

    it('leaves a dozen replies to be written, none of them late', () => {
      const owed = owing(told());
      expect(owed).toHaveLength(12);
      expect(owed.filter(({ due }) => due <= DEMO_NOW)).toEqual([]);
    });
  });
}
