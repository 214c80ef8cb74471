import { CodedError } from '@shared/contract/errors';
import type { LinkMode } from '@shared/contract/sync';
import { backoffMs } from '@shared/sync/backoff';
import type { TrustedDevice } from '@shared/sync/station';
import type { World } from '../engine/world';
import { readCode } from '../identity/code';
import type { DeviceKeys } from '../identity/deviceKeys';
import { type EnrolRequest, makeRequest, openAnswer, safetyDigits } from '../identity/enrol';
import type { JoinHub } from '../identity/joinHub';
import type { Doors } from './doors';

/** A wish to be let in, with what is known of the folder. */
export interface Joining {
  readonly address: string;
  readonly code: string;
  readonly name: string;
  readonly linkName: string;
  readonly ca?: string | undefined;
  readonly mode: LinkMode;
  /** In whose name the first desk of a street is written down. */
  readonly operator: string;
  /** Of the folder, or made anew for an empty one; kept, so that asking again is the same request. */
  readonly device: string;
  /** The letter that the folder's case numbers carry; null where it is empty. */
  readonly letter: string | null;
  /** The street that the folder shares in already; null where it is empty or works alone. */
  readonly street: string | null;
}

/** What an accepted desk is given, for main to keep. */
export interface Kept {
  readonly street: string;
  readonly device: string;
  readonly letter: string;
  readonly anchors: readonly TrustedDevice[];
  /** Absent for the first desk of a street, which keeps its own. */
  readonly centreKey?: Uint8Array | undefined;
  readonly demo: boolean;
  readonly nowMs: number;
  /** The folder is empty and is to be built. */
  readonly build: boolean;
  readonly joining: Omit<Joining, 'code'>;
}

type Door = Pick<JoinHub, keyof JoinHub>;

/** How often the answer is asked for. */
const ASK_MS = 2000;

/** One try to be let in by a code: asks, waits for the answer through cuts, and uses the code up once all is kept. */
export class JoinTry {
  private readonly ended = new AbortController();
  private door: Door | undefined;
  request: EnrolRequest | undefined;

  private constructor(
    private readonly wish: Joining,
    private readonly keys: DeviceKeys,
    private readonly doors: Doors,
    private readonly world: World,
  ) {}

  /**
   * Go up to the hub with the code. For the first desk of a street this is all there is; for others the request is laid down.
   * Errors: those of `JoinHub`, `sync.firstNeedsData`, `sync.notEmpty`, `sync.otherStreet`.
   */
  static async begin(
    wish: Joining,
    keys: DeviceKeys,
    doors: Doors,
    world: World,
  ): Promise<{ trial: JoinTry; first?: Kept | undefined }> {
    readCode(wish.code);
    const trial = new JoinTry(wish, keys, doors, world);
    try {
      const first = await trial.ask();
      return { trial, first };
    } catch (error) {
      await trial.close();
      throw error;
    }
  }

  get safety(): string {
    return this.request ? safetyDigits(this.request) : '';
  }

  /** Wait until a desk of the street has answered. Undefined where it was cancelled. Errors: `sync.joinRefused`, `sync.notGenuine` … */
  async answer(): Promise<Kept | undefined> {
    for (let failures = 0; !this.ended.signal.aborted; ) {
      try {
        const { state, answer } = await (await this.opened()).answer();
        failures = 0;
        if (state === 'confirmed') return this.kept(answer);
        await this.world.sleep(ASK_MS, this.ended.signal);
      } catch (error) {
        if (this.ended.signal.aborted) return undefined;
        if (!(error instanceof CodedError) || error.code !== 'sync.unreachable') throw error;
        await this.shut();
        failures += 1;
        await this.world.sleep(backoffMs(failures, this.world.random()), this.ended.signal);
      }
    }
    return undefined;
  }

  /** All is kept: the code is used up. Where that does not get through, the code runs out by itself. */
  async done(): Promise<void> {
    try {
      await (await this.opened()).done();
    } catch (error) {
      console.error('sync: the code could not be used up.', error);
    }
    await this.close();
  }

  async close(): Promise<void> {
    this.ended.abort();
    await this.shut();
  }

  private async ask(): Promise<Kept | undefined> {
    const { wish, keys } = this;
    const door = await this.opened();
    const { kind, street } = door.invitation;
    if (wish.street !== null && wish.street !== street)
      throw new CodedError('sync.otherStreet', { street: wish.street });
    if (kind === 'first' && wish.letter === null) throw new CodedError('sync.firstNeedsData');
    if (kind === 'further' && wish.letter !== null && wish.street === null)
      throw new CodedError('sync.notEmpty');
    const { code, device, name, letter } = wish;
    this.request = makeRequest({ device, name, letter, street, keys, code, host: '' });
    if (kind === 'further') {
      await door.ask(this.request);
      return undefined;
    }
    const given = await door.first(this.request);
    return { ...this.about(), street, letter: given, anchors: [], demo: false, nowMs: this.world.nowMs() };
  }

  private kept(answer: unknown): Kept {
    const { wish, keys, request } = this;
    if (!request) throw new CodedError('sync.notGenuine', { what: 'request' });
    const welcomed = openAnswer(wish.code, keys, request, answer);
    return { ...this.about(), ...welcomed };
  }

  private about(): Pick<Kept, 'device' | 'build' | 'joining'> {
    const { code: _code, ...joining } = this.wish;
    return { device: joining.device, build: joining.letter === null, joining };
  }

  private async opened(): Promise<Door> {
    const { address, ca, code } = this.wish;
    this.door ??= await this.doors.join({ address, ca }, code);
    return this.door;
  }

  private async shut(): Promise<void> {
    const { door } = this;
    this.door = undefined;
    await door?.close().catch(() => {});
  }
}
