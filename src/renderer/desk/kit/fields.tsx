import type { UnitRow } from '@shared/rules/tables';
import { Input, Segmented, Select } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../state';
import { useNames } from './directory';
import { useMay } from './whoMay';

/** A labelled control; the label reads and focuses it. */
export function Field(props: {
  label: string;
  hint?: string | undefined;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="wk-field">
      <label htmlFor={id}>{props.label}</label>
      <div>
        {props.children(id)}
        {props.hint && <div className="wk-dim wk-hint">{props.hint}</div>}
      </div>
    </div>
  );
}

/** The title (事项) of a report or case; `most` characters. */
export function TitleField(props: { value: string; most: number; onChange: (title: string) => void }) {
  const { t } = useTranslation('work');
  return (
    <Field label={t('title')}>
      {(id) => (
        <Input
          id={id}
          value={props.value}
          maxLength={props.most}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function matches(unit: UnitRow, text: string): boolean {
  const needle = text.trim().toLowerCase();
  return [unit.name, unit.short, unit.nameEn, unit.id, ...unit.aliases].some((one) =>
    one.toLowerCase().includes(needle),
  );
}

interface UnitSelectProps {
  readonly id: string;
  readonly value: string | undefined;
  readonly onChange: (unit: string | undefined) => void;
  readonly only?: readonly string[] | undefined;
  readonly focus?: boolean;
  readonly optional?: boolean;
}

function useUnitOptions(only?: readonly string[]) {
  const names = useNames();
  const units = names.directory?.units ?? [];
  const shown = only ? units.filter((unit) => only.includes(unit.id)) : units;
  const rows = new Map(units.map((unit) => [unit.id, unit]));
  const options = shown.map((unit) => ({ value: unit.id, label: names.unit(unit.id) }));
  const filterOption = (input: string, option?: { value?: string | number | null }) => {
    const row = rows.get(String(option?.value ?? ''));
    return row !== undefined && matches(row, input);
  };
  return { options, filterOption };
}

/** One unit; found by name, short name, alias or id. */
export function UnitSelect(props: UnitSelectProps) {
  const { options, filterOption } = useUnitOptions(props.only);
  const { t } = useTranslation('work');
  return (
    <Select
      id={props.id}
      showSearch={{ filterOption }}
      allowClear={props.optional === true}
      autoFocus={props.focus === true}
      value={props.value ?? null}
      placeholder={t('chooseUnit')}
      options={options}
      onChange={(value: string | null | undefined) => props.onChange(value ?? undefined)}
      style={{ width: '100%' }}
    />
  );
}

/** Several units. */
export function UnitsSelect(props: {
  id: string;
  value: readonly string[];
  onChange: (units: string[]) => void;
}) {
  const { options, filterOption } = useUnitOptions();
  const { t } = useTranslation('work');
  return (
    <Select
      id={props.id}
      mode="multiple"
      showSearch={{ filterOption }}
      value={[...props.value]}
      placeholder={t('chooseAssisting')}
      options={options}
      onChange={props.onChange}
      style={{ width: '100%' }}
    />
  );
}

/** The ways by which a unit's word can come. */
export const viaChoices = ['chat', 'phone', 'paper', 'onSite'] as const;
export type ViaChoice = (typeof viaChoices)[number];

/** One of a few; the labels are texts under `work:<labels>.`. */
export function ChoiceField<T extends string>(props: {
  label: string;
  hint?: string | undefined;
  value: T;
  choices: readonly T[];
  labels: string;
  onChange: (value: T) => void;
}) {
  const { t } = useTranslation('work');
  return (
    <Field label={props.label} hint={props.hint}>
      {(id) => (
        <Segmented
          id={id}
          value={props.value}
          options={props.choices.map((value) => ({ value, label: t(`${props.labels}.${value}`) }))}
          onChange={(value) => props.onChange(value as T)}
        />
      )}
    </Field>
  );
}

/** Which of the case's units: a choice where there are several, nothing where there is one. */
export function PartSelect(props: {
  units: readonly string[];
  value: string | undefined;
  onChange: (unit: string) => void;
}) {
  const { t } = useTranslation('work');
  if (props.units.length <= 1) return null;
  return (
    <Field label={t('whichUnit')}>
      {(id) => (
        <UnitSelect
          id={id}
          only={props.units}
          value={props.value}
          onChange={(unit) => unit && props.onChange(unit)}
        />
      )}
    </Field>
  );
}

/** Who approves (值班长、督查): whoever sits here, where he may. A leader who stands beside chooses himself at the desk first. */
export function ApprovalLine() {
  const { t } = useTranslation('work');
  const { directory } = useNames();
  const own = useOwnApproval();
  const name = directory?.operators.find(({ id }) => id === own)?.name;
  return (
    <Field label={t('approver')} hint={t('approverHint')}>
      {(id) => <output id={id}>{name ?? t('missing.approver')}</output>}
    </Field>
  );
}

/** Whoever sits here, where he may approve. */
export function useOwnApproval(): string | undefined {
  const own = useDesk((state) => state.operator);
  return useMay('case.approve') && own !== null ? own : undefined;
}

interface NoteFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly phrases?: readonly string[];
  readonly focus?: boolean;
  readonly placeholder?: string;
  readonly rows?: number;
}

/** Words, with the standard phrases of the trade one press away. A phrase is added, never put in place of what was typed. */
export function NoteField(props: NoteFieldProps) {
  const { t } = useTranslation('work');
  const box = useRef<TextAreaRef>(null);
  const add = (phrase: string) => {
    const old = props.value.trimEnd();
    props.onChange(old === '' ? phrase : `${old}${/[。，；,.;]$/.test(old) ? '' : '，'}${phrase}`);
    box.current?.focus({ cursor: 'end' });
  };
  // A placeholder that nothing was known for must not go out as it is.
  const gaps = props.phrases
    ? [...props.value.matchAll(/[{｛][^{}｛｝]{1,20}[}｝]/g)].map(([gap]) => gap)
    : [];
  return (
    <Field label={props.label} hint={gaps.length > 0 ? t('openGaps', { gaps: gaps.join(' ') }) : undefined}>
      {(id) => (
        <>
          <Input.TextArea
            id={id}
            ref={box}
            value={props.value}
            autoFocus={props.focus === true}
            autoSize={{ minRows: props.rows ?? 2, maxRows: 8 }}
            {...(props.placeholder ? { placeholder: props.placeholder } : {})}
            onChange={(event) => props.onChange(event.target.value)}
          />
          {props.phrases && props.phrases.length > 0 && (
            <div className="wk-chips">
              {props.phrases.map((phrase) => (
                <button
                  type="button"
                  key={phrase}
                  className="wk-chip"
                  title={phrase}
                  onClick={() => add(phrase)}
                >
                  {phrase}
                </button>
              ))}
            </div>
          )}
        </>
      )}
    </Field>
  );
}
