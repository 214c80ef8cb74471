import type { Light as LightName } from '@shared/contract/models';
import { useTranslation } from 'react-i18next';
import { Shape, type ShapeKind } from './Shape';
import { lightState, type State, stateShape } from './tokens';

/** Shape and colour of a light. No clock running is a grey dash, not a colour. */
export function lightMark(light: LightName): { kind: ShapeKind; state: State | undefined } {
  if (light === 'none') return { kind: 'dash', state: undefined };
  const state = lightState[light];
  return { kind: stateShape[state], state };
}

/** The colour of a light's text as a CSS value; green and none stay in the text's own colour. */
export function lightColour(light: LightName): string | undefined {
  if (light === 'yellow') return 'var(--xh-gold)';
  return light === 'red' ? 'var(--xh-kapok)' : undefined;
}

/** A light as shape, colour and word; without `word` the word is there for screen readers and as a tooltip. */
export function Light(props: { light: LightName; word?: boolean; size?: number }) {
  const { light, word = false, size = 12 } = props;
  const { t } = useTranslation();
  const { kind, state } = lightMark(light);
  const text = t(`light.${light}`);
  return (
    <span className="xh-light" data-light={light} title={word ? undefined : text}>
      <Shape kind={kind} size={size} {...(state ? { state } : {})} {...(word ? {} : { label: text })} />
      {word ? <span style={{ color: lightColour(light) }}>{text}</span> : null}
    </span>
  );
}
