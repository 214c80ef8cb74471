import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { chainParts } from '@shared/sync/vector';
import { saveLostEnds } from '../store/journal/lostEnd';
import type { LostNumbers } from '../store/journal/repairs';
import type { CentreKey } from '../store/keys/centre';
import { fetchFromFolder, giveUp } from '../store/repair/fetch';
import { type Inspection, inspectFolder } from '../store/repair/inspect';
import { type Repaired, repairFolder } from '../store/repair/repair';
import { type KeysFound, lookAtKeys, repairKeys } from '../store/repair/repairKeys';
import type { Store } from '../store/service/store';
import type { CliOutcome } from './run';
import { errorWords, words } from './texts';

/** What `repair` works with. */
export interface RepairArguments {
  readonly dataDir: string;
  readonly witnessDir: string;
  /** The folder that paths on the command line are relative to. */
  readonly folder: string;
  readonly values: Record<string, string | boolean | undefined>;
  readonly env: NodeJS.ProcessEnv;
  /** The centre's key, or why it cannot be had. */
  centreKey(): CentreKey | CodedError;
  /** Open the folder to be written, with its key where that can be had. */
  openStore(): Promise<Store>;
  /** Take in a courier package. */
  takePackage(file: string): Promise<CliOutcome | undefined>;
}

/** What a repair found and did, for programs. */
interface RepairReport {
  readonly data: string;
  readonly acted: boolean;
  readonly device: string;
  readonly incarnation: number;
  readonly commits: number;
  readonly damages: readonly object[];
  readonly lostEnds: number;
  readonly aside: readonly string[];
  readonly fetched: { readonly commits: number; readonly blobs: number };
  readonly lacking: readonly LostNumbers[];
}

/**
 * Show what is wrong with a folder; with `--apply` make it writable again, fetch what is lacking from `--from` (a folder or a
 * courier package), and with `--give-up` tell the rest as lost. Exit code 1 while anything is wrong or lacking.
 */
export async function repairCommand(args: RepairArguments): Promise<CliOutcome> {
  const { dataDir, values } = args;
  const found = await inspectFolder(dataDir);
  if (!values.apply) return outcome(args, report(dataDir, found), found);
  if (!found.identity && !found.guessed && typeof values.letter !== 'string')
    throw new CodedError('repair.identity');
  const { witnessDir } = args;
  const letter = typeof values.letter === 'string' ? values.letter : undefined;
  const done = found.needsRepair
    ? await repairFolder({ dataDir, witnessDir, letter, at: new Date().toISOString() })
    : undefined;
  mendKeysOf(args, await inspectFolder(dataDir));
  const fetched = await fetchAll(args);
  let left = await inspectFolder(dataDir);
  if (values['give-up'] && (left.lacking.length > 0 || left.lost.length > 0)) {
    await inStore(args, (store) => giveUp(store, left.lacking));
    saveLostEnds(dataDir, []);
    left = await inspectFolder(dataDir);
  }
  const value = { ...report(dataDir, done?.before ?? found, left, done), acted: true, fetched };
  return outcome(args, value, done?.before ?? found, left);
}

/** What is wrong with the data keys; nothing where the centre's key is not to be had: its own error says what to do. */
function keysOf(
  { dataDir, centreKey }: RepairArguments,
  found: Inspection,
): KeysFound & { problem?: CodedError } {
  const key = centreKey();
  if (key instanceof CodedError) return { findings: [], missing: [], problem: key };
  return lookAtKeys(dataDir, key.key, found);
}

function mendKeysOf(args: RepairArguments, found: Inspection): void {
  const { dataDir, witnessDir, folder, values } = args;
  const key = args.centreKey();
  if (key instanceof CodedError) return;
  const { findings, missing } = lookAtKeys(dataDir, key.key, found);
  const from = typeof values.from === 'string' ? resolve(folder, values.from) : undefined;
  if (findings.length > 0 || (missing.length > 0 && from !== undefined))
    repairKeys({ dataDir, witnessDir, at: new Date().toISOString() }, key.key, found, from);
}

function wrong({ damages, torn, lost, lacking, identity }: Inspection): boolean {
  return damages.length > 0 || torn !== undefined || lost.length > 0 || lacking.length > 0 || !identity;
}

async function inStore<T>(args: RepairArguments, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await args.openStore();
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

async function fetchAll(args: RepairArguments): Promise<{ commits: number; blobs: number }> {
  const { values, folder } = args;
  if (typeof values.from !== 'string') return { commits: 0, blobs: 0 };
  const path = resolve(folder, values.from);
  if (!existsSync(path)) throw new CodedError('cli.fileMissing');
  if (statSync(path).isDirectory()) return inStore(args, (store) => fetchFromFolder(store, path));
  const before = (await inspectFolder(args.dataDir)).commits;
  await args.takePackage(path);
  return { commits: (await inspectFolder(args.dataDir)).commits - before, blobs: 0 };
}

function report(dataDir: string, found: Inspection, left = found, done?: Repaired): RepairReport {
  const identity = done?.identity ?? found.identity ?? found.guessed;
  return {
    data: dataDir,
    acted: false,
    device: identity?.device ?? '',
    incarnation: identity?.incarnation ?? 0,
    commits: left.commits,
    damages: found.damages.map(({ bytes, ...one }) => ({ ...one, length: bytes.length })),
    lostEnds: left.lost.length,
    aside: done?.aside ?? [],
    fetched: { commits: 0, blobs: 0 },
    lacking: left.lacking,
  };
}

/** The report in words, a line each. */
function outcome(args: RepairArguments, value: RepairReport, found: Inspection, left = found): CliOutcome {
  const say = (code: string, params: Record<string, string | number> = {}): string =>
    words(`repair.${code}`, params, args.env);
  const lines: string[] = [];
  if (!found.identity)
    lines.push(say(found.guessed ? 'identityGuessed' : 'identityUnknown', { device: value.device }));
  for (const { file, line, offset, what, bytes, ids, streams } of found.damages)
    lines.push(
      say(`what.${what}`, { file, line, offset, length: bytes.length }) +
        (ids.length > 0 ? say('held', { ids: ids.join(' '), streams: streams.join(' ') }) : ''),
    );
  if (found.torn) lines.push(say(`torn.${found.torn.kind}`, { length: found.torn.bytes.length }));
  for (const file of value.aside) lines.push(say('aside', { file }));
  if (value.acted && value.fetched.commits + value.fetched.blobs > 0)
    lines.push(say('fetched', value.fetched));
  for (const { chain, from, to } of left.lacking)
    lines.push(say('lacking', { device: chainParts(chain).device, chain, from, to, count: to - from + 1 }));
  if (left.lost.length > 0) lines.push(say('lostEnds', { count: left.lost.length }));
  const keys = keysOf(args, left);
  for (const { file, line, offset } of keys.findings) lines.push(say('keys', { file, line, offset }));
  if (keys.missing.length > 0)
    lines.push(say('keysMissing', { count: keys.missing.length, names: keys.missing.join(' ') }));
  if (keys.problem)
    lines.push(errorWords({ ...keys.problem, code: keys.problem.code, call: 'repair' }, args.env));
  const isWell = !wrong(left) && keys.findings.length + keys.missing.length === 0 && !keys.problem;
  if (isWell) lines.push(say(value.acted ? 'well' : 'nothing'));
  else lines.push(say(value.acted ? 'wayFetch' : 'wayApply'));
  return { value, code: isWell ? 0 : 1, words: lines.join('\n') };
}
