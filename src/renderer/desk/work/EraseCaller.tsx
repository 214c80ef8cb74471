import type { Item } from '@shared/contract/models';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { newCommandId, shell, useAsyncAction } from '../kit/calls';
import { tellDone } from '../kit/done';
import { useSay } from '../kit/say';

/** Erasing somebody is asked with what it means, and wants a reason; main asks once more, because nothing brings it back. */
export function EraseCaller(props: { reportId: string; item: Item; onClose: () => void }) {
  const { reportId, item, onClose } = props;
  const t = useSay();
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAsyncAction();
  const given = reason.trim();
  const erase = () =>
    void run(async () => {
      await shell('caller.erase', { id: newCommandId(), reportId, reason: given });
      tellDone({ text: t('work:erase.done', { no: item.no }), itemId: item.id });
    });
  return (
    <form
      className="wk-erase"
      aria-label={t('work:erase.askTitle')}
      onSubmit={(event) => {
        event.preventDefault();
        if (given !== '') erase();
      }}
    >
      <p className="wk-consequence">{t('work:erase.means')}</p>
      <Input
        autoFocus
        value={reason}
        maxLength={500}
        aria-label={t('work:erase.reason')}
        placeholder={t('work:erase.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      <div>
        <Button danger htmlType="submit" loading={busy} disabled={given === ''}>
          {t('work:erase.do')}
        </Button>
        <Button disabled={busy} onClick={onClose}>
          {t('work:cancel')}
        </Button>
        {given === '' ? <span className="wk-dim">{t('work:erase.needs')}</span> : null}
      </div>
      {problem && (
        <p className="wk-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
