import type { LedgerEntryView, LedgerKind } from '@shared/contract/ledger';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText, fullTimeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { thumbUrl } from '../kit/blobs';
import { useNames } from '../kit/directory';
import { Lightbox } from '../kit/Lightbox';
import { useSay } from '../kit/say';
import { type Shot, splitShots } from '../kit/shots';
import { CorrectForm } from './CorrectForm';
import { useKindWords } from './names';

interface EntryListProps {
  readonly entries: readonly LedgerEntryView[];
  readonly kinds: ReadonlyMap<string, LedgerKind>;
  /** Day and kind stand in each line: the list is of several. */
  readonly whole: boolean;
  readonly onCorrected: (text: string) => void;
}

/** Entries with what was said of each since: what was recorded first stays to be read. */
export function EntryList({ entries, kinds, whole, onCorrected }: EntryListProps) {
  const { t } = useTranslation('ledger');
  const [correcting, setCorrecting] = useState<string | null>(null);
  if (entries.length === 0) return <p className="lg-none">{t('noEntries')}</p>;
  return (
    <ul className="lg-entries">
      {entries.map((entry) => {
        const kind = kinds.get(entry.kind);
        return (
          <li key={`${entry.day}/${entry.id}`} data-disputed={entry.disputed || undefined}>
            <EntryWords entry={entry} kind={kind} whole={whole} />
            <Button
              size="small"
              type="link"
              onClick={() => setCorrecting(correcting === entry.id ? null : entry.id)}
            >
              {t(entry.disputed ? 'decide' : 'correct')}
            </Button>
            <Corrections entry={entry} kind={kind} />
            {correcting === entry.id && kind ? (
              <CorrectForm
                entry={entry}
                kind={kind}
                onClose={() => setCorrecting(null)}
                onDone={(text) => {
                  setCorrecting(null);
                  onCorrected(text);
                }}
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function EntryWords({
  entry,
  kind,
  whole,
}: {
  entry: LedgerEntryView;
  kind: LedgerKind | undefined;
  whole: boolean;
}) {
  const { t } = useTranslation('ledger');
  const names = useNames();
  const words = useKindWords();
  const amount = (n: number) => (kind ? words.amount(kind, n) : countText(n));
  const where = [entry.unit ? names.unitShort(entry.unit) : '', entry.place ?? '', entry.note ?? ''];
  return (
    <div className="lg-entry">
      {whole ? (
        <span className="lg-entry-day">
          {entry.day.slice(5)} {kind ? words.name(kind) : entry.kind}
        </span>
      ) : null}
      <b>{entry.quantity === 0 ? t('struckOut') : amount(entry.quantity)}</b>
      {entry.quantity === entry.recorded ? null : <del title={t('asRecorded')}>{amount(entry.recorded)}</del>}
      <span>{where.filter(Boolean).join(' · ')}</span>
      <Photos photos={entry.photos} />
      {entry.disputed ? <span className="lg-flag lg-flag-red">{t('disputed')}</span> : null}
      {entry.late ? (
        <span className="lg-flag" title={entry.lateReason ?? ''}>
          {t('late', { at: fullTimeText(entry.recordedAt) })}
        </span>
      ) : null}
      <span className="xh-quiet">
        {entry.late ? '' : entry.recordedAt.slice(11, 16)} {names.operator(entry.by)}
      </span>
    </div>
  );
}

/** The pictures of an entry; pressed, each as large as the window, the others by the arrows. */
function Photos({ photos }: { photos: LedgerEntryView['photos'] }) {
  const t = useSay();
  const now = useNow();
  const [open, setOpen] = useState<Shot | null>(null);
  const { before, after } = splitShots(photos);
  return (
    <>
      {photos.map((photo) => (
        <button
          key={photo.sha256}
          type="button"
          className="lg-photo"
          aria-label={t('ledger:enlarge', { name: photo.name ?? '' })}
          onClick={() => setOpen(photo)}
        >
          <img src={thumbUrl(photo)} alt="" />
        </button>
      ))}
      {open ? (
        <Lightbox open={open} before={before} after={after} now={now} t={t} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

function Corrections({ entry, kind }: { entry: LedgerEntryView; kind: LedgerKind | undefined }) {
  const { t } = useTranslation('ledger');
  const names = useNames();
  const words = useKindWords();
  if (entry.corrections.length === 0) return null;
  return (
    <ol className="lg-corrections">
      {entry.corrections.map(({ id, quantity, reason, at, by, last }) => (
        <li key={id} data-last={last || undefined}>
          {t('correctedTo', {
            amount:
              quantity === 0 ? t('struckOut') : kind ? words.amount(kind, quantity) : countText(quantity),
            reason,
            by: names.operator(by),
            at: fullTimeText(at),
          })}
        </li>
      ))}
    </ol>
  );
}
