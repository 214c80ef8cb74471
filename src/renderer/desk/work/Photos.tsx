import type { Photo } from '@shared/domain/common';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Translate, timeText } from '../../parts/format';
import { useNow } from '../../parts/useNow';
import { blobUrl, thumbUrl } from './blobs';
import { Card } from './Card';
import { useSay } from './say';

export interface Shot extends Photo {
  readonly at?: string;
}

function unique(photos: readonly Shot[]): Shot[] {
  return [...new Map(photos.map((photo) => [photo.sha256, photo])).values()];
}

/** Before: what was reported and found; after: what the unit and the check sent. The newest after stands first. */
export function splitShots(photos: readonly Shot[]): { before: Shot[]; after: Shot[] } {
  const all = unique(photos);
  return {
    before: all.filter((photo) => photo.kind !== 'after'),
    after: all.filter((photo) => photo.kind === 'after').reverse(),
  };
}

function caption(photo: Shot, now: string): string {
  const at = photo.takenAt ?? photo.at;
  return [at ? timeText(at, now) : '', photo.name ?? ''].filter(Boolean).join(' ');
}

interface PhotosProps {
  readonly photos: readonly Shot[];
  /** Only what was reported: no place for an “after”. */
  readonly single?: boolean;
}

/** Before and after side by side, small pictures first; the originals and a slider between them on click. */
export function Photos({ photos, single }: PhotosProps) {
  const t = useSay();
  const now = useNow();
  const { before, after } = splitShots(photos);
  const [open, setOpen] = useState<Shot | null>(null);
  if (photos.length === 0 && single) return null;
  const title = single ? t('work:photos') : t('work:beforeAfter');
  return (
    <Card
      title={title}
      aside={photos.length > 0 ? t('work:photoCount', { count: before.length + after.length }) : undefined}
    >
      <div className={single ? 'wk-shots wk-single' : 'wk-shots'}>
        <Side shots={before} empty={t('work:noBefore')} now={now} onOpen={setOpen} />
        {!single && <Side shots={after} empty={t('work:noAfter')} now={now} onOpen={setOpen} />}
      </div>
      {open && (
        <Lightbox open={open} before={before} after={after} now={now} t={t} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

function Side(props: { shots: readonly Shot[]; empty: string; now: string; onOpen: (shot: Shot) => void }) {
  const [first, ...rest] = props.shots;
  if (!first) return <div className="wk-noshot">{props.empty}</div>;
  return (
    <div className="wk-side">
      <button type="button" className="wk-shot" onClick={() => props.onOpen(first)}>
        <img
          src={thumbUrl(first)}
          alt={caption(first, props.now)}
          width={first.width}
          height={first.height}
        />
      </button>
      <div className="wk-caption" title={caption(first, props.now)}>
        {caption(first, props.now)}
      </div>
      {rest.length > 0 && (
        <div className="wk-thumbs">
          {rest.map((shot) => (
            <button key={shot.sha256} type="button" className="wk-thumb" onClick={() => props.onOpen(shot)}>
              <img src={thumbUrl(shot)} alt={caption(shot, props.now)} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

interface LightboxProps {
  readonly open: Shot;
  readonly before: readonly Shot[];
  readonly after: readonly Shot[];
  readonly now: string;
  readonly t: Translate;
  readonly onClose: () => void;
}

/** Keys of the big view: Esc closes, arrows go on, D compares. The pane's own keys sleep meanwhile. */
function useLightboxKeys(step: (by: number) => void, compare: () => void, close: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === 'Escape') close();
      // The slider has the arrows while it is held.
      if (event.target instanceof HTMLInputElement) return;
      if (event.key === 'ArrowRight') step(1);
      if (event.key === 'ArrowLeft') step(-1);
      if (event.key.toLowerCase() === 'd') compare();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  });
}

function Lightbox({ open, before, after, now, t, onClose }: LightboxProps) {
  const all = [...before, ...after];
  const [sha, setSha] = useState(open.sha256);
  const [comparing, setComparing] = useState(before.length > 0 && after.length > 0 && open.kind === 'after');
  const at = Math.max(
    0,
    all.findIndex((shot) => shot.sha256 === sha),
  );
  const shown = all[at] ?? open;
  const step = (by: number) => {
    setComparing(false);
    setSha(all[(at + by + all.length) % all.length]?.sha256 ?? sha);
  };
  const left = shown.kind === 'after' ? before[0] : shown;
  const right = shown.kind === 'after' ? shown : after[0];
  const canCompare = left !== undefined && right !== undefined;
  useLightboxKeys(step, () => canCompare && setComparing(!comparing), onClose);
  return createPortal(
    <div className="wk-lightbox" role="dialog" aria-modal="true" aria-label={t('work:photos')}>
      <div className="wk-lightbox-bar">
        <span>{caption(shown, now)}</span>
        <span className="wk-dim">{t('work:ofCount', { at: at + 1, count: all.length })}</span>
        {canCompare && (
          <button
            type="button"
            className="wk-chip"
            aria-pressed={comparing}
            onClick={() => setComparing(!comparing)}
          >
            {t('work:compare')} <kbd className="wk-key">D</kbd>
          </button>
        )}
        {all.length > 1 && (
          <>
            <button
              type="button"
              className="wk-chip"
              onClick={() => step(-1)}
              aria-label={t('work:previous')}
            >
              ←
            </button>
            <button type="button" className="wk-chip" onClick={() => step(1)} aria-label={t('work:next')}>
              →
            </button>
          </>
        )}
        <button type="button" className="wk-chip" onClick={onClose}>
          {t('work:close')} <kbd className="wk-key">Esc</kbd>
        </button>
      </div>
      {comparing && left && right ? (
        <Compare before={left} after={right} t={t} />
      ) : (
        <img className="wk-original" src={blobUrl(shown.sha256)} alt={caption(shown, now)} />
      )}
    </div>,
    document.body,
  );
}

/** The two pictures on one another, parted by a line that the slider moves. */
function Compare({ before, after, t }: { before: Shot; after: Shot; t: Translate }) {
  const [share, setShare] = useState(50);
  return (
    <div className="wk-compare" style={{ aspectRatio: `${after.width} / ${after.height}` }}>
      <img src={blobUrl(after.sha256)} alt={t('work:after')} />
      <img
        src={blobUrl(before.sha256)}
        alt={t('work:before')}
        style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}
      />
      <i style={{ left: `${share}%` }} />
      <span className="wk-tag wk-tag-left">{t('work:before')}</span>
      <span className="wk-tag wk-tag-right">{t('work:after')}</span>
      <input
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={t('work:compare')}
        onChange={(event) => setShare(Number(event.target.value))}
      />
    </div>
  );
}
