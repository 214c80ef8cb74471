import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Imports, type IncomingSheet } from '../jobs/imports';
import { filesBelow, type TestFolder, TestFolders } from '../testing/folder';
import { connect } from '../testing/wires';
import { newId, received, wish } from '../testing/wishes';
import { StoreServer } from './server';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

// Numbers that cannot come about by chance in hashes or times: long enough, and looked for in every encoding we write.
const PHONE = '13800138265';
const NAME = '欧阳测试';
const INSIDE = '13927340916';

const told = received({
  channel: 'phone',
  title: `投诉占道，联系${INSIDE}`,
  content: `来电人反映占道经营，请回电${PHONE}，或其邻居 ${INSIDE.slice(0, 3)}-${INSIDE.slice(3, 7)}-${INSIDE.slice(7)}`,
  caller: { name: NAME, phone: PHONE, wishes: [] },
});

/** Files below the data folder that hold one of these texts, as UTF-8, UTF-16 or base64. */
function filesWith(folder: TestFolder, texts: readonly string[]): string[] {
  const needles = texts.flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('base64').slice(0, 12)),
  ]);
  return filesBelow(folder.dataDir)
    .filter((path) => {
      const bytes = readFileSync(path);
      return needles.some((needle) => bytes.includes(needle));
    })
    .map((path) => relative(folder.dataDir, path));
}

function serverOf(store: Store): StoreServer {
  const server = new StoreServer(async () => {});
  server.use(store);
  return server;
}

describe('the grep itself', () => {
  it('finds a number where it lies in the clear', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await wish(store, received({ outsideNo: 'NO-77123456' }));
    store.close();
    expect(filesWith(folder, ['NO-77123456']).length).toBeGreaterThan(0);
  });
});

describe('a caller', () => {
  it('leaves no number and no name anywhere in the data folder, neither by hand nor by an import', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    await wish(store, told);
    const imports = new Imports(store, () => {});
    const { token } = imports.preview(sheetOf(told.content));
    const running = imports.start(token, 'op-1');
    // While it runs, its rows wait in the spool.
    expect(filesWith(folder, [PHONE, INSIDE, NAME])).toEqual([]);
    await running;
    store.close();
    const names = filesBelow(folder.dataDir).map((path) => relative(folder.dataDir, path));
    expect(names).toEqual(expect.arrayContaining(['journal/0000000001.jsonl', 'keys/data-keys.jsonl']));
    expect(names.some((name) => name.startsWith('cache/projection-'))).toBe(true);
    expect(filesWith(folder, [PHONE, INSIDE, NAME])).toEqual([]);
  });

  it('is masked in whatever an operator types on the way of the case', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { reportId } = (await wish(store, received())).result;
    const place = { text: `兴盛路 12 号，找 ${PHONE}` };
    const filed = await wish(store, {
      type: 'case.file',
      reportId: String(reportId),
      title: `占道 ${PHONE}`,
      place,
    });
    const caseId = String(filed.result.caseId);
    await wish(store, { type: 'case.note', caseId, text: `业主电话 ${PHONE}` });
    await wish(store, { type: 'case.assign', caseId, lead: 'hwz', note: `联系 ${PHONE}` });
    await wish(store, { type: 'case.handle', caseId, unit: 'hwz', note: `已回电 ${PHONE}` });
    await wish(store, {
      type: 'case.check',
      caseId,
      passed: true,
      how: 'phone',
      note: `问过 ${PHONE}`,
      close: true,
    });
    store.close();
    expect(filesWith(folder, [PHONE])).toEqual([]);
  });

  it('is shown on request only, the request is an event, and after its key was erased nobody can', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { result } = await wish(store, told);
    const reportId = String(result.reportId);
    const server = serverOf(store);
    const desk = connect(server, 'desk');
    const reveal = (): Promise<unknown> =>
      desk.caller.call('command', 'execute', { id: newId(), command: { type: 'report.reveal', reportId } });
    await expect(reveal()).rejects.toMatchObject({ code: 'session.none' });
    expect(store.reader.facts(reportId).at(-1)?.type).not.toBe('report.caller-viewed');
    await desk.caller.call('action', 'session.set', { operator: 'intake-chen' });
    const page = JSON.stringify(await desk.caller.call('query', 'report.page', { id: reportId }));
    expect(page).not.toContain(PHONE);
    expect(page).not.toContain(NAME);
    expect(page).toContain('138****8265');
    expect(await reveal()).toMatchObject({
      result: { caller: { name: NAME, phone: PHONE, content: told.content, title: told.title } },
    });
    expect(store.reader.facts(reportId).at(-1)?.type).toBe('report.caller-viewed');
    expect(store.keys?.erase(reportId)).toBe(true);
    expect(await reveal()).toMatchObject({ result: { caller: {}, erased: true } });
    desk.close();
    await server.close();
    const again = await folder.open();
    const facts = again.reader.facts(reportId);
    const { sealed } = facts[0] ?? {};
    if (!sealed) throw new Error('the report was received with something sealed');
    expect(again.keys?.open(sealed)).toBeUndefined();
    expect(again.projection.db.number('SELECT count(*) FROM report')).toBe(1);
    again.close();
  });

  it('is found again, however the number was written', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const callers = [PHONE, '138 0013 8265', `+86${PHONE}`, INSIDE];
    const ids: string[] = [];
    for (const phone of callers)
      ids.push(String((await wish(store, { ...told, caller: { phone, wishes: [] } })).result.reportId));
    store.callers.fill(Number.POSITIVE_INFINITY);
    const server = serverOf(store);
    const desk = connect(server, 'desk');
    expect(await desk.caller.call('query', 'report.page', { id: ids[0] })).toMatchObject({
      report: { sameCaller: 2 },
    });
    desk.close();
    await server.close();
  });
});

describe('the wall', () => {
  it('cannot carry a command, nor ask for a report’s page', async () => {
    const folder = await folders.create();
    const store = await folder.open();
    const { position } = store;
    const server = serverOf(store);
    const wall = connect(server, 'wall');
    await expect(
      wall.caller.call('command', 'execute', { id: newId(), command: told }),
    ).rejects.toMatchObject({ code: 'rpc.forbidden' });
    await expect(wall.caller.call('query', 'report.page', { id: 'report:1' })).rejects.toMatchObject({
      code: 'rpc.forbidden',
    });
    expect(store.position).toBe(position);
    wall.close();
    await server.close();
  });
});

/** One row as the parse process hands it over, with what is personal in every text of it; and one to be looked at. */
function sheetOf(content: string): IncomingSheet {
  const row = {
    rowNumber: 4,
    hidden: false,
    orderNo: 'GZ24123100001-01',
    rootNo: 'GZ24123100001',
    reissue: 0,
    title: `占道 ${INSIDE}`,
    content,
    callerName: NAME,
    callerPhone: PHONE,
    callerWishes: [],
    addressText: `花城大道 联系${PHONE}`,
    result: `已回复${PHONE}`,
    dispatchedAt: '2024-12-30T09:00:00.000+08:00',
    receivedAt: '2024-12-30T09:00:00.000+08:00',
    sheetState: 'closed',
    more: { 备用电话: INSIDE },
    issues: [],
  };
  const broken = {
    ...row,
    rowNumber: 5,
    orderNo: undefined,
    rootNo: undefined,
    issues: [{ code: 'row.numberMissing' }],
  };
  return {
    fileName: 'sheet.xlsx',
    sha256: 'ab'.repeat(32),
    sheetName: 'Sheet1',
    headerRow: 3,
    mapping: [],
    rows: [row, broken] as unknown as IncomingSheet['rows'],
    skipped: [{ rowNumber: 6, reason: 'total', text: `合计 ${PHONE}` }],
  };
}

// Compressed text would hide from a grep: nothing in the folder is compressed but what is sealed.
it('nothing in the data folder is plain gzip', async () => {
  const folder = await folders.create();
  const store = await folder.open();
  await wish(store, told);
  store.close();
  for (const path of filesBelow(folder.dataDir)) expect(() => gunzipSync(readFileSync(path))).toThrow();
});
