import { unitKind } from '@shared/rules/place/schema';
import { z } from 'zod';
import { type ReadResource, readJson } from '../seed/resources';

/** Kinds of place a matter may be at. */
export const whereSchema = z.enum([
  'road',
  'estate',
  'building',
  'school',
  'landmark',
  'metro',
  'square',
  'bridge',
  'tunnel',
  'bar',
  'hot',
]);
export type Where = z.infer<typeof whereSchema>;

/** Which months a matter is frequent in. */
export const seasonSchema = z.enum([
  'flat',
  'heat',
  'rain',
  'typhoon',
  'winter',
  'exam',
  'school',
  'holiday',
]);
export type Season = z.infer<typeof seasonSchema>;

/** When in the day a matter is reported. */
export const timeSchema = z.enum(['day', 'rush', 'meal', 'night']);
export type TimeOfDay = z.infer<typeof timeSchema>;

const classPath = z.string().regex(/^(event|part)\/\d{4}$/);

/** A matter people report, with our own words for it. `weight`: how frequent in 12345, 12319, own findings, others. */
export const matterSchema = z.strictObject({
  key: z.string(),
  hotline: z
    .string()
    .regex(/^H\d{4}$/)
    .optional(),
  event: classPath.optional(),
  weight: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  season: seasonSchema,
  time: timeSchema.default('day'),
  urgent: z.number().min(0).max(1).default(0),
  where: z.array(whereSchema).min(1),
  /** Titles of what patrols and cameras find. */
  titles: z.array(z.string()).min(1),
  /** Title and sentence of somebody who reports it. */
  words: z.array(z.tuple([z.string(), z.string()])).min(1),
  done: z.array(z.string()).min(1),
});
export type Matter = z.infer<typeof matterSchema>;

const list = z.array(z.string()).min(1);
const phrasesSchema = z.strictObject({
  openers: list,
  closers: list,
  patrol: list,
  video: list,
  done: list,
  answered: list,
  praised: list,
  returned: list,
  rework: list,
  urge: list,
  lateReturn: z.string(),
  refused: list,
  voided: list,
  reply: list,
  replyCase: list,
  replyRefused: list,
  replyAgain: list,
  unreal: list,
  verify: list,
  real: list,
  meeting: list,
  worker: list,
  confirmed: list,
  extend: list,
  extended: list,
  notExtended: list,
  /** Why a unit would rather wait, by unit: others have nothing to wait for. */
  hold: z.record(z.string(), list),
  held: list,
  supervise: list,
  superviseAnswer: list,
  forced: list,
  replyForced: list,
  split: list,
  against: list,
  unhappy: list,
  reopened: list,
  content: list,
  speakers: z.record(unitKind, list),
  /** Who assists which units (`with`), with what, and what it says when done; `community` is the place's committee. */
  helpers: z
    .array(z.strictObject({ unit: z.string(), task: z.string(), done: z.string(), with: list }))
    .min(1),
  surnames: list,
  sources: list,
  repairs: list,
});
/** Sentences that fit any matter. */
export type Phrases = z.infer<typeof phrasesSchema>;

/** The word bank of the demo (`resources/demo`). */
export interface Texts {
  readonly matters: readonly Matter[];
  readonly phrases: Phrases;
}

const MATTER_FILES = ['demo/matters-1.json', 'demo/matters-2.json', 'demo/matters-3.json'];

/** Reads the word bank. @throws Error naming file and place of what is wrong. */
export function readTexts(read: ReadResource): Texts {
  const matters = MATTER_FILES.flatMap((file) => readJson(read, file, z.array(matterSchema)));
  for (const { key, hotline, event, weight } of matters) {
    if (weight[0] > 0 && !hotline)
      throw new Error(`resources/demo: ${key} is reported to 12345 but has no class there`);
    if (weight[1] > 0 && !event)
      throw new Error(`resources/demo: ${key} is reported to 12319 but has no event or part`);
  }
  return { matters, phrases: readJson(read, 'demo/phrases.json', phrasesSchema) };
}

/** What may stand in the `{…}` of a sentence. */
export type Slots = Readonly<Record<string, string>>;

const parts = new Map<string, readonly string[]>();

/** Fills the `{slots}` of a sentence; an unknown slot is an error of the word bank. */
export function fill(sentence: string, slots: Slots): string {
  let pieces = parts.get(sentence);
  if (!pieces) {
    pieces = sentence.split(/\{(\w+)\}/);
    parts.set(sentence, pieces);
  }
  if (pieces.length === 1) return sentence;
  let text = '';
  for (let k = 0; k < pieces.length; k++) {
    const piece = pieces[k] ?? '';
    if (k % 2 === 0) text += piece;
    else {
      const value = slots[piece];
      if (value === undefined) throw new Error(`resources/demo: no slot {${piece}} in "${sentence}"`);
      text += value;
    }
  }
  return text;
}
