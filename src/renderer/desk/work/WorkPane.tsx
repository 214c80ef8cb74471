import { Alert, Button, ConfigProvider, Skeleton } from 'antd';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useQuery } from '../../common/client';
import { errorText } from '../../common/i18n';
import { Key } from '../kit/Card';
import { useAsyncAction } from '../kit/calls';
import { copyPictures, copySlip } from '../kit/clipboard';
import { type Done, tellDone, useDone } from '../kit/done';
import { pruneDrafts } from '../kit/drafts';
import { useSay } from '../kit/say';
import { Themed } from '../kit/Themed';
import { queueWindow } from '../queue';
import { select, useDesk } from '../state';
import { type Shortcut, useShortcuts } from '../state/shortcuts';
import { CasePage } from './CasePage';
import { Header } from './Header';
import { UNDO_KEY } from './keys';
import type { MoveResult } from './moves/props';
import { goOn, type Spot, spotOf } from './next';
import { closeMove, useOpenMove } from './openMove';
import { ReportPage } from './ReportPage';
import { lastUndo, takeBack, undoWords } from './undo';
import '../kit/kit.css';
import './case.css';

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
    // A report that was filed is its case from now on, a merged case the one it went into.
    const doneId = result.caseId ?? itemId;
    tellDone({ text: result.text, itemId: doneId, slip: result.slip, undoable: !result.lasting });
    if (result.caseId) select(result.caseId);
    else if (!result.stay) void spot.current.then(goOn);
  };
}

const slipSaid = {
  assign: { both: 'slipBoth', text: 'slipCopied', none: 'slipNotCopied' },
  urge: { both: 'urgeSlipBoth', text: 'urgeSlipCopied', none: 'slipNotCopied' },
  rework: { both: 'reworkSlipBoth', text: 'reworkSlipCopied', none: 'slipNotCopied' },
} as const;

/** Take back what was done last, though the desk has gone on to another item. */
function UndoDone({ done }: { done: Done }) {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const undo = () =>
    void run(async () => {
      const point = await lastUndo(done.itemId);
      if (!point)
        return tellDone({ ...done, text: t('work:nothingToUndo'), slip: undefined, undoable: false });
      await takeBack(point);
      tellDone({ text: t('work:done.undone', { what: undoWords(point, t) }), itemId: done.itemId });
      select(done.itemId);
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done is what the key is for
  const keys = useMemo<readonly Shortcut[]>(
    () => [{ id: 'move.undo', keys: [UNDO_KEY], label: t('work:undo'), group: 'item', run: undo }],
    [done.itemId, done.text],
  );
  useShortcuts(keys);
  return (
    <>
      <Button size="small" type="link" loading={busy} onClick={undo}>
        {t('work:undo')} <Key name="Ctrl Z" />
      </Button>
      {problem && <span className="wk-problem">{problem}</span>}
    </>
  );
}

/** The slip once more, and its pictures alone: a chat takes words or a picture, one after the other. */
function SlipAgain({ done }: { done: Done }) {
  const t = useSay();
  const { slip } = done;
  if (!slip) return null;
  const again = async () => {
    tellDone({ ...done, slip: { ...slip, copied: await copySlip(slip.text, slip.photos) } });
  };
  return (
    <>
      <Button size="small" type="link" onClick={again}>
        {t('work:copySlip')}
      </Button>
      {slip.photos.length > 0 && (
        <Button size="small" type="link" onClick={() => void copyPictures(slip.photos)}>
          {t('work:copyPhotos')}
        </Button>
      )}
    </>
  );
}

/** What was done last; it stays until it is put away or the next move is done. */
function DoneLine() {
  const t = useSay();
  const done = useDone((state) => state.done);
  const selected = useDesk((state) => state.selected?.id);
  if (!done) return null;
  const { slip } = done;
  const elsewhere = selected !== done.itemId;
  return (
    <div className="wk-done" role="status">
      <span>
        {done.text}
        {slip && ` · ${t(`work:${slipSaid[slip.kind][slip.copied]}`)}`}
      </span>
      <span>
        <SlipAgain done={done} />
        {elsewhere && done.undoable && <UndoDone done={done} />}
        {elsewhere && (
          <Button size="small" type="link" onClick={() => select(done.itemId)}>
            {t('work:backToIt')}
          </Button>
        )}
        <Button size="small" type="text" onClick={() => tellDone(undefined)} aria-label={t('work:close')}>
          ×
        </Button>
      </span>
      {slip?.copied === 'none' && <pre className="wk-slip">{slip.text}</pre>}
    </div>
  );
}

/** A page is drawn in small steps behind the frame that already shows its head: the click is answered first. */
function useUnhurried<T>(page: T | undefined): T | undefined {
  return useDeferredValue(page, undefined);
}

function CasePane({ itemId }: { itemId: string }) {
  const asked = useQuery('case.page', { id: itemId });
  const onDone = useAfterMove(itemId);
  const page = useUnhurried(asked.data?.item.id === itemId ? asked.data : undefined);
  return <Shown itemId={itemId} page={page && <CasePage page={page} onDone={onDone} />} {...asked} />;
}

function ReportPane({ itemId }: { itemId: string }) {
  const asked = useQuery('report.page', { id: itemId });
  const onDone = useAfterMove(itemId);
  const page = useUnhurried(asked.data?.item.id === itemId ? asked.data : undefined);
  return <Shown itemId={itemId} page={page && <ReportPage page={page} onDone={onDone} />} {...asked} />;
}

/** What the queue knows of an item already stands in the frame of the click; the rest follows. */
function Early({ itemId }: { itemId: string }) {
  const t = useSay();
  const rows = queueWindow.get();
  const item = rows.row(rows.indexOf(itemId));
  return (
    <>
      {item && <Header item={item} outsideDue={undefined} others={t(`common:channel.${item.channel}`)} />}
      <Skeleton active paragraph={{ rows: 8 }} />
    </>
  );
}

function Shown(props: { itemId: string; page: React.ReactNode; error: unknown; reload: () => void }) {
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
      {props.page ?? (props.error === undefined ? <Early itemId={props.itemId} /> : null)}
    </>
  );
}

function Pane({ itemId, kind }: WorkPaneProps) {
  useEffect(() => pruneDrafts(), []);
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

/** The right side of the desk: one report or one case, and what can be done with it. */
export default function WorkPane(props: WorkPaneProps): ReactNode {
  return (
    <Themed>
      <Pane {...props} />
    </Themed>
  );
}
