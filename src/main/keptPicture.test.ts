import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MOST_PICTURE_BYTES } from '@shared/rules/picture/look';
import { afterAll, describe, expect, it } from 'vitest';
import { keptPicture } from './keptPicture';

const base = mkdtempSync(join(tmpdir(), 'xiuhua-kept-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const fixture = (name: string) => resolve(import.meta.dirname, '../../test/fixtures', name);

describe('a kept picture', () => {
  it('is given to be decoded with the kind that its bytes tell', async () => {
    expect(await keptPicture(fixture('samples/cctv/NVR1_ch3_main_20241101081512.jpg'))).toMatchObject({
      mime: 'image/jpeg',
    });
  });

  it.each(['hostile/pic.decoy.png', 'hostile/pic.frame-20000.gif', 'hostile/sheet.row-2e9.xlsx'])(
    '%s, which another desk may have kept, is not',
    async (name) => {
      expect(await keptPicture(fixture(name))).toBe('refused');
    },
  );

  it('is not even read where it is larger than any picture that is taken in', async () => {
    const path = join(base, 'huge');
    writeFileSync(path, Buffer.from([0xff, 0xd8, 0xff]));
    // A hole in the file: it takes no room.
    truncateSync(path, MOST_PICTURE_BYTES + 1);
    expect(await keptPicture(path)).toBe('refused');
    expect(await keptPicture(join(base, 'nowhere'))).toBe('missing');
  });
});
