import type { CaseState } from '@shared/domain/case/evolve';
import { DAY_MS, HOUR_MS, toInstant, toMs } from '@shared/rules/time';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestFolder, TestFolders } from '../testing/folder';
import { connect } from '../testing/wires';
import { filedCase, received, wish } from '../testing/wishes';
import { StoreServer } from './server';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

const YEAR_MS = 365 * DAY_MS;
const START_MS = toMs('2026-03-02T09:00:00.000+08:00');

/** A computer: its wall clock can be set, its monotonic one only goes on, and not while it is switched off. */
class Host {
  wallMs = START_MS;
  monotonicMs = 5000;

  /** Time goes by with the computer running. */
  wait(ms: number): void {
    this.wallMs += ms;
    this.monotonicMs += ms;
  }

  open(folder: TestFolder): Promise<Store> {
    const clocks = { hostNow: () => this.wallMs, monotonicNow: () => this.monotonicMs };
    return folder.open({ start: undefined, ...clocks });
  }
}

/** A folder with an entry that was made at `START_MS`. */
async function used(): Promise<{ host: Host; folder: TestFolder; store: Store }> {
  const [host, folder] = [new Host(), await folders.create()];
  const store = await host.open(folder);
  store.believeClock();
  await wish(store, received());
  return { host, folder, store };
}

const refused = { code: 'store.clock', params: { now: '2027-03-02 09:00', last: '2026-03-02 09:00' } };

describe('a host’s clock that is a day or more off the last entry', () => {
  it('stamps nothing while the program runs, ahead or behind, and is right again by itself once it is set', async () => {
    const { host, folder, store } = await used();
    const before = folder.journalBytes();
    for (const off of [YEAR_MS, -YEAR_MS, DAY_MS, -DAY_MS]) {
      host.wallMs += off;
      await expect(wish(store, received())).rejects.toMatchObject({ code: 'store.clock' });
      host.wallMs -= off;
    }
    expect(folder.journalBytes().equals(before)).toBe(true);
    host.wallMs += YEAR_MS;
    await expect(wish(store, received())).rejects.toMatchObject(refused);
    expect(store.health(0)).toMatchObject({ state: 'refusing', problem: refused });
    expect(store.context().db.number('SELECT count(*) FROM report')).toBe(1);
    host.wallMs -= YEAR_MS;
    expect(store.health(0)).toMatchObject({ state: 'ready', problem: null });
    await wish(store, received());
    store.close();
  });

  it('is no matter where it is less than a day, nor where the program saw the time go by', async () => {
    const { host, store } = await used();
    host.wallMs += DAY_MS - 1;
    await wish(store, received());
    host.wait(9 * DAY_MS);
    await wish(store, received());
    host.wait(30 * DAY_MS);
    expect(store.health(0)).toMatchObject({ state: 'ready' });
    await wish(store, received());
    store.close();
  });

  it('asks once after a long holiday, reads meanwhile, and goes on when somebody says that it is right', async () => {
    const { host, folder, store } = await used();
    store.close();
    host.wallMs += 9 * DAY_MS;
    host.monotonicMs = 10;
    const again = await host.open(folder);
    const server = new StoreServer(async () => {});
    server.use(again);
    const { caller, close } = connect(server, 'desk');
    const command = { id: 'after-the-holiday-1', command: received() };
    expect(await caller.call('query', 'health', {})).toMatchObject({
      state: 'refusing',
      problem: { code: 'store.clock' },
    });
    expect(await caller.call('query', 'counters', {})).toMatchObject({ now: toInstant(host.wallMs) });
    await expect(caller.call('action', 'clock.confirm', {})).rejects.toMatchObject({ code: 'session.none' });
    await caller.call('action', 'session.set', { operator: 'duty-zhang' });
    await expect(caller.call('command', '', command)).rejects.toMatchObject({ code: 'store.clock' });
    await caller.call('action', 'clock.confirm', {});
    expect(await caller.call('query', 'health', {})).toMatchObject({ state: 'ready', problem: null });
    expect(await caller.call('command', '', command)).toMatchObject({ events: 1 });
    close();
    await server.close();
    const third = await host.open(folder);
    expect(third.health(0)).toMatchObject({ state: 'ready' });
  });

  it('is told to the desk before anybody sends a command', async () => {
    const { host, store } = await used();
    let told = 0;
    store.events = { committed() {}, health: () => (told += 1) };
    store.lookAtClock();
    expect(told).toBe(0);
    host.wallMs -= 2 * DAY_MS;
    store.lookAtClock();
    store.lookAtClock();
    expect(told).toBe(1);
    store.believeClock();
    expect(told).toBe(2);
    await wish(store, received());
    store.close();
  });

  it('answers a command that is known already with its first answer', async () => {
    const { host, store } = await used();
    const first = await wish(store, received(), 'known-before-1');
    host.wallMs += YEAR_MS;
    expect(await wish(store, received(), 'known-before-1')).toEqual(first);
    store.close();
  });
});

it('after one command from a clock years ahead, later ones bear their own time: events, limits, order', async () => {
  const { host, folder, store } = await used();
  const { caseId } = await filedCase(store);
  host.wallMs += 4 * YEAR_MS;
  store.believeClock();
  await wish(store, { type: 'case.assign', caseId, lead: 'hwz' });
  host.wallMs -= 4 * YEAR_MS;
  host.wait(HOUR_MS);
  await expect(
    wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: '已清理' }),
  ).rejects.toMatchObject({
    code: 'store.clock',
  });
  store.believeClock();
  const now = toInstant(host.wallMs);
  await wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: '已清理' });
  host.wait(HOUR_MS);
  await wish(store, { type: 'case.check', caseId, passed: false, how: 'photo', note: '有残留' });
  const facts = store.reader.facts(caseId);
  expect(facts.map(({ type }) => type)).toEqual([
    'case.filed',
    'case.assigned',
    'case.handled',
    'case.checked',
  ]);
  expect(facts.at(-2)).toMatchObject({ at: now, recordedAt: now });
  expect(facts.at(-2)?.hlc.startsWith(now)).toBe(true);
  const state = store.reader.load(caseId).state as CaseState;
  expect(state.movedAt).toBe(toInstant(host.wallMs));
  const reworked = state.clocks.find(({ name }) => name === 'handle');
  expect(reworked?.grant.due.slice(0, 7)).toBe('2026-03');
  store.close();
  const again = await host.open(folder);
  expect(await folder.prove(again)).toMatchObject({ damages: [], differs: [] });
  again.close();
});
