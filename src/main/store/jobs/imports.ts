import { randomUUID } from 'node:crypto';
import type { FeedMessage } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { ImportJob, ImportPreview } from '@shared/contract/intake';
import type { CommandInput } from '@shared/domain/commands';
import type { Commit } from '@shared/domain/envelope';
import type { ImportTally } from '@shared/domain/intake/events';
import type { IntakeState } from '@shared/domain/intake/evolve';
import { reviewRowId, rowId, settleId } from '@shared/domain/intake/ids';
import type { HotlineRow } from '@shared/rules/intake/row';
import { importJob } from '../queries/intake';
import type { Store } from '../service/store';
import { allEnded, JobsAtWork } from './atWork';
import { asOfSheet, type IncomingSheet, jobOf, previewOf } from './importPreview';
import { importCommand, reasonsToLook } from './sheetRow';
import {
  dropSpool,
  dropWithdrawal,
  hasSpool,
  noteWithdrawal,
  openWithdrawals,
  readSpool,
  type Spool,
  writeSpool,
} from './spool';
import { refuseWhileElsewhere, TOGETHER, takeBack } from './withdrawal';

export type { IncomingSheet } from './importPreview';

type Progress = (message: FeedMessage<'job'>) => void;

const PREVIEWS_KEPT = 4;

/** Imports of hotline sheets: preview, run, finish after a crash, withdraw. Every row of a sheet is accounted for. */
export class Imports {
  private readonly previews = new Map<string, IncomingSheet>();
  readonly atWork = new JobsAtWork();

  constructor(
    private readonly store: Store,
    private readonly progress: Progress,
  ) {}

  /** What an import would do, for the operator to confirm; nothing is written. */
  preview(sheet: IncomingSheet): ImportPreview {
    const token = randomUUID();
    this.previews.set(token, sheet);
    for (const old of [...this.previews.keys()].slice(0, -PREVIEWS_KEPT)) this.previews.delete(old);
    return previewOf(sheet, token, this.store);
  }

  /**
   * Run a previewed import; the preview is used up once the import has begun. Errors: `intake.tokenGone`, `intake.running`,
   * `intake.withdrawing`, the journal's.
   */
  async start(token: string, actor: string): Promise<ImportJob> {
    const sheet = this.previews.get(token);
    if (!sheet) throw new CodedError('intake.tokenGone');
    const job = jobOf(sheet);
    await this.atWork.run(job, async (cancelled) => {
      this.refuseWhileWithdrawn(job);
      await this.begin(job, sheet, actor);
      this.previews.delete(token);
      await this.run(job, actor, cancelled);
    });
    return this.job(job);
  }

  /**
   * Finish an interrupted import: rows that are in already get their first answer again. Errors: `intake.unknown`, `intake.elsewhere`,
   * `intake.running`, `intake.withdrawing`, the journal's.
   */
  async finish(job: string, actor: string): Promise<ImportJob> {
    await this.atWork.run(job, async (cancelled) => {
      this.refuseWhileWithdrawn(job);
      await this.run(job, actor, cancelled);
    });
    return this.job(job);
  }

  /** Stop a job after the rows in flight; it stays open, to be finished or withdrawn. */
  cancel(job: string): void {
    this.atWork.cancel(job);
  }

  /**
   * Take an import back: its reports are withdrawn and the cases it filed voided, but for those that somebody worked on since. One
   * that was cut off or failed goes on. Errors: `intake.ended`, `intake.running`, `intake.runningElsewhere`, the journal's.
   */
  async withdraw(job: string, actor: string): Promise<ImportJob & { kept: string[] }> {
    const kept = await this.atWork.run(job, async (cancelled) => {
      const { file, status, startedAt } = this.state(job);
      const { dataDir } = this.store.options;
      if (status === 'withdrawn') throw new CodedError('intake.ended');
      if (status === 'open' && !hasSpool(dataDir, job)) refuseWhileElsewhere(this.store, job, startedAt);
      noteWithdrawal(dataDir, job);
      const reason = `导入撤回 ${file}`;
      return this.told(job, 'withdraw', async (tell) => {
        const back = await takeBack(this.store, { job, reason, actor }, tell, cancelled);
        if (back.done === back.total) {
          const { reports } = back;
          await this.execute({ type: 'intake.withdraw', job, reason, reports }, actor, job, randomUUID());
          dropSpool(dataDir, job);
          dropWithdrawal(dataDir, job);
        }
        return [...back.kept];
      });
    });
    return { ...this.job(job), kept };
  }

  /** A row that was set aside, in the clear; that somebody looked is an event. */
  async asideRow(job: string, row: number, actor: string): Promise<Record<string, unknown>> {
    await this.execute({ type: 'intake.view', job, row }, actor, undefined, randomUUID());
    return this.openRow(job, row);
  }

  /**
   * Take a mended row in, or drop it with that decision on record. Errors: `intake.rowUnknown`, `intake.settled`, `intake.ended`,
   * `intake.running`, `row.incomplete`, the journal's.
   */
  async settle(
    job: string,
    row: number,
    decision: { how: 'takenIn' | 'dropped'; orderNo?: string | undefined; receivedAt?: string | undefined },
    actor: string,
  ): Promise<ImportJob> {
    const { how, orderNo, receivedAt } = decision;
    const { file, asOf, startedAt, aside } = this.state(job);
    const id = settleId(job, startedAt, row, how);
    // The id answers whoever asks: somebody else's decision is not to pass for this one.
    if (aside.find((one) => one.row === row)?.settled || this.atWork.has(id))
      throw new CodedError('intake.settled', { row });
    await this.atWork.run(id, async () => {
      if (this.withdrawing(job)) throw new CodedError('intake.withdrawing');
      let mended: ReturnType<typeof importCommand> | undefined;
      if (how === 'takenIn') {
        const original = this.openRow(job, row) as unknown as HotlineRow;
        const whole = {
          ...original,
          ...(orderNo ? { orderNo, rootNo: orderNo.replace(/-\d{2}$/, '') } : {}),
          ...(receivedAt ? { receivedAt } : {}),
        };
        mended = importCommand(whole, { file, asOf }, this.store.knowledge);
      }
      await this.execute({ type: 'intake.settle', job, row, how, mended }, actor, job, id);
    });
    return this.job(job);
  }

  /** Imports and withdrawals that nobody is carrying out: a kill, a failure or a cancel left them. */
  interrupted(): number {
    const open = this.store.projection.db.all<{ job: string }>("SELECT job FROM intake WHERE status='open'");
    // Another desk's running import is no business of this one: its rows lie there.
    const { dataDir } = this.store.options;
    const cutOff = open.map(({ job }) => job).filter((job) => hasSpool(dataDir, job));
    const halfWay = openWithdrawals(dataDir).filter((job) => this.withdrawing(job));
    return [...new Set([...cutOff, ...halfWay])].filter((job) => !this.atWork.has(job)).length;
  }

  /** Was a withdrawal of this job begun here that has not come to its end? */
  withdrawing(job: string): boolean {
    if (!openWithdrawals(this.store.options.dataDir).includes(job)) return false;
    const state = this.store.reader.load(job).state as IntakeState | null;
    return state !== null && state.status !== 'withdrawn';
  }

  private refuseWhileWithdrawn(job: string): void {
    if (this.withdrawing(job)) throw new CodedError('intake.withdrawing');
  }

  /** The rows are kept first, then the job is begun. */
  private async begin(job: string, sheet: IncomingSheet, actor: string): Promise<void> {
    const asOf = asOfSheet(sheet, this.store.clock.now());
    const { fileName, sha256, sheetName, headerRow, rows, skipped } = sheet;
    const { keys, options } = this.store;
    if (!keys) throw new CodedError('store.key', { reason: '—' });
    writeSpool(options.dataDir, keys, job, { file: fileName, asOf, rows, skipped: skipped.length });
    const started = {
      file: fileName,
      sha256,
      profile: '12345',
      sheet: sheetName,
      headerRow,
      asOf,
      rows: rows.length + skipped.length,
    };
    try {
      await this.execute({ type: 'intake.start', job, sheet: started }, actor, job, randomUUID());
    } catch (error) {
      const state = this.store.reader.load(job).state as IntakeState | null;
      if (state?.status !== 'open') dropSpool(options.dataDir, job);
      throw error;
    }
  }

  private async run(job: string, actor: string, cancelled: () => boolean): Promise<void> {
    const { keys, options } = this.store;
    const { status, file } = this.state(job);
    const spool = keys && readSpool(options.dataDir, keys, job);
    if (!spool) throw new CodedError(status === 'open' ? 'intake.elsewhere' : 'intake.unknown', { job });
    await this.told(job, 'import', async (tell) => {
      const tally = await this.runRows(job, spool, actor, tell, cancelled);
      const now = this.state(job).status;
      if (tally && now === 'open')
        await this.execute({ type: 'intake.finish', job, tally }, actor, job, randomUUID());
      // Taken back by another desk meanwhile: what was still taken in here goes back as well.
      if (now === 'withdrawn')
        await takeBack(this.store, { job, reason: `导入撤回 ${file}`, actor }, tell, () => false);
      if (tally || now !== 'open') dropSpool(options.dataDir, job);
    });
  }

  /** Tell how far a job is, and in any case its end. */
  private async told<T>(
    job: string,
    kind: 'import' | 'withdraw',
    work: (tell: (done: number, total: number) => void) => Promise<T>,
  ): Promise<T> {
    let last = { done: 0, total: 0 };
    try {
      return await work((done, total) => {
        last = { done, total };
        this.progress({ job, kind, phase: 'rows', ...last, ended: false });
      });
    } finally {
      this.progress({ job, kind, phase: 'rows', ...last, ended: true });
    }
  }

  /** The tally of all rows, or undefined where the job was cancelled on the way, or ended by another desk. */
  private async runRows(
    job: string,
    spool: Spool,
    actor: string,
    tell: (done: number, total: number) => void,
    cancelled: () => boolean,
  ): Promise<ImportTally | undefined> {
    const run = this.state(job).startedAt;
    const tally = { created: 0, updated: 0, same: 0, repeatedInSheet: 0, needsLook: 0 };
    const seen = new Set<string>();
    for (let at = 0; at < spool.rows.length; at += TOGETHER) {
      if (cancelled() || this.state(job).status !== 'open') return undefined;
      const round = spool.rows.slice(at, at + TOGETHER).map((row) => {
        const repeated = row.orderNo !== undefined && seen.has(row.orderNo);
        if (row.orderNo) seen.add(row.orderNo);
        return this.runRow(job, run, spool, row, actor).then((outcome) =>
          repeated && outcome !== 'needsLook' ? 'repeatedInSheet' : outcome,
        );
      });
      for (const outcome of await allEnded(round)) tally[outcome] += 1;
      tell(Math.min(at + TOGETHER, spool.rows.length), spool.rows.length);
    }
    return { rows: spool.rows.length + spool.skipped, skipped: spool.skipped, ...tally };
  }

  private async runRow(
    job: string,
    run: string,
    spool: Spool,
    row: HotlineRow,
    actor: string,
  ): Promise<'created' | 'updated' | 'same' | 'needsLook'> {
    const { rowNumber } = row;
    const [id, asideId] = [rowId(job, run, rowNumber), reviewRowId(job, run, rowNumber)];
    const written = this.written(id);
    // What this run did with the row stays so, also where the reason to look has gone by: its time has come meanwhile.
    if (this.written(asideId) || written?.events[0]?.type === 'intake.row-set-aside') return 'needsLook';
    const reasons = written ? [] : reasonsToLook(row, this.store.clock.now());
    if (reasons.length > 0) {
      const original = row as unknown as Record<string, unknown>;
      const command: CommandInput = { type: 'intake.setAside', job, row: rowNumber, reasons, original };
      await this.execute(command, actor, job, asideId);
      return 'needsLook';
    }
    const ack = await this.execute(importCommand(row, spool, this.store.knowledge), actor, job, id);
    return ack.result.outcome as 'created' | 'updated' | 'same';
  }

  private written(id: string): Commit | undefined {
    return this.store.reader.commitOf(id)?.commit;
  }

  private execute(
    command: CommandInput,
    actor: string,
    cause: string | undefined,
    id: string,
  ): ReturnType<Store['execute']> {
    return this.store.execute({ id, command, ...(cause ? { cause } : {}) }, actor);
  }

  private openRow(job: string, row: number): Record<string, unknown> {
    const sealed = this.state(job).aside.find((one) => one.row === row)?.sealed;
    const opened = sealed && this.store.keys?.open(sealed);
    if (!opened) throw new CodedError('intake.rowUnknown', { row });
    return opened;
  }

  private state(job: string): IntakeState {
    const state = this.store.reader.load(job).state as IntakeState | null;
    if (!state) throw new CodedError('intake.unknown', { job });
    return state;
  }

  /** A job as the desk lists it. Errors: `intake.unknown`. */
  job(job: string): ImportJob {
    return importJob(this.state(job), this.store.context(), this);
  }
}
