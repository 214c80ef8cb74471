import type { Deadline } from '@shared/domain/common';
import type { Translate } from '../../common/format';

/** A limit in words: `4 工作时`, a quarter of an hour as `15 分`. */
export function limitText(grant: Pick<Deadline, 'value' | 'unit'>, t: Translate): string {
  const minutes = grant.value * 60;
  if (grant.unit === 'urgentHour' && minutes < 60)
    return t('common:duration.minutes', { count: Math.round(minutes) });
  return `${grant.value} ${t(`common:unitOf.${grant.unit}`)}`;
}
