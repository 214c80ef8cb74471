import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { briefingDocx } from '../../src/main/briefing/docx';
import { greyPng } from '../../src/main/briefing/testing/book';
import { sampleBriefing } from '../../src/main/briefing/testing/model';

/** Debian's package of the office suite's writer; the nightly run installs it where it may. */
const PACKAGES = ['libreoffice-writer-nogui', 'poppler-utils'];

function has(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  if (has('soffice') && has('pdftotext')) return;
  if (process.getuid?.() !== 0)
    throw new Error(`Install what this check needs: sudo apt-get install -y ${PACKAGES.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], {
    env,
    stdio: 'ignore',
  });
});

it('opens the briefing and shows its figures and its ranking', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xiuhua-office-'));
  const bytes = await briefingDocx(
    sampleBriefing(),
    { days: greyPng(186, 60), units: greyPng(186, 93) },
    'zh-CN',
  );
  writeFileSync(join(folder, 'briefing.docx'), bytes);
  const home = { ...process.env, HOME: folder };
  execFileSync(
    'soffice',
    ['--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'briefing.docx')],
    { env: home, stdio: 'ignore', timeout: 300_000 },
  );
  execFileSync('pdftotext', ['-layout', join(folder, 'briefing.pdf'), join(folder, 'briefing.txt')]);
  const text = readFileSync(join(folder, 'briefing.txt'), 'utf8');
  expect(text).toContain('城市运行周报');
  expect(text).toMatch(/收到诉件（件）\s+204\s+192\s+\+12/);
  expect(text).toContain('综合行政执法队');
  const pages = text.split('\f').length - 1;
  expect(pages).toBeGreaterThanOrEqual(3);
  expect(pages).toBeLessThanOrEqual(8);
});
