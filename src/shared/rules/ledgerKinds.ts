import { z } from 'zod';

/**
 * A kind of daily work that the centre counts beside cases (作业台账), as a row of the table `ledgerKinds`. Quantities are whole
 * numbers of `unit` (量词: 处, 根, 辆, 车次), the smallest one that is counted in. The order of the rows is that of the screens.
 */
export const ledgerKindRowSchema = z.object({
  id: z.string().min(1).max(40),
  name: z.string().min(1).max(40),
  nameEn: z.string().max(60).optional(),
  unit: z.string().min(1).max(10),
  unitEn: z.string().max(20).optional(),
  /** `day`: what counts is the sum of each day; `piece`: each entry is a work of its own, and what counts is the year. */
  per: z.enum(['day', 'piece']),
  /** What is to be reached on each day (`day`) or in each year (`piece`), in `unit`. */
  target: z.number().int().positive().optional(),
  /** Who does it: the id of a unit, proposed with each entry. */
  by: z.string().optional(),
});
export type LedgerKindRow = z.infer<typeof ledgerKindRowSchema>;

/** The kinds that hold where nobody has set the table: folders of before it have none. The first three are those of version 1 of the event. */
export const HOUSE_LEDGER_KINDS: readonly LedgerKindRow[] = [
  {
    id: 'bikesCollected',
    name: '清运共享单车',
    nameEn: 'Shared bikes collected',
    unit: '辆',
    unitEn: 'bikes',
    per: 'day',
    target: 2000,
    by: 'bike',
  },
  {
    id: 'roadRepair',
    name: '道路修补',
    nameEn: 'Road repairs',
    unit: '处',
    unitEn: 'places',
    per: 'piece',
    by: 'szyh',
  },
  {
    id: 'bollard',
    name: '安装止车柱',
    nameEn: 'Bollards installed',
    unit: '根',
    unitEn: 'pieces',
    per: 'piece',
    by: 'szyh',
  },
  {
    id: 'rubbishCleared',
    name: '清运垃圾',
    nameEn: 'Rubbish cleared',
    unit: '车次',
    unitEn: 'loads',
    per: 'day',
    by: 'hwz',
  },
  {
    id: 'noticeServed',
    name: '送达整改通知',
    nameEn: 'Notices served',
    unit: '份',
    unitEn: 'notices',
    per: 'piece',
    by: 'zfd',
  },
];
