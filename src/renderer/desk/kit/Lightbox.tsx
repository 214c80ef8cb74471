import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Translate } from '../../common/format';
import { blobUrl } from './blobs';
import { Compare } from './Compare';
import './kit.css';
import { caption, type Shot } from './shots';

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

/** A picture as large as the window, all others by arrow keys, before and after on one another by D. */
export function Lightbox({ open, before, after, now, t, onClose }: LightboxProps) {
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
