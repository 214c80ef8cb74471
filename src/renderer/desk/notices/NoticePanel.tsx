import type { Notice, NoticeKind } from '@shared/contract/notices';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText, fullTimeText, timeText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { Shape, type ShapeKind } from '../../common/Shape';
import type { State } from '../../common/tokens';
import { useNow } from '../../common/useNow';
import { useNames } from '../kit/directory';
import { select, showScreen, useDesk } from '../state';
import { acknowledge, useNoticeStore } from './store';
import { noticeKinds } from './tell';

const marks: Record<NoticeKind, { kind: ShapeKind; state: State }> = {
  red: { kind: 'triangle', state: 'kapok' },
  yellow: { kind: 'half', state: 'gold' },
  returned: { kind: 'ring', state: 'river' },
  replyDue: { kind: 'half', state: 'gold' },
  askOpen: { kind: 'ring', state: 'river' },
  holdEnds: { kind: 'square', state: 'violet' },
  supervision: { kind: 'half', state: 'gold' },
  conflict: { kind: 'ring', state: 'gold' },
};

/** Rows of a kind that are shown before somebody asks for the rest. */
const SHOWN = 12;

/** What turned, by kind; each is acknowledged, or a whole kind at once. A press on one opens its item. */
export function NoticePanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { notices, problem } = useNoticeStore();
  const osNotices = useDesk((state) => state.osNotices);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const rows = notices?.rows ?? [];
  const open = (id: string) => {
    onClose();
    showScreen('queue');
    select(id);
  };
  const duty = notices?.leader ? { leader: notices.leader } : undefined;
  const said = notices?.quiet
    ? t(duty ? 'notices:quietLeader' : 'notices:quiet', { ...duty })
    : duty
      ? t('notices:leader', duty)
      : '';
  return (
    <div ref={panel} className="n-panel" role="dialog" aria-label={t('notices:title')} tabIndex={-1}>
      <header>
        <b>{t('notices:title')}</b>
        <span className="xh-quiet">{rows.length > 0 ? countText(rows.length) : ''}</span>
        <span className="q-gap" />
        {rows.length > 0 ? (
          <button type="button" className="xh-link" onClick={() => void acknowledge(rows)}>
            {t('notices:ackAll')}
          </button>
        ) : null}
      </header>
      {problem ? (
        <p className="n-problem" role="alert">
          {t('notices:failed', { problem: errorText((key, options) => t(key, options ?? {}), problem) })}
        </p>
      ) : null}
      <div className="n-list">
        {rows.length === 0 ? (
          <p className="n-none">
            <b>{t('notices:none')}</b>
            <br />
            {t('notices:noneHow')}
          </p>
        ) : null}
        {noticeKinds.map((kind) => (
          <Group key={kind} kind={kind} rows={rows.filter((row) => row.kind === kind)} onOpen={open} />
        ))}
      </div>
      <footer>
        <label className="n-os">
          <input
            type="checkbox"
            checked={osNotices}
            onChange={(event) => useDesk.setState({ osNotices: event.target.checked })}
          />
          {t('notices:os')}
        </label>
        <span className="xh-quiet">{said}</span>
      </footer>
    </div>
  );
}

function Group(props: { kind: NoticeKind; rows: readonly Notice[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { kind, rows } = props;
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <section aria-label={t(`notices:kind.${kind}`)}>
      <h3>
        <Shape {...marks[kind]} size={11} />
        {t(`notices:kind.${kind}`)}
        <span className="xh-quiet">{countText(rows.length)}</span>
        <span className="q-gap" />
        {rows.length > 1 ? (
          <button type="button" className="xh-link" onClick={() => void acknowledge(rows)}>
            {t('notices:ackKind')}
          </button>
        ) : null}
      </h3>
      {shown.map((row) => (
        <Line key={row.key} row={row} onOpen={props.onOpen} />
      ))}
      {rows.length > shown.length ? (
        <button type="button" className="xh-link n-more" onClick={() => setAll(true)}>
          {t('notices:more', { count: rows.length - shown.length })}
        </button>
      ) : null}
    </section>
  );
}

function Line({ row, onOpen }: { row: Notice; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const now = useNow();
  const unit = row.unit ? names.unitShort(row.unit) : '';
  return (
    <div className="n-line">
      <button type="button" className="n-open" onClick={() => onOpen(row.itemId)}>
        <span className="n-title">{row.title}</span>
        <span
          className="n-detail"
          title={row.due ? t('notices:due', { time: fullTimeText(row.due) }) : undefined}
        >
          {[timeText(row.at, now), row.no, unit].filter((word) => word !== '').join(' · ')}
        </span>
      </button>
      <button type="button" className="xh-button" onClick={() => void acknowledge([row])}>
        {t('notices:ack')}
      </button>
    </div>
  );
}
