import { randomUUID } from 'node:crypto';
import type { FeedMessage } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { ImportJob, ImportPreview } from '@shared/contract/intake';
import type { CommandInput } from '@shared/domain/commands';
import type { ImportTally } from '@shared/domain/intake/events';
import type { IntakeState } from '@shared/domain/intake/evolve';
import { maskName, maskPhone, maskText } from '@shared/rules/intake/personal';
import { type HotlineRow, receivedTime } from '@shared/rules/intake/row';
import { importJob } from '../queries/imports';
import { derivedIds } from '../service/author';
import type { Store } from '../service/store';
import { importCommand, placeOf, reasonsToLook } from './sheetRow';
import { dropSpool, hasSpool, readSpool, type Spool, writeSpool } from './spool';

/** A parsed sheet as the parse process hands it over, with the SHA-256 of the file. */
export interface IncomingSheet {
  readonly fileName: string;
  readonly sha256: string;
  readonly sheetName: string;
  readonly headerRow: number;
  readonly mapping: ImportPreview['mapping'];
  readonly exportedAt?: string | undefined;
  readonly rows: readonly HotlineRow[];
  readonly skipped: readonly { readonly rowNumber: number; readonly reason: string; readonly text: string }[];
}

type Progress = (message: FeedMessage<'job'>) => void;

/** The same file is the same job, whoever starts it. */
function jobOf({ sha256 }: IncomingSheet): string {
  return `intake:${sha256.slice(0, 20)}`;
}

/** Rows in flight at once: they share flushes, and a cancelled job stops within one round. */
const TOGETHER = 64;
const SAMPLE = 8;
const PREVIEWS_KEPT = 4;

/** Imports of hotline sheets: preview, run, finish after a crash, withdraw. Every row of a sheet is accounted for. */
export class Imports {
  private readonly previews = new Map<string, IncomingSheet>();
  readonly running = new Set<string>();
  private readonly cancelled = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly progress: Progress,
  ) {}

  /** What an import would do, for the operator to confirm; nothing is written. */
  preview(sheet: IncomingSheet): ImportPreview {
    const token = randomUUID();
    this.previews.set(token, sheet);
    for (const old of [...this.previews.keys()].slice(0, -PREVIEWS_KEPT)) this.previews.delete(old);
    const { now, knowledge } = this.store.context();
    const look = sheet.rows
      .map((row) => ({ row: row.rowNumber, reasons: reasonsToLook(row, now) }))
      .filter((one) => one.reasons.length > 0);
    return {
      token,
      job: jobOf(sheet),
      file: sheet.fileName,
      sheet: sheet.sheetName,
      headerRow: sheet.headerRow,
      asOf: this.asOf(sheet),
      mapping: [...sheet.mapping],
      rows: sheet.rows.length,
      skipped: sheet.skipped.map(({ rowNumber, reason, text }) => ({
        row: rowNumber,
        reason,
        text: maskText(text).slice(0, 80),
      })),
      needsLook: look,
      sample: sheet.rows.slice(0, SAMPLE).map((row) => ({
        row: row.rowNumber,
        no: row.orderNo ?? '',
        title: maskText(row.subject ?? row.title ?? row.content.slice(0, 40)),
        place: placeOf(row, knowledge).text,
        state: row.sheetState,
        receivedAt: receivedTime(row) ?? '',
        caller: [
          row.callerName ? maskName(row.callerName) : '',
          row.callerPhone ? maskPhone(row.callerPhone) : '',
        ]
          .filter(Boolean)
          .join(' '),
      })),
      expected: this.expected(sheet, new Set(look.map((one) => one.row))),
    };
  }

  /** Run a previewed import. Errors: `intake.tokenGone`. */
  async start(token: string, actor: string): Promise<ImportJob> {
    const sheet = this.previews.get(token);
    if (!sheet) throw new CodedError('intake.tokenGone');
    this.previews.delete(token);
    const job = jobOf(sheet);
    const asOf = this.asOf(sheet);
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
    await this.execute({ type: 'intake.start', job, sheet: started }, actor, job, randomUUID());
    return this.run(job, actor);
  }

  /** Finish an interrupted import: rows that are in already get their first answer again. */
  async finish(job: string, actor: string): Promise<ImportJob> {
    return this.run(job, actor);
  }

  /** Stop a running import after the rows in flight; it stays open, to be finished or withdrawn. */
  cancel(job: string): void {
    if (this.running.has(job)) this.cancelled.add(job);
  }

  /** Take an import back: its reports are withdrawn and the cases it filed voided, but for those that somebody worked on since. */
  async withdraw(job: string, actor: string): Promise<ImportJob & { kept: string[] }> {
    const reason = `导入撤回 ${this.state(job).file}`;
    const ids = this.store.projection.db
      .all<{ id: string }>("SELECT id FROM report WHERE cause=? AND status<>'withdrawn' ORDER BY id", [job])
      .map((row) => row.id);
    const kept: string[] = [];
    let done = 0;
    for (let at = 0; at < ids.length; at += TOGETHER) {
      const round = ids.slice(at, at + TOGETHER).map(async (reportId) => {
        try {
          await this.execute({ type: 'report.withdraw', reportId, job, reason }, actor, job, randomUUID());
        } catch (error) {
          if (!(error instanceof CodedError) || error.code !== 'report.touched') throw error;
          kept.push(String(error.params.case));
        }
      });
      await Promise.all(round);
      done += round.length;
      this.progress({ job, kind: 'withdraw', phase: 'rows', done, total: ids.length, ended: false });
    }
    await this.execute(
      { type: 'intake.withdraw', job, reason, reports: ids.length - kept.length },
      actor,
      job,
      randomUUID(),
    );
    dropSpool(this.store.options.dataDir, job);
    this.progress({ job, kind: 'withdraw', phase: 'rows', done: ids.length, total: ids.length, ended: true });
    return { ...this.view(job), kept };
  }

  /** A row that was set aside, in the clear; that somebody looked is an event. */
  async asideRow(job: string, row: number, actor: string): Promise<Record<string, unknown>> {
    await this.execute({ type: 'intake.view', job, row }, actor, undefined, randomUUID());
    return this.openRow(job, row);
  }

  /** Take a mended row in, or drop it with that decision on record. */
  async settle(
    job: string,
    row: number,
    decision: { how: 'takenIn' | 'dropped'; orderNo?: string | undefined; receivedAt?: string | undefined },
    actor: string,
  ): Promise<ImportJob> {
    let reportId: string | undefined;
    if (decision.how === 'takenIn') {
      const { orderNo, receivedAt } = decision;
      const original = this.openRow(job, row) as unknown as HotlineRow;
      const mended = {
        ...original,
        ...(orderNo ? { orderNo, rootNo: orderNo.replace(/-\d{2}$/, '') } : {}),
        ...(receivedAt ? { receivedAt } : {}),
      };
      const { file, asOf } = this.state(job);
      const ack = await this.execute(
        importCommand(mended, { file, asOf }, this.store.knowledge),
        actor,
        job,
        randomUUID(),
      );
      reportId = String(ack.result.reportId);
    }
    await this.execute(
      { type: 'intake.settle', job, row, how: decision.how, ...(reportId ? { reportId } : {}) },
      actor,
      job,
      randomUUID(),
    );
    return this.view(job);
  }

  /** Open jobs that nobody is running: a kill or a cancel left them. */
  interrupted(): number {
    const open = this.store.projection.db.all<{ job: string }>("SELECT job FROM intake WHERE status='open'");
    // Another desk's running import is no business of this one: its rows lie there.
    const { dataDir } = this.store.options;
    return open.filter(({ job }) => !this.running.has(job) && hasSpool(dataDir, job)).length;
  }

  private async run(job: string, actor: string): Promise<ImportJob> {
    const { keys, options } = this.store;
    const spool = keys && readSpool(options.dataDir, keys, job);
    if (!spool) throw new CodedError('intake.unknown', { job });
    this.running.add(job);
    try {
      const tally = await this.runRows(job, spool, actor);
      if (tally) {
        await this.execute({ type: 'intake.finish', job, tally }, actor, job, randomUUID());
        dropSpool(options.dataDir, job);
      }
    } finally {
      this.running.delete(job);
      this.cancelled.delete(job);
      this.progress({
        job,
        kind: 'import',
        phase: 'rows',
        done: spool.rows.length,
        total: spool.rows.length,
        ended: true,
      });
    }
    return this.view(job);
  }

  /** The tally of all rows, or undefined where the job was cancelled on the way. */
  private async runRows(job: string, spool: Spool, actor: string): Promise<ImportTally | undefined> {
    const run = this.state(job).startedAt;
    const tally = { created: 0, updated: 0, same: 0, repeatedInSheet: 0, needsLook: 0 };
    const seen = new Set<string>();
    for (let at = 0; at < spool.rows.length; at += TOGETHER) {
      if (this.cancelled.has(job)) return undefined;
      const round = spool.rows.slice(at, at + TOGETHER).map((row) => {
        const repeated = row.orderNo !== undefined && seen.has(row.orderNo);
        if (row.orderNo) seen.add(row.orderNo);
        return this.runRow(job, run, spool, row, actor).then((outcome) =>
          repeated && outcome !== 'needsLook' ? 'repeatedInSheet' : outcome,
        );
      });
      for (const outcome of await Promise.all(round)) tally[outcome] += 1;
      this.progress({
        job,
        kind: 'import',
        phase: 'rows',
        done: Math.min(at + TOGETHER, spool.rows.length),
        total: spool.rows.length,
        ended: false,
      });
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
    const id = `${job}/${run}/${row.rowNumber}`;
    const reasons = reasonsToLook(row, this.store.clock.now());
    if (reasons.length > 0) {
      const original = row as unknown as Record<string, unknown>;
      await this.execute(
        { type: 'intake.setAside', job, row: row.rowNumber, reasons, original },
        actor,
        job,
        id,
      );
      return 'needsLook';
    }
    const ack = await this.execute(importCommand(row, spool, this.store.knowledge), actor, job, id);
    return ack.result.outcome as 'created' | 'updated' | 'same';
  }

  private execute(
    command: CommandInput,
    actor: string,
    cause: string | undefined,
    id: string,
  ): ReturnType<Store['execute']> {
    return this.store.execute({ id, command, ...(cause ? { cause } : {}) }, actor);
  }

  /** When the sheet was made, as far as it says so; never later than now. */
  private asOf(sheet: IncomingSheet): string {
    const now = this.store.clock.now();
    return sheet.exportedAt && sheet.exportedAt < now ? sheet.exportedAt : now;
  }

  private expected(sheet: IncomingSheet, look: ReadonlySet<number>): ImportPreview['expected'] {
    const counts = { new: 0, known: 0, repeatedInSheet: 0 };
    const seen = new Set<string>();
    for (const row of sheet.rows) {
      if (look.has(row.rowNumber) || !row.orderNo) continue;
      if (seen.has(row.orderNo)) counts.repeatedInSheet += 1;
      else if (this.isKnown(row.orderNo)) counts.known += 1;
      else counts.new += 1;
      seen.add(row.orderNo);
    }
    return counts;
  }

  private isKnown(orderNo: string): boolean {
    const id = derivedIds.reportOf('hotline12345', orderNo);
    return (
      this.store.projection.db.number("SELECT count(*) FROM report WHERE id=? AND status<>'withdrawn'", [
        id,
      ]) > 0
    );
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

  private view(job: string): ImportJob {
    return importJob(this.state(job), this.running);
  }
}
