import type { Item } from '@shared/contract/models';
import type { ReportView } from '@shared/contract/pages';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { timeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { newCommandId, send, useAsyncAction } from '../kit/calls';
import { useNames } from '../kit/directory';
import { useSay } from '../kit/say';
import { useMay } from '../kit/whoMay';
import { EraseCaller } from './EraseCaller';

/** How long a caller stays in the clear on screen. */
const SHOWN_SECONDS = 60;

/** The opened words of a report out of the command's answer, wherever in it they stand. */
function openedText(result: Record<string, unknown>): string {
  const inner = [result.caller, result.opened, result.personal, result.revealed].find(
    (one) => typeof one === 'object' && one !== null,
  ) as Record<string, unknown> | undefined;
  const from = { ...result, ...inner };
  return [from.name, from.phone].filter((one) => typeof one === 'string' && one !== '').join(' ');
}

/** The caller in the clear, for a minute. The asking itself is on record. */
function useReveal(reportId: string) {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const [opened, setOpened] = useState<string>();
  useEffect(() => {
    if (opened === undefined) return;
    const timer = setTimeout(() => setOpened(undefined), SHOWN_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [opened]);
  const reveal = () =>
    run(async () => {
      const ack = await send({ id: newCommandId(), command: { type: 'report.reveal', reportId } });
      const { erased, missing } = ack.result;
      const without = erased ? 'work:erased' : missing ? 'work:keyMissing' : 'work:nothingSealed';
      setOpened(openedText(ack.result) || t(without));
    });
  return { busy, problem, opened, reveal, hide: () => setOpened(undefined) };
}

/** Who reported it: masked, in the clear for a minute when asked for, or that it was erased, when and by whom. */
export function Caller({ report, item }: { report: ReportView; item: Item }) {
  const t = useSay();
  const { caller, erased } = report;
  if (!caller) return <span className="wk-dim">{t('work:noCaller')}</span>;
  return (
    <div className="wk-caller">
      {erased ? <Erased erased={erased} /> : <Known report={report} caller={caller} item={item} />}
      {caller.wishes.length > 0 && (
        <span className="wk-dim">{caller.wishes.join(t('common:listSeparator'))}</span>
      )}
      {report.sameCaller > 0 && (
        <span className="wk-dim">{t('work:sameCaller', { count: report.sameCaller })}</span>
      )}
    </div>
  );
}

function Erased({ erased }: { erased: NonNullable<ReportView['erased']> }) {
  const t = useSay();
  const now = useNow();
  const names = useNames();
  return (
    <span className="wk-dim">
      {t('work:erase.was', { at: timeText(erased.at, now), by: names.operator(erased.by) })}
    </span>
  );
}

interface KnownProps {
  readonly report: ReportView;
  readonly caller: NonNullable<ReportView['caller']>;
  readonly item: Item;
}

function Known({ report, caller, item }: KnownProps) {
  const t = useSay();
  const mayErase = useMay('caller.erase');
  const [erasing, setErasing] = useState(false);
  const { busy, problem, opened, reveal, hide } = useReveal(report.id);
  const sealed = !caller.anonymous || caller.callable;
  return (
    <>
      <span className={opened ? 'wk-clear' : ''}>{opened ?? (caller.mask || t('work:anonymous'))}</span>
      {opened !== undefined ? (
        <Button type="link" size="small" onClick={hide}>
          {t('work:hide', { seconds: SHOWN_SECONDS })}
        </Button>
      ) : null}
      {opened === undefined && report.keyMissing ? (
        <span className="wk-dim" title={t('work:keyMissing')}>
          {t('work:keyMissingShort')}
        </span>
      ) : null}
      {opened === undefined && sealed ? (
        <Button type="link" size="small" loading={busy} onClick={reveal} title={t('work:revealTitle')}>
          {t('work:reveal')}
        </Button>
      ) : null}
      {sealed && mayErase && !erasing ? (
        <Button
          type="text"
          size="small"
          className="wk-quiet"
          title={t('work:erase.askTitle')}
          onClick={() => setErasing(true)}
        >
          {t('work:erase.ask')}
        </Button>
      ) : null}
      {problem && <Alert type="error" showIcon title={problem} />}
      {erasing ? <EraseCaller reportId={report.id} item={item} onClose={() => setErasing(false)} /> : null}
    </>
  );
}
