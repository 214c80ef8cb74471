import { z } from 'zod';
import { maskText } from '../../rules/intake/personal';
import { mayDo } from '../../rules/whoMay';
import type { DecideContext, Streams } from '../context';
import { accept, type Decision, refuse } from '../envelope';
import { reportStream } from '../report/evolve';
import { erasureStream } from './events';

/** Erase the caller of a report for good, at every station (删除来电人信息): what is open about the report stays. */
export const eraseCaller = z.object({
  type: z.literal('caller.erase'),
  reportId: z.string(),
  reason: z.string().trim().min(1).max(500),
});
export type EraseCaller = z.infer<typeof eraseCaller>;

/** Only who leads or supervises may. Refusals: `report.unknown`, `caller.role`. */
export function decideErasure(
  command: EraseCaller,
  streams: Streams,
  ctx: DecideContext,
  at: string,
): Decision {
  const { reportId, reason } = command;
  if (!streams.get(reportStream, reportId)) return refuse('report.unknown', { report: reportId });
  if (!mayDo('caller.erase', ctx.actor, ctx.rules.operators)) return refuse('caller.role');
  const stream = erasureStream(reportId);
  const data = { key: reportId, reason: maskText(reason) };
  return accept([{ stream, type: 'caller.erased', at, data }]);
}
