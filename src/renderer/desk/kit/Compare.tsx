import { useState } from 'react';
import type { Translate } from '../../common/format';
import { blobUrl } from './blobs';
import type { Shot } from './shots';

/** The two pictures on one another, parted by a line that the slider moves. */
export function Compare({ before, after, t }: { before: Shot; after: Shot; t: Translate }) {
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
