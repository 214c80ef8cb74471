export { type DayBar, DayBars, type DayBarsProps } from './DayBars';
export { DayLines, type DayLinesProps, type DayLinesWords, type DayPoint } from './DayLines';
export { type ChartLook, type ChartTheme, chartLook } from './look';
export { type UnitBarRow, UnitBars, type UnitBarsProps } from './UnitBars';
