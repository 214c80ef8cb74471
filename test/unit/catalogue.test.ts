// A catalogue on its way: the reader of the parse process, the preview and the command of the store.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findingCodes } from '@shared/rules/catalogue/findings';
import { catalogueProfileSchema } from '@shared/rules/catalogue/profile';
import { afterAll, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/main/parse/sheets/readCatalogue';
import { sample } from '../../src/main/parse/sheets/testing';
import { CatalogueImports, type IncomingCatalogue } from '../../src/main/store/jobs/catalogue';
import { StoreServer } from '../../src/main/store/service/server';
import type { Store } from '../../src/main/store/service/store';
import { TestFolders } from '../../src/main/store/testing/folder';
import { connect } from '../../src/main/store/testing/wires';

const folders = new TestFolders();
afterAll(() => folders.remove());

const resource = (path: string) => new Uint8Array(readFileSync(resolve('resources', path)));
const profile = catalogueProfileSchema.parse(
  JSON.parse(new TextDecoder().decode(resource('import-profiles/catalogue.json'))),
);

async function parsed(fileName: string, bytes: Uint8Array): Promise<IncomingCatalogue> {
  const { reading } = await readCatalogue(bytes, fileName, profile);
  return { fileName, reading, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const csv = (text: string) => parsed('catalogue.csv', new TextEncoder().encode(text));
const HEAD = 'kind,class_code,class_name,code,name,limits,origin\n';
const open = async (): Promise<Store> => (await folders.create()).open();
const classes = (store: Store, scheme: string) =>
  store
    .context()
    .knowledge.rows('classes')
    .filter((row) => row.scheme === scheme);

describe('a catalogue', () => {
  it('as shipped changes nothing', async () => {
    const imports = new CatalogueImports(await open());
    const events = imports.preview(await parsed('a.csv', resource('codes/catalogue.csv')));
    const none = { added: [], removed: [], changed: [] };
    expect(events.diff).toEqual([
      { scheme: 'event', ...none, unchanged: 98 },
      { scheme: 'part', ...none, unchanged: 92 },
    ]);
    const hotline = imports.preview(await parsed('b.csv', resource('codes/hotline-classes.csv')));
    expect(hotline.diff).toEqual([{ scheme: 'xc-12345', ...none, unchanged: 66 }]);
    expect(hotline.findings.map(({ code }) => code)).toEqual(['columnIgnored']);
    expect([events.blocked, hotline.blocked]).toEqual([false, false]);
  });

  it('takes effect over the desk’s port, with a version that names file and content; other schemes stay', async () => {
    const store = await open();
    const server = new StoreServer(async () => {});
    server.use(store);
    const text = new TextDecoder()
      .decode(resource('codes/catalogue.csv'))
      .replace('0110,暴露生活垃圾,4时', '0110,暴露垃圾,2时');
    const preview = server.preview('catalogue', await csv(text), {});
    expect(preview.diff[0]?.changed).toMatchObject([
      {
        key: '0110',
        fields: [
          { field: 'name', before: '暴露生活垃圾', after: '暴露垃圾' },
          { field: 'limits', before: '4时', after: '2时' },
        ],
      },
    ]);
    const before = classes(store, 'xc-12345');
    const desk = connect(server, 'desk');
    await desk.caller.call('action', 'session.set', { operator: 'intake-chen' });
    await expect(
      desk.caller.call('action', 'catalogue.take', { token: preview.token }),
    ).rejects.toMatchObject({ code: 'rules.role' });
    await desk.caller.call('action', 'session.set', { operator: 'supervise-he' });
    const ack = await desk.caller.call('action', 'catalogue.take', { token: preview.token });
    expect(ack).toMatchObject({ events: 1 });
    expect(preview.version).toMatch(/^catalogue\.csv@[0-9a-f]{12}$/);
    expect(store.context().rules.classRow({ scheme: 'event', code: '0110' })?.limits).toBe('2时');
    expect(classes(store, 'xc-12345')).toEqual(before);
    // The preview is used up.
    await expect(
      desk.caller.call('action', 'catalogue.take', { token: preview.token }),
    ).rejects.toMatchObject({
      code: 'catalogue.tokenGone',
    });
    desk.close();
    await server.close();
  });

  it('of before 2013 comes beside the present one', async () => {
    const store = await open();
    const imports = new CatalogueImports(store);
    const preview = imports.preview(await parsed('old.xlsx', sample('catalogue-2005.xlsx')));
    expect(preview.diff).toMatchObject([{ scheme: 'event-2005', removed: [], unchanged: 0 }]);
    await imports.take(preview.token, 'op-1');
    expect(classes(store, 'event-2005')).toHaveLength(4);
    expect(classes(store, 'event')).toHaveLength(98);
  });

  it('with an error is shown and does not take effect', async () => {
    const imports = new CatalogueImports(await open());
    const preview = imports.preview(await csv(`${HEAD}event,01,市容环境,0101,甲,尽快,national\n`));
    expect(preview.blocked).toBe(true);
    expect(preview.findings).toMatchObject([{ level: 'error', code: 'limitUnreadable', row: 2 }]);
    await expect(imports.take(preview.token, 'op-1')).rejects.toMatchObject({ code: 'catalogue.blocked' });
  });

  it('is not taken over a table that was changed since it was looked at', async () => {
    const store = await open();
    const imports = new CatalogueImports(store);
    const template = await parsed('t.xlsx', sample('catalogue-template.xlsx'));
    const [first, second] = [imports.preview(template), imports.preview(template)];
    expect(first.blocked).toBe(false);
    // Pressed twice it is one command.
    const [ack, again] = await Promise.all([
      imports.take(first.token, 'op-1'),
      imports.take(first.token, 'op-1'),
    ]);
    expect(again).toEqual(ack);
    await expect(imports.take(second.token, 'op-1')).rejects.toMatchObject({ code: 'catalogue.stale' });
    expect(classes(store, 'part')).toHaveLength(5);
  });
});

describe('findings', () => {
  it.each(['zh-CN', 'en'])('each has its text in %s', (language) => {
    const texts = JSON.parse(
      readFileSync(resolve('src/renderer/common/i18n', language, 'catalogue.json'), 'utf8'),
    ) as { finding: Record<string, string> };
    expect(Object.keys(texts.finding).sort()).toEqual([...findingCodes].sort());
  });
});
