// Who may do what is told once, in the table of src/shared/rules/whoMay.ts: no file tests a role by hand.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEEDS, OPERATOR_ROLES, roleMay } from '@shared/rules/whoMay';
import { describe, expect, it } from 'vitest';
import { REFUSED } from '../../src/main/store/service/sessions';
import desk from '../../src/renderer/common/i18n/zh-CN/desk.json';
import errors from '../../src/renderer/common/i18n/zh-CN/error.json';
import sharing from '../../src/renderer/common/i18n/zh-CN/sharing.json';

const root = resolve(import.meta.dirname, '../..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      !/\.test\.tsx?$|\/testing\//.test(file) &&
      file !== 'src/shared/rules/whoMay.ts',
  );

const role = `['"](?:${OPERATOR_ROLES.join('|')})['"]`;
/** Ways to test a role by hand: compared with one, sought in a list of some, switched on, matched with a set. */
const byHand = [
  new RegExp(`\\brole\\b\\)?\\s*[!=]==?\\s*${role}`),
  new RegExp(`${role}\\s*[!=]==?\\s*(?:[\\w.?]+\\.)?role\\b`),
  new RegExp(
    `\\[\\s*${role}(?:\\s*,\\s*['"]\\w+['"])*\\s*,?\\s*\\](?:\\s+as const)?\\)?\\s*\\.(?:includes|some|indexOf)`,
  ),
  /\.(?:includes|has)\([^()]*\brole\b[^()]*\)/,
  /\bLEADERS\b/,
];
const guarded = DEEDS.filter((deed) => !OPERATOR_ROLES.every((one) => roleMay(deed, one)));
const testsRole = (text: string): boolean => byHand.some((pattern) => pattern.test(text));

describe('who may', () => {
  it('is asked of the table everywhere: no role is tested by hand', () => {
    expect(files.length).toBeGreaterThan(600);
    const found = files.flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      return lines.flatMap((line, at) => (testsRole(line) ? [`${file}:${at + 1} ${line.trim()}`] : []));
    });
    expect(found).toEqual([]);
  });

  it('is asked by the desk before it offers what not everybody may', () => {
    const pages = files
      .filter((file) => file.startsWith('src/renderer/desk/'))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    expect(guarded).toContain('rules.set');
    for (const deed of guarded) expect(pages, deed).toMatch(new RegExp(`use(?:May|Lacking)\\('${deed}'\\)`));
  });

  it.each(guarded)('is told in the words of a refusal as the table has it: %s', (deed) => {
    const code = (REFUSED[deed] ?? 'session.role').split('.');
    const refusal = code.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], errors);
    for (const words of [String(refusal), sharing.leader])
      for (const one of OPERATOR_ROLES)
        expect(words.includes(desk.role[one]), `${words}: ${desk.role[one]}`).toBe(roleMay(deed, one));
  });

  it.each([
    "if (operator.role === 'duty' || operator.role === 'supervise') return true;",
    "const may = 'duty' === session?.role;",
    "return ['duty', 'supervise'].includes(role);",
    'return leading.has(row.role);',
    "operators.find(({ role }) => role !== 'patrol')",
  ])('sees %s', (line) => expect(testsRole(line)).toBe(true));
});
