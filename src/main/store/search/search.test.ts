import type { CommandInput } from '@shared/domain/commands';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuePage } from '../queries/queue';
import type { Store } from '../service/store';
import { TestFolders } from '../testing/folder';
import { received, wish } from '../testing/wishes';
import { loadPinyin } from './pinyin';

const folders = new TestFolders();
let store: Store;
const ids: Record<string, string> = {};

async function file(
  name: string,
  report: Parameters<typeof received>[0],
  more: Partial<CommandInput> = {},
): Promise<void> {
  const { result } = await wish(store, received(report));
  const reportId = String(result.reportId);
  const place = report?.place ?? { text: '' };
  const command = { type: 'case.file', reportId, title: report?.title ?? '', place, ...more } as CommandInput;
  ids[name] = String((await wish(store, command)).result.caseId);
}

function found(text: string, view: 'all' | 'open' | 'ended' = 'all'): string[] {
  const { rows } = queuePage({ view, text, sort: 'received', offset: 0, limit: 50 }, store.context());
  return Object.entries(ids)
    .filter(([, id]) => rows.some((row) => row.id === id))
    .map(([name]) => name);
}

beforeAll(async () => {
  await loadPinyin();
  store = await (await folders.create()).open();
  const caller = (phone: string) => ({ name: '李女士', phone, wishes: [] });
  await file('bins', {
    title: '垃圾桶满溢',
    place: { text: '冼村路 12 号对出' },
    channel: 'hotline12345',
    outsideNo: '241231123456789-01',
    caller: caller('13800005673'),
  });
  await file('stall', {
    title: '流动摊贩占道',
    place: { text: '花城大道 88 号' },
    caller: caller('020-38001234'),
  });
  await file('lamp', { title: '路灯不亮', place: { text: '兴盛路ＡＢ座' } });
  await wish(store, { type: 'case.assign', caseId: ids.lamp ?? '', lead: 'hwz' });
});
afterAll(() => {
  store.close();
  folders.remove();
});

describe('a search', () => {
  it.each([
    ['垃圾', ['bins']],
    ['241231123456789', ['bins']],
    ['号', ['bins', 'stall']],
    ['88 号 花城', ['stall']],
    ['88 号 冼村', []],
    ['ab座', ['lamp']],
    ['ＡＢ', ['lamp']],
    ['%', []],
    ['_', []],
    ['(', []],
  ])('finds %j in numbers, titles and places, every word of it', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it.each([
    // 盛 is read shèng and chéng.
    ['xcl', ['bins', 'lamp']],
    ['xiancunlu', ['bins']],
    ['XianCun', ['bins']],
    ['xcunl', ['bins']],
    ['hcdd', ['stall']],
    ['huacheng 摊贩', ['stall']],
    ['xsl', ['lamp']],
    ['zzzz', []],
  ])('finds roads by the letters %j', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it('finds a case by its number, its unit and its class', () => {
    const [lamp] = queuePage(
      { view: 'all', text: '路灯', sort: 'due', offset: 0, limit: 5 },
      store.context(),
    ).rows;
    expect(found(lamp?.no.toLowerCase() ?? 'none')).toEqual(['lamp']);
    const unit = store.context().rules.unit('hwz');
    expect(found(unit?.short ?? 'none')).toEqual(['lamp']);
  });

  it.each(['13800005673', '138 0000 5673', '02038001234'])('of words finds no caller: %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    ['138 0000 5673', ['bins']],
    ['02038001234', ['stall']],
    ['13800005674', []],
  ])('by a caller’s number shows what he reported: %j', async (phone, names) => {
    const { search } = await store.searches.find(phone, 'op-1');
    const { rows, total } = queuePage(
      { view: 'all', foundBy: search, sort: 'due', offset: 0, limit: 5 },
      store.context(),
    );
    expect(rows.map(({ id }) => id)).toEqual(names.map((name) => ids[name]));
    expect(total).toBe(names.length);
    const gone = { view: 'all', foundBy: 'nobody', sort: 'due', offset: 0, limit: 5 } as const;
    expect(queuePage(gone, store.context()).total).toBe(0);
  });

  it('goes together with a view, and hears of what changes', async () => {
    expect(found('lu', 'open')).toEqual(found('lu'));
    await wish(store, { type: 'case.void', caseId: ids.stall ?? '', reason: '误立' });
    expect(found('花城', 'open')).toEqual([]);
    expect(found('花城', 'ended')).toEqual(['stall']);
    await file('new', { title: '井盖松动', place: { text: '金穗路 3 号' } });
    expect(found('井盖')).toEqual(['new']);
    expect(found('jsl')).toEqual(['new']);
  });
});
