import type { CasePage, ReportView } from '@shared/contract/pages';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { fullTimeText } from '../../common/format';
import { useNow } from '../../common/useNow';
import { copyPictures, copySlip } from '../kit/clipboard';
import { useNames } from '../kit/directory';
import { Field } from '../kit/fields';
import { type Say, useSay } from '../kit/say';
import { slipOf, slipPhotos, useSlipNames } from '../kit/slips';
import { AdviceLines } from './AdviceLines';
import { advisedOf, mostLate } from './advice';
import { NowCard, type Offer } from './Moves';
import { casePanel } from './moves/caseMoves';
import type { MoveResult } from './moves/props';
import { reportPanel } from './moves/reportMoves';
import { allowing, movesOf } from './movesOf';
import { closeMove, type MoveName, openMove, type ReportMoveName, reportMoveNames } from './openMove';
import { Papers } from './Papers';
import { proposedMove } from './proposed';
import { sameMatter } from './sameMatter';
import { UndoLine } from './UndoLine';

/** The slip again, for whoever asks twice; and its pictures alone, for a chat that takes words or pictures. */
function SlipButtons({ page }: { page: CasePage }) {
  const t = useSay();
  const now = useNow();
  const names = useSlipNames();
  const [copied, setCopied] = useState<{ what: 'slip' | 'photos'; well: boolean }>();
  if (page.parts.length === 0) return null;
  const photos = slipPhotos(page, 'assign');
  const copy = async () => {
    const how = await copySlip(slipOf(page, { kind: 'assign' }, names, now), photos);
    setCopied({ what: 'slip', well: how !== 'none' });
  };
  const copyPhotos = async () => setCopied({ what: 'photos', well: await copyPictures(photos) });
  const label = (what: 'slip' | 'photos', key: string) =>
    copied?.what === what ? t(copied.well ? 'work:copied' : 'work:notCopied') : t(key);
  return (
    <>
      <Button size="small" type="text" onClick={copy}>
        {label('slip', 'work:copySlip')}
      </Button>
      {photos.length > 0 && (
        <Button size="small" type="text" onClick={copyPhotos}>
          {label('photos', 'work:copyPhotos')}
        </Button>
      )}
    </>
  );
}

/** Which of several reports a move is about. */
function WhichReport(props: {
  itemId: string;
  move: MoveName;
  reports: readonly ReportView[];
  value: string;
}) {
  const t = useSay();
  if (props.reports.length < 2) return null;
  return (
    <div className="wk-which">
      <Field label={t('work:whichReport')}>
        {(id) => (
          <Select
            id={id}
            value={props.value}
            options={props.reports.map((report) => ({ value: report.id, label: reportNo(report, t) }))}
            onChange={(next: string) => openMove(props.itemId, props.move, next)}
            style={{ width: '100%' }}
          />
        )}
      </Field>
    </div>
  );
}

/** A report by the number that its sender knows, with its channel. */
export function reportNo(report: ReportView, t: Say): string {
  return `${t(`common:channelShort.${report.channel}`)} ${report.outsideNo ?? fullTimeText(report.receivedAt)}`;
}

function emptyText(page: CasePage, t: Say): string {
  const { item, hold, mergedInto } = page;
  if (mergedInto) return t('work:nothing.merged', { no: mergedInto.no });
  if (item.state === 'onHold' && hold)
    return t('work:nothing.onHold', {
      until: fullTimeText(hold.until),
      reason: hold.reason.replace(/[。.]$/, ''),
    });
  return t('work:nothingToDo');
}

/** What keeps the case from being checked. */
function Waiting({ page, said }: { page: CasePage; said: boolean }) {
  const t = useSay();
  const names = useNames();
  const units = page.waitingFor;
  if (said || page.parts.length < 2 || units.length === 0 || page.item.state !== 'handling') return null;
  return (
    <p className="wk-waiting">
      {t('work:waitingFor', {
        units: units.map(names.unitShort).join(t('common:listSeparator')),
        count: units.length,
      })}
    </p>
  );
}

/** An open case of the same class near by: perhaps one matter, to be seen before it is given out twice. */
function sameNear(page: CasePage, t: Say): Offer | undefined {
  const { item, nearby, moves } = page;
  if (item.state !== 'toAssign' || !moves.includes('case.merge')) return undefined;
  const same = sameMatter(item, nearby.open);
  return (
    same && {
      move: 'case.merge',
      label: t('work:mergeInto', { no: same.no }),
      reason: t('work:reason.sameNear', { title: same.title }),
      about: same.id,
    }
  );
}

/** What to do with a case now. */
export function CaseNow(props: { page: CasePage; onDone: (result: MoveResult) => void }) {
  const { page, onDone } = props;
  const t = useSay();
  const now = useNow();
  const names = useNames();
  const itemId = page.item.id;
  const primary = proposedMove(page, now, names, t);
  const second = sameNear(page, t);
  const { usual, rare } = movesOf(page);
  const advice = advisedOf(page.advice, [...usual, ...rare], now, t).filter(
    (one) => one.move !== primary?.move,
  );
  const advised = new Set<MoveName>(advice.filter((one) => one.code !== 'meeting').map((one) => one.move));
  const aboutOf = (move: MoveName): string | undefined => {
    if (move === 'case.urge') return mostLate(page);
    if (move === 'case.merge') return second?.about;
    return isReportMove(move) && move !== 'case.file' ? allowing(page, move)[0]?.id : undefined;
  };
  const panel = (move: MoveName, about: string | undefined) => {
    const common = { onDone, onClose: closeMove };
    if (!isReportMove(move)) return casePanel(move, { page, about, ...common });
    const able = allowing(page, move);
    const report = able.find((one) => one.id === about) ?? able[0];
    if (!report) return null;
    return (
      <>
        <WhichReport itemId={itemId} move={move} reports={able} value={report.id} />
        {reportPanel(move, { report, casePage: page, no: reportNo(report, t), ...common })}
      </>
    );
  };
  return (
    <NowCard
      itemId={itemId}
      primary={primary}
      second={second}
      others={usual.filter((move) => move !== primary?.move && !advised.has(move))}
      rare={[...rare, ...advised].filter((move) => move !== primary?.move && move !== second?.move)}
      hidden={advised}
      elsewhere={page.mergedHere.length > 0 ? ['case.unmerge'] : []}
      aboutOf={aboutOf}
      panel={panel}
      empty={emptyText(page, t)}
      extra={
        <>
          <SlipButtons page={page} />
          <Papers page={page} />
        </>
      }
    >
      <Waiting page={page} said={primary?.move === 'case.handle' && page.waitingFor.length > 1} />
      <AdviceLines itemId={itemId} list={advice} />
      <UndoLine page={page} />
    </NowCard>
  );
}

function isReportMove(move: MoveName): move is ReportMoveName {
  return (reportMoveNames as readonly string[]).includes(move);
}
