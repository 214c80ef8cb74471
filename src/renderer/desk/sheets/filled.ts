import type { ShellOutput } from '@shared/contract/shell';
import i18next from 'i18next';
import { create } from 'zustand';
import { centreMinute } from '../../common/clock';
import { type ChosenFile, send, shell, tokenOf } from '../kit/calls';
import { envelopeOf, type FilledChoices, type FilledRow, missingOf, type SheetVia } from './plan';

type Preview = NonNullable<ShellOutput<'unitSheet.open'>>;

/** What became of a row. */
export type RowResult =
  | { readonly status: 'running' | 'done' }
  | { readonly status: 'refused'; readonly error: unknown };

/** A filled sheet that was opened: its rows, what the operator chose, and what became of each. */
export interface Filled {
  readonly preview: Preview;
  readonly choices: FilledChoices;
  readonly ticked: ReadonlySet<number>;
  readonly results: Readonly<Record<number, RowResult>>;
  readonly running: boolean;
}

/** Kept outside the dialog: closing it neither stops a run nor loses what was done and chosen. */
export const useFilled = create<{ filled: Filled | undefined }>(() => ({ filled: undefined }));

function change(how: (filled: Filled) => Partial<Filled>): void {
  useFilled.setState(({ filled }) => (filled ? { filled: { ...filled, ...how(filled) } } : {}));
}

/** It goes into the case beside the unit's words, in their language. */
const toldAt = (at: string) =>
  i18next.t('sheets:filled.toldAt', { at: at.slice(0, 16).replace('T', ' '), lng: 'zh-CN' });

function start(preview: Preview, via: SheetVia): Filled {
  const id = `unitSheet:${crypto.randomUUID()}`;
  return {
    preview,
    choices: { id, unit: preview.unit ?? '', via, lateReason: '', toldAt, exceptions: {} },
    ticked: new Set(preview.rows.flatMap(({ row, ready }) => (ready ? [row] : []))),
    results: {},
    running: false,
  };
}

/** Open a filled sheet: a dropped one, else one that the operator is asked for; `unit` where he says whose it is. */
export async function openFilled(file?: ChosenFile, unit?: string): Promise<void> {
  const input = { ...(file ? { file: await tokenOf(file) } : {}), ...(unit ? { unit } : {}) };
  const preview = await shell('unitSheet.open', input);
  if (!preview) return;
  useFilled.setState(({ filled }) => ({ filled: start(preview, filled?.choices.via ?? 'paper') }));
}

/** Put the sheet away; what was recorded stays recorded. */
export function forgetFilled(): void {
  useFilled.setState({ filled: undefined });
}

export function choose(part: Partial<FilledChoices>): void {
  change(({ choices }) => ({ choices: { ...choices, ...part } }));
}

export function tick(row: number, on: boolean): void {
  change(({ ticked }) => {
    const next = new Set(ticked);
    if (on) next.add(row);
    else next.delete(row);
    return { ticked: next };
  });
}

/** The centre has to agree to this return: known beforehand, or by the store's refusal. */
export function needsException(row: FilledRow, result: RowResult | undefined): boolean {
  const code = result?.status === 'refused' ? (result.error as { code?: unknown } | null)?.code : undefined;
  return row.kind === 'returned' && (row.returnLate === true || code === 'case.returnLate');
}

/** Rows that are ticked and not done yet. */
export function waitingRows({ preview, ticked, results }: Filled): FilledRow[] {
  return preview.rows.filter(({ row, ready }) => ready && ticked.has(row) && results[row]?.status !== 'done');
}

/** What is still missing, by row. */
export function missingRows(filled: Filled, now: string): { row: number; what: 'late' | 'exception' }[] {
  return waitingRows(filled).flatMap((row) => {
    const late = needsException(row, filled.results[row.row]);
    const what = missingOf(row, filled.choices, now, late);
    return what ? [{ row: row.row, what }] : [];
  });
}

/** Carry out what is ticked, row by row; also the way to try again what was refused. */
export async function carryOut(): Promise<void> {
  const { filled } = useFilled.getState();
  if (!filled || filled.running) return;
  const { id } = filled.choices;
  const settle = (row: number, result: RowResult) =>
    change(({ choices, results }) => (choices.id === id ? { results: { ...results, [row]: result } } : {}));
  change(() => ({ running: true }));
  for (const row of waitingRows(filled)) {
    const envelope = envelopeOf(row, filled.choices, centreMinute());
    if (!envelope) continue;
    settle(row.row, { status: 'running' });
    try {
      await send(envelope);
      settle(row.row, { status: 'done' });
    } catch (error) {
      settle(row.row, { status: 'refused', error });
    }
  }
  change(({ choices }) => (choices.id === id ? { running: false } : {}));
}
