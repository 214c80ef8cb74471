import { weekday } from '@shared/rules/time';
import { Bar, BarChart, Cell, ReferenceArea, ReferenceLine, usePlotArea, XAxis, YAxis } from 'recharts';
import { ChartHead, type ChartHeadProps, headHeight } from './ChartHead';
import { textWidth, weekends, zeroBasedAxis } from './layout';
import { type ChartLook, type ChartTheme, chartLook, textStyle } from './look';

/** A day with what was done on it; null where it has not come yet. */
export interface DayBar {
  readonly day: string;
  readonly n: number | null;
}

export interface DayBarsProps extends ChartHeadProps {
  readonly days: readonly DayBar[];
  /** What each day is to reach: a line across, and bars below it are hatched less strongly. */
  readonly target?: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
  readonly words: { readonly target: string };
  readonly fontSize?: number;
  readonly onDay?: ((day: string) => void) | undefined;
}

/** Axis figures and the days below: all of a week, the first, every fifth and the last of a month. */
function Frame(props: {
  days: readonly DayBar[];
  target: number | undefined;
  word: string;
  look: ChartLook;
  size: number;
  axis: { top: number; marks: number[] };
}) {
  const { days, target, word, look, size, axis } = props;
  const plot = usePlotArea();
  if (!plot) return null;
  const y = (value: number) => plot.y + plot.height * (1 - value / axis.top);
  const band = plot.width / Math.max(1, days.length);
  const every = days.length > 10 ? 5 : 1;
  return (
    <g>
      {axis.marks.map((mark) => (
        <text
          key={mark}
          x={plot.x - size * 0.5}
          y={y(mark) + size * 0.36}
          textAnchor="end"
          {...textStyle(size, look.axis)}
        >
          {mark.toLocaleString('en-US')}
        </text>
      ))}
      {days.map(({ day }, index) =>
        index % every === 0 ? (
          <text
            key={day}
            x={plot.x + band * (index + 0.5)}
            y={plot.y + plot.height + size * 1.35}
            textAnchor="middle"
            {...textStyle(size, look.axis)}
          >
            {day.slice(5)}
          </text>
        ) : null,
      )}
      {target === undefined ? null : (
        <text
          x={plot.x + plot.width + size * 0.5}
          y={y(target) + size * 0.36}
          {...textStyle(size, look.text)}
        >
          {word}
        </text>
      )}
    </g>
  );
}

/** Quantities per day as bars from zero, with the target as a line; weekends on a shaded ground. A fixed size and no animation. */
export function DayBars(props: DayBarsProps) {
  const { days, target, width, height, theme, words, fontSize = 12, onDay } = props;
  const look = chartLook(theme);
  const axis = zeroBasedAxis(Math.max(target ?? 0, ...days.map(({ n }) => n ?? 0)));
  const margin = {
    top: headHeight(props, fontSize) + fontSize * 0.6,
    right: target === undefined ? fontSize : textWidth(words.target, fontSize) + fontSize,
    bottom: fontSize * 1.8,
    left: textWidth(axis.top.toLocaleString('en-US'), fontSize) + fontSize,
  };
  const data = days.map(({ day, n }, index) => ({ day, n: n ?? 0, index }));
  return (
    <BarChart
      width={width}
      height={height}
      data={data}
      margin={margin}
      barCategoryGap="25%"
      accessibilityLayer={false}
    >
      <XAxis dataKey="index" type="category" hide />
      <YAxis domain={[0, axis.top]} ticks={axis.marks} hide />
      {weekends(
        days.map(({ day }) => day),
        weekday,
      ).map(({ from, to }) => (
        <ReferenceArea key={from} x1={from} x2={to} fill={look.weekend} fillOpacity={1} zIndex={-1} />
      ))}
      {target === undefined ? null : <ReferenceLine y={target} stroke={look.text} strokeDasharray="4 3" />}
      <ChartHead title={props.title} subtitle={props.subtitle} size={fontSize} look={look} />
      <Frame days={days} target={target} word={words.target} look={look} size={fontSize} axis={axis} />
      <Bar
        dataKey="n"
        isAnimationActive={false}
        activeBar={false}
        onClick={(_bar, index) => {
          const day = days[index]?.day;
          if (day !== undefined) onDay?.(day);
        }}
      >
        {data.map(({ day, n }) => (
          <Cell
            key={day}
            fill={look.closed}
            fillOpacity={target !== undefined && n < target ? 0.45 : 1}
            cursor={onDay ? 'pointer' : undefined}
          />
        ))}
      </Bar>
    </BarChart>
  );
}
