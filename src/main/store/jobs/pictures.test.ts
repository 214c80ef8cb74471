import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Caller, type Wire } from '@shared/contract/caller';
import { CodedError } from '@shared/contract/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestFolder, TestFolders } from '../testing/folder';
import { Pictures } from './pictures';

const folders = new TestFolders();
afterAll(() => folders.remove());

const fixture = (name: string) =>
  new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../../../test/fixtures', name)));
const still = fixture('samples/cctv/NVR1_ch3_main_20241101081512.jpg');

const wireOf = (port: MessagePort): Wire => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on('message', listener),
  onClose: (listener) => port.on('close', listener),
  close: () => port.close(),
});

/** A folder's pictures before a workshop of this behaviour; `asked` holds how often it was opened, and whether it was stuck. */
async function facing(answer: (port: MessagePort, id: number) => void) {
  const folder = await folders.create();
  const store = await folder.open();
  const asked: boolean[] = [];
  const pictures = new Pictures(store, (stuck) => {
    asked.push(stuck);
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ id }: { id: number }) => answer(port1, id));
    pictures.connect(new Caller(wireOf(port2)));
  });
  return { folder, pictures, asked };
}

async function failure(put: Promise<unknown>): Promise<CodedError> {
  const error = await put.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof CodedError) return error;
  throw error ?? new Error('nothing failed');
}

/** Reasons of the pictures that were put aside. */
function aside(folder: TestFolder): string[] {
  const path = join(folder.dataDir, 'aside', 'pictures');
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => (JSON.parse(readFileSync(join(path, name), 'utf8')) as { reason: string }).reason);
}

const decoded = { width: 2, height: 1, mime: 'image/jpeg', thumb: new Uint8Array([1]) };

describe('a picture that comes in', () => {
  it.each(['hostile/pic.decoy.png', 'hostile/pic.frame-20000.gif'])(
    '%s is put aside before any workshop is opened for it',
    async (name) => {
      const { folder, pictures, asked } = await facing(() => {});
      const error = await failure(pictures.put({ name: 'x', bytes: fixture(name) }));
      expect([error.code, error.params.reason]).toEqual(['picture.broken', 'inconsistent']);
      expect(asked).toEqual([]);
      expect(aside(folder)).toEqual(['inconsistent']);
    },
  );

  it('that the workshop dies of is tried once more and then put aside; the next one is taken', async () => {
    let deaths = 0;
    const { folder, pictures, asked } = await facing((port, id) => {
      if (deaths < 2) port.close();
      else port.postMessage({ t: 'ok', id, value: decoded });
      deaths += 1;
    });
    const error = await failure(pictures.put({ name: 'x', bytes: still }));
    expect([error.code, error.params.reason]).toEqual(['picture.broken', 'resources']);
    expect(asked).toEqual([false, false]);
    expect(aside(folder)).toEqual(['resources']);
    expect(await pictures.put({ name: 'y', bytes: still })).toMatchObject({ photo: { width: 2 } });
  });

  it('is not blamed for a workshop that was dead before it came', async () => {
    let calls = 0;
    const { pictures } = await facing((port, id) => {
      calls += 1;
      port.postMessage({ t: 'ok', id, value: decoded });
      if (calls === 1) port.close();
    });
    await pictures.put({ name: 'x', bytes: still });
    expect(await pictures.put({ name: 'y', bytes: still })).toMatchObject({ photo: { width: 2 } });
  });
});
