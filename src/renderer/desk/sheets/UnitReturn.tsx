import { Button, Input } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useNow } from '../../common/useNow';
import { type ChosenFile, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { FileDrop } from '../kit/FileDrop';
import { ChoiceField, Field, UnitSelect } from '../kit/fields';
import { READING_STOPPED, Reading } from '../kit/Reading';
import { useSay } from '../kit/say';
import { closeDialog } from '../state';
import { FilledRows } from './FilledRows';
import {
  carryOut,
  choose,
  type Filled,
  forgetFilled,
  missingRows,
  openFilled,
  useFilled,
  waitingRows,
} from './filled';
import { isLateRow, sheetVias } from './plan';
import './sheets.css';

/** A unit's daily sheet comes back filled in (回填清单): what each row would record, then row by row what became of it. */
export default function UnitReturn({ file }: { file?: ChosenFile }): ReactNode {
  const t = useSay();
  const filled = useFilled((state) => state.filled);
  const { busy, problem, code, run } = useAsyncAction();
  const stopped = code === READING_STOPPED;
  const open = (from?: ChosenFile, unit?: string) => void run(() => openFilled(from, unit));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is opened once
  useEffect(() => {
    if (file) open(file);
  }, [file]);
  if (filled) return <Opened filled={filled} busy={busy} problem={problem} onOpen={open} />;
  return (
    <Dialog title={t('sheets:filled.title')} width={760} problem={stopped ? undefined : problem}>
      <p>{t('sheets:filled.how')}</p>
      <FileDrop
        className="sh-drop"
        busy={busy}
        text={t(busy ? 'sheets:filled.reading' : 'sheets:filled.drop')}
        onFile={open}
      />
      {busy ? <Reading /> : null}
      {stopped ? <p role="status">{problem}</p> : null}
    </Dialog>
  );
}

interface OpenedProps {
  readonly filled: Filled;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly onOpen: (file?: ChosenFile, unit?: string) => void;
}

/** What still keeps the rows from being carried out, in words. */
function useMissing(filled: Filled): string | undefined {
  const t = useSay();
  const now = useNow();
  if (filled.choices.unit === '') return t('sheets:filled.missing.unit');
  const missing = missingRows(filled, now);
  const [first] = missing;
  if (!first) return undefined;
  const rows = missing.filter(({ what }) => what === first.what).map(({ row }) => row);
  return t(`sheets:filled.missing.${first.what}`, { rows: rows.join(t('common:listSeparator')) });
}

function Opened({ filled, busy, problem, onOpen }: OpenedProps) {
  const t = useSay();
  const missing = useMissing(filled);
  const waiting = waitingRows(filled);
  const count = (status: string) =>
    Object.values(filled.results).filter((one) => one.status === status).length;
  const [done, refused] = [count('done'), count('refused')];
  const tried = done + refused > 0;
  return (
    <Dialog
      title={t('sheets:filled.title')}
      width={1040}
      problem={problem}
      footer={
        <>
          <span className="dl-foot wk-dim" role="status">
            {filled.running
              ? t('sheets:filled.running', { done, count: done + waiting.length })
              : tried
                ? t('sheets:filled.did', { done, refused })
                : ''}
            {!filled.running && waiting.length > 0 && missing ? ` ${missing}` : ''}
          </span>
          <Button disabled={filled.running} onClick={forgetFilled}>
            {t('sheets:filled.other')}
          </Button>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button
            type="primary"
            loading={filled.running || busy}
            disabled={waiting.length === 0 || missing !== undefined}
            onClick={() => void carryOut()}
            autoFocus
          >
            {t(refused > 0 ? 'sheets:filled.again' : 'sheets:filled.record', { count: waiting.length })}
          </Button>
        </>
      }
    >
      <Head filled={filled} fixed={tried || filled.running || busy} onOpen={onOpen} />
      <FilledRows filled={filled} />
      <LeftOut filled={filled} />
    </Dialog>
  );
}

/** Whose sheet it is, how it came, and why it tells of long ago, where it does. */
function Head(props: { filled: Filled; fixed: boolean; onOpen: OpenedProps['onOpen'] }) {
  const { filled, fixed, onOpen } = props;
  const { preview, choices } = filled;
  const t = useSay();
  const now = useNow();
  const late = waitingRows(filled).some((row) => isLateRow(row, now));
  return (
    <>
      <div>
        <b>{preview.file}</b>
        <div className="wk-dim">
          {t('sheets:filled.about', { unit: preview.unitText || t('sheets:filled.nobody') })}
          {preview.day ? ` · ${preview.day}` : ''}
          {preview.missingColumns.length > 0 &&
            ` · ${t('sheets:filled.columns', { columns: preview.missingColumns.join(t('common:listSeparator')) })}`}
        </div>
      </div>
      <fieldset className="dl-form sh-form" disabled={fixed}>
        <Field label={t('sheets:filled.unit')} hint={preview.unit ? undefined : t('sheets:filled.unitHint')}>
          {(id) => (
            <UnitSelect
              id={id}
              value={choices.unit || undefined}
              onChange={(unit) => unit && !fixed && onOpen(preview.source, unit)}
            />
          )}
        </Field>
        <ChoiceField
          label={t('sheets:filled.via')}
          value={choices.via}
          choices={sheetVias}
          labels="common:via"
          onChange={(via) => choose({ via })}
        />
      </fieldset>
      {late && (
        <Field label={t('work:lateReason')}>
          {(id) => (
            <Input
              id={id}
              value={choices.lateReason}
              placeholder={t('work:lateReasonHint')}
              onChange={(event) => choose({ lateReason: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** Lines of the sheet in which nothing was asked or said: shown, so that nothing is dropped in silence. */
function LeftOut({ filled }: { filled: Filled }) {
  const t = useSay();
  const { skipped } = filled.preview;
  if (skipped.length === 0) return null;
  return (
    <details>
      <summary className="wk-dim">{t('sheets:filled.skipped', { count: skipped.length })}</summary>
      {skipped.map(({ row, text }) => (
        <div key={row} className="wk-dim">
          {t('dialogs:import.rowNo', { row })} {text}
        </div>
      ))}
    </details>
  );
}
