// A case of a real store as paper: what is printed is in words, and nobody's number is in it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PaperBlock } from '@shared/paper/blocks';
import { caseFilePaper, slipPaper } from '@shared/paper/casePaper';
import i18next from 'i18next';
import { afterAll, describe, expect, it } from 'vitest';
import { casePage } from '../../src/main/store/queries/pages';
import type { Store } from '../../src/main/store/service/store';
import { TestFolders } from '../../src/main/store/testing/folder';
import { received, wish } from '../../src/main/store/testing/wishes';

const folders = new TestFolders();
afterAll(() => folders.remove());

const texts = JSON.parse(readFileSync(resolve('src/renderer/common/i18n/zh-CN/paper.json'), 'utf8'));
const i18n = i18next.createInstance();
void i18n.init({
  lng: 'zh-CN',
  resources: { 'zh-CN': { paper: texts } },
  initAsync: false,
  interpolation: { escapeValue: false },
});
const fixed = i18n.getFixedT('zh-CN', 'paper');
const t = (key: string, params?: Record<string, unknown>): string => {
  const known = params?.defaultValue !== undefined || i18n.exists(`paper:${key}`, params);
  if (!known) throw new Error(`no text ${key}`);
  return fixed(key, params ?? {});
};

async function returnedCase(store: Store): Promise<string> {
  const phone = '13800001234';
  const { result } = await wish(
    store,
    received({ content: `垃圾，请回电 ${phone}`, caller: { name: '李女士', phone, wishes: [] } }),
  );
  const filed = await wish(store, {
    type: 'case.file',
    reportId: String(result.reportId),
    title: '人行道垃圾',
    place: { text: '冼村路' },
  });
  const caseId = String(filed.result.caseId);
  await wish(store, { type: 'case.assign', caseId, lead: 'cgb', assisting: ['zfd'] });
  const note = `不归我们管，问 ${phone}。`;
  await wish(store, { type: 'case.return', caseId, reason: 'notOurDuty', note });
  const tasks = [{ unit: 'hwz', task: '清走垃圾' }];
  await wish(store, { type: 'case.assign', caseId, lead: 'hwz', assisting: ['zfd'], tasks });
  return caseId;
}

function papers(store: Store, caseId: string) {
  const context = store.context('op-1');
  const page = casePage(caseId, context);
  const names = {
    units: [...context.rules.units.values()],
    operators: [],
    communities: [],
  } as unknown as Parameters<typeof caseFilePaper>[1];
  return [caseFilePaper, slipPaper].map((make) => make(page, names, context.now, 'zh-CN', t));
}

const table = (blocks: readonly PaperBlock[], name: string) => {
  const found = blocks.find((block) => block.kind === 'table' && block.name === name);
  return found?.kind === 'table' ? found : undefined;
};

describe('a case on paper', () => {
  it('names a step of a newer program as it is', async () => {
    const store = await (await folders.create()).open();
    const page = casePage(await returnedCase(store), store.context('op-1'));
    const [first] = page.history;
    if (!first) throw new Error('no history');
    const names = { units: [], operators: [], communities: [] };
    const weighed = { ...first, type: 'case.weighed', data: { kilos: 3 } };
    const at = store.context().now;
    const { blocks } = caseFilePaper({ ...page, history: [...page.history, weighed] }, names, at, 'zh-CN', t);
    expect(table(blocks, 'timeline')?.rows.at(-1)?.[1]).toBe('case.weighed');
  });

  it('tells its way in words, one row per step, without codes and without a caller', async () => {
    const store = await (await folders.create()).open();
    const caseId = await returnedCase(store);
    const [file] = papers(store, caseId);
    const steps = table(file?.blocks ?? [], 'timeline');
    const back = steps?.rows.find((row) => row[1] === '退单');
    expect(back?.[3]).toBe('城市管理办公室：不属本单位职责；不归我们管，问 138****1234');
    expect(steps?.rows).toHaveLength(casePage(caseId, store.context('op-1')).history.length);
    const all = JSON.stringify(file?.blocks);
    expect(all).not.toMatch(/1[3-9]\d{9}|李女士|notOurDuty|undefined|\[object/);
    for (const block of file?.blocks ?? []) {
      if (block.kind !== 'table') continue;
      expect(block.columns.reduce((sum, { share }) => sum + share, 0)).toBe(100);
      for (const row of block.rows) expect(row).toHaveLength(block.columns.length);
    }
    store.close();
  });

  it('as a slip says who does what by when and leaves room to answer; the pictures come last', async () => {
    const store = await (await folders.create()).open();
    const [, slip] = papers(store, await returnedCase(store));
    const rows = new Map(table(slip?.blocks ?? [], 'slip')?.rows.map(([key, value]) => [key, value]));
    expect(rows.get('主办')).toBe('环卫站');
    expect(rows.get('协办')).toBe('综合行政执法队');
    expect(rows.get('期限')).toMatch(/前办结$/);
    expect(rows.get('要求')).toContain('清走垃圾');
    expect(table(slip?.blocks ?? [], 'answer')?.rows.map(([head]) => head)).toEqual([
      '处置结果',
      '完成时间',
      '填报人',
    ]);
    expect(slip?.blocks.at(-1)?.kind).toBe('notes');
    store.close();
  });
});
