import { useId } from 'react';
import { Bar, BarChart, usePlotArea, XAxis, YAxis } from 'recharts';
import { ChartHead, type ChartHeadProps, headHeight } from './ChartHead';
import { fitText, textWidth } from './layout';
import { type ChartLook, type ChartTheme, chartLook, textStyle } from './look';

/** One unit of the ranking. `note` stands at the bar's end, for example “38 件 · 96.8%”. */
export interface UnitBarRow {
  readonly name: string;
  readonly onTime: number;
  readonly overdue: number;
  readonly note: string;
}

export interface UnitBarsProps extends ChartHeadProps {
  /** In the order to be drawn, the first on top. */
  readonly rows: readonly UnitBarRow[];
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
  readonly words: { readonly onTime: string; readonly overdue: string };
  readonly fontSize?: number;
}

interface TextsProps {
  rows: readonly UnitBarRow[];
  look: ChartLook;
  size: number;
  nameWidth: number;
  top: number;
}

/** Names before the bars and notes behind them. */
function Texts({ rows, look, size, nameWidth, top }: TextsProps) {
  const plot = usePlotArea();
  if (!plot) return null;
  const band = plot.height / Math.max(1, rows.length);
  return (
    <g>
      {rows.map(({ name, onTime, overdue, note }, index) => {
        const y = plot.y + band * (index + 0.5) + size * 0.36;
        const end = plot.x + (plot.width * (onTime + overdue)) / top;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are places of the ranking
          <g key={index}>
            <text x={0} y={y} {...textStyle(size, look.text)}>
              {fitText(name, size, nameWidth)}
            </text>
            <text x={end + size * 0.6} y={y} {...textStyle(size, look.axis)}>
              {note}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The two kinds of bar named once, above the bars. */
function Key({
  words,
  look,
  size,
  y,
  hatch,
}: {
  words: UnitBarsProps['words'];
  look: ChartLook;
  size: number;
  y: number;
  hatch: string;
}) {
  const second = size * 2.2 + textWidth(words.onTime, size);
  return (
    <g>
      <rect x={0} y={y} width={size} height={size} fill={look.closed} />
      <text x={size * 1.4} y={y + size * 0.86} {...textStyle(size, look.axis)}>
        {words.onTime}
      </text>
      <rect x={second} y={y} width={size} height={size} fill={hatch} stroke={look.overdue} />
      <text x={second + size * 1.4} y={y + size * 0.86} {...textStyle(size, look.axis)}>
        {words.overdue}
      </text>
    </g>
  );
}

/**
 * A ranking of units: handled on time (full) and overdue (hatched), from zero, with the figures at the bars' ends. A fixed
 * size and no animation: the same on screen, on the wall and in documents.
 */
export function UnitBars(props: UnitBarsProps) {
  const { rows, width, height, theme, words, fontSize = 12 } = props;
  const look = chartLook(theme);
  const hatchId = `hatch${useId().replace(/[^\w]/g, '')}`;
  const hatch = `url(#${hatchId})`;
  const top = Math.max(1, ...rows.map(({ onTime, overdue }) => onTime + overdue));
  const nameWidth = Math.min(
    width * 0.36,
    Math.max(fontSize * 4, ...rows.map(({ name }) => textWidth(name, fontSize) + 1)),
  );
  const head = headHeight(props, fontSize);
  const step = fontSize / 2;
  return (
    <BarChart
      layout="vertical"
      width={width}
      height={height}
      data={[...rows]}
      margin={{
        top: head + fontSize * 1.8,
        right: Math.max(0, ...rows.map(({ note }) => textWidth(note, fontSize))) + fontSize,
        bottom: 2,
        left: nameWidth + fontSize,
      }}
      barCategoryGap="28%"
      accessibilityLayer={false}
    >
      <defs>
        <pattern
          id={hatchId}
          width={step}
          height={step}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={step} height={step} fill={look.ground} />
          <rect width={step * 0.6} height={step} fill={look.overdue} />
        </pattern>
      </defs>
      <XAxis type="number" domain={[0, top]} hide />
      <YAxis type="category" dataKey="name" hide />
      <ChartHead title={props.title} subtitle={props.subtitle} size={fontSize} look={look} />
      <Key words={words} look={look} size={fontSize} y={head} hatch={hatch} />
      <Bar dataKey="onTime" stackId="unit" fill={look.closed} isAnimationActive={false} />
      <Bar
        dataKey="overdue"
        stackId="unit"
        fill={hatch}
        stroke={look.overdue}
        strokeWidth={1}
        isAnimationActive={false}
      />
      <Texts rows={rows} look={look} size={fontSize} nameWidth={nameWidth} top={top} />
    </BarChart>
  );
}
