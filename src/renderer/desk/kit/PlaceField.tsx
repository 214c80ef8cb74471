import type { Place } from '@shared/domain/common';
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../common/client';
import { useNames } from './directory';
import { Field } from './fields';

type Found = Awaited<ReturnType<typeof query<'place.find'>>>;
const hows = ['estate', 'landmark', 'roadNumber', 'road', 'camera', 'gps', 'operator', 'sheet'] as const;

function placeOf(text: string, found: Found): Place {
  if (!found) return { text };
  const how = hows.find((one) => one === found.how);
  return {
    text,
    lon: found.lon,
    lat: found.lat,
    ...(how ? { how } : {}),
    ...(found.gridCode ? { gridCode: found.gridCode } : {}),
    ...(found.communityCode ? { communityCode: found.communityCode } : {}),
  };
}

/** The words of a place, and what the gazetteer makes of them: asked when the typing pauses. */
export function PlaceField(props: { value: Place; onChange: (place: Place) => void; label?: string }) {
  const { t } = useTranslation('work');
  const names = useNames();
  const [looked, setLooked] = useState<'idle' | 'asking' | 'none' | string>('idle');
  const { value, onChange } = props;
  const text = value.text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only new words are a new question
  useEffect(() => {
    if (value.lon !== undefined || text.trim().length < 2) return;
    setLooked('asking');
    let over = false;
    const timer = setTimeout(() => {
      query('place.find', { text })
        .then((found) => {
          if (over) return;
          setLooked(found ? found.matched : 'none');
          if (found) onChange(placeOf(text, found));
        })
        .catch(() => !over && setLooked('none'));
    }, 350);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text]);
  const where = [value.communityCode ? names.community(value.communityCode) : '', value.gridCode ?? '']
    .filter(Boolean)
    .join(' ');
  const hint = () => {
    if (value.lon !== undefined) {
      const how = value.how ? t(`how.${value.how}`) : '';
      return t('placeFound', { how, where: where || '—' });
    }
    if (text.trim().length < 2) return undefined;
    return looked === 'asking' ? t('placeAsking') : t('placeNotFound');
  };
  return (
    <Field label={props.label ?? t('place')} hint={hint()}>
      {(id) => <Input id={id} value={text} onChange={(event) => onChange({ text: event.target.value })} />}
    </Field>
  );
}
