import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../common/format';
import { toggleNotices, useDesk } from '../state';
import { NoticePanel } from './NoticePanel';
import { useNoticeStore } from './store';
import { useNoticeFeed } from './useNoticeFeed';
import './notices.css';

const close = () => useDesk.setState({ notices: false });

/** The bell: how much has turned that nobody has acknowledged, and the panel that says what. */
export function Bell() {
  const { t } = useTranslation();
  useNoticeFeed();
  const open = useDesk((state) => state.notices);
  const count = useNoticeStore((state) => state.notices?.rows.length ?? 0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => !box.current?.contains(event.target as Node) && close();
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const label = count > 0 ? t('notices:count', { count }) : t('notices:bell');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from wherever the focus is in it
    <div
      className="n-box"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) {
          close();
          box.current?.querySelector('button')?.focus();
        }
      }}
    >
      <button
        type="button"
        className="xh-icon n-bell"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={label}
        title={`${label} (Ctrl J)`}
        onClick={toggleNotices}
      >
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
          <path
            d="M8 2a4 4 0 0 0-4 4v3l-1.3 2.2h10.6L12 9V6a4 4 0 0 0-4-4zM6.5 13.2a1.6 1.6 0 0 0 3 0"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.3"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        </svg>
        {count > 0 ? <b className="n-count">{countText(count)}</b> : null}
      </button>
      {open ? <NoticePanel onClose={close} /> : null}
    </div>
  );
}
