import type { Briefing } from '../contract/briefing';
import type { Paper, PaperBlock, PaperColumn, PaperLanguage, PaperText } from './blocks';
import { chartUnits, figureBlocks } from './figures';
import { overdueText, verdict } from './findings';
import { Wording } from './wording';

/** Units with fewer handled parts in the week are listed without a rank: the rate of one or two cases says nothing. */
export const RANKED_FROM = 3;

type TableBlock = Extract<PaperBlock, { kind: 'table' }>;

const left = (head: string, share: number): PaperColumn => ({ head, share, align: 'left' });
const center = (head: string, share: number): PaperColumn => ({ head, share, align: 'center' });
const right = (head: string, share: number): PaperColumn => ({ head, share, align: 'right' });

function figuresTable(model: Briefing, w: Wording): TableBlock {
  const { t } = w;
  const row = (key: 'reports' | 'filed' | 'closed'): string[] => {
    const { now, before } = model[key];
    return [t(`row.${key}`), w.count(now), w.count(before), w.change(now, before)];
  };
  const { now, before } = model.onTimeRate;
  const only = (key: string, n: number): string[] => [t(`row.${key}`), w.count(n), t('none'), t('none')];
  return {
    kind: 'table',
    name: 'figures',
    caption: t('table.figures'),
    columns: [
      left(t('col.figure'), 43),
      right(t('col.now'), 19),
      right(t('col.before'), 19),
      right(t('col.change'), 19),
    ],
    rows: [
      row('reports'),
      row('filed'),
      row('closed'),
      [t('row.onTimeRate'), w.rate(now), w.rate(before), w.points(now, before)],
      only('open', model.openAtCutOff),
      only('overdue', model.overdueAtCutOff),
      only('returns', model.returns),
      only('reworks', model.reworks),
    ],
  };
}

function sources(model: Briefing, w: Wording): PaperBlock[] {
  const { t } = w;
  const total = model.reports.now;
  const share = (n: number): string => w.rate(total === 0 ? null : n / total);
  const row = (name: string, now: number, before: number): string[] => [
    name,
    w.count(now),
    share(now),
    w.count(before),
    w.change(now, before),
  ];
  const top = [...model.reportsByGroup].sort((a, b) => b.now - a.now)[0];
  const text =
    top && top.now > 0
      ? t('text.groups', { group: t(`group.${top.group}`), share: share(top.now) })
      : t('text.groupsNone');
  return [
    { kind: 'heading', level: 1, text: t('section.sources') },
    { kind: 'paragraph', text },
    {
      kind: 'table',
      name: 'groups',
      caption: t('table.groups'),
      columns: [
        left(t('col.group'), 40),
        right(t('col.now'), 15),
        right(t('col.share'), 15),
        right(t('col.before'), 15),
        right(t('col.change'), 15),
      ],
      rows: [
        ...model.reportsByGroup.map(({ group, now, before }) => row(t(`group.${group}`), now, before)),
        row(t('row.total'), total, model.reports.before),
      ],
      totalRow: model.reportsByGroup.length,
    },
    ...figureBlocks('days', model, w),
  ];
}

function unitsTable(model: Briefing, w: Wording): TableBlock {
  const { t } = w;
  return {
    kind: 'table',
    name: 'units',
    caption: t('table.units'),
    columns: [
      center(t('col.rank'), 8),
      left(t('col.unit'), 28),
      right(t('col.assigned'), 8),
      right(t('col.handled'), 8),
      right(t('col.onTime'), 8),
      right(t('col.rate'), 11),
      right(t('col.overdueOpen'), 13),
      right(t('col.returned'), 8),
      right(t('col.reworked'), 8),
    ],
    rows: model.units.map((unit) => [
      unit.rank > 0 ? String(unit.rank) : t('none'),
      unit.name,
      w.count(unit.assigned),
      w.count(unit.handled),
      w.count(unit.onTime),
      w.rate(unit.onTimeRate),
      w.count(unit.overdueOpen),
      w.count(unit.returned),
      w.count(unit.reworked),
    ]),
  };
}

function unitSection(model: Briefing, w: Wording): PaperBlock[] {
  const { t } = w;
  const ranked = model.units.filter(({ rank }) => rank > 0);
  const first = ranked.filter(({ rank }) => rank === 1);
  const text =
    ranked.length > 0
      ? t('text.unitsBest', {
          n: ranked.length,
          best: w.list(first.map(({ name }) => name)),
          rate: w.rate(first[0]?.onTimeRate ?? null),
        })
      : t('text.unitsNone');
  return [
    { kind: 'heading', level: 1, text: t('section.units') },
    {
      kind: 'paragraph',
      text: text + t('text.returned', { returns: w.count(model.returns), reworks: w.count(model.reworks) }),
    },
    ...(model.units.length > 0 ? [unitsTable(model, w)] : []),
    ...(chartUnits(model).rows.length > 0 ? figureBlocks('units', model, w) : []),
  ];
}

function problems(model: Briefing, w: Wording): PaperBlock[] {
  const { t } = w;
  const named = (name: string, kind: 'class' | 'community'): string => name || t(`unnamed.${kind}`);
  const top = model.topClasses[0];
  const classText = top
    ? t('text.classes', {
        class: named(top.name, 'class'),
        n: w.count(top.count),
        share: w.rate(model.filed.now === 0 ? null : top.count / model.filed.now),
      })
    : t('text.classesNone');
  const blocks: PaperBlock[] = [
    { kind: 'heading', level: 1, text: t('section.problems') },
    { kind: 'heading', level: 2, text: t('sub.classes') },
    { kind: 'paragraph', text: classText },
  ];
  if (top) {
    blocks.push({
      kind: 'table',
      name: 'classes',
      caption: t('table.classes'),
      columns: [
        left(t('col.class'), 49),
        right(t('col.now'), 17),
        right(t('col.before'), 17),
        right(t('col.change'), 17),
      ],
      rows: model.topClasses.map(({ name, count, before }) => [
        named(name, 'class'),
        w.count(count),
        w.count(before),
        w.change(count, before),
      ]),
    });
  }
  blocks.push({ kind: 'heading', level: 2, text: t('sub.places') });
  if (model.topPlaces.length === 0) blocks.push({ kind: 'paragraph', text: t('text.placesNone') });
  else {
    blocks.push({
      kind: 'table',
      name: 'places',
      caption: t('table.places'),
      columns: [left(t('col.place'), 75), right(t('col.cases'), 25)],
      rows: model.topPlaces.map(({ name, count }) => [name, w.count(count)]),
    });
  }
  blocks.push(
    { kind: 'heading', level: 2, text: t('sub.communities') },
    {
      kind: 'table',
      name: 'communities',
      caption: t('table.communities'),
      columns: [left(t('col.community'), 50), right(t('col.reports'), 25), right(t('col.open'), 25)],
      rows: model.communities.map(({ name, reports, open }) => [
        named(name, 'community'),
        w.count(reports),
        w.count(open),
      ]),
    },
  );
  return blocks;
}

function overdueSection(model: Briefing, w: Wording): PaperBlock[] {
  const { t } = w;
  const blocks: PaperBlock[] = [
    { kind: 'heading', level: 1, text: t('section.overdue') },
    { kind: 'paragraph', text: overdueText(model, w) },
  ];
  if (model.overdueList.length > 0) {
    blocks.push({
      kind: 'table',
      name: 'overdue',
      caption: t('table.overdue', { n: model.overdueList.length }),
      columns: [
        left(t('col.no'), 20),
        left(t('col.matter'), 27),
        left(t('col.lead'), 20),
        left(t('col.due'), 21),
        left(t('col.over'), 12),
      ],
      rows: model.overdueList.map(({ no, title, unit, dueAt }) => [
        no,
        title,
        unit || t('unnamed.unit'),
        w.at(dueAt, 'dateTimeShort'),
        w.over(dueAt, model.cutOff),
      ]),
    });
  }
  return blocks;
}

/** The week's daily work in one sentence, each kind with its unit. */
function ledgerText({ ledger }: Briefing, language: PaperLanguage, w: Wording): string {
  const { t } = w;
  if (ledger.length === 0) return t('text.noLedger');
  const parts = ledger.map(({ name, nameEn, unit, unitEn, n }) =>
    language === 'en'
      ? t('text.ledgerKind', { name: nameEn, n: w.count(n), unit: unitEn })
      : t('text.ledgerKind', { name, n: w.count(n), unit }),
  );
  return t('text.ledger', { parts: parts.join(t('text.ledgerAnd')) });
}

/** The weekly briefing (城市运行周报) as a document: what it says, in which order; how it looks is the writers' business. */
export function briefingPaper(model: Briefing, language: PaperLanguage, t: PaperText): Paper {
  const w = new Wording(t, language);
  return {
    title: t('name'),
    issue: t('issue', { n: model.issue.number, year: model.issue.year }),
    issuer: t('issuer'),
    date: w.day(model.cutOff.slice(0, 10), 'date'),
    language,
    blocks: [
      { kind: 'heading', level: 1, text: t('section.overview') },
      { kind: 'paragraph', text: verdict(model, w) },
      figuresTable(model, w),
      ...sources(model, w),
      ...unitSection(model, w),
      ...problems(model, w),
      ...overdueSection(model, w),
      { kind: 'heading', level: 1, text: t('section.ledger') },
      {
        kind: 'paragraph',
        text: ledgerText(model, language, w),
      },
      {
        kind: 'notes',
        title: t('section.notes'),
        items: [
          t('note.cutOff', { at: w.at(model.cutOff) }),
          t('note.kinds'),
          t('note.onTime'),
          t('note.units'),
          t('note.ranking', { n: RANKED_FROM }),
          t('note.places'),
          t('note.personal'),
        ],
      },
    ],
  };
}

/** Name of the file to hand out: `冼村街城市运行周报-2024年第52期.docx`; signs that file systems refuse are replaced. */
export function paperFileName(model: Briefing, t: PaperText, extension: string): string {
  const { year, number: n } = model.issue;
  return `${t('file', { name: t('name'), year, n }).replace(/[\\/:*?"<>|]/g, '-')}.${extension}`;
}
