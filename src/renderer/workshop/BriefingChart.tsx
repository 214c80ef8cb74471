import type { Briefing } from '@shared/contract/briefing';
import type { PaperChart, PaperText } from '@shared/paper/blocks';
import { chartUnits } from '@shared/paper/figures';
import { Wording } from '@shared/paper/wording';
import { DayLines, UnitBars } from '../common/charts';

/** Width of a chart in pixels; printed over 156 mm its 13 px texts are about 9 pt. */
const WIDTH = 620;
const FONT_SIZE = 13;

/** A chart of the briefing as it stands in documents: the finding and the definition are the document's text, not the picture's. */
export function BriefingChart({ chart, model, t }: { chart: PaperChart; model: Briefing; t: PaperText }) {
  if (chart === 'days') {
    return (
      <DayLines
        days={model.days}
        width={WIDTH}
        height={210}
        fontSize={FONT_SIZE}
        theme="paper"
        words={{ received: t('figure.received'), closed: t('figure.closed') }}
      />
    );
  }
  const { rows } = chartUnits(model);
  const w = new Wording(t, 'zh-CN');
  return (
    <UnitBars
      rows={rows.map(({ name, onTime, overdue, handled, rate }) => ({
        name,
        onTime,
        overdue,
        note: t('figure.units.note', { handled, rate: w.rate(rate) }),
      }))}
      width={WIDTH}
      height={rows.length * 25 + 36}
      fontSize={FONT_SIZE}
      theme="paper"
      words={{ onTime: t('figure.onTime'), overdue: t('figure.overdue') }}
    />
  );
}
