import type { DisplayInfo } from '@shared/contract/board';
import { Button, Radio, Skeleton } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { shell, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { useSay } from '../kit/say';
import { closeDialog, useDesk } from '../state';

/** Put the wall on a display, or take it down. The largest display that is not the first one is proposed. */
export default function WallDialog(): ReactNode {
  const t = useSay();
  const { busy, problem, run } = useAsyncAction();
  const [displays, setDisplays] = useState<readonly DisplayInfo[]>();
  const [chosen, setChosen] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    void run(async () => {
      const list = await shell('displays.list', {});
      const others = list
        .filter((one) => !one.primary)
        .sort((a, b) => b.width * b.height - a.width * a.height);
      setDisplays(list);
      setChosen((others[0] ?? list[0])?.id);
    });
  }, []);
  const open = () =>
    run(async () => {
      const { language } = useDesk.getState();
      await shell('wall.open', chosen === undefined ? { language } : { display: chosen, language });
      closeDialog();
    });
  const close = () =>
    run(async () => {
      await shell('wall.close', {});
      closeDialog();
    });
  return (
    <Dialog
      title={t('dialogs:wall.title')}
      width={520}
      problem={problem}
      footer={
        <>
          <Button onClick={close}>{t('dialogs:wall.close')}</Button>
          <Button type="primary" loading={busy} disabled={displays === undefined} onClick={open} autoFocus>
            {t('dialogs:wall.open')}
          </Button>
        </>
      }
    >
      <p className="wk-dim">{t('dialogs:wall.why')}</p>
      {displays === undefined && !problem && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
      {displays && (
        <Radio.Group
          vertical
          value={chosen ?? null}
          onChange={(event) => setChosen(Number(event.target.value))}
          options={displays.map((one, k) => ({
            value: one.id,
            label: `${one.label || t('dialogs:wall.display', { no: k + 1 })} · ${one.width}×${one.height}${
              one.primary ? ` · ${t('dialogs:wall.primary')}` : ''
            }`,
          }))}
        />
      )}
      {displays?.length === 1 && <p className="wk-dim">{t('dialogs:wall.onlyOne')}</p>}
    </Dialog>
  );
}
