import type { Directory } from '@shared/contract/models';
import type { ClassRef } from '@shared/domain/common';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { query, useFeed, useReconnect } from '../../common/client';

/** The directory is large and changes rarely: one copy for all panes, asked again only when the store says “everything”. */
const useStore = create<{ directory: Directory | undefined }>(() => ({ directory: undefined }));
let asking = false;

function load(): void {
  if (asking) return;
  asking = true;
  query('directory', {})
    .then((directory) => useStore.setState({ directory }))
    .catch(() => undefined)
    .finally(() => {
      asking = false;
    });
}

/** The number that citizens call back; empty until the directory is known. */
export function knownContact(): string {
  return useStore.getState().directory?.contact ?? '';
}

export interface Names {
  readonly directory: Directory | undefined;
  unit(id: string): string;
  unitShort(id: string): string;
  operator(id: string): string;
  community(code: string): string;
  className(ref: ClassRef | null | undefined): string | undefined;
}

/** Names for the ids of units, operators, communities and classes; an unknown id stands for itself. */
export function useNames(): Names {
  const directory = useStore((state) => state.directory);
  const { i18n, t } = useTranslation();
  useEffect(() => {
    if (!useStore.getState().directory) load();
  }, []);
  useFeed('change', (message) => message.changed.length === 0 && load());
  useReconnect(load);
  const english = i18n.language === 'en';
  const [system, cli] = [t('work:system'), t('work:commandLine')];
  return useMemo(
    () =>
      namesOf(
        directory,
        english,
        new Map([
          ['system', system],
          ['cli', cli],
        ]),
      ),
    [directory, english, system, cli],
  );
}

function namesOf(
  directory: Directory | undefined,
  english: boolean,
  own: ReadonlyMap<string, string>,
): Names {
  const units = new Map(directory?.units.map((unit) => [unit.id, unit]));
  const operators = new Map(directory?.operators.map((one) => [one.id, one.name]));
  const communities = new Map(directory?.communities.map((one) => [one.code, one.name]));
  const classes = new Map(directory?.classes.map((row) => [`${row.scheme}/${row.code}`, row.name]));
  const unit = (id: string) => {
    const row = units.get(id);
    return (english ? row?.nameEn || row?.name : row?.name) ?? id;
  };
  return {
    directory,
    unit,
    unitShort: (id) => (english ? unit(id) : (units.get(id)?.short ?? id)),
    operator: (id) => operators.get(id) ?? own.get(id) ?? id,
    community: (code) => communities.get(code) ?? code,
    className: (ref) => (ref ? classes.get(`${ref.scheme}/${ref.code}`) : undefined),
  };
}
