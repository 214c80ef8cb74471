import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryLine } from '@shared/contract/pages';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Names } from '../kit/directory';
import type { Say } from '../kit/say';
import { bodyText, sentence, whoText } from './history';

const folder = join(import.meta.dirname, '../../common/i18n/zh-CN');
const catalogue = (name: string): object => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const i18n = createInstance();
void i18n.init({
  lng: 'zh-CN',
  resources: { 'zh-CN': { common: catalogue('common'), work: catalogue('work') } },
  defaultNS: 'common',
  initAsync: false,
  interpolation: { escapeValue: false },
});
const t: Say = (key, options) => i18n.t(key, options ?? {});
const itself = (id: string): string => id;
const names = { unit: itself, unitShort: itself, operator: itself } as Names;

const line = (type: string, data: Record<string, unknown>, more: object = {}): HistoryLine => ({
  ref: 'device.1.1.0',
  stream: 'case:1',
  type,
  at: '2024-12-31T16:00:00.000+08:00',
  recordedAt: '2024-12-31T16:00:00.000+08:00',
  actor: 'op-1',
  data,
  ...more,
});

describe('a line of the history that a newer program wrote', () => {
  it('is named as it is where its type or its kind is not known here', () => {
    expect(sentence(line('case.weighed', { kilos: 3 }), names, t)).toBe('case.weighed');
    expect(sentence(line('case.noted', { kind: 'weather', text: '雨' }), names, t)).toBe(
      'case.noted · weather',
    );
    expect(sentence(line('constructor', {}), names, t)).toBe('constructor');
    expect(bodyText(line('case.weighed', { note: ['a'], text: 7, photos: 'x' }), names, t)).toBe('');
  });

  it('says a value that is not known here as it is, within the sentence', () => {
    const said = [
      line('case.returned', { unit: 'zfd', reason: 'flooded' }),
      line('case.closed', { kind: 'postponed' }),
      line('case.undone', { types: ['case.weighed'] }),
      line('report.received', { channel: 'drone' }),
    ].map((one) => sentence(one, names, t));
    for (const [i, value] of ['flooded', 'postponed', 'case.weighed', 'drone'].entries())
      expect(said[i]).toContain(value);
    expect(said.join()).not.toMatch(/returnReasons|closeKinds|step\.|replyWays|channel\./);
    expect(whoText(line('case.noted', {}, { via: 'videoCall' }), names, t)).toBe('op-1 · videoCall');
  });
});
