import { z } from 'zod';
import { type Instant, instant, toInstant } from '../time';
import { cleanText } from './cells';

const regexSchema = z.string().refine(
  (text) => {
    try {
      new RegExp(text, 'iu');
      return true;
    } catch {
      return false;
    }
  },
  { error: 'Not a regular expression' },
);

/**
 * A named rule for file names of camera stills. `pattern` works on the relative path with `/` (`on: 'path'`) or on the
 * file name, with named parts: `camera`, `ip`, `channel`, `event`, and the time as `ts` (8 digits of date, then hour,
 * minute, second, milliseconds as far as there are any; other characters are dropped), as `date`, `hour`, `minute`, `second`,
 * or as `epoch` in milliseconds. `example` must match: a rule shows what it is for.
 */
export const cameraRuleSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  on: z.enum(['name', 'path']).default('name'),
  pattern: regexSchema,
  example: z.string().min(1),
});
export type CameraRule = z.infer<typeof cameraRuleSchema>;

/** The ordered rules; `notCameras` are words in front of a time that name no camera (截图, IMG). */
export const cameraRulesSchema = z.object({
  version: z.number().int().positive(),
  notCameras: z.array(z.string().min(1)),
  rules: z.array(cameraRuleSchema).min(1),
});
export type CameraRules = z.infer<typeof cameraRulesSchema>;

/** What a file name tells: which camera, when (Beijing wall clock), and the id of the rule that read it. */
export interface CameraFileName {
  readonly camera?: string;
  readonly ip?: string;
  readonly channel?: number;
  readonly event?: string;
  readonly takenAt: Instant;
  readonly rule: string;
}

/** Longer paths are not read: a user's rule must not run away on them. */
const MAX_PATH = 512;

function timeOf(parts: Readonly<Record<string, string | undefined>>): Instant | null {
  try {
    if (parts.epoch) return toInstant(Number(parts.epoch));
    const text =
      parts.ts ?? [parts.date, parts.hour, parts.minute, parts.second].map((one) => one ?? '').join('');
    const digits = text.replace(/\D/g, '');
    if (digits.length < 12) return null;
    const at = (from: number, to: number) => Number(digits.slice(from, to) || '0');
    const year = at(0, 4);
    if (year < 2000 || year > 2099) return null;
    const base = instant(year, at(4, 6), at(6, 8), at(8, 10), at(10, 12), at(12, 14));
    const ms = digits.slice(14, 17);
    return ms === '' ? base : `${base.slice(0, 20)}${ms.padEnd(3, '0')}${base.slice(23)}`;
  } catch {
    return null;
  }
}

function isIp(text: string): boolean {
  return z.ipv4().safeParse(text).success;
}

function apply(rule: CameraRule, path: string, notCameras: readonly string[]): CameraFileName | null {
  const subject = rule.on === 'path' ? path : (path.split('/').at(-1) ?? '');
  const parts = new RegExp(rule.pattern, 'iu').exec(subject)?.groups;
  const takenAt = parts ? timeOf(parts) : null;
  if (!parts || !takenAt || (parts.ip && !isIp(parts.ip))) return null;
  const camera = cleanText(parts.camera ?? '').replace(/[_\-\s]+$/, '');
  const known = camera !== '' && !notCameras.some((word) => camera.toLowerCase() === word.toLowerCase());
  return {
    ...(known ? { camera } : {}),
    ...(parts.ip ? { ip: parts.ip } : {}),
    ...(parts.channel ? { channel: Number(parts.channel) } : {}),
    ...(parts.event ? { event: parts.event } : {}),
    takenAt,
    rule: rule.id,
  };
}

/**
 * Read camera and time from the path of a still, relative to the folder that is watched or was dropped; `\` and `/` both
 * part folders. The first rule that matches and gives a time that exists wins; null where none does.
 */
export function readCameraFile(relativePath: string, rules: CameraRules): CameraFileName | null {
  if (relativePath.length > MAX_PATH) return null;
  const path = relativePath.normalize('NFC').replaceAll('\\', '/');
  for (const rule of rules.rules) {
    const found = apply(rule, path, rules.notCameras);
    if (found) return found;
  }
  return null;
}
