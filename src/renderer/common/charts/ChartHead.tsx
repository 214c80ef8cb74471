import { type ChartLook, textStyle } from './look';

/** What a chart says above its picture: the finding as title, definition and period below it. */
export interface ChartHeadProps {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
}

/** Height that the head takes. */
export function headHeight({ title, subtitle }: ChartHeadProps, size: number): number {
  return (title ? size * 1.25 * 1.5 : 0) + (subtitle ? size * 1.5 : 0) + (title || subtitle ? size * 0.5 : 0);
}

/** Title and subtitle as SVG texts, so that they go with the picture into a document. */
export function ChartHead({
  title,
  subtitle,
  size,
  look,
}: ChartHeadProps & { size: number; look: ChartLook }) {
  const titleLine = title ? size * 1.25 * 1.5 : 0;
  return (
    <g>
      {title ? (
        <text x={0} y={size * 1.3} fontWeight={600} {...textStyle(size * 1.25, look.text)}>
          {title}
        </text>
      ) : null}
      {subtitle ? (
        <text x={0} y={titleLine + size * 1.1} {...textStyle(size, look.axis)}>
          {subtitle}
        </text>
      ) : null}
    </g>
  );
}
