import type { Light as LightName, QueueFilter } from '@shared/contract/models';
import { type Channel, channelSchema } from '@shared/domain/common';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Light } from '../../parts/Light';
import { setFilter, useDesk } from '../state';
import { useNames } from '../work/directory';

const lights: readonly LightName[] = ['red', 'yellow', 'green'];

function toggled<T>(list: readonly T[] | undefined, value: T): T[] {
  const now = list ?? [];
  return now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
}

/** The conditions of the queue in one popover: light, channel, community, unit. */
export function FilterPopover(props: { onClose: () => void }) {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const names = useNames();
  const [find, setFind] = useState('');
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
  const units = (names.directory?.units ?? []).filter((unit) => `${unit.name}${unit.short}`.includes(find));
  const toggle = <K extends 'lights' | 'channels' | 'communities' | 'units'>(key: K, value: string) =>
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
            <Check
              key={unit.id}
              on={filter.units?.includes(unit.id)}
              onChange={() => toggle('units', unit.id)}
            >
              {names.unit(unit.id)}
            </Check>
          ))}
        </div>
      </fieldset>
    </div>
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
