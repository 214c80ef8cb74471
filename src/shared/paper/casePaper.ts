import type { Directory } from '../contract/models';
import type { CasePage, ClockView, HistoryLine } from '../contract/pages';
import { returnReasonSchema } from '../domain/case/events';
import { durationParts } from '../rules/duration';
import { maskText } from '../rules/intake/personal';
import { minutesBetween } from '../rules/time';
import type { Paper, PaperBlock, PaperLanguage, PaperText } from './blocks';
import { Wording } from './wording';

/** Which paper of a case: its whole file (案卷), or the slip for its units (交办单). */
export type CasePaperKind = 'file' | 'slip';

/** Pictures that a printed case shows at most. */
const MOST_PICTURES = 12;
const SLIP_PICTURES = 4;

type Names = Pick<Directory, 'units' | 'operators' | 'communities'>;

/** Puts the facts of a case page into the words of a paper. */
class CaseWords {
  readonly w: Wording;

  constructor(
    readonly page: CasePage,
    private readonly names: Names,
    language: PaperLanguage,
    readonly t: PaperText,
  ) {
    this.w = new Wording(t, language);
  }

  unit(id: string): string {
    return this.names.units.find((one) => one.id === id)?.name ?? id;
  }

  person(id: string): string {
    return this.names.operators.find((one) => one.id === id)?.name ?? id;
  }

  at(at: string | undefined | null): string {
    return at ? this.w.at(at) : this.t('none');
  }

  /** A time in a column of times: short, so that it stays on one line; with the year where it is not that of the filing. */
  cell(at: string | undefined | null): string {
    if (!at) return this.t('none');
    const day = at.slice(0, 4) === this.page.filedAt.slice(0, 4) ? at.slice(5, 10) : at.slice(0, 10);
    return `${day} ${at.slice(11, 16)}`;
  }

  place(): string {
    const { communityCode, gridCode, text } = this.page.place;
    const community = this.names.communities.find((one) => one.code === communityCode)?.name;
    return [maskText(text), community, gridCode].filter(Boolean).join('，');
  }

  limit({ value, unit }: ClockView['grant']): string {
    return this.t(`case.unit.${unit}`, { n: value });
  }

  between(from: string, to: string): string {
    const { parts } = durationParts(minutesBetween(from, to), 2);
    return parts.map(({ unit, value }) => this.t(`duration.${unit}`, { n: value })).join(' ');
  }

  /** Two columns of names and values; empty values are left out. */
  facts(name: string, caption: string, facts: readonly [string, string | undefined][]): PaperBlock {
    return {
      kind: 'table',
      name,
      caption,
      columns: [
        { head: this.t('case.item'), share: 22, align: 'center' },
        { head: this.t('case.what'), share: 78, align: 'left' },
      ],
      rows: facts.flatMap(([key, value]) => (value ? [[this.t(`case.${key}`), value]] : [])),
    };
  }

  table(name: string, heads: readonly [string, number][], rows: readonly (readonly string[])[]): PaperBlock {
    return {
      kind: 'table',
      name,
      caption: this.t(`case.section.${name}`),
      columns: heads.map(([key, share]) => ({ head: this.t(`case.${key}`), share, align: 'left' })),
      rows,
    };
  }
}

function basics(c: CaseWords): PaperBlock {
  const { page, t } = c;
  const { item } = page;
  return c.facts('basics', t('case.section.basics'), [
    ['no', item.no],
    ['matter', maskText(item.title)],
    ['class', item.className ?? undefined],
    ['state', t(`case.stage.${item.state}`)],
    ['place', c.place()],
    ['situation', maskText(page.description)],
    ['filed', c.at(page.filedAt)],
    ['closed', page.closedAt ? c.at(page.closedAt) : undefined],
    ['closeKind', page.closeKind ? t(`case.closeKinds.${page.closeKind}`) : undefined],
    ['closeNote', page.closeNote ?? page.voidReason],
  ]);
}

function reports(c: CaseWords): PaperBlock {
  const rows = c.page.reports.map((report) => [
    report.outsideNo ?? c.t('none'),
    c.t(`case.channel.${report.channel}`),
    report.appealKind ? c.t(`case.appeal.${report.appealKind}`) : c.t('none'),
    c.cell(report.receivedAt),
    c.cell(report.outside?.due),
    report.reply ? c.cell(report.reply.at) : c.t(report.owes ? 'case.owed' : 'none'),
  ]);
  const heads: [string, number][] = [
    ['outsideNo', 24],
    ['from', 14],
    ['appealKind', 8],
    ['received', 18],
    ['outsideDue', 18],
    ['replied', 18],
  ];
  return c.table('reports', heads, rows);
}

function parts(c: CaseWords): PaperBlock[] {
  const { page } = c;
  if (page.parts.length === 0) return [];
  const rows = page.parts.map((part) => [
    c.unit(part.unit),
    c.t(`case.role.${part.role}`),
    c.cell(part.assignedAt),
    c.cell(part.due),
    c.cell(part.handledAt),
    maskText(part.note ?? part.task ?? ''),
  ]);
  const heads: [string, number][] = [
    ['unitName', 18],
    ['roleName', 10],
    ['assigned', 18],
    ['due', 18],
    ['done', 18],
    ['said', 18],
  ];
  return [c.table('parts', heads, rows)];
}

function clocks(c: CaseWords): PaperBlock {
  const rows = c.page.clocks.map((clock) => [
    c.t(`case.clock.${clock.name}`) + (clock.unit ? `（${c.unit(clock.unit)}）` : ''),
    c.limit(clock.grant),
    c.cell(clock.grant.start),
    c.cell(clock.grant.due),
    c.t(clock.running ? `case.light.${clock.light}` : `case.stopped.${clock.light}`),
  ]);
  const heads: [string, number][] = [
    ['clockName', 30],
    ['limit', 21],
    ['start', 18],
    ['due', 18],
    ['outcome', 13],
  ];
  return c.table('clocks', heads, rows);
}

/** What was written at a step: the words of whoever acted, not the machine's fields. */
function saidIn(line: HistoryLine, c: CaseWords): string {
  const { data } = line;
  // Of a return the reason is one of a list, of everything else it is somebody's words.
  const listed = returnReasonSchema.safeParse(data.reason);
  const words = ['reason', 'note', 'text', 'exception'].flatMap((key) => {
    if (key === 'reason' && listed.success) return [c.t(`case.returnReasons.${listed.data}`)];
    return typeof data[key] === 'string' ? [maskText(data[key] as string).replace(/[。；;.]+$/, '')] : [];
  });
  const unit = typeof data.unit === 'string' ? c.unit(data.unit) : undefined;
  const lead = typeof data.lead === 'string' ? c.unit(data.lead) : undefined;
  return [unit ?? lead, words.filter(Boolean).join(c.t('case.and'))].filter(Boolean).join(c.t('case.says'));
}

function timeline(c: CaseWords): PaperBlock {
  let before: string | undefined;
  const rows = c.page.history
    .filter((line) => line.type !== 'report.caller-viewed')
    .map((line) => {
      const took = before ? c.between(before, line.at) : '';
      before = line.at;
      const who = [
        c.person(line.actor),
        line.onBehalfOf ? c.t('case.for', { unit: c.unit(line.onBehalfOf) }) : '',
        line.saidBy ?? '',
      ]
        .filter(Boolean)
        .join(' ');
      // An event of a newer program has no words here: it is named as it is.
      const what = c.t(`case.event.${line.type.replace('.', '-')}`, { defaultValue: line.type });
      return [c.cell(line.at), line.undone ? c.t('case.undone', { what }) : what, who, saidIn(line, c), took];
    });
  const heads: [string, number][] = [
    ['time', 18],
    ['step', 13],
    ['who', 20],
    ['said', 34],
    ['took', 15],
  ];
  return c.table('timeline', heads, rows);
}

function pictures(c: CaseWords, most: number): PaperBlock[] {
  const photos = [...c.page.reports.flatMap((report) => report.photos), ...c.page.photos];
  const once = photos.filter((photo, k) => photos.findIndex((one) => one.sha256 === photo.sha256) === k);
  if (once.length === 0) return [];
  const items = once.slice(0, most).map((photo) => ({
    src: photo.sha256,
    caption: [c.t(`case.photo.${photo.kind}`), photo.takenAt ? c.w.at(photo.takenAt) : '']
      .filter(Boolean)
      .join(' '),
  }));
  const more = once.length - items.length;
  return [
    { kind: 'photos', title: c.t('case.section.photos'), items },
    ...(more > 0 ? [{ kind: 'paragraph' as const, text: c.t('case.morePhotos', { n: more }) }] : []),
  ];
}

function replies(c: CaseWords): PaperBlock[] {
  const given = c.page.reports.filter((report) => report.reply);
  return given.flatMap((report) => [
    {
      kind: 'heading' as const,
      level: 2 as const,
      text: c.t('case.replyTo', { no: report.outsideNo ?? report.title }),
    },
    { kind: 'paragraph' as const, text: report.reply?.text ?? '' },
  ]);
}

/** The case file (案卷) as a paper: facts, reports, units, clocks, what happened step by step, replies, pictures. No caller. */
export function caseFilePaper(
  page: CasePage,
  names: Names,
  now: string,
  language: PaperLanguage,
  t: PaperText,
): Paper {
  const c = new CaseWords(page, names, language, t);
  return {
    title: t('case.fileTitle'),
    issue: page.item.no,
    issuer: t('issuer'),
    date: c.w.at(now),
    language,
    blocks: [
      basics(c),
      reports(c),
      ...parts(c),
      clocks(c),
      timeline(c),
      ...replies(c),
      ...pictures(c, MOST_PICTURES),
      {
        kind: 'notes',
        title: t('section.notes'),
        items: [
          t('case.noteMasked'),
          ...(page.catalogue ? [t('case.noteCatalogue', { version: page.catalogue })] : []),
          t('case.notePrinted', { at: c.w.at(now) }),
        ],
      },
    ],
  };
}

/** The slip (交办单) as a paper for units that are told on paper: what to do, by when, with room for the answer. */
export function slipPaper(
  page: CasePage,
  names: Names,
  now: string,
  language: PaperLanguage,
  t: PaperText,
): Paper {
  const c = new CaseWords(page, names, language, t);
  const lead = page.parts.find((part) => part.role === 'lead');
  const assisting = page.parts.filter((part) => part.role === 'assist').map((part) => c.unit(part.unit));
  const tasks = page.parts.flatMap((part) =>
    part.task ? [`${c.unit(part.unit)}：${maskText(part.task)}`] : [],
  );
  const clock = page.clocks.findLast((one) => one.name === 'handle' && one.unit === lead?.unit);
  const facts: [string, string | undefined][] = [
    ['matter', maskText(page.item.title)],
    ['class', page.item.className ?? undefined],
    ['place', c.place()],
    ['situation', maskText(page.description)],
    ['lead', lead ? c.unit(lead.unit) : t('none')],
    ['assisting', assisting.length > 0 ? c.w.list(assisting) : undefined],
    [
      'limit',
      clock ? `${c.limit(clock.grant)}，${t('case.before', { at: c.at(clock.grant.due) })}` : undefined,
    ],
    ['returnBy', lead?.returnBy ? t('case.returnUntil', { at: c.at(lead.returnBy) }) : undefined],
    ['task', tasks.length > 0 ? tasks.join('；') : t('case.defaultTask')],
  ];
  const blank = (key: string, lines: number): readonly string[] => [t(`case.${key}`), '\n'.repeat(lines)];
  return {
    title: t('case.slipTitle'),
    issue: page.item.no,
    issuer: t('issuer'),
    date: c.w.at(now),
    language,
    blocks: [
      c.facts('slip', t('case.section.slip'), facts),
      {
        kind: 'table',
        name: 'answer',
        caption: t('case.section.answer'),
        columns: [
          { head: t('case.item'), share: 22, align: 'center' },
          { head: t('case.toFill'), share: 78, align: 'left' },
        ],
        rows: [blank('result', 4), blank('doneAt', 1), blank('filledBy', 1)],
      },
      {
        kind: 'notes',
        title: t('section.notes'),
        items: [t('case.notOurs'), t('case.answerTo', { no: page.item.no })],
      },
      // Last, so that what has to be read and filled in is on the first sheet.
      ...pictures(c, SLIP_PICTURES),
    ],
  };
}
