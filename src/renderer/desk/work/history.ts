import type { HistoryLine } from '@shared/contract/pages';
import { deadlineSchema, type Photo, photoSchema } from '@shared/domain/common';
import { erasureStream } from '@shared/domain/erasure/events';
import { bare } from '@shared/lookup';
import { minutesBetween } from '@shared/rules/time';
import { durationText, fullTimeText } from '../../common/format';
import type { Names } from '../kit/directory';
import type { Say } from '../kit/say';
import { limitText } from './limit';

function text(data: Record<string, unknown>, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}

/** Events with several sentences, and which of them one takes. */
const variants: Readonly<Record<string, (data: Record<string, unknown>) => string>> = bare({
  'case.checked': (data) => (data.passed === true ? 'passed' : 'failed'),
  'case.noted': (data) => text(data, 'kind') || 'note',
  'case.handled': (data) => (data.confirmed === false ? 'reported' : 'done'),
  'case.asked': (data) => text(data, 'kind') || 'extension',
  'case.answered': (data) => (data.granted === true ? 'granted' : 'refused'),
  'report.linked': (data) => text(data, 'why') || 'merged',
  'report.refused': (data) => text(data, 'kind') || 'notAccepted',
  'report.verified': (data) => (data.real === true ? 'real' : 'unreal'),
  'report.called-back': (data) => (data.reached === true ? 'reached' : 'notReached'),
});

/** A value of a list in words; one that only a newer program has stands for itself. */
function wordOf(key: string, value: string, t: Say): string {
  return value ? t(`${key}.${value}`, { defaultValue: value }) : '';
}

function codeText(key: string, value: string, t: Say): string {
  return wordOf(`work:${key}`, value, t);
}

function stepsText(types: unknown, t: Say): string {
  return Array.isArray(types)
    ? [...new Set(types.map((type) => codeText('step', String(type), t)))].join(t('common:listSeparator'))
    : '';
}

/** The unit that an event is about, wherever in it that stands. */
function unitOf(data: Record<string, unknown>): string {
  const part = data.part as { unit?: unknown } | undefined;
  return text(data, 'unit') || text(data, 'lead') || (typeof part?.unit === 'string' ? part.unit : '');
}

/** What the sentence may name: units, reasons, ways, kinds, in words. */
function params(line: HistoryLine, names: Names, t: Say): Record<string, string> {
  const { data, type } = line;
  const assisting = Array.isArray(data.assisting)
    ? data.assisting.map((id) => names.unitShort(String(id)))
    : [];
  const channel = text(data, 'channel');
  const until = text(data, 'until');
  const approver = text(data, 'approver');
  return {
    unit: names.unit(unitOf(data)),
    assisting:
      assisting.length > 0
        ? t('work:withAssisting', { units: assisting.join(t('common:listSeparator')) })
        : '',
    reason:
      type === 'case.returned' ? codeText('returnReasons', text(data, 'reason'), t) : text(data, 'reason'),
    how: codeText(type === 'report.verify-sent' ? 'verifyWays' : 'checkWays', text(data, 'how'), t),
    kind:
      type === 'case.closed'
        ? codeText('closeKinds', text(data, 'kind'), t)
        : type === 'case.answered'
          ? codeText('askKinds', text(data, 'kind'), t)
          : '',
    because: codeText('because', text(data, 'because'), t),
    channel: wordOf('common:channel', channel, t),
    no: text(data, 'no') || text(data, 'outsideNo') || text(data, 'intoNo'),
    to: text(data, 'to'),
    until: until ? fullTimeText(until) : '',
    approver: approver ? names.operator(approver) : '',
    steps: stepsText(data.types, t),
    way: codeText('replyWays', text(data, 'way'), t),
  };
}

function grantOf(line: HistoryLine, t: Say): string {
  const { handle, assign, check, part } = line.data;
  const grant = deadlineSchema.safeParse(
    handle ?? (part as { handle?: unknown } | undefined)?.handle ?? assign ?? check,
  );
  return grant.success ? t('work:limitIs', { limit: limitText(grant.data, t) }) : '';
}

/** Events whose limit belongs to what they say. */
const withLimit: ReadonlySet<string> = new Set([
  'case.assigned',
  'case.filed',
  'case.part-added',
  'case.reopened',
]);

/** What was corrected, by name. */
function changedText(line: HistoryLine, t: Say): string {
  if (line.type !== 'case.described' && line.type !== 'report.described') return '';
  const fields = ['title', 'description', 'content', 'classRef', 'place', 'priority', 'appealKind'];
  const changed = fields.filter((field) => line.data[field] !== undefined);
  return changed.map((field) => t(`work:changed.${field}`)).join(t('common:listSeparator'));
}

function calledBackText(line: HistoryLine, t: Say): string {
  if (line.type !== 'report.called-back') return '';
  const { solved } = line.data;
  return [
    typeof solved === 'boolean' ? t(`work:solutions.${solved ? 'solved' : 'notSolved'}`) : '',
    codeText('satisfactions', text(line.data, 'satisfaction'), t),
  ]
    .filter(Boolean)
    .join(t('common:comma'));
}

const REPLY_SHOWN = 60;

/** The words that belong to the event, under its sentence. */
export function bodyText(line: HistoryLine, names: Names, t: Say): string {
  const { data } = line;
  const suggests = text(data, 'suggests');
  const exception = text(data, 'exception');
  const reason = line.type === 'case.asked' ? text(data, 'reason') : '';
  const said = text(data, 'note') || text(data, 'text') || reason;
  return [
    changedText(line, t),
    calledBackText(line, t),
    // A reply stands whole with its report; here its beginning is enough.
    line.type === 'report.replied' && said.length > REPLY_SHOWN ? `${said.slice(0, REPLY_SHOWN)}…` : said,
    suggests ? t('work:suggested', { unit: names.unit(suggests) }) : '',
    exception ? t('work:byException', { reason: exception }) : '',
    withLimit.has(line.type) ? grantOf(line, t) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What happened, in a sentence. An event or a value of a newer program has none here; it is named as it is rather than hidden. */
export function sentence(line: HistoryLine, names: Names, t: Say): string {
  const variant = variants[line.type]?.(line.data);
  const key = `work:event.${line.type}${variant ? `.${variant}` : ''}`;
  const found = t(key, params(line, names, t));
  return found.startsWith('event.') ? [line.type, variant].filter(Boolean).join(' · ') : found;
}

/** Who recorded it, for whom, by which way, said by whom; and how much later. */
export function whoText(line: HistoryLine, names: Names, t: Say): string {
  const late = minutesBetween(line.at, line.recordedAt);
  return [
    names.operator(line.actor),
    line.onBehalfOf ? t('work:onBehalf', { unit: names.unit(line.onBehalfOf) }) : '',
    wordOf('common:via', line.via ?? '', t),
    line.saidBy ? t('work:saidByWhom', { who: line.saidBy }) : '',
    late >= 60 ? t('work:recordedLater', { after: durationText(late, t) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The pictures of an event. */
export function photosOf(line: HistoryLine): Photo[] {
  const list = Array.isArray(line.data.photos) ? line.data.photos : [];
  return list.flatMap((one) => {
    const photo = photoSchema.safeParse(one);
    return photo.success ? [photo.data] : [];
  });
}

/** What is worth a line: that a report was linked when its case was opened is said by the opening. */
export function told(history: readonly HistoryLine[]): HistoryLine[] {
  return history.filter((line) => !(line.type === 'report.linked' && line.data.why === 'filed'));
}

/** Numbers of the reports by their streams, where there are several: their lines say which one is meant. */
export function reportNumbers(history: readonly HistoryLine[]): ReadonlyMap<string, string> {
  const received = history.filter((line) => line.type === 'report.received');
  if (received.length < 2) return new Map();
  return new Map(
    received.flatMap((line) => {
      const no = text(line.data, 'outsideNo');
      return [line.stream, erasureStream(line.stream)].map((stream): [string, string] => [stream, no]);
    }),
  );
}
