import { Segmented, Select } from 'antd';
import { useState } from 'react';
import { useNow } from '../../common/useNow';
import { thumbUrl } from '../kit/blobs';
import { Card } from '../kit/Card';
import { Compare } from '../kit/Compare';
import { Lightbox } from '../kit/Lightbox';
import { useSay } from '../kit/say';
import { caption, pairOf, type Shot, splitShots } from '../kit/shots';

interface PhotosProps {
  readonly photos: readonly Shot[];
  /** Only what was reported: no place for an “after”. */
  readonly single?: boolean;
}

type Way = 'side' | 'slider';

/** Before and after: side by side, or on one another with a slider; the originals on click. */
export function Photos({ photos, single }: PhotosProps) {
  const t = useSay();
  const now = useNow();
  const { before, after } = splitShots(photos);
  const [open, setOpen] = useState<Shot | null>(null);
  const [way, setWay] = useState<Way>('side');
  if (photos.length === 0 && single) return null;
  if (photos.length === 0)
    return (
      <Card title={t('work:beforeAfter')}>
        <p className="wk-dim">{t('work:noPhotos')}</p>
      </Card>
    );
  const both = !single && before.length > 0 && after.length > 0;
  const count = photos.length > 0 ? t('work:photoCount', { count: before.length + after.length }) : undefined;
  const choice = both && (
    <Segmented
      size="small"
      value={way}
      aria-label={t('work:photoWay')}
      options={[
        { value: 'side', label: t('work:sideBySide') },
        { value: 'slider', label: t('work:compare') },
      ]}
      onChange={(next) => setWay(next as Way)}
    />
  );
  return (
    <Card
      title={single ? t('work:photos') : t('work:beforeAfter')}
      extra={
        <span className="wk-row">
          {count}
          {choice}
        </span>
      }
    >
      {both && way === 'slider' ? (
        <Slider before={before} after={after} now={now} />
      ) : (
        <div className={single ? 'wk-shots wk-single' : 'wk-shots'}>
          <Side shots={before} empty={t('work:noBefore')} now={now} onOpen={setOpen} />
          {!single && <Side shots={after} empty={t('work:noAfter')} now={now} onOpen={setOpen} />}
        </div>
      )}
      {open && (
        <Lightbox open={open} before={before} after={after} now={now} t={t} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

/** A pair on one another; which two, where there are more. */
function Slider(props: { before: readonly Shot[]; after: readonly Shot[]; now: string }) {
  const t = useSay();
  const { before, after, now } = props;
  const [left, setLeft] = useState(pairOf(before)?.sha256);
  const [right, setRight] = useState(after[0]?.sha256);
  const a = before.find((shot) => shot.sha256 === left) ?? before[0];
  const b = after.find((shot) => shot.sha256 === right) ?? after[0];
  if (!a || !b) return null;
  const choose = (shots: readonly Shot[], value: string, label: string, set: (sha: string) => void) =>
    shots.length > 1 && (
      <Select
        size="small"
        aria-label={label}
        value={value}
        options={shots.map((shot) => ({
          value: shot.sha256,
          label: `${t(`work:shotKinds.${shot.kind}`)} ${caption(shot, now)}`,
        }))}
        onChange={set}
        style={{ width: 240, maxWidth: '48%' }}
      />
    );
  return (
    <div className="wk-slider">
      <Compare before={a} after={b} t={t} />
      <div className="wk-slider-choice">
        {choose(before, a.sha256, t('work:before'), setLeft)}
        {choose(after, b.sha256, t('work:after'), setRight)}
      </div>
    </div>
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
