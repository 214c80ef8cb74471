import type { Item, QueueFilter, QueuePage } from '@shared/contract/models';
import { describe, expect, it } from 'vitest';
import { PAGE_ROWS, QueueWindow } from './window';

function item(no: number): Item {
  return { id: `case:${no}`, no: String(no) } as Item;
}

/** A store's list with answers that are given by hand, in any order. */
function store(size: number) {
  let ids = Array.from({ length: size }, (_, k) => k);
  const open: { input: QueueFilter & { offset: number; limit: number }; give: () => void }[] = [];
  const answer = (input: { offset: number; limit: number }): QueuePage => ({
    total: ids.length,
    offset: input.offset,
    rows: ids.slice(input.offset, input.offset + input.limit).map(item),
    now: '2024-12-31T16:00:00.000+08:00',
  });
  return {
    open,
    ask: (input: QueueFilter & { offset: number; limit: number }) =>
      new Promise<QueuePage>((resolve) => {
        open.push({ input, give: () => resolve(answer(input)) });
      }),
    async giveAll() {
      while (open.length > 0) {
        open.shift()?.give();
        await Promise.resolve();
        await new Promise((done) => setTimeout(done, 0));
      }
    },
    remove(no: number) {
      ids = ids.filter((id) => id !== no);
    },
  };
}

const filter: QueueFilter = { view: 'open', sort: 'due' };

describe('the window on the queue', () => {
  it('fetches what is looked at, and the neighbour page when its edge is near', async () => {
    const list = store(100_000);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    await list.giveAll();
    expect(window.get().total).toBe(100_000);
    expect(window.get().row(0)?.no).toBe('0');
    expect(window.get().row(PAGE_ROWS)).toBeUndefined();

    window.look(160, 190);
    await list.giveAll();
    expect(window.get().row(PAGE_ROWS)?.no).toBe(String(PAGE_ROWS));

    window.look(99_980, 99_999);
    await list.giveAll();
    expect(window.get().row(99_999)?.no).toBe('99999');
    expect(window.get().indexOf('case:99999')).toBe(99_999);
  });

  it('shows what it knows of a filter at once on the way back, and what came since behind it', async () => {
    const list = store(200);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    await list.giveAll();
    window.setFilter({ view: 'all', sort: 'due' });
    await list.giveAll();
    list.remove(0);
    window.setFilter(filter);
    expect(window.get()).toMatchObject({ total: 200, filter });
    expect(window.get().row(0)?.no).toBe('0');
    await list.giveAll();
    expect(window.get().total).toBe(199);
    expect(window.get().row(0)?.no).toBe('1');
  });

  it('keeps the old rows on screen until the answer to a new filter is there', async () => {
    const list = store(50);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    await list.giveAll();
    window.setFilter({ view: 'overdue', sort: 'due' });
    expect(window.get().row(0)?.no).toBe('0');
    expect(window.get().filter.view).toBe('open');
    await list.giveAll();
    expect(window.get().filter.view).toBe('overdue');
  });

  it('does not let a late answer to an old filter in', async () => {
    const list = store(50);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    const late = list.open.shift();
    window.setFilter({ view: 'overdue', sort: 'due' });
    list.remove(0);
    await list.giveAll();
    late?.give();
    await new Promise((done) => setTimeout(done, 0));
    expect(window.get().filter.view).toBe('overdue');
    expect(window.get().row(0)?.no).toBe('1');
  });

  it('shows a change without a moment of missing rows', async () => {
    const list = store(500);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    await list.giveAll();
    await new Promise((done) => setTimeout(done, 200));
    const seen: (string | undefined)[] = [];
    window.subscribe(() => seen.push(window.get().row(0)?.no));
    list.remove(0);
    window.refresh();
    await list.giveAll();
    expect(seen).not.toContain(undefined);
    expect(seen.at(-1)).toBe('1');
    expect(window.get().total).toBe(499);
    expect(window.get().indexOf('case:0')).toBe(-1);
  });

  it('never gives two rows one key, though pages of two moments stand side by side', async () => {
    const list = store(1000);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    await list.giveAll();
    window.look(PAGE_ROWS, PAGE_ROWS + 30);
    await list.giveAll();
    window.look(0, 30);
    await new Promise((done) => setTimeout(done, 200));
    list.remove(0);
    window.refresh();
    list.open.shift()?.give();
    await new Promise((done) => setTimeout(done, 0));
    const { keyOf, indexOf } = window.get();
    const keys = Array.from({ length: 2 * PAGE_ROWS }, (_, k) => keyOf(k));
    expect(new Set(keys).size).toBe(keys.length);
    // It stands one higher now: the page that was asked anew says so, the other one still has it where it was.
    expect(indexOf(`case:${PAGE_ROWS}`)).toBe(PAGE_ROWS - 1);
  });

  it('answers a burst of changes with few questions', async () => {
    const list = store(50);
    const window = new QueueWindow(list.ask, filter);
    window.look(0, 30);
    for (let k = 0; k < 100; k++) window.refresh();
    expect(list.open.length).toBe(1);
    await list.giveAll();
    await new Promise((done) => setTimeout(done, 200));
    expect(list.open.length).toBe(1);
  });
});
