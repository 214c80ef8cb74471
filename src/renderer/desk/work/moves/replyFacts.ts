import type { CasePage, ReportView } from '@shared/contract/pages';
import { type CloseKind, checkWaySchema } from '@shared/domain/case/events';
import { composeMerged, composeRefusal, composeReply } from '@shared/rules/reply/compose';
import type { ReplyFacts } from '@shared/rules/reply/facts';
import { dayOf } from '@shared/rules/time';
import type { Names } from '../../kit/directory';

/** Who answers, in Chinese whatever the desk's language: citizens read it. */
export interface Answerer {
  readonly centre: string;
  readonly contact: string;
  readonly names: Names;
  readonly now: string;
}

/** The last check of the case that was not taken back. One in a way that only a newer program knows does not count here. */
function lastCheck(page: CasePage): NonNullable<ReplyFacts['case']>['check'] {
  const checks = page.history.filter((one) => one.type === 'case.checked' && !one.undone);
  return checks
    .flatMap(({ data, at }) => {
      const { data: how } = checkWaySchema.safeParse(data.how);
      return how === undefined ? [] : [{ how, passed: data.passed === true, at }];
    })
    .at(-1);
}

/** The basis that the unit was chosen by, where the duties named one. */
function legalBasis(page: CasePage): string | undefined {
  const line = page.history.findLast((one) => one.type === 'case.assigned' && !one.undone);
  const choice = line?.data.choice as { by?: string; text?: string } | undefined;
  return choice?.by === 'rule' ? choice.text : undefined;
}

function caseFacts(page: CasePage, names: Names): ReplyFacts['case'] {
  const unit = (id: string) => names.directory?.units.find((one) => one.id === id)?.name ?? id;
  return {
    no: page.item.no,
    place: page.place.text || undefined,
    className: page.item.className ?? undefined,
    units: page.parts.map((part) => ({ name: unit(part.unit), note: part.note, handledAt: part.handledAt })),
    check: lastCheck(page),
    legalBasis: legalBasis(page),
    result: page.closeNote,
    closeKind: page.closeKind as CloseKind | undefined,
  };
}

/** Everything that a reply to this report is made of. */
export function replyFacts(report: ReportView, page: CasePage | undefined, who: Answerer): ReplyFacts {
  const { centre, contact, names, now } = who;
  return {
    report: {
      no: report.outsideNo,
      channel: report.channel,
      appealKind: report.appealKind,
      title: report.title || report.content.slice(0, 30),
      content: report.content,
      className: names.className(report.classRef),
      place: report.place.text || undefined,
      receivedAt: report.receivedAt,
      outsideDue: report.outside?.due,
      caller: report.caller,
    },
    ...(page ? { case: caseFacts(page, names) } : {}),
    contact: { office: centre, ...(contact ? { phone: contact } : {}) },
    signature: centre,
    date: dayOf(now),
  };
}

/** The reply as it can be put together from what is on record: to a refusal, a merged report, or a case of its own. */
export function composedReply(report: ReportView, page: CasePage | undefined, who: Answerer): string {
  const facts = replyFacts(report, page, who);
  const { refusal } = report;
  if (refusal) {
    const kind = refusal.kind as 'notAccepted' | 'notFiled' | 'void';
    return composeRefusal({ ...facts, refusal: { kind, reason: refusal.reason } });
  }
  const joined = page && page.reports.length > 1 && page.reports[0]?.id !== report.id;
  if (joined) return composeMerged({ ...facts, merged: { caseNo: page.item.no, filedAt: page.filedAt } });
  return composeReply(facts);
}

/** Names that a reply may misspell: units with their short names and aliases, communities, places of this matter. */
export function knownNames(names: Names, report: ReportView, page: CasePage | undefined): string[] {
  const { directory } = names;
  const all = [
    ...(directory?.units ?? []).flatMap((unit) => [unit.name, unit.short, ...unit.aliases]),
    ...(directory?.communities ?? []).map((one) => one.name),
    report.place.text,
    page?.place.text ?? '',
  ];
  return [...new Set(all.filter((name) => name.length >= 2))];
}
