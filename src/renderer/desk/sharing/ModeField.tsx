import { InputNumber, Segmented } from 'antd';
import { Field } from '../kit/fields';
import { useSay } from '../kit/say';

/** At once, or every so many minutes. */
export function ModeField(props: {
  live: boolean;
  minutes: number;
  onChange: (change: { live?: boolean; minutes?: number }) => void;
}) {
  const { live, minutes, onChange } = props;
  const t = useSay();
  return (
    <Field label={t('sharing:mode.label')} hint={t(live ? 'sharing:mode.liveWhy' : 'sharing:mode.periodWhy')}>
      {(id) => (
        <div className="dl-row">
          <Segmented
            id={id}
            value={live ? 'live' : 'period'}
            options={[
              { value: 'live', label: t('sharing:mode.live') },
              { value: 'period', label: t('sharing:mode.period') },
            ]}
            onChange={(value) => onChange({ live: value === 'live' })}
          />
          {live ? null : (
            <InputNumber
              className="sy-minutes"
              min={1}
              max={1440}
              precision={0}
              value={minutes}
              suffix={t('sharing:mode.minutes')}
              aria-label={t('sharing:mode.minutes')}
              onChange={(value) => onChange({ minutes: value ?? 5 })}
            />
          )}
        </div>
      )}
    </Field>
  );
}
