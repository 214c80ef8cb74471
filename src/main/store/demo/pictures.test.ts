import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Photo } from '@shared/domain/common';
import { afterAll, describe, expect, it } from 'vitest';
import { Blobs } from '../blobs/blobs';
import { buildFolder } from '../jobs/build';
import { openCentreKey } from '../keys/centre';
import { readResource, TestFolder, TestFolders } from '../testing/folder';
import { Pictures, pictureFiles, readPictureIndex } from './pictures';
import { DEMO_SEED, demoPlan } from './plan';
import type { PlanItem } from './script';
import { clockOf } from './script';
import { memoryIds } from './testing/memory';
import { readTexts } from './texts';

const folders = new TestFolders();
afterAll(() => folders.remove());

const bytesOf = (path: string) => readFileSync(resolve('resources', path));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Width and height of a baseline or progressive JPEG, from its frame header (ITU-T T.81, B.2.2). */
function sizeOf(bytes: Buffer): [number, number] {
  for (let at = 2; at < bytes.length; ) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xc0 || marker === 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('no frame header');
}

function photosOf({ envelope: { command } }: PlanItem): readonly Photo[] {
  return 'photos' in command ? command.photos : [];
}

describe('the pictures of the demo', () => {
  const index = readPictureIndex(readResource);
  const files = pictureFiles(readResource);

  it('are the files of the index, byte for byte', () => {
    for (const { path, sha256 } of files) expect(hashOf(bytesOf(path)), path).toBe(sha256);
    const listed = files.map(({ path }) => path.replace('demo/pictures/', ''));
    expect([...listed, 'index.json'].sort()).toEqual(readdirSync(resolve('resources/demo/pictures')).sort());
  });

  it('are small, and of the size the index says', () => {
    for (const { path } of files) {
      const thumb = path.includes('.thumb.');
      expect(statSync(resolve('resources', path)).size, path).toBeLessThanOrEqual((thumb ? 15 : 45) * 1024);
      expect(sizeOf(bytesOf(path)), path).toEqual(thumb ? [480, 270] : [index.width, index.height]);
    }
  });

  it('differ before and after', () => {
    for (const { before, after } of Object.values(index.scenes).flat())
      expect(before.sha256).not.toBe(after.sha256);
  });

  it('fit the words and the light, of what was found on the spot', () => {
    const { matters } = readTexts(readResource);
    const pictures = new Pictures(index, 1);
    const slot = (key: string, hour: number) => {
      const matter = matters.find((one) => one.key === key);
      if (!matter) throw new Error(`no matter ${key}`);
      const ms = Date.parse(`2024-11-04T${String(hour).padStart(2, '0')}:00:00.000+08:00`);
      return { ms, source: 'own' as const, channel: 'snapshot' as const, matter };
    };
    const scenes = (name: string) => index.scenes[name] ?? [];
    expect(scenes('pavement')).toContain(pictures.sceneFor(slot('pavement', 10), '人行道砖松动'));
    expect(scenes('kerb')).toContain(pictures.sceneFor(slot('pavement', 10), '侧石断裂'));
    expect(pictures.sceneFor(slot('stall', 10), '烧烤车占用人行道')).toBeUndefined();
    expect(pictures.sceneFor(slot('litter', 22), '垃圾袋堆在树池旁')).toBeUndefined();
    expect(scenes('lamp')).toContain(pictures.sceneFor(slot('lamp', 22), '路灯不亮'));
    expect(pictures.sceneFor(slot('lamp', 10), '路灯不亮')).toBeUndefined();
    expect(
      pictures.sceneFor({ ...slot('litter', 10), channel: 'hotline12345' }, '垃圾袋堆在树池旁'),
    ).toBeUndefined();
  });
});

describe('the plan', () => {
  const items = [...demoPlan(readResource, DEMO_SEED, memoryIds)];
  const before = new Map<string, Photo>();
  const pairs: [Photo, Photo][] = [];
  const caseOf = new Map<string, string>();
  for (const item of items) {
    const { command } = item.envelope;
    const [photo] = photosOf(item);
    if (command.type === 'report.receive' && photo) {
      const { reportId, channel, outsideNo = '' } = command;
      before.set(reportId ?? memoryIds.reportOf(channel, outsideNo), photo);
    }
    if (command.type === 'case.file' || command.type === 'report.link') {
      const { caseId = '', reportId } = command;
      if (before.has(reportId) && !caseOf.has(caseId)) caseOf.set(caseId, reportId);
    }
    if (command.type === 'case.handle' && photo) {
      const first = before.get(caseOf.get(command.caseId) ?? '');
      if (first) pairs.push([first, photo]);
    }
  }
  const index = readPictureIndex(readResource);
  const scenes = Object.values(index.scenes).flat();

  it('shows own findings before and after, from the same spot and in order', () => {
    expect(before.size).toBeGreaterThan(140);
    expect(pairs.length).toBeGreaterThan(110);
    for (const [first, then] of pairs) {
      expect([first.kind, then.kind]).toEqual(['before', 'after']);
      expect((first.takenAt ?? '') < (then.takenAt ?? '')).toBe(true);
      const scene = scenes.find((one) => one.before.sha256 === first.sha256);
      expect(scene?.after.sha256).toBe(then.sha256);
    }
  });

  it('has something to look at among what is still open', () => {
    const ended = new Set(
      items.flatMap(({ envelope: { command } }) =>
        command.type === 'case.close' || (command.type === 'case.check' && command.close)
          ? [command.caseId]
          : [],
      ),
    );
    expect([...caseOf.keys()].filter((id) => !ended.has(id)).length).toBeGreaterThan(8);
  });

  it('takes every picture before it is told, and in its own light', () => {
    const lamps = (index.scenes.lamp ?? []).flatMap((one) => [one.before.sha256, one.after.sha256]);
    for (const item of items) {
      for (const { takenAt = '', sha256 } of photosOf(item)) {
        expect(takenAt <= item.now && takenAt.slice(0, 10) >= '2024-05-01').toBe(true);
        const minute = clockOf(Date.parse(takenAt));
        expect(minute >= 7 * 60 && minute < 18 * 60).toBe(!lamps.includes(sha256));
      }
    }
  });

  it('names only pictures that are shipped; a built folder keeps their bytes', async () => {
    const files = pictureFiles(readResource);
    const used = new Set(items.flatMap(photosOf).flatMap(({ sha256, thumb = '' }) => [sha256, thumb]));
    const shipped = new Set(files.map(({ sha256 }) => sha256));
    expect([...used].filter((sha256) => !shipped.has(sha256))).toEqual([]);

    const folder = new TestFolder(folders.path('pictures'));
    mkdirSync(folder.dataDir, { recursive: true });
    mkdirSync(folder.witnessDir, { recursive: true });
    const commands = items.filter(
      (item) => item.envelope.command.type === 'report.receive' && photosOf(item).length > 0,
    );
    await buildFolder(
      folder.dataDir,
      {
        demo: true,
        readResource,
        centreKey: openCentreKey(folder.dataDir, undefined),
        started: '2024-01-01T00:00:00.000+08:00',
        witnessDir: folder.witnessDir,
        blobs: files.map(({ path }) => bytesOf(path)),
      },
      { total: 5, commands: commands.slice(0, 5) },
      () => {},
    );
    const blobs = new Blobs(folder.dataDir);
    for (const sha256 of shipped) expect(blobs.check(sha256)).toBe('ok');
    expect(readdirSync(join(folder.dataDir)).includes('building')).toBe(false);
    const store = await folder.open();
    expect(await folder.prove(store)).toMatchObject({ damages: [], differs: [] });
    store.close();
  });
});
