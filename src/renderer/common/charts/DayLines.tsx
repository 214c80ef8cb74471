import { weekday } from '@shared/rules/time';
import { Line, LineChart, ReferenceArea, usePlotArea, XAxis, YAxis } from 'recharts';
import { ChartHead, type ChartHeadProps, headHeight } from './ChartHead';
import { spreadLabels, textWidth, weekends, zeroBasedAxis } from './layout';
import { type ChartLook, type ChartTheme, chartLook, textStyle } from './look';

/** One day of the chart: reports received and cases closed. */
export interface DayPoint {
  readonly day: string;
  readonly reports: number;
  readonly closed: number;
}

/** Words of the chart, already translated. */
export interface DayLinesWords {
  readonly received: string;
  readonly closed: string;
  /** Below the last day, for example “今日 16:00”; the day itself where it is left out. */
  readonly last?: string | undefined;
}

export interface DayLinesProps extends ChartHeadProps {
  readonly days: readonly DayPoint[];
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
  readonly words: DayLinesWords;
  /** Size of all texts but the title, in pixels. */
  readonly fontSize?: number;
  /** The last day is not over: its stretch is dashed. */
  readonly lastOpen?: boolean;
}

interface Row {
  index: number;
  reports: number | null;
  closed: number | null;
  reportsOpen: number | null;
  closedOpen: number | null;
}

/** Where the last day is not over, its stretch becomes a series of its own. */
function toRows(days: readonly DayPoint[], lastOpen: boolean): Row[] {
  const last = days.length - 1;
  return days.map(({ reports, closed }, index) => {
    const open = lastOpen && index === last;
    const joint = lastOpen && index >= last - 1;
    return {
      index,
      reports: open ? null : reports,
      closed: open ? null : closed,
      reportsOpen: joint ? reports : null,
      closedOpen: joint ? closed : null,
    };
  });
}

interface FrameProps {
  days: readonly DayPoint[];
  words: DayLinesWords;
  look: ChartLook;
  size: number;
  axis: { top: number; marks: number[] };
}

/** Axis lines and figures, the first and last day, and the labels at the ends of the lines. */
function Frame({ days, words, look, size, axis }: FrameProps) {
  const plot = usePlotArea();
  const [first, last] = [days[0], days.at(-1)];
  if (!plot || !first || !last) return null;
  const y = (value: number) => plot.y + plot.height * (1 - value / axis.top);
  const right = plot.x + plot.width;
  const middles = spreadLabels(
    [y(last.reports), y(last.closed)],
    size * 1.35,
    plot.y + size / 2,
    plot.y + plot.height - size / 2,
  );
  const under = plot.y + plot.height + size * 1.35;
  return (
    <g>
      {axis.marks.map((mark) => (
        <g key={mark}>
          <line x1={plot.x} x2={right} y1={y(mark)} y2={y(mark)} stroke={look.grid} strokeWidth={size / 14} />
          <text
            x={plot.x - size * 0.5}
            y={y(mark) + size * 0.36}
            textAnchor="end"
            {...textStyle(size, look.axis)}
          >
            {mark}
          </text>
        </g>
      ))}
      <text x={plot.x} y={under} {...textStyle(size, look.axis)}>
        {first.day.slice(5)}
      </text>
      <text x={right} y={under} textAnchor="end" {...textStyle(size, look.axis)}>
        {words.last ?? last.day.slice(5)}
      </text>
      {[
        {
          key: 'reports',
          text: `${words.received} ${last.reports}`,
          fill: look.received,
          at: middles[0] ?? 0,
        },
        { key: 'closed', text: `${words.closed} ${last.closed}`, fill: look.closed, at: middles[1] ?? 0 },
      ].map(({ key, text, fill, at }) => (
        <text
          key={key}
          x={right + size * 0.6}
          y={at + size * 0.36}
          fontWeight={500}
          {...textStyle(size, fill)}
        >
          {text}
        </text>
      ))}
    </g>
  );
}

/**
 * Received and closed per day: zero-based, labelled at the line ends, weekends on a shaded ground. Closed carries dots, so
 * that the lines differ without colour. A fixed size and no animation: the same on screen, on the wall and in documents.
 */
export function DayLines(props: DayLinesProps) {
  const { days, width, height, theme, words, fontSize = 12, lastOpen = false } = props;
  const look = chartLook(theme);
  const axis = zeroBasedAxis(Math.max(0, ...days.map((day) => Math.max(day.reports, day.closed))));
  const last = days.at(-1);
  const ends = [`${words.received} ${last?.reports ?? ''}`, `${words.closed} ${last?.closed ?? ''}`];
  const margin = {
    top: headHeight(props, fontSize) + fontSize * 0.6,
    right: Math.max(...ends.map((text) => textWidth(text, fontSize))) + fontSize * 0.8,
    bottom: fontSize * 1.7,
    left: textWidth(String(axis.top), fontSize) + fontSize * 0.6,
  };
  const stroke = fontSize / 8;
  const common = { isAnimationActive: false, activeDot: false, strokeWidth: stroke, type: 'linear' } as const;
  const dots = { r: stroke * 1.1, strokeWidth: 0, fill: look.closed };
  const dash = `${fontSize / 3} ${fontSize / 4}`;
  return (
    <LineChart
      width={width}
      height={height}
      data={toRows(days, lastOpen)}
      margin={margin}
      accessibilityLayer={false}
    >
      <XAxis dataKey="index" type="number" domain={[0, Math.max(1, days.length - 1)]} hide />
      <YAxis domain={[0, axis.top]} ticks={axis.marks} hide />
      {weekends(
        days.map(({ day }) => day),
        weekday,
      ).map(({ from, to }) => (
        <ReferenceArea
          key={from}
          x1={Math.max(0, from - 0.5)}
          x2={Math.min(days.length - 1, to + 0.5)}
          fill={look.weekend}
          fillOpacity={1}
          zIndex={-1}
        />
      ))}
      <ChartHead title={props.title} subtitle={props.subtitle} size={fontSize} look={look} />
      <Frame days={days} words={words} look={look} size={fontSize} axis={axis} />
      <Line {...common} dataKey="reports" stroke={look.received} dot={false} />
      <Line {...common} dataKey="closed" stroke={look.closed} dot={dots} />
      <Line {...common} dataKey="reportsOpen" stroke={look.received} dot={false} strokeDasharray={dash} />
      <Line {...common} dataKey="closedOpen" stroke={look.closed} dot={dots} strokeDasharray={dash} />
    </LineChart>
  );
}
