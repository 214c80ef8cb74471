import type { Limit, TimeUnit } from '@shared/rules/limit';
import { Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNames } from '../../kit/directory';

const timeUnits: readonly TimeUnit[] = ['workHour', 'urgentHour', 'workDay', 'urgentDay', 'naturalDay'];

/** A limit as it is typed; without a value the rules say it. */
export interface OwnLimit {
  readonly value: number | null;
  readonly unit: TimeUnit;
}

export const byRule: OwnLimit = { value: null, unit: 'workHour' };

/** The limit of a command, where one was given. */
export function limitOf(own: OwnLimit | undefined): { limit?: Limit } {
  return own && own.value !== null && own.value > 0 ? { limit: { value: own.value, unit: own.unit } } : {};
}

/** A limit of one's own: a value and its unit; empty means by the rules. */
export function LimitInput(props: {
  id?: string;
  label: string;
  value: OwnLimit;
  onChange: (limit: OwnLimit) => void;
}) {
  const { t } = useTranslation('work');
  const { value } = props;
  return (
    <span className="wk-limit-input">
      <InputNumber
        {...(props.id ? { id: props.id } : {})}
        aria-label={props.label}
        min={0.25}
        max={10_000}
        value={value.value}
        placeholder={t('byRule')}
        onChange={(next) => props.onChange({ ...value, value: typeof next === 'number' ? next : null })}
        style={{ width: 88 }}
      />
      <Select
        aria-label={t('limitUnit')}
        value={value.unit}
        options={timeUnits.map((unit) => ({ value: unit, label: t(`common:unitOf.${unit}`) }))}
        onChange={(unit) => props.onChange({ ...value, unit })}
        style={{ width: 124 }}
      />
    </span>
  );
}

/** One unit's own task and limit. */
export interface OwnTask {
  readonly task: string;
  readonly limit: OwnLimit;
}

export const noTask: OwnTask = { task: '', limit: byRule };

/** A line per assisting unit: what it is to do, and by when where the rules are not meant. */
export function TaskLines(props: {
  units: readonly string[];
  value: Readonly<Record<string, OwnTask>>;
  onChange: (value: Record<string, OwnTask>) => void;
}) {
  const { t } = useTranslation('work');
  const names = useNames();
  return (
    <ul className="wk-tasks">
      {props.units.map((unit) => {
        const own = props.value[unit] ?? noTask;
        const set = (part: Partial<OwnTask>) =>
          props.onChange({ ...props.value, [unit]: { ...own, ...part } });
        return (
          <li key={unit}>
            <span>{names.unitShort(unit)}</span>
            <Input
              aria-label={t('taskOf', { unit: names.unit(unit) })}
              placeholder={t('taskHint')}
              maxLength={500}
              value={own.task}
              onChange={(event) => set({ task: event.target.value })}
            />
            <LimitInput
              label={t('limitOf', { unit: names.unit(unit) })}
              value={own.limit}
              onChange={(limit) => set({ limit })}
            />
          </li>
        );
      })}
    </ul>
  );
}
