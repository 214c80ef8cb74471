import type { CaseState } from '@shared/domain/case/evolve';
import type { Commit, Fact, StoredEvent } from '@shared/domain/envelope';
import { factsOf } from '@shared/domain/facts';
import { foldAll, headsOf } from '@shared/domain/fold';
import type { ReportState } from '@shared/domain/report/state';
import { toInstant, toMs } from '@shared/rules/time';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refreshDistrict } from '../../../src/main/sync/district/reader';
import { testPostgres } from '../../../src/main/sync/testing/postgres';
import { caseOf, foldedOf, pushAll, reportOf } from './hubRows';

/** The hub's fold against the program's where desks know little of each other: facts as no single desk would write them. */
const server = testPostgres();
const STREAMS = process.env.XIUHUA_NIGHTLY ? 6000 : 400;
const START = toMs('2024-12-10T09:00:00.000+08:00');
const CHAINS = ['desk-a', 'desk-b', 'desk-c'];

type Turn = readonly [who: number, hears: number, what: number, x: number, y: number];
type Data = Record<string, unknown>;
type Makes = (x: number, y: number, facts: readonly Fact[]) => Data;

const unit = (n: number): string => ['hwz', 'zfd', 'swzx'][n % 3] ?? '';
const later = (n: number): string => toInstant(START + n * 3_600_000);
const limit = (n: number): Data => ({
  ...{ value: (n % 3) + 1, unit: 'workHour', rule: 'r', calendar: 'c' },
  ...{ start: later(0), due: later((n % 3) + 1), yellowAt: later(n % 3) },
});
const place = (n: number): Data => ({ text: `${n % 3} 号`, gridCode: String(n % 2) });
const clocks = (x: number): Data[] => (x % 2 ? [{ name: 'handle', unit: unit(x), grant: limit(x) }] : []);
const check = (y: number): Data => [{}, { check: limit(y) }, { checkIfLast: limit(y) }][y % 3] ?? {};
/** The action of one of the last commits is taken back, mostly the very last. */
const undo: Makes = (x, y, facts) => {
  const { device, incarnation, seq } = facts.at(y % 3 ? -1 : -1 - (x % Math.min(3, facts.length))) as Fact;
  return { commit: `${device}.${incarnation}.${seq}`, types: [] };
};
/** Some of what is known is weighed, and some of that is set aside. */
const settle: Makes = (x, y, facts) => {
  const refs = facts.filter((_, i) => i > 0 && (x % 2 === 0 || (i + x) % 3 > 0)).map(({ ref }) => ref);
  return { refs, aside: refs.filter((_, i) => (i + y) % 3 === 0), chosen: '' };
};
const described = (x: number, y: number): Data => ({
  ...(x % 3 === 0 ? { title: `${y % 2}` } : {}),
  ...(x % 3 === 1 ? { place: place(y) } : {}),
  ...(x % 2 ? { classRef: { scheme: 's', code: String(y % 2) } } : {}),
});

const ofCase: Record<string, Makes> = {
  'case.filed': (x) => ({
    ...{ no: String(x % 2), title: '0', description: '', channel: 'phone', priority: 'normal' },
    ...{ place: place(0), assign: limit(x) },
  }),
  'case.described': (x, y) => ({
    ...described(x, y),
    ...(x % 2 ? { className: `类${y % 3}` } : { priority: y % 2 ? 'urgent' : 'normal' }),
  }),
  'case.assigned': (x, y) => ({
    ...{ lead: unit(x), assisting: y % 2 ? [unit(x + 1)] : [], choice: { by: 'operator' }, handle: limit(y) },
  }),
  'case.part-added': (x, y) => ({
    part: { unit: unit(x), handle: limit(x), ...(y % 2 ? { task: `${y % 3}` } : {}) },
  }),
  'case.accepted': (x) => ({ unit: unit(x) }),
  'case.returned': (x, y) => ({
    ...{ unit: unit(x), reason: 'other' },
    ...(x % 2 ? { assign: limit(y) } : check(y)),
  }),
  'case.handled': (x, y) => ({
    ...{ unit: unit(x), note: '', photos: [], ...check(y) },
    ...(x % 4 === 3 ? { confirmed: false } : {}),
  }),
  'case.confirmed': (x, y) => ({ unit: unit(x), ...check(y) }),
  'case.checked': (x, y) => ({
    ...{ passed: x % 2 === 0, how: y % 5 ? 'photo' : 'sheet', photos: [] },
    ...(y % 3 ? { rework: clocks(x) } : {}),
  }),
  'case.closed': (x) => ({ kind: x % 2 ? 'normal' : 'special' }),
  'case.reopened': (x) => ({ reason: '', assign: limit(x) }),
  'case.voided': () => ({ reason: '' }),
  'case.noted': () => ({ kind: 'note', text: '', photos: [] }),
  'case.urged': (x) => ({ unit: unit(x) }),
  'case.supervised': (x, y) => ({ id: `s${x % 2}`, unit: unit(x), text: '', answer: limit(y) }),
  'case.supervision-answered': (x) => ({ id: `s${x % 2}`, text: '' }),
  'case.asked': (x, y) => ({
    ...{ kind: y % 2 ? 'hold' : 'extension', unit: unit(x), reason: '' },
    ...(y % 2 ? { until: later(y % 5) } : {}),
  }),
  'case.answered': (x, y) => ({
    ...{ kind: y % 2 ? 'hold' : 'extension', granted: x % 3 > 0, approver: '', clocks: clocks(x) },
    ...(y % 2 ? { until: later(y % 5) } : {}),
  }),
  'case.resumed': (x) => ({ clocks: clocks(x) }),
  'case.merged': (x) => ({ into: `case:m${x % 2}`, intoNo: '9' }),
  'case.split': (x) => ({ reason: '', clocks: clocks(x) }),
  'case.reckoned': (x) => ({ because: 'limits', clocks: clocks(x) }),
  'case.undone': undo,
  'case.settled': settle,
};

const ofReport: Record<string, Makes> = {
  'report.received': (x) => ({
    ...{ channel: 'phone', title: '0', content: '', place: place(0), receivedAt: later(0), photos: [] },
    intake: limit(x),
  }),
  'report.described': described,
  'report.linked': (x, y) => ({ caseId: `case:${x % 2}`, why: y % 2 ? 'filed' : 'split' }),
  'report.unlinked': (x, y) => ({
    ...{ caseId: `case:${x % 2}`, reason: '' },
    ...(y % 2 ? { intake: limit(y) } : {}),
  }),
  'report.refused': (x, y) => ({ kind: x % 2 ? 'notFiled' : 'void', reason: `${y % 2}` }),
  'report.verify-sent': (x) => ({ to: unit(x), how: 'phone', verify: limit(x) }),
  'report.verified': (x, y) => ({ real: x % 2 === 0, note: '', photos: [], intake: limit(y) }),
  'report.replied': (x, y) => ({ text: `${x % 2}`, ...(y % 3 ? {} : { interim: true }) }),
  'report.called-back': (x) => ({ reached: x % 2 === 0 }),
  'report.reopened': (x) => ({ caseId: `case:${x % 2}` }),
  'report.reckoned': (x) => ({ because: 'limits', reply: limit(x), verify: limit(x) }),
  'report.sheet-updated': (x) => ({ sheet: { state: x % 2 ? 'closed' : 'handling' } }),
  'report.withdrawn': () => ({ reason: '' }),
  'report.caller-viewed': () => ({}),
  'report.undone': undo,
  'report.settled': settle,
};

/** Chains that write on one stream; each has heard of all that was written until it last listened, and of its own. */
class Desks {
  readonly commits: Commit[] = [];
  private readonly facts: Fact[] = [];
  private readonly heard = [0, 0, 0];

  constructor(
    private readonly stream: string,
    private readonly table: Readonly<Record<string, Makes>>,
    private readonly seqs: Map<string, number>,
    /** Every fourth kind of fact from this one on, so that the same happens more often; all from 4 on. */
    private readonly few: number,
  ) {}

  take([who, hears, what, x, y]: Turn): void {
    const device = CHAINS[who % 3] ?? '';
    const n = this.facts.length;
    if (hears % 3 === 0 || n === 0) this.heard[who % 3] = n;
    const known = this.facts.filter((fact, i) => i < (this.heard[who % 3] ?? 0) || fact.device === device);
    const types = Object.keys(this.table).filter(
      (type, i) => i % 4 === this.few || this.few > 3 || /filed|received|undone/.test(type),
    );
    const type = (n === 0 ? types[0] : types[what % types.length]) ?? '';
    const data = (this.table[type] as Makes)(x, y, known.length > 0 ? known : this.facts);
    const events = [this.event(type, data, known)];
    this.write(device, n, events, hears % 5 === 4 ? 'intake:1' : undefined);
  }

  private event(type: string, data: Data, known: readonly Fact[]): StoredEvent {
    const rank = Math.max(0, ...known.map((fact) => fact.rank)) + 1;
    const basis = headsOf([...known].sort((a, b) => a.rank - b.rank)) || null;
    return {
      stream: this.stream,
      type,
      v: 1,
      rank,
      basis,
      at: toInstant(START + this.facts.length * 1_200_000),
      data,
    };
  }

  private write(device: string, n: number, events: StoredEvent[], cause: string | undefined): void {
    const seq = (this.seqs.get(device) ?? 0) + 1;
    this.seqs.set(device, seq);
    const at = toInstant(START + n * 1_200_000);
    const commit = {
      ...{ device, incarnation: 1, seq, id: `${device}-${seq}`, hlc: `${at}-${device}`, actor: device },
      ...{ recordedAt: at, prev: '0'.repeat(64), events, ...(cause ? { cause } : {}) },
    };
    this.commits.push(commit);
    this.facts.push(...factsOf(commit));
  }

  get all(): readonly Fact[] {
    return this.facts;
  }
}

it('is the program’s fold of what desks wrote that knew little of each other', async () => {
  const db = await server().database();
  const admin = await db.connect();
  await db.street('forks');
  const nat = fc.noBias(fc.nat(9999));
  const turns = fc.array(fc.tuple(nat, nat, nat, nat, nat), { minLength: 4, maxLength: 24 });
  const seqs = new Map<string, number>();
  const desks = fc.sample(turns, { seed: 20241231, numRuns: STREAMS }).map((all, n) => {
    const [id, table] = n % 3 ? ([`case:${n}`, ofCase] as const) : ([`report:${n}`, ofReport] as const);
    const one = new Desks(id, table, seqs, n % 8);
    for (const turn of all) one.take(turn);
    return one;
  });
  await pushAll(
    admin,
    'forks',
    desks.flatMap((one) => one.commits),
  );
  await refreshDistrict(admin);
  const folded = await foldedOf(admin, 'forks');
  let disputed = 0;
  for (const { all } of desks) {
    const id = all[0]?.stream ?? '';
    const state = foldAll(all).state;
    const mine = id.startsWith('case:') ? caseOf(state as CaseState) : reportOf(state as ReportState);
    expect(folded.get(id), id).toEqual(mine);
    if ((mine as { disputed: boolean }).disputed) disputed += 1;
  }
  expect(disputed).toBeGreaterThan(STREAMS / 4);
  const { rows } = await admin.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT disputed FROM district.case UNION ALL SELECT disputed FROM district.report) q WHERE disputed`,
  );
  expect(rows[0]?.n).toBe(disputed);
});
