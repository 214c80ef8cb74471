import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import type { PackagePreview } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import type { Station, StationState, TrustedDevice } from '@shared/sync/station';
import { countBeyond, type Vector } from '@shared/sync/vector';
import { sniff } from './archive';
import { type Exported, type ExportRequest, exportPackages, type Watch } from './export';
import { writeWhole } from './files';
import { commitsIn, RECEIPT_FORMAT, stem } from './format';
import { Package } from './package';
import { type Peer, Peers } from './peers';
import { inspect } from './preview';
import { claimedSafety, type Me, safetyOf } from './proof';
import { readReceipt, sealReceipt } from './receipt';
import { sameAs, Taking, type Tally, workOf } from './taking';
import type { Signer } from './writer';

/** What a file turned out to be. A receipt counts from the moment it was opened. `held`: commits that the peer says it holds. */
export type Opened =
  | { readonly kind: 'package'; readonly preview: PackagePreview }
  | { readonly kind: 'receipt'; readonly peer: string; readonly at: string; readonly held: number };

export interface TakenPackage {
  readonly commits: number;
  readonly photos: number;
  readonly refused: number;
  /** Path of the receipt. */
  readonly receipt: string;
}

/** A peer as the desk lists it. `lacks`: commits that it does not hold as far as is known here. */
export interface PeerView {
  readonly peer: string;
  readonly name: string;
  readonly lastAt: string | null;
  readonly lacks: number;
}

interface Shown {
  readonly path: string;
  readonly password: string | undefined;
  readonly mark: string;
  readonly vouched: readonly TrustedDevice[];
}

/** Previews that can still be taken. */
const SHOWN = 50;

/**
 * The courier (摆渡): carries what the other side lacks as signed files, and brings receipts back. Works on any `Station`;
 * `folder` keeps what is known of peers.
 */
export class Courier {
  private readonly shown = new Map<string, Shown>();

  constructor(
    private readonly station: Station,
    private readonly signer: Signer,
    private readonly folder: string,
    private readonly program = 'xiuhua',
    /** Devices believed before any event told of them: those that let this desk in. */
    private readonly anchors: () => readonly TrustedDevice[] = () => [],
  ) {}

  /**
   * Write packages of what a peer lacks: all of them or none. No file where it lacks nothing. Errors: `courier.notEnrolled`,
   * `courier.revokedPeer`, `courier.partTooSmall`, `courier.diskFull`, `courier.writeFailed`, `courier.cancelled`.
   */
  async exportFor(request: ExportRequest, watch: Watch = {}): Promise<Exported> {
    const { station, signer, program } = this;
    const state = await station.state();
    const devices = await station.devices();
    const from = devices.find(({ device }) => device === state.device);
    if (!from) throw new CodedError('courier.notEnrolled');
    const peers = await Peers.open(this.folder);
    const known = findPeer(request.peer, peers, devices);
    if (devices.find(({ device }) => device === known?.device)?.revoked)
      throw new CodedError('courier.revokedPeer', { name: request.peer });
    const held: ReadonlySet<string> = known ? await peers.held(known.device) : new Set();
    const since = known?.vector ?? {};
    return exportPackages({ station, signer, program, state, devices, from, since, held, request, watch });
  }

  /**
   * Look into a package, or take note of a receipt. `trust`: the digits of the sender's key as heard on the telephone, for a station
   * that knows nobody yet. Errors: `courier.cancelled`, `courier.tooLargeUnproved`, `courier.password`, `courier.broken`, `courier.notPackage`, `courier.newer`,
   * `courier.safetyDiffers`; for a receipt also those of `readReceipt`. What only forbids taking is in the preview's `blocked`.
   */
  async open(
    request: {
      path: string;
      password?: string | undefined;
      trust?: string | undefined;
    },
    watch: Watch = {},
  ): Promise<Opened> {
    const { path, password, trust } = request;
    if ((await sniff(path)) === 'json') return this.openReceipt(path);
    const opened = await Package.open(path, password, await this.knownKeys());
    try {
      const vouched = [...this.anchors(), ...vouchedBy(opened, trust)];
      const findings = await inspect(
        opened,
        this.station,
        await Peers.open(this.folder),
        await this.me(),
        vouched,
        watch,
      );
      const token = randomBytes(16).toString('hex');
      this.shown.set(token, { path, password, mark: opened.mark, vouched });
      for (const old of this.shown.keys()) if (this.shown.size > SHOWN) this.shown.delete(old);
      return { kind: 'package', preview: { ...findings, token, file: path } };
    } finally {
      opened.close();
    }
  }

  /**
   * Take a package in that was shown, and write a receipt beside it (in the courier's folder where that cannot be written). Again
   * is harmless. Errors: `courier.unknownToken`, `courier.changed`, whatever blocks it, `courier.broken`, `courier.cancelled`.
   */
  async take(request: { token: string }, watch: Watch = {}): Promise<TakenPackage> {
    const shown = this.shown.get(request.token);
    if (!shown) throw new CodedError('courier.unknownToken');
    const { station } = this;
    const keys = [...(await this.knownKeys()), ...shown.vouched.map(({ signKey }) => signKey)];
    const opened = await Package.open(shown.path, shown.password, keys);
    try {
      sameAs(opened, shown.mark);
      const me = await this.me();
      const peers = await Peers.open(this.folder);
      const { blocked } = await inspect(opened, station, peers, me, shown.vouched, {
        signal: watch.signal,
      });
      if (blocked) throw new CodedError(blocked.code, blocked.params);
      const total = workOf(opened);
      let done = 0;
      const wrote = (bytes: number): void => {
        done += bytes;
        watch.progress?.(Math.min(done, total), total);
      };
      const source = basename(shown.path);
      const tally = await Taking.run({
        opened,
        station,
        me,
        vouched: shown.vouched,
        source,
        signal: watch.signal,
        wrote,
      });
      const receipt = await this.settle(opened, peers, tally);
      const { commits, photos, refused } = tally;
      return { commits, photos, refused, receipt };
    } finally {
      opened.close();
    }
  }

  /** Everybody that packages and receipts told of, and the other devices of the centre. */
  async peers(): Promise<PeerView[]> {
    const state = await this.station.state();
    const { all } = await Peers.open(this.folder);
    const heard = all.map(({ device, name, vector, heardAt }) => view(device, name, heardAt, vector, state));
    const others = (await this.station.devices())
      .filter(({ device, revoked }) => !revoked && device !== state.device)
      .filter(({ device }) => !all.some((one) => one.device === device))
      .map(({ device, name }) => view(device, name, null, {}, state));
    return [...heard, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The digits of this device's key, to be read out on the telephone to a station that knows nobody yet. */
  safety(): string {
    return safetyOf(this.signer.signKey);
  }

  /** Keys of everybody whose word counts here. */
  private async knownKeys(): Promise<string[]> {
    const devices = [...(await this.station.devices()), ...this.anchors()];
    return [this.signer.signKey, ...devices.map(({ signKey }) => signKey)];
  }

  private async me(): Promise<Me> {
    return { device: (await this.station.state()).device, signKey: this.signer.signKey };
  }

  private async openReceipt(path: string): Promise<Opened> {
    const state = await this.station.state();
    const told = await this.station.devices();
    const known = [
      ...told,
      ...this.anchors().filter(({ device }) => !told.some((one) => one.device === device)),
    ];
    const receipt = await readReceipt(path, state.street, known);
    const { device, name, letter, vector, at } = receipt;
    const peers = await Peers.open(this.folder);
    await peers.heard(
      { device, name, letter, vector, at, heardAt: toInstant(state.nowMs) },
      receipt.attachments,
    );
    return { kind: 'receipt', peer: name, at, held: commitsIn(vector) };
  }

  /** After a package was taken: what its sender holds is known, and a receipt tells what is held here. */
  private async settle(opened: Package, peers: Peers, tally: Tally): Promise<string> {
    const { manifest } = opened;
    const state = await this.station.state();
    const now = toInstant(state.nowMs);
    if (manifest.from.device !== state.device) {
      const { from, vector, madeAt, attachments } = manifest;
      const hashes = attachments.map(({ sha256 }) => sha256);
      await peers.heard({ ...from, vector, at: madeAt, heardAt: now }, hashes);
    }
    await peers.remember(manifest.package, manifest.part);
    const me = (await this.station.devices()).find(({ device }) => device === state.device);
    const letter = me?.letter ?? '';
    const text = sealReceipt(
      {
        format: RECEIPT_FORMAT,
        street: state.street,
        device: state.device,
        name: me?.name ?? state.device,
        letter,
        at: now,
        vector: state.vector,
        package: manifest.package,
        part: manifest.part,
        parts: manifest.parts,
        attachments: [...tally.held],
      },
      this.signer,
    );
    const name = `${stem(state.street, letter, now)}-receipt-${manifest.package.slice(0, 8)}-${manifest.part}.xhc.json`;
    return this.writeReceipt(dirname(opened.path), name, text);
  }

  /** A disk may be write-protected, and the package is in all the same. */
  private async writeReceipt(beside: string, name: string, text: string): Promise<string> {
    try {
      await writeWhole(join(beside, name), text);
      return join(beside, name);
    } catch {
      const path = join(this.folder, 'receipts', name);
      await writeWhole(path, text);
      return path;
    }
  }
}

function view(
  peer: string,
  name: string,
  lastAt: string | null,
  vector: Vector,
  state: StationState,
): PeerView {
  return { peer, name, lastAt, lacks: countBeyond(state.vector, vector) };
}

/** A peer by device or name, among those heard of and the centre's devices. */
function findPeer(
  peer: string,
  peers: Peers,
  devices: readonly TrustedDevice[],
): Pick<Peer, 'device' | 'vector'> | undefined {
  const heard = peers.find(peer);
  if (heard) return heard;
  const named = devices.filter(({ device, name, revoked }) => device === peer || (name === peer && !revoked));
  const [one] = named;
  return one && named.length === 1 ? { device: one.device, vector: {} } : undefined;
}

/** Devices that the sender names, believed because somebody compared the digits of its key. */
function vouchedBy(opened: Package, trust: string | undefined): readonly TrustedDevice[] {
  if (trust === undefined) return [];
  const digits = (text: string): string => text.replaceAll(/\D/g, '');
  const claimed = claimedSafety(opened);
  if (claimed === '' || digits(claimed) !== digits(trust)) throw new CodedError('courier.safetyDiffers');
  return opened.manifest.devices;
}
