import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { Caller } from '@shared/contract/caller';
import { CodedError, RemoteError } from '@shared/contract/errors';
import type { PictureResult } from '@shared/contract/intake';
import type { Place } from '@shared/domain/common';
import { lookAt, MOST_PICTURE_BYTES } from '@shared/rules/picture/look';
import { storableText } from '@shared/rules/text/storable';
import { z } from 'zod';
import type { Store } from '../service/store';

const MB = 1_048_576;
/** The workshop opens on first need, and again when it died; it is waited for so long. */
const PATIENCE_MS = 15_000;
const TRIES = 4;
/** A picture that a workshop died of twice, or that is not decoded within this time, is the reason. */
const DEATHS = 2;
const DECODE_MS = 60_000;
const PAUSE_MS = 150;

const decodedSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  mime: z.string(),
  thumb: z.instanceof(Uint8Array),
});

/** Pictures come in here: kept by hash as they came, decoded in the workshop (never in this process), named by their camera. */
export class Pictures {
  private workshop: Caller | undefined;
  private readonly waiting: ((workshop: Caller) => void)[] = [];

  /** `askForWorkshop`: somebody outside opens the workshop (anew, where it is stuck) and answers with {@link connect}. */
  constructor(
    private readonly store: Store,
    private readonly askForWorkshop: (stuck: boolean) => void,
  ) {}

  /** The workshop's port; a new one replaces the old. */
  connect(workshop: Caller): void {
    this.workshop = workshop;
    for (const go of this.waiting.splice(0)) go(workshop);
  }

  /** Take a picture in. Errors: `picture.tooLarge`, `picture.broken` (the file was put aside), `picture.noWorkshop`, and the journal's. */
  async put(input: { name: string; path?: string | undefined; bytes: Uint8Array }): Promise<PictureResult> {
    const { bytes } = input;
    const name = storableText(input.name);
    const mb = Math.ceil(bytes.length / MB);
    if (bytes.length > MOST_PICTURE_BYTES)
      throw new CodedError('picture.tooLarge', { name, mb, limit: MOST_PICTURE_BYTES / MB });
    const decoded = await this.decode(name, bytes);
    const sha256 = this.store.blobs.put(bytes);
    const thumb = this.store.blobs.put(decoded.thumb);
    const named = this.store.knowledge.cameraOf(input.path || name);
    const camera = named?.camera;
    const takenAt = named?.file.takenAt ?? null;
    const { width, height, mime } = decoded;
    return {
      photo: { sha256, thumb, mime, width, height, kind: 'other', name, ...(takenAt ? { takenAt } : {}) },
      name,
      takenAt,
      camera: camera ? { id: camera.id, name: camera.name } : null,
      rule: named?.file.rule ?? null,
      place: camera ? this.placeOf(camera) : null,
      knownAs: this.knownAs(sha256),
    };
  }

  private async decode(name: string, bytes: Uint8Array): Promise<z.infer<typeof decodedSchema>> {
    // What is no sound picture by its bytes costs the workshop nothing.
    const look = lookAt(bytes);
    if ('broken' in look) throw this.broken(name, bytes, look.broken);
    try {
      return decodedSchema.parse(await this.look(name, bytes));
    } catch (error) {
      if (!(error instanceof RemoteError) || error.code !== 'picture.broken') throw error;
      throw this.broken(name, bytes, String(error.wire.params?.reason ?? error.detail ?? ''));
    }
  }

  /** Nothing that came in is thrown away. */
  private broken(name: string, bytes: Uint8Array, reason: string): CodedError {
    this.store.blobs.setAside(name, bytes, reason);
    return new CodedError('picture.broken', { name, reason });
  }

  /**
   * A workshop that died, perhaps long ago, is noticed by its port; a new one gets the picture. It is killed for memory by main, and for
   * time on our word.
   */
  private async look(name: string, bytes: Uint8Array): Promise<unknown> {
    for (let tries = 1, deaths = 0; ; tries += 1) {
      const fresh = this.workshop === undefined;
      const workshop = await this.theWorkshop();
      try {
        return await this.inTime(workshop.call('action', 'picture.decode', { bytes }));
      } catch (error) {
        if (!(error instanceof CodedError) || !/^(rpc\.closed|picture\.stuck)$/.test(error.code)) throw error;
        if (this.workshop === workshop) this.workshop = undefined;
        const stuck = error.code === 'picture.stuck';
        if (stuck) this.askForWorkshop(true);
        if (fresh) deaths += 1;
        if (stuck || deaths === DEATHS) throw this.broken(name, bytes, 'resources');
        if (tries === TRIES) throw error;
        // The news of its death may still be on its way to main.
        await setTimeout(PAUSE_MS * tries);
      }
    }
  }

  private async inTime(decoded: Promise<unknown>): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = startTimer(() => reject(new CodedError('picture.stuck')), DECODE_MS);
    });
    try {
      return await Promise.race([decoded, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private theWorkshop(): Promise<Caller> {
    if (this.workshop) return Promise.resolve(this.workshop);
    return new Promise((resolve, reject) => {
      const timer = startTimer(() => reject(new CodedError('picture.noWorkshop')), PATIENCE_MS);
      this.waiting.push((workshop) => {
        clearTimeout(timer);
        resolve(workshop);
      });
      this.askForWorkshop(false);
    });
  }

  private placeOf(camera: { name: string; lon: number; lat: number }): Place {
    return this.store.knowledge.at({ text: camera.name, lon: camera.lon, lat: camera.lat, how: 'camera' });
  }

  /** Numbers or titles of what already shows this very picture. */
  private knownAs(sha256: string): string[] {
    const { db } = this.store.projection;
    const rows = db.all<{ name: string }>(
      `SELECT DISTINCT coalesce(nullif(i.no, ''), i.title) AS name FROM blob_use b
       LEFT JOIN report r ON r.id=b.stream JOIN item i ON i.id=coalesce(r.case_id, b.stream) WHERE b.sha256=? LIMIT 5`,
      [sha256],
    );
    return rows.map((row) => row.name);
  }
}
