import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CodedError } from '@shared/contract/errors';
import { sealedSchema } from '@shared/domain/envelope';
import type { HotlineRow } from '@shared/rules/intake/row';
import { writeFileSafely } from '../files';
import type { DataKeys } from '../keys/dataKeys';

/** What an import still has to do, kept sealed beside the journal until the job has ended, so that a killed one can be finished. */
export interface Spool {
  readonly file: string;
  readonly asOf: string;
  readonly rows: readonly HotlineRow[];
  readonly skipped: number;
}

function spoolPath(dataDir: string, job: string): string {
  return join(dataDir, 'spool', `${job.replace(':', '-')}.sealed`);
}

/** Write the spool, durable on return, under the job's own data key. */
export function writeSpool(dataDir: string, keys: DataKeys, job: string, spool: Spool): void {
  keys.ensure([job]);
  const packed = gzipSync(Buffer.from(JSON.stringify(spool))).toString('base64');
  writeFileSafely(spoolPath(dataDir, job), JSON.stringify(keys.seal(job, { packed })));
}

/** Read the spool back; undefined where there is none. Errors: `intake.spoolUnreadable` where it does not open or is damaged. */
export function readSpool(dataDir: string, keys: DataKeys, job: string): Spool | undefined {
  const path = spoolPath(dataDir, job);
  if (!existsSync(path)) return undefined;
  try {
    const opened = keys.open(sealedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))));
    if (typeof opened?.packed !== 'string') throw new Error('its key is not here, or was erased');
    return JSON.parse(gunzipSync(Buffer.from(opened.packed, 'base64')).toString('utf8')) as Spool;
  } catch (error) {
    throw new CodedError('intake.spoolUnreadable', { file: `spool/${basename(path)}` }, String(error));
  }
}

/** The job has ended: its rows are in the journal, or set aside there. */
export function dropSpool(dataDir: string, job: string): void {
  rmSync(spoolPath(dataDir, job), { force: true });
}

/** Are the rows of this job on this computer? */
export function hasSpool(dataDir: string, job: string): boolean {
  return existsSync(spoolPath(dataDir, job));
}

const WITHDRAWAL = '.withdrawal';

function withdrawalPath(dataDir: string, job: string): string {
  return join(dataDir, 'spool', `${job.replace(':', '-')}${WITHDRAWAL}`);
}

/** A withdrawal begins, durable on return: until it is dropped it has not come to its end. */
export function noteWithdrawal(dataDir: string, job: string): void {
  writeFileSafely(withdrawalPath(dataDir, job), JSON.stringify({ job }));
}

/** The withdrawal has ended. */
export function dropWithdrawal(dataDir: string, job: string): void {
  rmSync(withdrawalPath(dataDir, job), { force: true });
}

/** The imports whose withdrawal was begun here and has not ended. */
export function openWithdrawals(dataDir: string): string[] {
  const dir = join(dataDir, 'spool');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith(WITHDRAWAL))
    .map((name) => name.slice(0, -WITHDRAWAL.length).replace('-', ':'));
}
