import type { CasePage, ReportView } from '@shared/contract/pages';
import type { Photo, Place } from '@shared/domain/common';
import { distanceM } from '@shared/rules/place/geometry';
import { Radio } from 'antd';
import { fullTimeText } from '../../../common/format';
import { Light } from '../../../common/Light';
import { thumbUrl } from '../../kit/blobs';
import { useNames } from '../../kit/directory';
import { useSay } from '../../kit/say';

/** One side of a comparison: what somebody needs to see whether two matters are one. */
export interface SideFacts {
  readonly id: string;
  readonly no: string;
  readonly title: string;
  readonly state: string;
  readonly light: CasePage['item']['light'];
  readonly content: string;
  readonly place: Place;
  readonly className: string | null;
  readonly from: string;
  readonly unit: string | null;
  readonly photos: readonly Photo[];
  readonly reports: readonly { readonly id: string; readonly words: string }[];
}

export function caseSide(page: CasePage, reportWords: (report: ReportView) => string): SideFacts {
  const { item } = page;
  return {
    id: item.id,
    no: item.no,
    title: item.title,
    state: item.state,
    light: item.light,
    content: page.description || (page.reports[0]?.content ?? ''),
    place: page.place,
    className: item.className,
    from: page.filedAt,
    unit: item.unit,
    photos: page.photos,
    reports: page.reports.map((report) => ({ id: report.id, words: reportWords(report) })),
  };
}

/** Channel and number of a report, as both sides list them. */
export function useReportWords(): (report: Pick<ReportView, 'channel' | 'outsideNo'>) => string {
  const t = useSay();
  return (report) => [t(`common:channelShort.${report.channel}`), report.outsideNo].filter(Boolean).join(' ');
}

/** How far two places lie apart, in words; nothing where one has no position. */
export function useDistance(): (a: Place, b: Place) => string {
  const t = useSay();
  return (a, b) => {
    if (a.lon === undefined || a.lat === undefined || b.lon === undefined || b.lat === undefined)
      return t('work:distanceUnknown');
    const metres = distanceM([a.lon, a.lat], [b.lon, b.lat]);
    return metres < 1000
      ? t('work:distanceM', { count: Math.round(metres) })
      : t('work:distanceKm', { count: (metres / 1000).toFixed(1) });
  };
}

interface SideBySideProps {
  readonly sides: readonly [SideFacts, SideFacts];
  /** Which one stays, and how to choose it; without `onKeep` the second is the one that stays. */
  readonly keep: string;
  readonly onKeep?: ((id: string) => void) | undefined;
}

/** Two matters beside one another, row by row: words, photos, place, time, reports. */
export function SideBySide({ sides, keep, onKeep }: SideBySideProps) {
  const t = useSay();
  const names = useNames();
  const distance = useDistance();
  const [left, right] = sides;
  const row = (label: string, of: (side: SideFacts) => React.ReactNode) => (
    <tr>
      <th scope="row">{label}</th>
      {sides.map((side) => (
        <td key={side.id}>{of(side)}</td>
      ))}
    </tr>
  );
  return (
    <table className="wk-sides">
      <thead>
        <tr>
          <th>
            <span className="wk-dim">{distance(left.place, right.place)}</span>
          </th>
          {sides.map((side) => (
            <th key={side.id} scope="col" data-keep={side.id === keep || undefined}>
              {onKeep ? (
                <Radio checked={side.id === keep} onChange={() => onKeep(side.id)}>
                  {t('work:keepThis')} <b>{side.no}</b>
                </Radio>
              ) : (
                <b>{side.no}</b>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row(t('work:side.matter'), (side) => (
          <>
            <Light light={side.light} /> {t(`common:state.${side.state}`)} · {side.title}
          </>
        ))}
        {row(t('work:side.words'), (side) => (
          <span className="wk-words">{side.content || t('work:noWords')}</span>
        ))}
        {row(t('work:side.photos'), (side) =>
          side.photos.length === 0 ? (
            <span className="wk-dim">{t('work:side.noPhotos')}</span>
          ) : (
            <span className="wk-side-shots">
              {side.photos.slice(0, 3).map((photo) => (
                <img key={photo.sha256} src={thumbUrl(photo)} alt={photo.name ?? ''} />
              ))}
            </span>
          ),
        )}
        {row(t('work:place'), (side) => (
          <>
            {side.place.text || '—'}{' '}
            <span className="wk-dim">
              {[
                side.place.communityCode ? names.community(side.place.communityCode) : '',
                side.place.gridCode,
              ]
                .filter(Boolean)
                .join(' ')}
            </span>
          </>
        ))}
        {row(t('work:side.time'), (side) => fullTimeText(side.from))}
        {row(t('work:class'), (side) => side.className ?? t('work:noClass'))}
        {row(t('work:side.unit'), (side) => (side.unit ? names.unit(side.unit) : '—'))}
        {row(t('work:side.reports'), (side) => (
          <ul>
            {side.reports.map((report) => (
              <li key={report.id}>{report.words}</li>
            ))}
          </ul>
        ))}
      </tbody>
    </table>
  );
}
