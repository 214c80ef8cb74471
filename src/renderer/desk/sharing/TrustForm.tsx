import type { PackagePreview } from '@shared/contract/sync';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Shape } from '../../common/Shape';
import { Field } from '../kit/fields';
import { useSay } from '../kit/say';
import { useLacking } from '../kit/whoMay';
import { KEY_DIGITS, keyDigits } from './courier';

interface TrustProps {
  readonly preview: PackagePreview;
  readonly busy: boolean;
  readonly onTrust: (digits: string) => void;
}

/**
 * A sender that nobody here knows: its operator reads the digits of its key out on the telephone. They are typed as heard and
 * never shown here, else somebody would copy what a forged file says of itself.
 */
export function TrustForm({ preview, busy, onTrust }: TrustProps) {
  const t = useSay();
  const [heard, setHeard] = useState('');
  const typed = keyDigits(heard);
  const missing = KEY_DIGITS - typed.replaceAll(' ', '').length;
  const lacks = useLacking('courier.trust');
  const name = String(preview.blocked?.params.name ?? preview.from);
  return (
    <form
      className="dl-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === 0 && lacks === null) onTrust(typed);
      }}
    >
      <div className="sy-note" role="alert">
        <Shape kind="half" state="gold" size={14} />
        <div>
          <b>{t('sharing:courier.unknown', { name })}</b>
          <p>{t('sharing:courier.unknownDo')}</p>
        </div>
      </div>
      <Field
        label={t('sharing:courier.digits')}
        hint={missing === 0 ? undefined : t('sharing:courier.digitsMissing', { count: missing })}
      >
        {(id) => (
          <div className="dl-row sy-pair">
            <Input
              id={id}
              autoFocus
              className="sy-heard"
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              placeholder="00000 00000 00000 00000"
              onChange={(event) => setHeard(event.target.value)}
            />
            <Button
              type="primary"
              htmlType="submit"
              loading={busy}
              disabled={missing !== 0 || lacks !== null}
            >
              {t('sharing:courier.compare')}
            </Button>
          </div>
        )}
      </Field>
      {lacks ? <p className="wk-dim">{t(`sharing:${lacks}`)}</p> : null}
    </form>
  );
}
