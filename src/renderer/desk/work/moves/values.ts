import type { CasePage, ReportView } from '@shared/contract/pages';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../common/useNow';
import { type Names, useNames } from '../../kit/directory';
import type { TextValues } from '../../kit/texts';

/** `12月31日`, as standard texts write a day. */
function dayWords(at: string): string {
  return `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日`;
}

function momentWords(at: string): string {
  return `${dayWords(at)} ${at.slice(11, 16)}`;
}

/** Words as a part of a sentence: the text around them has the full stop. */
function within(text: string | undefined): string | undefined {
  return text?.trim().replace(/[。.；;]+$/, '');
}

/** The matter without the place that a title often begins with: texts name the place themselves. */
function matterOf(title: string, place: string): string {
  return place !== '' && title.startsWith(place) ? title.slice(place.length).trim() || title : title;
}

/** What the placeholders of standard texts stand for in a case; of a unit its own due time, before that `byThen`. */
export function caseValues(
  page: CasePage,
  names: Names,
  now: string,
  unit?: string,
  byThen?: string,
): TextValues {
  const { item } = page;
  const part = page.parts.find((one) => one.unit === unit) ?? page.parts.find((one) => one.role === 'lead');
  return {
    编号: page.reports[0]?.outsideNo ?? item.no,
    案号: item.no,
    单位: part ? names.unit(part.unit) : undefined,
    地点: page.place.text,
    时限: part?.due ? momentWords(part.due) : byThen,
    事项: matterOf(item.title, page.place.text),
    类别: item.className ?? undefined,
    日期: dayWords(now),
    时间: now.slice(11, 16),
    联系电话: names.directory?.contact || undefined,
    理由: within(page.returns.at(-1)?.note),
    结果: within(page.parts.findLast((one) => one.note)?.note),
  };
}

export function useCaseValues(page: CasePage, unit?: string): TextValues {
  // Before it is given out nobody knows by when; the slip will say it. In Chinese, as the texts are.
  const { t } = useTranslation('work', { lng: 'zh-CN' });
  return caseValues(page, useNames(), useNow(), unit, t('limitOnSlip'));
}

export function reportValues(report: ReportView, names: Names, now: string): TextValues {
  const due = report.outside?.due ?? report.intake.due;
  return {
    编号: report.outsideNo,
    地点: report.place.text,
    时限: momentWords(due),
    事项: matterOf(report.title, report.place.text),
    理由: within(report.refusal?.reason),
    类别: names.className(report.classRef),
    日期: dayWords(now),
    时间: now.slice(11, 16),
    联系电话: names.directory?.contact || undefined,
  };
}

export function useReportValues(report: ReportView): TextValues {
  return reportValues(report, useNames(), useNow());
}
