import type { RankedProposal } from '@shared/contract/rules';
import type { ClassRef, Place } from '@shared/domain/common';
import { type PastChoice, rankProposals, type SimilarRow } from '@shared/rules/precedents';
import { DAY_MS, dayOf } from '@shared/rules/time';
import type { Db, SqlValue } from '../projection/database';
import type { QueryContext } from './context';

export type { RankedProposal as ProposalView } from '@shared/contract/rules';

/** For how long what happened to cases of the same class counts. */
const PRECEDENT_DAYS = 90;

/** The cases of a class (and community, where the place has one) filed since a moment. */
interface Alike {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

function alike(classRef: ClassRef, community: string | undefined, since: number): Alike {
  const where = "i.class=? AND i.scheme=? AND i.kind='case' AND i.filed_at>=?";
  const values = [classRef.code, classRef.scheme, since];
  return community === undefined
    ? { where, values }
    : { where: `${where} AND i.community=?`, values: [...values, community] };
}

/** What similar cases did, by unit: given, closed, sent back and why. A case that was sent back counts for who sent it back, too. */
function similarRows(db: Db, { where, values }: Alike): SimilarRow[] {
  const given = db.all<{ unit: string; n: number; closed: number; last: number }>(
    `SELECT i.unit AS unit, count(*) AS n, sum(i.state='closed') AS closed, max(i.filed_at) AS last
     FROM item i WHERE ${where} AND i.unit IS NOT NULL AND i.state<>'void' GROUP BY i.unit`,
    [...values],
  );
  const returned = db.all<{ unit: string; reason: string; n: number; last: number }>(
    `SELECT r.unit AS unit, r.reason AS reason, count(*) AS n, max(r.at) AS last
     FROM item i JOIN returned r ON r.case_id=i.id WHERE ${where} GROUP BY r.unit, r.reason ORDER BY n DESC, r.reason`,
    [...values],
  );
  const units = [...new Set([...given, ...returned].map((row) => row.unit))];
  return units.map((unit) => {
    const own = given.find((row) => row.unit === unit);
    const back = returned.filter((row) => row.unit === unit);
    const count = back.reduce((sum, row) => sum + row.n, 0);
    return {
      unit,
      n: (own?.n ?? 0) + count,
      closed: own?.closed ?? 0,
      returned: count,
      reasons: back.map(({ reason, n }) => ({ reason, n })),
      last: Math.max(own?.last ?? 0, ...back.map((row) => row.last)),
    };
  });
}

/** What operators chose at this class and community, newest first. Sheets of the hotline choose nothing. */
function pastChoices(db: Db, classRef: ClassRef, community: string | undefined, most: number): PastChoice[] {
  const rows = db.all<{ unit: string; rule_unit: string | null }>(
    `SELECT unit, rule_unit FROM choice WHERE class=? AND scheme=? AND community IS ? AND "by"<>'sheet'
     ORDER BY at DESC, case_id DESC, n DESC LIMIT ?`,
    [classRef.code, classRef.scheme, community ?? null, most],
  );
  return rows.map((row) => ({ unit: row.unit, ruleUnit: row.rule_unit }));
}

const CHOICES_READ = 50;

/**
 * The units to propose for a class at a place, best first, each with its reasons: the precedent, the table's row and its
 * basis, and what similar cases did in the last 90 days in the same community. Empty where there is no class.
 */
export function proposalsFor(
  classRef: ClassRef | undefined,
  place: Place,
  context: QueryContext,
): RankedProposal[] {
  if (!classRef) return [];
  const { db, rules, nowMs } = context;
  const since = nowMs - PRECEDENT_DAYS * DAY_MS;
  const table = rules.propose(classRef, place, dayOf(context.now));
  const similar = similarRows(db, alike(classRef, place.communityCode, since));
  const ranked = rankProposals({
    table,
    similar,
    choices: pastChoices(db, classRef, place.communityCode, CHOICES_READ),
    after: rules.policy.precedentAfter,
  });
  const total = similar.reduce((sum, row) => sum + row.n - row.returned, 0);
  return ranked
    .filter(({ unit }) => rules.unit(unit) !== undefined)
    .map((one) => {
      const row = similar.find(({ unit }) => unit === one.unit);
      const basis = one.unit === table?.unit ? table.basis : undefined;
      return {
        unit: one.unit,
        rule: one.unit === table?.unit ? table.rule : '',
        ...(basis === undefined ? {} : { basis }),
        similar: total,
        doneByUnit: row?.closed ?? 0,
        returnedByUnit: row?.returned ?? 0,
        assisting: [...one.assisting],
        reason: one.reason,
        returns: (row?.reasons ?? []).map(({ reason, n }) => ({ reason, n })),
        reasons: [...one.reasons],
      };
    });
}
