import type { UnitRow } from '@shared/rules/tables';
import { Input, Segmented, Select } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../directory';

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

export type ViaChoice = 'chat' | 'phone' | 'paper' | 'onSite';

/** By which way the unit's answer came. */
export function ViaField(props: { value: ViaChoice; onChange: (via: ViaChoice) => void }) {
  const { t } = useTranslation();
  const ways: ViaChoice[] = ['chat', 'phone', 'paper', 'onSite'];
  return (
    <Field label={t('work:via')}>
      {(id) => (
        <Segmented
          id={id}
          value={props.value}
          options={ways.map((value) => ({ value, label: t(`via.${value}`) }))}
          onChange={(value) => props.onChange(value as ViaChoice)}
        />
      )}
    </Field>
  );
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
  const box = useRef<TextAreaRef>(null);
  const add = (phrase: string) => {
    const old = props.value.trimEnd();
    props.onChange(old === '' ? phrase : `${old}${/[。，；,.;]$/.test(old) ? '' : '，'}${phrase}`);
    box.current?.focus({ cursor: 'end' });
  };
  return (
    <Field label={props.label}>
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
          {props.phrases && (
            <div className="wk-chips">
              {props.phrases.map((phrase) => (
                <button type="button" key={phrase} className="wk-chip" onClick={() => add(phrase)}>
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
