import { z } from 'zod';
import { calendarFromSpec } from './calendar';
import { type ClockInterval, dueAt, type Limit, limitSchema, type TimeUnit } from './deadline';
import { fromLocalMinute, type Instant, toLocalMinute } from './time';

/**
 * One question of a deadline file: local minutes (`2024-03-04T10:00`), a limit such as `4h` or `15d`, slots and a
 * calendar in one line. Other fields are kept as they are.
 */
export const deadlineQuestionSchema = z.looseObject({
  id: z.string(),
  rule: z.enum(['work-hours', 'work-days', 'continuous-hours', 'continuous-days', 'calendar-days']),
  /** A local minute, or `round 1 2024-06-03T09:00..11:00, round 2 starts 2024-06-05T15:00`. */
  start: z.string(),
  /** `4h`, `15d`, or `2h, changed to 8h at 2024-06-04T15:00`: the last one counts, from the same start. */
  limit: z.string(),
  slots: z.array(z.string()).min(1),
  calendar: z.string(),
  /** Stretches in which the clock stood, from and to. */
  paused: z.array(z.tuple([z.string(), z.string()])).optional(),
});
/** See {@link deadlineQuestionSchema}. */
export type DeadlineQuestion = z.infer<typeof deadlineQuestionSchema>;

/** A question read: what the deadline rules need. */
export interface ReadQuestion {
  readonly intervals: readonly ClockInterval[];
  readonly limit: Limit;
  /** The limit before it was changed, and when. */
  readonly before?: { readonly limit: Limit; readonly until: Instant };
}

const UNITS: Readonly<Record<string, TimeUnit>> = {
  'work-hours h': 'workHour',
  'work-days d': 'workDay',
  'continuous-hours h': 'urgentHour',
  'continuous-days d': 'urgentDay',
  'calendar-days d': 'naturalDay',
};

function readLimit(text: string, rule: string): Limit {
  const m = /^(\d+(?:\.\d+)?)([hd])$/.exec(text.trim());
  const limit = limitSchema.safeParse({ value: Number(m?.[1]), unit: UNITS[`${rule} ${m?.[2]}`] });
  if (!limit.success)
    throw new RangeError(`Not a limit for the rule ${rule}: "${text}". Expected 4h or 15d.`);
  return limit.data;
}

function readLimits(text: string, rule: string): Omit<ReadQuestion, 'intervals'> {
  const m = /^(.+?), changed to (.+?) at (.+)$/.exec(text);
  if (!m) return { limit: readLimit(text, rule) };
  const [, first = '', second = '', at = ''] = m;
  return {
    limit: readLimit(second, rule),
    before: { limit: readLimit(first, rule), until: fromLocalMinute(at.trim()) },
  };
}

function readRound(text: string): ClockInterval {
  const m = /^round \d+ (?:starts )?(\S+?)(?:\.\.(\S+))?$/.exec(text.trim());
  const from = m?.[1];
  if (from === undefined) throw new RangeError(`Not a start: "${text}". Expected the form 2024-03-04T10:00.`);
  const to = m?.[2];
  if (to === undefined) return { from: fromLocalMinute(from) };
  return {
    from: fromLocalMinute(from),
    to: fromLocalMinute(to.length === 5 ? `${from.slice(0, 11)}${to}` : to),
  };
}

function readStart(text: string, paused: readonly (readonly [string, string])[]): ClockInterval[] {
  const intervals = text.startsWith('round ')
    ? text.split(',').map((round) => readRound(round))
    : [{ from: fromLocalMinute(text) }];
  for (const [stop, go] of paused) {
    const last = intervals.pop();
    if (last === undefined) break;
    intervals.push({ from: last.from, to: fromLocalMinute(stop) });
    intervals.push(
      last.to === undefined ? { from: fromLocalMinute(go) } : { from: fromLocalMinute(go), to: last.to },
    );
  }
  intervals.forEach((one, k) => {
    const end = one.to ?? '~';
    const next = intervals[k + 1]?.from ?? '~';
    if (one.from > end || end > next)
      throw new RangeError(`The times do not follow each other in "${text}".`);
  });
  return intervals;
}

/** Reads one question. @throws RangeError with what is wrong in which field's text. */
export function readQuestion(question: DeadlineQuestion): ReadQuestion {
  return {
    intervals: readStart(question.start, question.paused ?? []),
    ...readLimits(question.limit, question.rule),
  };
}

/**
 * Answers a deadline file: the same questions with `computed`, the deadline as a local minute.
 * @throws RangeError naming the question and what is wrong with it.
 */
export function answerDeadlines<Q extends DeadlineQuestion>(
  questions: readonly Q[],
): (Q & { computed: string })[] {
  return questions.map((question) => {
    try {
      const calendar = calendarFromSpec(question.calendar, question.slots);
      const { intervals, limit } = readQuestion(question);
      return { ...question, computed: toLocalMinute(dueAt(intervals, limit, calendar)) };
    } catch (error) {
      throw new RangeError(
        `Question "${question.id}": ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
}
