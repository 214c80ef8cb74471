import type { ClassRef } from '@shared/domain/common';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from './directory';

const key = (ref: ClassRef) => `${ref.scheme}/${ref.code}`;

interface ClassSelectProps {
  readonly id: string;
  readonly value: ClassRef | undefined;
  readonly onChange: (value: ClassRef | undefined) => void;
}

/** A class of the catalogue, found by name, group or code; grouped as the catalogue is. */
export function ClassSelect(props: ClassSelectProps) {
  const { t } = useTranslation('work');
  const { directory } = useNames();
  const { groups, search } = useMemo(() => {
    const byGroup = new Map<string, { value: string; label: string }[]>();
    const words = new Map<string, string>();
    for (const row of directory?.classes ?? []) {
      const group = `${t(`scheme.${row.scheme}`, { defaultValue: row.scheme })} · ${row.group}`;
      const list = byGroup.get(group) ?? [];
      list.push({ value: key(row), label: row.name });
      byGroup.set(group, list);
      words.set(key(row), `${row.name} ${row.group} ${row.code}`.toLowerCase());
    }
    return { groups: [...byGroup].map(([label, options]) => ({ label, options })), search: words };
  }, [directory, t]);
  return (
    <Select
      id={props.id}
      allowClear
      showSearch={{
        filterOption: (input, option) =>
          search
            .get(String(option && 'value' in option ? option.value : ''))
            ?.includes(input.trim().toLowerCase()) ?? false,
      }}
      value={props.value ? key(props.value) : null}
      placeholder={t('chooseClass')}
      options={groups}
      onChange={(value: string | null | undefined) => {
        const [scheme, code] = (value ?? '').split('/');
        props.onChange(scheme && code ? { scheme, code } : undefined);
      }}
      style={{ width: '100%' }}
    />
  );
}
