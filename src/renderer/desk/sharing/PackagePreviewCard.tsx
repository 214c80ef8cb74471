import type { PackagePreview, Saying } from '@shared/contract/sync';
import { countText, timeText } from '../../common/format';
import { Shape } from '../../common/Shape';
import { useSay } from '../kit/say';
import { fileName } from './courier';
import { sayWords } from './say';
import { sizeText } from './size';
import { useHostNow } from './store';

/** What a package is and would add; what is wrong with it, unless that is asked about elsewhere (`asked`). */
export function PackagePreviewCard({ preview, asked }: { preview: PackagePreview; asked: boolean }) {
  const t = useSay();
  const nothing = preview.freshCommits === 0 && preview.freshPhotos === 0 && preview.blocked === null;
  return (
    <>
      <About preview={preview} />
      <dl className="dl-figures sy-two">
        <div>
          <dt>{t('sharing:courier.fresh')}</dt>
          <dd>{countText(preview.freshCommits)}</dd>
          <span className="wk-dim">{t('sharing:courier.ofCommits', { n: countText(preview.commits) })}</span>
        </div>
        <div>
          <dt>{t('sharing:courier.freshPhotos')}</dt>
          <dd>{countText(preview.freshPhotos)}</dd>
          <span className="wk-dim">{t('sharing:courier.ofPhotos', { n: countText(preview.photos) })}</span>
        </div>
      </dl>
      {nothing ? <p>{t('sharing:courier.nothingNew')}</p> : null}
      {preview.blocked && !asked ? <Wrong saying={preview.blocked} blocked /> : null}
      {preview.problems.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one preview never changes
        <Wrong key={`${one.code}/${index}`} saying={one} />
      ))}
    </>
  );
}

function About({ preview }: { preview: PackagePreview }) {
  const t = useSay();
  const now = useHostNow();
  const { from, street, madeAt, part, parts, bytes } = preview;
  const about = [
    t('sharing:courier.about', { from, street, at: timeText(madeAt, now) }),
    parts > 1 ? t('sharing:courier.part', { part, parts }) : '',
    sizeText(bytes),
  ];
  return (
    <div>
      <b>{fileName(preview.file)}</b>
      <div className="wk-dim">{about.filter(Boolean).join(' · ')}</div>
    </div>
  );
}

function Wrong({ saying, blocked }: { saying: Saying; blocked?: boolean }) {
  const t = useSay();
  const { what, act } = sayWords(t, 'problem', saying);
  return (
    <div className="sy-note" role={blocked ? 'alert' : 'status'}>
      <Shape kind={blocked ? 'triangle' : 'half'} state={blocked ? 'kapok' : 'gold'} size={14} />
      <div>
        <b>{what}</b>
        {act ? <p>{act}</p> : null}
      </div>
    </div>
  );
}
