import type { ShellOutput } from '@shared/contract/shell';
import type { PackagePreview } from '@shared/contract/sync';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { countText, timeText } from '../../parts/format';
import { Shape } from '../../parts/Shape';
import { Dialog } from '../dialogs/Dialog';
import { closeDialog } from '../state';
import { pathOf, shell, useErrand } from '../work/calls';
import { useSay } from '../work/say';
import { fileName, wantsPassword } from './courier';
import { FileLine } from './FileLine';
import { sayWords } from './say';
import { sizeText } from './size';
import { useHostNow } from './store';
import './sharing.css';

type Opened = NonNullable<ShellOutput<'courier.open'>>;
type Taken = ShellOutput<'courier.take'>;

/** Where the dialog stands: choose a file, give its password, look, or be done. */
type Stage =
  | { readonly at: 'choose' }
  | { readonly at: 'password'; readonly path: string | undefined; readonly wrong: boolean }
  | { readonly at: 'opened'; readonly opened: Opened }
  | { readonly at: 'taken'; readonly taken: Taken };

/** A package or a receipt comes in: a password where it has one, what it would add and what is wrong, and only then is it taken. */
export function CourierImport({ path }: { path: string | undefined }) {
  const t = useSay();
  const { busy, problem, run, clear } = useErrand();
  const [stage, setStage] = useState<Stage>({ at: 'choose' });
  const open = (from?: string, password?: string) =>
    void run(async () => {
      try {
        const opened = await shell('courier.open', {
          ...(from ? { path: from } : {}),
          ...(password ? { password } : {}),
        });
        if (opened) setStage({ at: 'opened', opened });
      } catch (error) {
        const wanted = wantsPassword(error);
        if (!wanted) throw error;
        setStage({ at: 'password', path: wanted.path ?? from, wrong: password !== undefined });
      }
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is opened once
  useEffect(() => {
    if (path) open(path);
  }, [path]);
  const preview = stage.at === 'opened' && stage.opened.kind === 'package' ? stage.opened.preview : undefined;
  const take = (token: string) =>
    run(async () => setStage({ at: 'taken', taken: await shell('courier.take', { token }) }));
  const other = () => {
    clear();
    setStage({ at: 'choose' });
  };
  return (
    <Dialog
      title={t('sharing:courier.importTitle')}
      width={680}
      problem={problem}
      footer={
        <>
          {stage.at === 'choose' ? null : (
            <Button disabled={busy} onClick={other}>
              {t('sharing:courier.other')}
            </Button>
          )}
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          {preview ? (
            <Button
              type="primary"
              loading={busy}
              disabled={preview.blocked !== null}
              onClick={() => take(preview.token)}
              autoFocus
            >
              {t('sharing:courier.take')}
            </Button>
          ) : null}
        </>
      }
    >
      {stage.at === 'choose' ? <Choose busy={busy} onPath={open} /> : null}
      {stage.at === 'password' ? (
        <Password stage={stage} busy={busy} onPassword={(password) => open(stage.path, password)} />
      ) : null}
      {preview ? <Preview preview={preview} /> : null}
      {stage.at === 'opened' && stage.opened.kind === 'receipt' ? <Receipt receipt={stage.opened} /> : null}
      {stage.at === 'taken' ? <TakenNow taken={stage.taken} /> : null}
    </Dialog>
  );
}

/** By the system's dialog, or dropped here. */
function Choose({ busy, onPath }: { busy: boolean; onPath: (path?: string) => void }) {
  const t = useSay();
  const [over, setOver] = useState(false);
  return (
    <>
      <p>{t('sharing:courier.importWhy')}</p>
      <button
        type="button"
        className="wk-drop wk-drop-big"
        data-over={over || undefined}
        disabled={busy}
        onClick={() => onPath()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file) onPath(pathOf(file));
        }}
      >
        {t(busy ? 'sharing:courier.reading' : 'sharing:courier.drop')}
      </button>
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
        {stage.path ? <b> {fileName(stage.path)}</b> : null}
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

function Preview({ preview }: { preview: PackagePreview }) {
  const t = useSay();
  const now = useHostNow();
  const nothing = preview.freshCommits === 0 && preview.freshPhotos === 0 && preview.blocked === null;
  return (
    <>
      <div>
        <b>{fileName(preview.file)}</b>
        <div className="wk-dim">
          {t('sharing:courier.about', {
            from: preview.from,
            street: preview.street,
            at: timeText(preview.madeAt, now),
          })}
          {preview.parts > 1
            ? ` · ${t('sharing:courier.part', { part: preview.part, parts: preview.parts })}`
            : ''}
          {` · ${sizeText(preview.bytes)}`}
        </div>
      </div>
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
      {preview.blocked ? <Wrong saying={preview.blocked} blocked /> : null}
      {preview.problems.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one preview never changes
        <Wrong key={`${one.code}/${index}`} saying={one} />
      ))}
    </>
  );
}

function Wrong({ saying, blocked }: { saying: PackagePreview['problems'][number]; blocked?: boolean }) {
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
