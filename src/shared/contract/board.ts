import { z } from 'zod';
import { defineContract, nothing } from './capability';
import { ledgerFigureSchema } from './ledger';
import { itemSchema, itemStateSchema, lightSchema } from './models';

const groupCounts = z.object({
  hotline12345: z.number().int(),
  urban12319: z.number().int(),
  ownFinding: z.number().int(),
  others: z.number().int(),
});

/** The live counters. Names ending in `Reports` count reports (诉件), all others cases (案卷). Rates are 0…1 or null without base. */
export const countersSchema = z.object({
  now: z.string(),
  position: z.number().int(),
  todayReports: z.number().int(),
  /** The same weekday last week, up to the same time of day. */
  todayReportsLastWeek: z.number().int(),
  open: z.number().int(),
  waitingReports: z.number().int(),
  overdue: z.number().int(),
  longestOverdueSince: z.string().nullable(),
  dueBeforeShiftEnd: z.number().int(),
  closedToday: z.number().int(),
  monthClosed: z.number().int(),
  monthOnTimeRate: z.number().nullable(),
  lastMonthOnTimeRate: z.number().nullable(),
  yearReports: z.number().int(),
  yearReportsByGroup: groupCounts,
  todayReportsByGroup: groupCounts,
  cases: z.number().int(),
  /** Daily work (作业台账), in the order of the table of kinds. */
  ledger: z.array(ledgerFigureSchema),
});
export type Counters = z.infer<typeof countersSchema>;

/** Work of one unit: open cases split by light, and the rate handled on time this month. */
export const unitLoadSchema = z.object({
  unit: z.string(),
  open: z.number().int(),
  dueToday: z.number().int(),
  overdue: z.number().int(),
  monthHandled: z.number().int(),
  monthOnTimeRate: z.number().nullable(),
});
export type UnitLoad = z.infer<typeof unitLoadSchema>;

export const dayCountSchema = z.object({
  day: z.string(),
  reports: z.number().int(),
  filed: z.number().int(),
  closed: z.number().int(),
});

/** A point of the map: an open item. */
export const mapPointSchema = z.object({
  id: z.string(),
  lon: z.number(),
  lat: z.number(),
  light: lightSchema,
  state: itemStateSchema,
  title: z.string(),
});
export type MapPoint = z.infer<typeof mapPointSchema>;

/** Everything that the wall shows, in one answer of one position. */
export const wallBoardSchema = z.object({
  counters: countersSchema,
  gridOpen: z.record(z.string(), z.number().int()),
  points: z.array(mapPointSchema),
  units: z.array(unitLoadSchema),
  latest: z.array(itemSchema),
  overdueItems: z.array(itemSchema),
  days: z.array(dayCountSchema),
  duty: z.object({ leader: z.string(), shift: z.enum(['day', 'night']), shiftEnd: z.string() }),
});
export type WallBoard = z.infer<typeof wallBoardSchema>;

export const mapDataSchema = z.object({
  schematic: z.boolean(),
  layers: z.record(z.string(), z.unknown()),
});

/** A display that the wall can be put on. */
export const displaySchema = z.object({
  id: z.number(),
  label: z.string(),
  width: z.number(),
  height: z.number(),
  scaleFactor: z.number(),
  primary: z.boolean(),
});
export type DisplayInfo = z.infer<typeof displaySchema>;

/** The wall (大屏): what it shows, and its window. */
export const boardContract = defineContract({
  queries: {
    counters: { input: nothing, output: countersSchema, wall: true },
    'wall.board': { input: nothing, output: wallBoardSchema, wall: true },
  },
  shell: {
    'displays.list': { input: nothing, output: z.array(displaySchema), deed: null },
    'wall.open': {
      input: z.object({ display: z.number().optional(), language: z.enum(['zh-CN', 'en']).optional() }),
      output: nothing,
      deed: null,
    },
    'wall.close': { input: nothing, output: nothing, deed: null },
  },
});
