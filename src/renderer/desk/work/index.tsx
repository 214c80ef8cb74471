import { Alert, Button, ConfigProvider, Skeleton } from 'antd';
import { useEffect, useRef } from 'react';
import { useQuery } from '../../parts/client';
import { errorText } from '../../parts/i18n';
import { select, useDesk } from '../state';
import { CasePage } from './CasePage';
import { copyText } from './calls';
import { tellDone, useDone } from './done';
import type { MoveResult } from './moves/props';
import { goOn, type Spot, spotOf } from './next';
import { closeMove, useOpenMove } from './openMove';
import { ReportPage } from './ReportPage';
import { useSay } from './say';
import './work.css';

interface WorkPaneProps {
  readonly itemId: string;
  readonly kind: 'report' | 'case';
}

/** After a move: say what was done, then go where the work goes on. */
function useAfterMove(itemId: string): (result: MoveResult) => void {
  const open = useOpenMove((state) => state.open);
  const spot = useRef<Promise<Spot | null>>(Promise.resolve(null));
  // Taken while the panel opens: after the move the item may have left the queue.
  useEffect(() => {
    if (open?.itemId === itemId) spot.current = spotOf(itemId);
  }, [open, itemId]);
  return (result) => {
    closeMove();
    // A report that was filed is its case from now on.
    const doneId = result.caseId ?? itemId;
    tellDone({ text: result.text, itemId: doneId, slip: result.slip, copied: result.copied });
    if (result.caseId) select(result.caseId);
    else if (!result.stay) void spot.current.then(goOn);
  };
}

/** What was done last; it stays until it is put away or the next move is done. */
function DoneLine() {
  const t = useSay();
  const done = useDone((state) => state.done);
  const selected = useDesk((state) => state.selected?.id);
  if (!done) return null;
  const copyAgain = async () => {
    if (done.slip) tellDone({ ...done, copied: await copyText(done.slip) });
  };
  return (
    <div className="wk-done" role="status">
      <span>
        {done.text}
        {done.slip && ` · ${t(done.copied ? 'work:slipCopied' : 'work:slipNotCopied')}`}
      </span>
      <span>
        {done.slip && (
          <Button size="small" type="link" onClick={copyAgain}>
            {t('work:copySlip')}
          </Button>
        )}
        {selected !== done.itemId && (
          <Button size="small" type="link" onClick={() => select(done.itemId)}>
            {t('work:backToIt')}
          </Button>
        )}
        <Button size="small" type="text" onClick={() => tellDone(undefined)} aria-label={t('work:close')}>
          ×
        </Button>
      </span>
      {done.slip && !done.copied && <pre className="wk-slip">{done.slip}</pre>}
    </div>
  );
}

function CasePane({ itemId }: { itemId: string }) {
  const asked = useQuery('case.page', { id: itemId });
  const onDone = useAfterMove(itemId);
  const page = asked.data?.item.id === itemId ? asked.data : undefined;
  return <Shown page={page && <CasePage page={page} onDone={onDone} />} {...asked} />;
}

function ReportPane({ itemId }: { itemId: string }) {
  const asked = useQuery('report.page', { id: itemId });
  const onDone = useAfterMove(itemId);
  const page = asked.data?.item.id === itemId ? asked.data : undefined;
  return <Shown page={page && <ReportPage page={page} onDone={onDone} />} {...asked} />;
}

function Shown(props: { page: React.ReactNode; error: unknown; reload: () => void }) {
  const t = useSay();
  return (
    <>
      {props.error !== undefined && (
        <Alert
          type="error"
          showIcon
          title={errorText(t, props.error)}
          action={<Button onClick={props.reload}>{t('work:again')}</Button>}
        />
      )}
      {props.page ?? (props.error === undefined ? <Skeleton active paragraph={{ rows: 8 }} /> : null)}
    </>
  );
}

/** The right side of the desk: one report or one case, and what can be done with it. */
export default function WorkPane({ itemId, kind }: WorkPaneProps) {
  return (
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <div className="wk-pane">
        <DoneLine />
        {kind === 'report' ? (
          <ReportPane key={itemId} itemId={itemId} />
        ) : (
          <CasePane key={itemId} itemId={itemId} />
        )}
      </div>
    </ConfigProvider>
  );
}
