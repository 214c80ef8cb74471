import { CodedError } from '@shared/contract/errors';
import type { CommandInput } from '@shared/domain/commands';
import type { Place } from '@shared/domain/common';
import { dueAt, type Limit } from '@shared/rules/deadline';
import { maskText } from '@shared/rules/intake/personal';
import { type HotlineRow, needsLook, receivedTime } from '@shared/rules/intake/row';
import { HOTLINE_SCHEME } from '@shared/rules/tables';
import type { Knowledge } from '../service/knowledge';

type ImportCommand = Extract<CommandInput, { type: 'report.import' }>;

/** Why a person must look at a row before it can be taken in: unreadable parts, or a time that has not come yet. */
export function reasonsToLook(row: HotlineRow, now: string): string[] {
  const reasons: string[] = [...needsLook(row)];
  const received = receivedTime(row);
  if (received && received > now) reasons.push('row.future');
  return reasons;
}

/** What may follow the name of a place and still belongs to it: a number, a gate, a side. */
const PLACE_TAIL =
  /^(?:\s*(?:[东南西北中]{0,2}(?:门口|门|路口|出入口|出口|入口|侧|端|段)|\d+\s*(?:号|栋|幢|座)(?:楼|院)?|[A-Z]\d?\s*口|地铁站|对面|对出|后巷|附近|旁边|旁))*/;

/** The words of a complaint that name its place: a unit is sent there by them, not by the whole complaint. */
export function placeWords(content: string, matched: string): string {
  const at = content.indexOf(matched);
  if (at < 0) return matched;
  return (matched + (PLACE_TAIL.exec(content.slice(at + matched.length))?.[0] ?? '')).trim();
}

/** Where a row is about: its address, else what its words name. */
export function placeOf(row: HotlineRow, knowledge: Knowledge): Place {
  const words = row.addressText ?? '';
  const found = knowledge.findIn(words || row.content);
  if (!found) return { text: maskText(words) };
  return { ...found.place, text: maskText(words || placeWords(row.content, found.matched)) };
}

function outsideDue(row: HotlineRow, received: string, knowledge: Knowledge): string | undefined {
  if (row.dueAt) return row.dueAt > received ? row.dueAt : undefined;
  if (!row.limitText) return undefined;
  const limit: Limit = { value: row.limitText.value, unit: row.limitText.unit };
  return dueAt(received, limit, knowledge.rules.calendar);
}

function sheetFacts(row: HotlineRow, job: { file: string; asOf: string }): ImportCommand['sheet'] {
  const texts = {
    unit: row.unitText,
    section: row.sectionText,
    dispatcher: row.dispatcher,
    category: row.category,
    subcategory: row.subcategory,
    warning: row.warning,
    result: row.result && maskText(row.result),
    source: row.sourceChannel,
  };
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value));
  return { state: row.sheetState, ...given, file: job.file, row: row.rowNumber, asOf: job.asOf };
}

/** The command that takes a row of a hotline sheet in. Errors: `row.incomplete` where number or time are missing. */
export function importCommand(
  row: HotlineRow,
  job: { file: string; asOf: string },
  knowledge: Knowledge,
): ImportCommand {
  const receivedAt = receivedTime(row);
  if (!row.orderNo || !receivedAt) throw new CodedError('row.incomplete', { row: row.rowNumber });
  const due = outsideDue(row, receivedAt, knowledge);
  const classRef = row.subcategory ? knowledge.rules.classByName(HOTLINE_SCHEME, row.subcategory) : undefined;
  const caller = row.callerName || row.callerPhone || row.callerWishes.length > 0;
  return {
    type: 'report.import',
    channel: 'hotline12345',
    outsideNo: row.orderNo,
    title: row.subject ?? row.title ?? '',
    content: row.content,
    place: placeOf(row, knowledge),
    receivedAt,
    sheet: sheetFacts(row, job),
    asOf: job.asOf,
    ...(row.rootNo ? { rootNo: row.rootNo } : {}),
    ...(row.reissue !== undefined ? { reissue: row.reissue } : {}),
    ...(row.upperNo ? { upperNo: row.upperNo } : {}),
    ...(row.appealKind ? { appealKind: row.appealKind } : {}),
    ...(classRef ? { classRef } : {}),
    ...(due ? { outsideDue: due } : {}),
    ...(row.closedAt ? { closedAt: row.closedAt } : {}),
    ...(Object.keys(row.more).length > 0 ? { more: { ...row.more } } : {}),
    ...(caller
      ? {
          caller: {
            ...(row.callerName ? { name: row.callerName } : {}),
            ...(row.callerPhone ? { phone: row.callerPhone } : {}),
            wishes: [...row.callerWishes],
          },
        }
      : {}),
  };
}
