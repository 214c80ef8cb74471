import { randomBytes } from 'node:crypto';
import { CodedError } from '@shared/contract/errors';
import type { JoinRequest, Link } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import type { Hub } from '@shared/sync/hub';
import type { Station, TrustedDevice } from '@shared/sync/station';
import type { Vector } from '@shared/sync/vector';
import { sayingOf } from '../engine/saying';
import type { SyncReporter, World } from '../engine/world';
import { codeKeys, readCode } from '../identity/code';
import {
  checkRequest,
  type EnrolAnswer,
  type EnrolRequest,
  makeAnswer,
  safetyDigits,
} from '../identity/enrol';
import type { Asking } from '../identity/joinHub';
import type { Doors } from './doors';
import { type Gate, shutOut } from './shutOut';

/** How long a one-time code counts. */
export const CODE_MS = 60 * 60_000;

/** After these a confirmation can be done again as it is. */
const MAY_PASS = new Set(['sync.unreachable', 'sync.hubFault']);

/** What a hub was taking in when a login was closed is there or gone after this. */
const SETTLE_MS = 300;

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

interface Invited {
  readonly code: string;
  readonly until: string;
  readonly untilMs: number;
  readonly link: string;
}

type StationHere = Pick<Station, 'state' | 'devices'> & {
  setStreet(street: string): Promise<void>;
  enrol(device: TrustedDevice, actor: string): Promise<void>;
  mayDecide(actor: string): Promise<void>;
  revokeDevice(device: string, actor: string, reason: string, vector: Vector): Promise<void>;
};

export interface EnrollingDependencies {
  readonly station: StationHere;
  readonly doors: Doors;
  readonly world: World;
  readonly reporter: SyncReporter;
  readonly me: { readonly signKey: string; readonly boxKey: string };
}

/** Lets other desks in and out over this desk's links. Codes are kept in memory only, and only as long as they count. */
export class Enrolling {
  private invited: Invited | undefined;
  private asking: { readonly link: string; readonly found: readonly Asking[] }[] = [];

  constructor(private readonly dependencies: EnrollingDependencies) {}

  /** The code that was made here last, while it counts. */
  get invitation(): { code: string; until: string } | null {
    const { invited } = this;
    if (!invited || invited.untilMs <= this.dependencies.world.nowMs()) return null;
    return { code: invited.code, until: invited.until };
  }

  get requests(): JoinRequest[] {
    return this.asking.flatMap(({ found }) =>
      found.flatMap(({ id, atMs, request }) =>
        request
          ? [
              {
                id,
                name: request.name,
                device: request.device,
                at: toInstant(atMs),
                safety: safetyDigits(request),
              },
            ]
          : [],
      ),
    );
  }

  /** Make a one-time code. `hubNowMs`: the hub's clock, by which the code runs out. */
  async invite(link: Link, hubNowMs: number): Promise<{ code: string; until: string }> {
    const { street } = link;
    const untilMs = hubNowMs + CODE_MS;
    const code = await this.at(link, (hub) =>
      hub.invite({ street, streetName: link.name, kind: 'further', untilMs }, (bytes) => randomBytes(bytes)),
    );
    const here = this.dependencies.world.nowMs() + CODE_MS;
    this.invited = { code, until: toInstant(here), untilMs: here, link: link.id };
    return { code, until: this.invited.until };
  }

  /** Look who asks to be let in over this link. */
  async look(link: Link): Promise<void> {
    const found = await this.at(link, (hub) => hub.requests());
    this.asking = [...this.asking.filter((one) => one.link !== link.id), { link: link.id, found }];
  }

  forget(link: string): void {
    this.asking = this.asking.filter((one) => one.link !== link);
    if (this.invited?.link === link) this.invited = undefined;
  }

  /**
   * Let a desk in: the hub gets its login and the answer, the centre an event. Errors: `sync.noRequest`, `sync.requestChanged`,
   * `sync.codeNeeded`, `sync.badCode`, `sync.notGenuine`, `sync.letterTaken`, `sync.noLetter`.
   */
  async confirm(
    link: Link,
    wish: {
      request: string;
      operator: string;
      code?: string | undefined;
      safety: string;
      centreKey: Uint8Array;
    },
  ): Promise<void> {
    await this.look(link);
    const asked = this.find(link.id, wish.request);
    // The hub may hold another request under this id by now than the one whose digits were compared.
    if (safetyDigits(asked.request) !== wish.safety) throw new CodedError('sync.requestChanged');
    const code = this.codeOf(asked.id, wish.code);
    const request = checkRequest(code, asked.request);
    const { station } = this.dependencies;
    const [state, devices] = [await station.state(), await station.devices()];
    const device = await this.newcomer(link, request, devices);
    const answer = makeAnswer({
      code,
      request,
      street: link.street,
      letter: device.letter,
      anchors: devices.map(told),
      centreKey: wish.centreKey,
      demo: state.demo,
      nowMs: state.nowMs,
      random: (bytes) => randomBytes(bytes),
    });
    // The event first: a request stays at the hub until it is confirmed, so that this can be done again after any failure.
    if (!devices.some((one) => sameDevice(one, device))) await station.enrol(device, wish.operator);
    await this.confirmAt(link, request, answer);
    if (this.invited?.code === code) this.invited = undefined;
    await this.look(link);
  }

  /** It is written down that the desk belongs to the centre; where the hub will not have it any more, somebody must see to that. */
  private async confirmAt(link: Link, request: EnrolRequest, answer: EnrolAnswer): Promise<void> {
    const { reporter } = this.dependencies;
    const { device, name } = request;
    try {
      await this.at(link, (hub) => hub.confirm(request, answer));
      reporter.settle(`confirm:${device}`);
    } catch (error) {
      const { code } = sayingOf(error);
      if (!MAY_PASS.has(code)) reporter.alarm(`confirm:${device}`, 'alarm.notConfirmed', { device, name });
      throw error;
    }
  }

  async refuse(link: Link, request: string): Promise<void> {
    await this.at(link, (hub) => hub.refuse(request));
    await this.look(link);
  }

  /**
   * Shut a device out: first its login at every hub, then by an event that names how far everybody can have what it wrote.
   * Without any hub it is as far as this desk holds it. Errors: `device.role`, `sync.revokeSelf`, `sync.revokeNeedsHub`.
   */
  async revoke(
    links: readonly Link[],
    wish: { device: string; operator: string; reason: string },
  ): Promise<void> {
    const { station, world } = this.dependencies;
    const { device, operator, reason } = wish;
    await station.mayDecide(operator);
    // Whose login is closed can tell nobody of it any more: another desk has to.
    if ((await station.state()).device === device) throw new CodedError('sync.revokeSelf');
    const gates = links.map((link) => this.gate(link));
    const vector = await shutOut(gates, device, () => world.sleep(SETTLE_MS, new AbortController().signal));
    const known = (await station.devices()).find((one) => one.device === device);
    if (!known?.revoked) await station.revokeDevice(device, operator, reason, vector);
  }

  /** Close a device's login at a hub; false where it was closed before. */
  closeLogin(link: Link, device: string): Promise<boolean> {
    return this.at(link, (hub) => hub.revoke(link.street, device));
  }

  /** The first desk of a street lets itself in. */
  async enrolSelf(name: string, letter: string, street: string, operator: string): Promise<void> {
    const { station, me } = this.dependencies;
    const { device } = await station.state();
    const { signKey, boxKey } = me;
    await station.setStreet(street);
    const known = (await station.devices()).some((one) => one.device === device);
    if (!known) await station.enrol({ device, name, letter, signKey, boxKey }, operator);
  }

  private gate(link: Link): Gate {
    return {
      name: link.name,
      close: (device) =>
        this.closeLogin(link, device).catch((error: unknown) => {
          // It never came there, as one that only a courier serves.
          if (!(error instanceof CodedError) || error.code !== 'sync.noDevice') throw error;
        }),
      vector: () => this.atHub(link, (hub) => hub.vector()),
    };
  }

  private find(link: string, id: string): { id: string; request: EnrolRequest } {
    const asked = this.asking.find((one) => one.link === link)?.found.find((one) => one.id === id);
    if (!asked?.request) throw new CodedError('sync.noRequest');
    return { id, request: asked.request };
  }

  /** The code of this invitation: made here, or typed in from where it was. */
  private codeOf(invitation: string, typed: string | undefined): string {
    const own = this.invited?.code;
    if (own !== undefined && codeKeys(own).invitation === invitation) return own;
    if (typed === undefined || typed.trim() === '') throw new CodedError('sync.codeNeeded');
    return readCode(typed);
  }

  /** Letters are in case numbers: each is given once, and never again after a revocation. */
  private async newcomer(
    link: Link,
    { device, name, letter, signKey, boxKey }: EnrolRequest,
    devices: readonly TrustedDevice[],
  ): Promise<TrustedDevice> {
    const back = devices.find((one) => one.device === device);
    const atHub = await this.atHub(link, (hub) => hub.devices());
    const taken = new Set(
      [...devices, ...atHub].filter((one) => one.device !== device).map((one) => one.letter),
    );
    const given = letter ?? back?.letter ?? LETTERS.find((one) => !taken.has(one));
    if (given === undefined) throw new CodedError('sync.noLetter');
    if (taken.has(given)) throw new CodedError('sync.letterTaken', { what: given });
    return { device, name, letter: given, signKey, boxKey };
  }

  /** As an exchange sees the hub. */
  private async atHub<T>(link: Link, work: (hub: Hub) => Promise<T>): Promise<T> {
    const { station, doors } = this.dependencies;
    const hub = doors.hub(link, (await station.state()).device);
    try {
      return await work(hub);
    } finally {
      await hub.close();
    }
  }

  private async at<T>(
    link: Link,
    work: (hub: Awaited<ReturnType<Doors['enrol']>>) => Promise<T>,
  ): Promise<T> {
    const { station, doors } = this.dependencies;
    const hub = await doors.enrol(link, (await station.state()).device);
    try {
      return await work(hub);
    } finally {
      await hub.close();
    }
  }
}

/** The same device under the same keys, still counting. */
function sameDevice(a: TrustedDevice, b: TrustedDevice): boolean {
  return a.device === b.device && a.signKey === b.signKey && a.boxKey === b.boxKey && !a.revoked;
}

/** A device as answers tell it: nothing beside what a newcomer must know. */
function told({ device, name, letter, signKey, boxKey, revoked }: TrustedDevice): TrustedDevice {
  return { device, name, letter, signKey, boxKey, ...(revoked ? { revoked } : {}) };
}
