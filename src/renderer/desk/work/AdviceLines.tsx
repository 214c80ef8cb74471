import { Button } from 'antd';
import { Shape } from '../../common/Shape';
import { Key } from '../kit/Card';
import { useSay } from '../kit/say';
import type { Advised } from './advice';
import { moveKeys } from './keys';
import { moveKey, openMove } from './openMove';

/** What the desk proposes beside the next move, each with the button that does it. */
export function AdviceLines({ itemId, list }: { itemId: string; list: readonly Advised[] }) {
  const t = useSay();
  if (list.length === 0) return null;
  return (
    <ul className="wk-advice">
      {list.map((one) => (
        <li key={one.code + one.text}>
          <Shape kind="half" state="gold" />
          <span>{one.text}</span>
          <Button size="small" onClick={() => openMove(itemId, one.move, one.about)}>
            {one.code === 'meeting' ? (
              t('work:noteKinds.meeting')
            ) : (
              <>
                {t(`work:move.${moveKey(one.move)}`)} <Key name={moveKeys[one.move]} />
              </>
            )}
          </Button>
        </li>
      ))}
    </ul>
  );
}
