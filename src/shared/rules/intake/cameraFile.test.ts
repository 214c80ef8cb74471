import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cameraRulesSchema, readCameraFile } from './cameraFile';

const root = resolve(import.meta.dirname, '../../../..');
const rules = cameraRulesSchema.parse(
  JSON.parse(readFileSync(resolve(root, 'resources/import-profiles/camera-names.json'), 'utf8')),
);

/** What each sample says; a new sample makes the test below fail until it is here. */
const samples: Record<string, object> = {
  '10.44.6.21_01_20241101080012345_TIMING.jpg': {
    ip: '10.44.6.21',
    channel: 1,
    event: 'TIMING',
    takenAt: '2024-11-01T08:00:12.345+08:00',
    rule: 'hik.upload',
  },
  '10.44.6.21_01_20241101080412120_TIMING.jpg': {
    ip: '10.44.6.21',
    channel: 1,
    event: 'TIMING',
    takenAt: '2024-11-01T08:04:12.120+08:00',
    rule: 'hik.upload',
  },
  '10.44.6.22_02_20241101162000000_TIMING.jpg': {
    ip: '10.44.6.22',
    channel: 2,
    event: 'TIMING',
    takenAt: '2024-11-01T16:20:00.000+08:00',
    rule: 'hik.upload',
  },
  '2024-11-01/001/jpg/08/31/12[M][0@0][0].jpg': {
    takenAt: '2024-11-01T08:31:12.000+08:00',
    rule: 'dahua.tree',
  },
  'NVR1_ch3_main_20241101081512.jpg': {
    camera: 'NVR1',
    channel: 3,
    event: 'main',
    takenAt: '2024-11-01T08:15:12.000+08:00',
    rule: 'dahua.export',
  },
  '兴盛路领峰园南门_20241101080912.jpg': {
    camera: '兴盛路领峰园南门',
    takenAt: '2024-11-01T08:09:12.000+08:00',
    rule: 'hik.client',
  },
  '截图_20241101_1645.jpg': { takenAt: '2024-11-01T16:45:00.000+08:00', rule: 'generic' },
};

describe('names of camera stills', () => {
  it('every sample is read', () => {
    const folder = resolve(root, 'test/fixtures/samples/cctv');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => resolve(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(
      Object.fromEntries(files.map((file) => [file.replaceAll('\\', '/'), readCameraFile(file, rules)])),
    ).toEqual(samples);
  });

  it('every rule reads its own example', () => {
    for (const { id, example } of rules.rules) expect(readCameraFile(example, rules)?.rule).toBe(id);
  });

  it.each([
    ['10.44.6.31_冼村路口西_20241101080012345.jpg', { ip: '10.44.6.31', camera: '冼村路口西' }],
    [
      'NVR2_ch12_sub_20241101_081512_20241101_081600.dav',
      { channel: 12, takenAt: '2024-11-01T08:15:12.000+08:00' },
    ],
    [
      'D:\\still\\2024-11-01\\001\\jpg\\08\\31.12[M][0@0][0].jpg',
      { takenAt: '2024-11-01T08:31:12.000+08:00' },
    ],
    ['微信图片_20241101164512.jpg', { rule: 'hik.client' }],
    ['mmexport1730450712000.jpg', { takenAt: '2024-11-01T16:45:12.000+08:00' }],
    ['平云路-东_2024-11-01 08.15.12.png', { camera: '平云路-东', takenAt: '2024-11-01T08:15:12.000+08:00' }],
  ])('%s', (name, expected) => expect(readCameraFile(name, rules)).toMatchObject(expected));

  it('words in front of the time that name no camera are left out', () => {
    for (const name of [
      '微信图片_20241101164512.jpg',
      'IMG_20241101_164512.jpg',
      'screenshot_20241101_164512.png',
    ]) {
      const read = readCameraFile(name, rules);
      expect(read?.takenAt).toBe('2024-11-01T16:45:12.000+08:00');
      expect(read).not.toHaveProperty('camera');
    }
  });

  it.each([
    'photo.jpg',
    '路口_20241301080000.jpg',
    '路口_20241101256000.jpg',
    '999.44.6.21_01_20241101_TIMING.jpg',
    '12[M][0@0][0].jpg',
    `${'a'.repeat(600)}_20241101080000.jpg`,
  ])('%s tells nothing', (name) => expect(readCameraFile(name, rules)).toBeNull());

  it('refuses rules that are no regular expressions', () => {
    const broken = { ...rules, rules: [{ id: 'x', name: 'x', pattern: '(', example: 'x' }] };
    expect(cameraRulesSchema.safeParse(broken).success).toBe(false);
  });
});
