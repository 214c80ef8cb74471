import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../common/client';
import { centreNow } from '../common/clock';
import { errorText } from '../common/i18n';
import { Shape, type ShapeKind } from '../common/Shape';
import type { State } from '../common/tokens';
import { act } from './kit/calls';
import { type HealthNow, useHealth } from './kit/health';
import { type SharingNotice, sharingNotices, useSharing } from './sharing';
import { openDialog, showScreen, useDesk } from './state';

interface Notice {
  readonly code: string;
  readonly state: State;
  readonly kind: ShapeKind;
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => void };
  /** Stays for as long as it is true: nothing can be written meanwhile. */
  readonly lasting?: boolean;
}

/** The computer's clock is right, whatever the last entry says. Where it fails the banner stays. */
function believeClock(): void {
  act('clock.confirm', {}).catch(() => {});
}

type T = (key: string, options?: Record<string, unknown>) => string;

/** What somebody at the desk must know about the store, most important first. */
function notices({ health, info }: HealthNow, t: T): Notice[] {
  const found: Notice[] = [];
  if (!health) return found;
  if (health.state === 'refusing' || health.state === 'readOnly') {
    const refusing = health.state === 'refusing';
    found.push({
      code: health.state,
      state: refusing ? 'kapok' : 'gold',
      kind: refusing ? 'triangle' : 'half',
      text: health.problem ? errorText(t, health.problem) : t(`desk:banner.${health.state}`),
      ...(health.problem?.code === 'store.clock'
        ? { action: { text: t('desk:banner.clockRight'), run: believeClock } }
        : {}),
      lasting: true,
    });
  } else if (info?.readOnly) {
    found.push({
      code: 'readOnly',
      state: 'gold',
      kind: 'half',
      text: t('desk:banner.readOnly'),
      lasting: true,
    });
  }
  if (health.lost) {
    const { ends, file } = health.lost;
    found.push({
      code: `lost${ends}${file}`,
      state: 'kapok',
      kind: 'triangle',
      text: file ? t('desk:banner.lostFile', { file }) : t('desk:banner.lost', { count: ends }),
    });
  }
  if (health.keys === 'none' && health.state === 'ready') {
    found.push({
      code: 'keysNone',
      state: 'kapok',
      kind: 'triangle',
      text: t('desk:banner.keysNone'),
      lasting: true,
    });
  }
  if (health.interruptedJobs > 0) {
    found.push({
      code: `jobs${health.interruptedJobs}`,
      state: 'river',
      kind: 'ring',
      text: t('desk:banner.jobs', { count: health.interruptedJobs }),
      action: { text: t('desk:banner.jobsOpen'), run: () => openDialog('import') },
    });
  }
  if (health.keys === 'file' && !health.demo) {
    found.push({ code: 'keysFile', state: 'gold', kind: 'half', text: t('desk:banner.keysFile') });
  }
  return found;
}

const HOUR_MS = 3_600_000;
/** Next year's holidays are announced in November: until then nobody can have them. */
const ANNOUNCED = '11';

/** Years whose holidays are not known: deadlines in them are counted as if no day were off but weekends. */
function useMissingYears(ready: boolean): number[] {
  const [years, setYears] = useState<number[]>([]);
  useEffect(() => {
    if (!ready) return;
    const look = () =>
      query('rules.findings', {}).then(
        (findings) => {
          const now = centreNow();
          setYears(
            findings
              .filter((one) => one.code === 'yearMissing')
              .map((one) => Number(one.params.year))
              .filter((year) => year <= Number(now.slice(0, 4)) || now.slice(5, 7) >= ANNOUNCED),
          );
        },
        // The settings tell as well; a banner is not worth an error.
        () => {},
      );
    void look();
    const timer = setInterval(() => void look(), HOUR_MS);
    return () => clearInterval(timer);
  }, [ready]);
  return years;
}

/** What is wrong with sharing, and who asks to be let in: one press leads to where it is settled. */
function ofSharing({ code, kind, text }: SharingNotice, t: T): Notice {
  const look: Pick<Notice, 'state' | 'kind'> =
    kind === 'alarm' ? { state: 'gold', kind: 'triangle' } : { state: 'river', kind: 'ring' };
  return {
    ...look,
    code,
    text,
    action: { text: t(`sharing:banner.open.${kind}`), run: () => showScreen('sharing') },
  };
}

/** Calm lines under the header: what is the matter, and what to do. */
export function Banners() {
  const { t } = useTranslation();
  const now = useHealth();
  const sharing = useSharing((state) => state.status);
  const onPage = useDesk((state) => state.screen === 'sharing');
  const years = useMissingYears(now.health?.state === 'ready');
  const dismissed = useDesk((state) => state.dismissed);
  const calendar = years.map(
    (year): Notice => ({
      code: `year${year}`,
      state: 'gold',
      kind: 'half',
      text: t('rules:finding.yearMissing', { year }),
      action: { text: t('desk:banner.openSettings'), run: () => showScreen('settings') },
    }),
  );
  const say: T = (key, options) => t(key, options ?? {});
  // The page of sharing tells them itself.
  const shared = onPage ? [] : sharingNotices(sharing, say).map((one) => ofSharing(one, say));
  const shown = [...notices(now, say), ...shared, ...calendar].filter(
    (notice) => notice.lasting || !dismissed.includes(notice.code),
  );
  return (
    <div className="d-banners" aria-live="polite">
      {shown.map((notice) => (
        <div
          key={notice.code}
          className="d-banner"
          style={{ '--d-state': `var(--xh-${notice.state})` } as React.CSSProperties}
        >
          <Shape kind={notice.kind} state={notice.state} size={14} />
          <p>{notice.text}</p>
          {notice.action ? (
            <button type="button" className="xh-button" onClick={notice.action.run}>
              {notice.action.text}
            </button>
          ) : null}
          {notice.lasting ? null : (
            <button
              type="button"
              className="xh-link"
              onClick={() => useDesk.setState({ dismissed: [...dismissed, notice.code] })}
            >
              {t('desk:banner.seen')}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
