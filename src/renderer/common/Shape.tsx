import type { Shape as ShapeName, State } from './tokens';

export type ShapeKind = ShapeName | 'dash';

const drawing: Record<ShapeKind, React.ReactNode> = {
  circle: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  half: (
    <>
      <circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 1.9a6.1 6.1 0 0 1 0 12.2z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M8 1.8 14.8 13.6H1.2z" fill="currentColor" />,
  ring: <circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" strokeWidth="2.5" />,
  square: <rect x="3" y="3" width="10" height="10" rx="0.5" fill="currentColor" />,
  dash: <path d="M4 8h8" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />,
};

/** One of the five shapes (and a dash for “nothing runs”) in a state's colour, or the text's where none is given. */
export function Shape(props: { kind: ShapeKind; state?: State; size?: number; label?: string }) {
  const { kind, state, size = 12, label } = props;
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where the word stands beside it
    <svg
      {...named}
      className="xh-shape"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      style={state ? { color: `var(--xh-${state})` } : undefined}
    >
      {drawing[kind]}
    </svg>
  );
}
