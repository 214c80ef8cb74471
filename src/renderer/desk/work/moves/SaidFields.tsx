import type { Instant } from '@shared/rules/time';
import { Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../common/useNow';
import { Field, type ViaChoice, viaChoices } from '../../kit/fields';
import { type Happened, HappenedField, happenedEnvelope, happenedNow, isLate } from '../../kit/HappenedField';

/** How a unit without a program spoke: by which way, who there said it, and when. */
export interface Said {
  readonly via: ViaChoice;
  readonly by: string;
  readonly happened: Happened;
}

export const saidNow: Said = { via: 'chat', by: '', happened: happenedNow };

/** The fields of the envelope: it is recorded for the unit, with the way and who said it. */
export function saidEnvelope(
  said: Said,
  unit: string | undefined,
): { via: ViaChoice; onBehalfOf?: string; saidBy?: string; at?: Instant; lateReason?: string } {
  const by = said.by.trim();
  return {
    via: said.via,
    ...(unit ? { onBehalfOf: unit } : {}),
    ...(by ? { saidBy: by } : {}),
    ...happenedEnvelope(said.happened),
  };
}

/** What a form with a time still misses, in words. */
export function useLateMissing(happened: Happened): string | undefined {
  const { t } = useTranslation('work');
  const now = useNow();
  return isLate(happened.at, now) && happened.late.trim() === '' ? t('missing.late') : undefined;
}

/** “Who said so”: the way, the person, the time. The same for everything that a unit says. */
export function SaidFields({ value, onChange }: { value: Said; onChange: (said: Said) => void }) {
  const { t } = useTranslation('work');
  return (
    <>
      <Field label={t('via')}>
        {(id) => (
          <div className="wk-row">
            <Segmented
              id={id}
              value={value.via}
              options={viaChoices.map((via) => ({ value: via, label: t(`common:via.${via}`) }))}
              onChange={(via) => onChange({ ...value, via: via as ViaChoice })}
            />
            <Input
              aria-label={t('saidBy')}
              placeholder={t('saidByHint')}
              value={value.by}
              maxLength={50}
              onChange={(event) => onChange({ ...value, by: event.target.value })}
              style={{ width: 168 }}
            />
          </div>
        )}
      </Field>
      <HappenedField value={value.happened} onChange={(happened) => onChange({ ...value, happened })} />
    </>
  );
}
