import type { Light as LightName, QueueFilter } from '@shared/contract/models';
import { type Channel, type ClassRef, channelSchema } from '@shared/domain/common';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Light } from '../../common/Light';
import { useNames } from '../kit/directory';
import { setFilter, useDesk } from '../state';

const lights: readonly LightName[] = ['red', 'yellow', 'green'];

/** So many classes are listed at once: there are hundreds, and a word finds the one that is meant. */
const CLASSES = 40;

/** A class of a scheme as one word. */
export function classKey({ scheme, code }: ClassRef): string {
  return `${scheme}/${code}`;
}

function toggled<T>(list: readonly T[] | undefined, value: T): T[] {
  const now = list ?? [];
  return now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
}

type ListKey = 'lights' | 'channels' | 'communities' | 'units';

/** The conditions of the queue in one popover: light, channel, community, unit, class, who handled it last. */
export function FilterPopover(props: { onClose: () => void }) {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const names = useNames();
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useEffect(() => {
    box.current?.querySelector('input')?.focus();
    const outside = (event: PointerEvent) => {
      const at = event.target as Element;
      if (!box.current?.contains(at) && !at.closest('.q-more')) close.current();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const toggle = (key: ListKey, value: string) =>
    setFilter({
      [key]: toggled(filter[key] as readonly string[] | undefined, value),
    } as Partial<QueueFilter>);
  return (
    <div
      ref={box}
      className="q-popover"
      role="dialog"
      aria-label={t('desk:filter.title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) props.onClose();
      }}
    >
      <fieldset>
        <legend>{t('desk:filter.light')}</legend>
        {lights.map((light) => (
          <Check key={light} on={filter.lights?.includes(light)} onChange={() => toggle('lights', light)}>
            <Light light={light} word />
          </Check>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('desk:filter.channel')}</legend>
        {channelSchema.options.map((channel: Channel) => (
          <Check
            key={channel}
            on={filter.channels?.includes(channel)}
            onChange={() => toggle('channels', channel)}
          >
            {t(`channel.${channel}`)}
          </Check>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('desk:filter.community')}</legend>
        {(names.directory?.communities ?? []).map((one) => (
          <Check
            key={one.code}
            on={filter.communities?.includes(one.code)}
            onChange={() => toggle('communities', one.code)}
          >
            {one.name}
          </Check>
        ))}
      </fieldset>
      <Units chosen={filter.units} onToggle={(unit) => toggle('units', unit)} />
      <Classes />
      {filter.view === 'mine' ? null : <Owners />}
    </div>
  );
}

function Units(props: { chosen: readonly string[] | undefined; onToggle: (unit: string) => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const [find, setFind] = useState('');
  const units = (names.directory?.units ?? []).filter((unit) =>
    [unit.name, unit.short, unit.nameEn].some((name) => name.toLowerCase().includes(find.toLowerCase())),
  );
  return (
    <fieldset className="q-units">
      <legend>{t('desk:filter.unit')}</legend>
      <input
        className="xh-input"
        value={find}
        placeholder={t('desk:filter.findUnit')}
        aria-label={t('desk:filter.findUnit')}
        onChange={(event) => setFind(event.target.value)}
      />
      <div className="q-unit-list">
        {units.map((unit) => (
          <Check key={unit.id} on={props.chosen?.includes(unit.id)} onChange={() => props.onToggle(unit.id)}>
            {names.unit(unit.id)}
          </Check>
        ))}
      </div>
    </fieldset>
  );
}

/** Classes by a word of their name or the beginning of their code; the chosen ones stay on top. */
function Classes() {
  const { t } = useTranslation();
  const chosen = useDesk((state) => state.filter.classes) ?? [];
  const names = useNames();
  const [find, setFind] = useState('');
  const here = new Set(chosen.map(classKey));
  const word = find.trim();
  const all = names.directory?.classes ?? [];
  const fits = (row: { name: string; code: string }) => row.name.includes(word) || row.code.startsWith(word);
  const shown = [
    ...all.filter((row) => here.has(classKey(row))),
    ...(word === '' ? [] : all.filter((row) => !here.has(classKey(row)) && fits(row)).slice(0, CLASSES)),
  ];
  const toggle = ({ scheme, code }: ClassRef) => {
    const key = classKey({ scheme, code });
    const rest = chosen.filter((one) => classKey(one) !== key);
    setFilter({ classes: here.has(key) ? rest : [...rest, { scheme, code }] });
  };
  return (
    <fieldset className="q-units">
      <legend>{t('desk:filter.class')}</legend>
      <input
        className="xh-input"
        value={find}
        placeholder={t('desk:filter.findClass')}
        aria-label={t('desk:filter.findClass')}
        onChange={(event) => setFind(event.target.value)}
      />
      <div className="q-unit-list">
        {shown.map((row) => (
          <Check key={classKey(row)} on={here.has(classKey(row))} onChange={() => toggle(row)}>
            {row.name} <span className="xh-quiet">{row.code}</span>
          </Check>
        ))}
        {shown.length === 0 ? <p className="xh-quiet">{t('desk:filter.classHint')}</p> : null}
      </div>
    </fieldset>
  );
}

function Owners() {
  const { t } = useTranslation();
  const owner = useDesk((state) => state.filter.owner);
  const names = useNames();
  return (
    <fieldset>
      <legend>{t('desk:filter.owner')}</legend>
      {(names.directory?.operators ?? []).map(({ id, name }) => (
        <Check key={id} on={owner === id} onChange={() => setFilter({ owner: owner === id ? '' : id })}>
          {name}
        </Check>
      ))}
    </fieldset>
  );
}

function Check(props: { on: boolean | undefined; onChange: () => void; children: React.ReactNode }) {
  return (
    <label className="q-check">
      <input type="checkbox" checked={props.on ?? false} onChange={props.onChange} />
      <span>{props.children}</span>
    </label>
  );
}
