import type { CasePage, ReportView } from '@shared/contract/models';
import { useNow } from '../../../parts/useNow';
import { type Names, useNames } from '../directory';
import type { TextValues } from './texts';

/** `12月31日`, as standard texts write a day. */
function dayWords(at: string): string {
  return `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日`;
}

function momentWords(at: string): string {
  return `${dayWords(at)} ${at.slice(11, 16)}`;
}

/** What the placeholders of standard texts stand for in a case; of a unit its own due time. */
export function caseValues(page: CasePage, names: Names, now: string, unit?: string): TextValues {
  const { item } = page;
  const part = page.parts.find((one) => one.unit === unit) ?? page.parts.find((one) => one.role === 'lead');
  const due = part?.due ?? item.dueAt;
  return {
    编号: page.reports[0]?.outsideNo ?? item.no,
    案号: item.no,
    单位: part ? names.unit(part.unit) : undefined,
    地点: page.place.text,
    时限: due ? momentWords(due) : undefined,
    事项: item.title,
    类别: item.className ?? undefined,
    日期: dayWords(now),
    时间: now.slice(11, 16),
    联系电话: names.directory?.contact || undefined,
    理由: page.returns.at(-1)?.note,
    结果: page.parts.findLast((one) => one.note)?.note,
  };
}

export function useCaseValues(page: CasePage, unit?: string): TextValues {
  return caseValues(page, useNames(), useNow(), unit);
}

export function reportValues(report: ReportView, names: Names, now: string): TextValues {
  const due = report.outside?.due ?? report.intake.due;
  return {
    编号: report.outsideNo,
    地点: report.place.text,
    时限: momentWords(due),
    事项: report.title,
    类别: names.className(report.classRef),
    日期: dayWords(now),
    时间: now.slice(11, 16),
    联系电话: names.directory?.contact || undefined,
  };
}

export function useReportValues(report: ReportView): TextValues {
  return reportValues(report, useNames(), useNow());
}
