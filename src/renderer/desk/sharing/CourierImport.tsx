import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { countText, timeText } from '../../common/format';
import type { ChosenFile } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { FileDrop } from '../kit/FileDrop';
import { useSay } from '../kit/say';
import { closeDialog } from '../state';
import { CourierJobBar, useCourierJob } from './CourierJobBar';
import { fileName, STOPPED } from './courier';
import { FileLine } from './FileLine';
import { PackagePreviewCard } from './PackagePreviewCard';
import { useHostNow } from './store';
import { TrustForm } from './TrustForm';
import { type Opened, type Stage, type Taken, useCourierImport } from './useCourierImport';
import './sharing.css';

type Coming = ReturnType<typeof useCourierImport>;

/** A package or a receipt comes in: a password where it has one, what it would add and what is wrong, and only then is it taken. */
export default function CourierImport({ file }: { file?: ChosenFile }): ReactNode {
  const t = useSay();
  const coming = useCourierImport(file);
  // Taking goes on where the dialog was closed, and is found again.
  const taking = useCourierJob('courierTake') !== null;
  const stopped = coming.code === STOPPED;
  return (
    <Dialog
      title={t('sharing:courier.importTitle')}
      width={680}
      problem={stopped ? undefined : coming.problem}
      footer={<Buttons coming={coming} taking={taking} />}
    >
      <Content coming={coming} taking={taking} />
      {stopped ? <p role="status">{coming.problem}</p> : null}
    </Dialog>
  );
}

function Buttons({ coming, taking }: { coming: Coming; taking: boolean }) {
  const t = useSay();
  const { stage, preview, stranger, busy } = coming;
  return (
    <>
      {stage.at === 'choose' ? null : (
        <Button disabled={busy || taking} onClick={coming.other}>
          {t('sharing:courier.other')}
        </Button>
      )}
      <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
      {preview && !stranger ? (
        <Button
          type="primary"
          loading={busy || taking}
          disabled={preview.blocked !== null}
          onClick={() => coming.take(preview)}
          autoFocus
        >
          {t('sharing:courier.take')}
        </Button>
      ) : null}
    </>
  );
}

function Content({ coming, taking }: { coming: Coming; taking: boolean }) {
  const t = useSay();
  const { stage, preview, stranger, busy, open } = coming;
  const opening = useCourierJob('courierOpen') !== null;
  return (
    <>
      {stage.at === 'choose' && !taking ? <Choose busy={busy} onFile={open} /> : null}
      {stage.at === 'password' ? (
        <Password stage={stage} busy={busy} onPassword={(password) => open(stage.source, { password })} />
      ) : null}
      {preview ? <PackagePreviewCard preview={preview} asked={stranger} /> : null}
      {preview && stranger ? <TrustForm preview={preview} busy={busy} onTrust={coming.trust} /> : null}
      {opening ? <CourierJobBar kind="courierOpen" why={t('sharing:courier.openingWhy')} /> : null}
      {taking ? <CourierJobBar kind="courierTake" why={t('sharing:courier.takingWhy')} /> : null}
      {stage.at === 'opened' && stage.opened.kind === 'receipt' ? <Receipt receipt={stage.opened} /> : null}
      {stage.at === 'taken' ? <TakenNow taken={stage.taken} /> : null}
    </>
  );
}

/** By the system's dialog, or dropped here. */
function Choose({ busy, onFile }: { busy: boolean; onFile: (file?: File) => void }) {
  const t = useSay();
  return (
    <>
      <p>{t('sharing:courier.importWhy')}</p>
      <FileDrop
        busy={busy}
        text={t(busy ? 'sharing:courier.reading' : 'sharing:courier.drop')}
        onFile={onFile}
      />
    </>
  );
}

interface PasswordProps {
  readonly stage: Extract<Stage, { at: 'password' }>;
  readonly busy: boolean;
  readonly onPassword: (password: string) => void;
}

function Password({ stage, busy, onPassword }: PasswordProps) {
  const t = useSay();
  const [password, setPassword] = useState('');
  return (
    <form
      className="dl-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== '') onPassword(password);
      }}
    >
      <p>
        {t('sharing:courier.locked')}
        {stage.name ? <b> {fileName(stage.name)}</b> : null}
      </p>
      <div className="dl-row sy-pair">
        <Input.Password
          autoFocus
          value={password}
          maxLength={200}
          autoComplete="off"
          aria-label={t('sharing:courier.password')}
          status={stage.wrong ? 'error' : ''}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="primary" htmlType="submit" loading={busy} disabled={password === ''}>
          {t('sharing:courier.unlock')}
        </Button>
      </div>
      {stage.wrong && !busy ? (
        <p className="sy-problem" role="alert">
          {t('sharing:courier.wrongPassword')}
        </p>
      ) : null}
    </form>
  );
}

function Receipt({ receipt }: { receipt: Extract<Opened, { kind: 'receipt' }> }) {
  const t = useSay();
  const now = useHostNow();
  return (
    <div className="dl-result" role="status">
      <b>{t('sharing:courier.receipt', { peer: receipt.peer, at: timeText(receipt.at, now) })}</b>
      <span className="wk-dim">{t('sharing:courier.receiptMeans', { n: countText(receipt.held) })}</span>
    </div>
  );
}

function TakenNow({ taken }: { taken: Taken }) {
  const t = useSay();
  return (
    <div className="dl-result" role="status">
      <b>
        {t('sharing:courier.taken', {
          commits: countText(taken.commits),
          photos: countText(taken.photos),
        })}
      </b>
      {taken.refused > 0 ? (
        <span className="wk-gold">{t('sharing:courier.refused', { n: countText(taken.refused) })}</span>
      ) : null}
      <span className="wk-dim">{t('sharing:courier.back')}</span>
      <FileLine file={taken.receipt} />
    </div>
  );
}
