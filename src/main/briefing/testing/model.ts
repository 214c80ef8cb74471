import { type Briefing, briefingSchema } from '@shared/contract/briefing';
import { addDays, daysFrom } from '@shared/rules/time';

const unit = (
  rank: number,
  id: string,
  name: string,
  [assigned, handled, onTime, overdueOpen, returned, reworked]: [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
): Briefing['units'][number] => ({
  rank,
  unit: id,
  name,
  assigned,
  handled,
  onTime,
  onTimeRate: handled > 0 ? onTime / handled : null,
  overdueOpen,
  returned,
  reworked,
});

const perDay: [number, number][] = [
  [30, 25],
  [33, 31],
  [29, 28],
  [35, 30],
  [31, 36],
  [18, 12],
  [16, 9],
  [36, 28],
  [41, 33],
  [34, 36],
  [32, 30],
  [30, 38],
  [17, 16],
  [14, 10],
];

/** An invented week with every kind of row: ties, units without a rank, a case without a unit, one without a class. */
export function sampleBriefing(): Briefing {
  const days = daysFrom('2024-12-16', '2024-12-29').map((day, index) => {
    const [reports = 0, closed = 0] = perDay[index] ?? [];
    return { day, reports, filed: reports - 3, closed };
  });
  const sum = (key: 'reports' | 'filed' | 'closed', from: string) =>
    days
      .filter(({ day }) => day >= from && day < addDays(from, 7))
      .reduce((total, day) => total + day[key], 0);
  const both = (key: 'reports' | 'filed' | 'closed') => ({
    now: sum(key, '2024-12-23'),
    before: sum(key, '2024-12-16'),
  });
  return briefingSchema.parse({
    weekStart: '2024-12-23',
    weekEnd: '2024-12-29',
    issue: { year: 2024, number: 52 },
    cutOff: '2024-12-31T16:00:00.000+08:00',
    position: 12345,
    reports: both('reports'),
    reportsByGroup: [
      { group: 'hotline12345', now: 145, before: 140 },
      { group: 'urban12319', now: 46, before: 41 },
      { group: 'ownFinding', now: 9, before: 8 },
      { group: 'others', now: 4, before: 3 },
    ],
    filed: both('filed'),
    closed: both('closed'),
    onTimeRate: { now: 0.9634, before: 0.955 },
    openAtCutOff: 131,
    overdueAtCutOff: 7,
    reworks: 5,
    returns: 9,
    days,
    units: [
      unit(1, 'cgb', '城市管理办公室', [52, 48, 48, 0, 2, 0]),
      unit(2, 'jwh-xiancun', '冼村社区居委会', [12, 12, 12, 0, 0, 1]),
      unit(2, 'jwh-jincheng', '金城社区居委会', [13, 12, 12, 0, 1, 0]),
      unit(4, 'swzx', '综合事务中心', [31, 30, 29, 1, 1, 1]),
      unit(5, 'zfd', '综合行政执法队', [70, 66, 58, 4, 4, 3]),
      unit(0, 'gas', '燃气集团天河分公司', [2, 2, 1, 1, 1, 0]),
      unit(0, 'police', '天河交警大队', [1, 0, 0, 0, 0, 0]),
    ],
    topClasses: [
      { name: '占道经营', count: 38, before: 31 },
      { name: '非机动车乱停放', count: 29, before: 35 },
      { name: '暴露垃圾', count: 21, before: 21 },
      { name: '施工噪声', count: 17, before: 9 },
      { name: '', count: 4, before: 0 },
    ],
    topPlaces: [
      { name: '花城广场', count: 14 },
      { name: '兴盛路领峰园A2栋', count: 9 },
      { name: '华快桥底（花城大道/平云路）', count: 6 },
    ],
    communities: [
      { name: '冼村', reports: 44, open: 28 },
      { name: '杨箕东', reports: 38, open: 22 },
      { name: '新庆村', reports: 31, open: 19 },
      { name: '跑马地花园', reports: 27, open: 16 },
      { name: '潭骏', reports: 22, open: 15 },
      { name: '金城', reports: 18, open: 14 },
      { name: '金园', reports: 13, open: 9 },
      { name: '金珠', reports: 8, open: 6 },
      { name: '', reports: 3, open: 2 },
    ],
    overdueList: [
      ['20241220-A0042', '华明直街路面破损积水', '综合行政执法队', '2024-12-27T18:00'],
      ['20241221-A0017', '兴盛路夜间烧烤摊占道油烟扰民', '综合行政执法队', '2024-12-28T12:00'],
      ['20241224-A0031', '平云路共享单车堆积阻塞人行道', '', '2024-12-30T10:30'],
      ['20241226-A0008', '燃气井盖松动异响', '燃气集团天河分公司', '2024-12-31T15:20'],
    ].map(([no, title, name, due]) => ({ no, title, unit: name, dueAt: `${due}:00.000+08:00` })),
    ledger: [
      { name: '清运共享单车', nameEn: 'Shared bikes collected', unit: '辆', unitEn: 'bikes', n: 15230 },
      { name: '道路修补', nameEn: 'Road repairs', unit: '处', unitEn: 'places', n: 9 },
    ],
  });
}
