import { LATE_DAYS } from '@shared/domain/common';
import { fromLocalMinute, type Instant, isInstant, minutesBetween, toLocalMinute } from '@shared/rules/time';
import { Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../common/useNow';
import { Field } from './fields';

/** When it happened: empty `at` means now. `late` is the reason asked for where that is long ago. */
export interface Happened {
  readonly at: string;
  readonly late: string;
}

export const happenedNow: Happened = { at: '', late: '' };

export function isLate(at: string, now: Instant): boolean {
  const instant = `${at}:00.000+08:00`;
  return isInstant(instant) && minutesBetween(instant, now) > LATE_DAYS * 1440;
}

/** The fields of the envelope that tell when it happened. */
export function happenedEnvelope(happened: Happened): { at?: Instant; lateReason?: string } {
  if (happened.at === '') return {};
  const late = happened.late.trim();
  return { at: fromLocalMinute(happened.at), ...(late ? { lateReason: late } : {}) };
}

/** Just now, or a time in the past that somebody told us. */
export function HappenedField(props: {
  value: Happened;
  onChange: (value: Happened) => void;
  label?: string;
}) {
  const { t } = useTranslation('work');
  const now = useNow();
  const { value, onChange } = props;
  return (
    <>
      <Field label={props.label ?? t('happenedAt')}>
        {(id) => (
          <div className="wk-row">
            <Segmented
              value={value.at === '' ? 'now' : 'earlier'}
              options={[
                { value: 'now', label: t('justNow') },
                { value: 'earlier', label: t('earlier') },
              ]}
              onChange={(way) => onChange({ ...value, at: way === 'now' ? '' : toLocalMinute(now) })}
            />
            {value.at !== '' && (
              <Input
                id={id}
                type="datetime-local"
                value={value.at}
                max={toLocalMinute(now)}
                onChange={(event) => onChange({ ...value, at: event.target.value })}
                style={{ width: 200 }}
              />
            )}
          </div>
        )}
      </Field>
      {isLate(value.at, now) && (
        <Field label={t('lateReason')}>
          {(id) => (
            <Input
              id={id}
              value={value.late}
              placeholder={t('lateReasonHint')}
              onChange={(event) => onChange({ ...value, late: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
