import i18next from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { KeysOnScreen } from './room';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
const { commandsOf, navCommands, rooms, screens } = await import('./rooms');
const { default: helpTexts } = await import('../common/i18n/zh-CN/help.json');

const files = import.meta.glob<Record<string, unknown>>('../common/i18n/*/*.json', {
  eager: true,
  import: 'default',
});
const keyTables = import.meta.glob<{ keys: KeysOnScreen }>('./*/keys.ts', { eager: true });
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}'], {
  eager: true,
  query: '?raw',
  import: 'default',
});
const languages = ['zh-CN', 'en'] as const;
const missing: string[] = [];

/** One of each that commands may hang on. */
const context = {
  savedViews: [{ id: 'v', name: '执法队', filter: { view: 'open', sort: 'due' } }],
  operators: [{ id: 'op-1', name: '林晓', role: 'dispatch' }],
} as const;

beforeAll(async () => {
  await i18next.init({
    lng: 'zh-CN',
    fallbackLng: false,
    saveMissing: true,
    missingKeyHandler: (lngs, ns, key) => missing.push(`${lngs.join()} ${ns}:${key}`),
    defaultNS: 'common',
  });
  for (const [path, texts] of Object.entries(files)) {
    const [, language = '', file = ''] = /([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    i18next.addResourceBundle(language, file, texts);
  }
});

/** What is named more than once, with the rooms that name it. */
function twice(of: (room: (typeof rooms)[number]) => readonly string[]): string[] {
  const named = rooms.flatMap((room) => of(room).map((name) => ({ name, room: room.name })));
  return named
    .filter(({ name }, at) => named.findIndex((one) => one.name === name) !== at)
    .map(({ name, room }) => `${name} in ${room}`);
}

describe('the rooms of the desk', () => {
  it('give each screen, dialog, command, key and task of the help once', () => {
    expect(twice((room) => [room.name])).toEqual([]);
    expect(twice((room) => Object.keys(room.screens ?? {}))).toEqual([]);
    expect(twice((room) => Object.keys(room.dialogs ?? {}))).toEqual([]);
    expect(twice((room) => room.help ?? [])).toEqual([]);
    expect(twice((room) => (room.commands ?? []).map(({ id }) => id))).toEqual([]);
    expect(twice((room) => (room.commands ?? []).flatMap(({ keys }) => keys ?? []))).toEqual([]);
  });

  it('share no key among what works at one time', () => {
    const onScreen = Object.values(keyTables).flatMap(({ keys }) =>
      Object.entries(keys).flatMap(([where, table]) =>
        Object.values(table).flatMap((of) => of.map((key) => ({ where, key }))),
      ),
    );
    expect(onScreen.map(({ where }) => where)).toEqual(expect.arrayContaining(['queue', 'item', 'settings']));
    const places = ['item', ...Object.keys(screens)];
    expect(onScreen.filter(({ where }) => !places.includes(where))).toEqual([]);
    const always = rooms.flatMap((room) => (room.commands ?? []).flatMap(({ keys }) => keys ?? []));
    for (const [name, { pane }] of Object.entries(screens)) {
      const here = pane === 'never' ? [name] : [name, 'item'];
      const heard = [...always, ...onScreen.flatMap(({ where, key }) => (here.includes(where) ? [key] : []))];
      expect(
        heard.filter((key, at) => heard.indexOf(key) !== at),
        name,
      ).toEqual([]);
    }
  });

  it('are the folders that have an index, every one in the list', () => {
    const folders = Object.keys(import.meta.glob('./*/index.ts')).map((path) => path.split('/')[1]);
    expect([...rooms.map(({ name }) => name), 'state'].sort()).toEqual(folders.sort());
  });

  it('claim every task of the help', () => {
    expect(rooms.flatMap((room) => room.help ?? []).sort()).toEqual(Object.keys(helpTexts.tasks).sort());
  });

  it('open every dialog: by a command, or with what it is about by what shows that', () => {
    const opened = new Set(commandsOf(context).map(({ opens }) => opens as string));
    const text = Object.values(sources).join('\n');
    for (const name of rooms.flatMap((room) => Object.keys(room.dialogs ?? {})))
      expect(opened.has(name) || text.includes(`openDialog('${name}', {`), name).toBe(true);
  });

  it('lead to every screen; a page within another stands in one that there is', () => {
    const shown = new Set(commandsOf(context).map(({ shows }) => shows));
    for (const [name, { within }] of Object.entries(screens)) {
      // The queue is led to by its views.
      expect([...shown, 'queue'], name).toContain(name);
      if (within) expect(Object.keys(screens), name).toContain(within.screen);
      if (within)
        expect(
          navCommands.map(({ shows }) => shows),
          name,
        ).toContain(within.screen);
    }
  });

  it.each(languages)('name everything in %s', async (language) => {
    await i18next.changeLanguage(language);
    missing.length = 0;
    const say = (key: string, options?: Record<string, unknown>) => i18next.t(key, options ?? {});
    const all = commandsOf(context);
    expect(all.length).toBeGreaterThan(40);
    for (const { label } of all) expect(typeof label === 'string' ? say(label) : label(say)).not.toBe('');
    for (const { within } of Object.values(screens)) if (within) say(within.label);
    expect(missing).toEqual([]);
    say('desk:noSuchKey');
    expect(missing).toEqual([`${language} desk:noSuchKey`]);
  });
});

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/** The packages that come with a file: what it imports, and what that imports, but for what is fetched later. */
function packagesWith(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, name = ''] of (sources[path] ?? '').matchAll(IMPORT)) {
      if (!name.startsWith('.')) packages.add(name);
      const base = new URL(name, `file:///desk/${path.replace(/^\.\//, 'here/').replace(/^\.\.\//, '')}`)
        .pathname;
      const stem = base.replace('/desk/here/', './').replace('/desk/', '../');
      for (const end of ['', '.ts', '.tsx', '/index.ts', '/index.tsx']) {
        if (sources[`${stem}${end}`] !== undefined) visit(`${stem}${end}`);
      }
    }
  };
  visit(entry);
  return packages;
}

describe('the first screen', () => {
  it('comes without antd, the map and the charts: rooms fetch what is not light when it is used', () => {
    const light = packagesWith('./main.tsx');
    // It does look where it should: these come with the frame, and antd with a dialog.
    expect([...light]).toEqual(expect.arrayContaining(['react', 'zustand', '@tanstack/react-virtual']));
    expect([...packagesWith('./DialogFrame.tsx')]).toContain('antd');
    expect([...light].filter((name) => /^(antd|@ant-design|ol|recharts)\b/.test(name))).toEqual([]);
  });
});
