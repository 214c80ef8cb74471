import { z } from 'zod';

/** Schema of {@link TimeUnit}. */
export const timeUnitSchema = z.enum(['urgentHour', 'workHour', 'workDay', 'urgentDay', 'naturalDay']);

/**
 * Unit of a limit (standards, section 4): `urgentHour` 紧急工作时, every hour counts; `workHour` 工作时, minutes inside
 * slots; `workDay` 工作日; `urgentDay` 紧急工作日, by the calendar's rule; `naturalDay` 自然日.
 */
export type TimeUnit = z.infer<typeof timeUnitSchema>;

/** Schema of {@link Limit}. */
export const limitSchema = z.strictObject({
  value: z.number().positive().max(10_000),
  unit: timeUnitSchema,
});

/** A time limit (时限), such as 4 work hours. Fractions are allowed: 15 minutes are 0.25 hours. */
export type Limit = z.infer<typeof limitSchema>;

const UNIT_WORDS: Readonly<Record<string, TimeUnit>> = {
  急时: 'urgentHour',
  紧急工作时: 'urgentHour',
  时: 'workHour',
  工作时: 'workHour',
  日: 'workDay',
  工作日: 'workDay',
  急日: 'urgentDay',
  紧急工作日: 'urgentDay',
  自然日: 'naturalDay',
};
const UNIT_SHORT: Readonly<Record<TimeUnit, string>> = {
  urgentHour: '急时',
  workHour: '时',
  workDay: '日',
  urgentDay: '急日',
  naturalDay: '自然日',
};

function parseOne(text: string, whole: string): Limit {
  const m = /^(\d+(?:\.\d+)?)\s*个?\s*(\D+)$/.exec(text.trim());
  const unit = UNIT_WORDS[m?.[2] ?? ''];
  const limit = limitSchema.safeParse({ value: Number(m?.[1]), unit });
  if (!limit.success) {
    throw new RangeError(
      `Not a time limit: "${text}" in "${whole}". Expected a form such as 4时, 2急时, 15日 or 1急日.`,
    );
  }
  return limit.data;
}

/**
 * The limits of a catalogue cell such as `2急日/15日`, one for each filing condition, the usual one first.
 * @throws RangeError on another form.
 */
export function parseLimits(text: string): Limit[] {
  return text.split('/').map((one) => parseOne(one, text));
}

/** The usual limit of a catalogue cell: the first of {@link parseLimits}. @throws RangeError on another form. */
export function parseLimit(text: string): Limit {
  return parseOne(text.split('/')[0] ?? '', text);
}

/** A limit as the catalogue writes it, the inverse of {@link parseLimit}. */
export function formatLimit(limit: Limit): string {
  return `${limit.value}${UNIT_SHORT[limit.unit]}`;
}
