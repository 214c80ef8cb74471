import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../common/client';
import { useNow } from '../../common/useNow';
import { copyText, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';
import { slipsByUnit } from '../kit/slipSheet';
import { slipOf, useSlipNames } from '../kit/slips';
import type { Run } from './run';
import { slipKinds, slipOrders } from './slips';

/** So many cases are read at once. */
const AT_ONCE = 6;

async function pagesOf(ids: readonly string[]) {
  const pages = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    pages.push(
      ...(await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => query('case.page', { id })))),
    );
  return pages;
}

/** The slips of everything that was assigned or urged, unit by unit, for the chats; in Chinese, as they go to units. */
export function CopySlips({ run }: { run: Run }) {
  const t = useSay();
  const now = useNow();
  const names = useSlipNames();
  const { t: zh } = useTranslation('bulk', { lng: 'zh-CN' });
  const action = useAsyncAction();
  const [said, setSaid] = useState<'copied' | 'notCopied'>();
  const kind = slipKinds[run.move];
  const ids = run.outcomes.filter(({ status }) => status === 'done').map(({ id }) => id);
  if (!kind || ids.length === 0) return null;
  const copy = () =>
    void action.run(async () => {
      setSaid(undefined);
      const slips = (await pagesOf(ids)).flatMap((page) =>
        slipOrders(run.move, run.fields, page).map((order) => ({
          unit: order.unit,
          text: slipOf(page, order, names, now),
        })),
      );
      const text = slipsByUnit(slips, (unit, count) => zh('slipsFor', { unit: names.unit(unit), count }));
      setSaid(text !== '' && (await copyText(text)) ? 'copied' : 'notCopied');
    });
  return (
    <>
      <span role="status" className={said === 'copied' ? 'wk-dim' : 'wk-gold'}>
        {action.problem ?? (said ? t(`work:${said}`) : '')}
      </span>
      <Button loading={action.busy} onClick={copy}>
        {t(`bulk:copySlips.${kind}`)}
      </Button>
    </>
  );
}
