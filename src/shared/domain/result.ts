import type { StoredEvent } from './envelope';

/** What an answer names of the events that were written: the same after a restart as the first time. */
export function resultOf(
  events: readonly Pick<StoredEvent, 'stream' | 'type' | 'data'>[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const event of events) {
    if (event.type === 'case.filed') {
      result.caseId = event.stream;
      result.no = event.data.no;
    } else if (event.type === 'report.received') {
      result.reportId = event.stream;
      result.outcome = 'created';
    } else if (event.type === 'report.sheet-updated') {
      result.reportId = event.stream;
      result.outcome = 'updated';
    } else if (event.type === 'report.caller-viewed') result.reveal = event.stream;
    else if (event.type.startsWith('intake.')) {
      result.job = event.stream;
      if (event.data.reportId !== undefined) result.reportId = event.data.reportId;
    }
  }
  return result;
}
