import { z } from 'zod';
import { bare } from '../lookup';
import { maskText } from '../rules/intake/personal';
import { timeUnitSchema } from '../rules/limit';
import { instantSchema } from '../rules/timeSchema';

/** How far back something may be said to have happened without a reason, in days. */
export const LATE_DAYS = 7;

/** Where reports come from (问题来源). The yearly figures of the street count reports by group of channels. */
export const channelSchema = z.enum([
  'hotline12345',
  'urban12319',
  'videoPatrol',
  'snapshot',
  'dailyPatrol',
  'phone',
  'walkIn',
  'delegate',
  'unit',
]);
export type Channel = z.infer<typeof channelSchema>;

/** The four groups in which the centre counts reports. */
export type ChannelGroup = 'hotline12345' | 'urban12319' | 'ownFinding' | 'others';
export const channelGroups: readonly ChannelGroup[] = ['hotline12345', 'urban12319', 'ownFinding', 'others'];

const groupOf: Readonly<Record<Channel, ChannelGroup>> = bare({
  hotline12345: 'hotline12345',
  urban12319: 'urban12319',
  videoPatrol: 'ownFinding',
  snapshot: 'ownFinding',
  dailyPatrol: 'ownFinding',
  phone: 'others',
  walkIn: 'others',
  delegate: 'others',
  unit: 'others',
});

/** The group that a channel is counted in; one that only a newer program knows is counted among the others. */
export function channelGroup(channel: string): ChannelGroup {
  const groups: Readonly<Record<string, ChannelGroup | undefined>> = groupOf;
  return groups[channel] ?? 'others';
}

/** Kind of appeal (诉求类别): 咨询, 求助, 投诉, 举报, 建议, 表扬. */
export const appealKindSchema = z.enum(['consult', 'help', 'complaint', 'report', 'suggest', 'praise']);
export type AppealKind = z.infer<typeof appealKindSchema>;

/** A class code with the scheme that it belongs to; codes of different schemes never compare (04/05 trap). */
export const classRefSchema = z.object({ scheme: z.string(), code: z.string() });
export type ClassRef = z.infer<typeof classRefSchema>;

/** A place: the words as given, and, where known, WGS-84 degrees, unit grid (单元网格) and community. */
export const placeSchema = z.object({
  text: z.string().max(500),
  lon: z.number().min(73).max(136).optional(),
  lat: z.number().min(3).max(54).optional(),
  how: z.enum(['estate', 'landmark', 'roadNumber', 'road', 'camera', 'gps', 'operator', 'sheet']).optional(),
  gridCode: z.string().optional(),
  communityCode: z.string().optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** A picture kept by its SHA-256 (hex), with what is known about it. */
export const photoSchema = z.object({
  sha256: z.string().length(64),
  mime: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** SHA-256 of the thumbnail made by the workshop. */
  thumb: z.string().length(64).optional(),
  kind: z.enum(['near', 'far', 'reference', 'before', 'after', 'other']),
  takenAt: instantSchema.optional(),
  name: z.string().max(300).optional(),
});
export type Photo = z.infer<typeof photoSchema>;

/** A decision between what stations did without knowing of each other (以一方为准): `chosen` is `<device>.<incarnation>`. */
export const settledSchema = z.object({
  refs: z.array(z.string()).min(2),
  aside: z.array(z.string()),
  chosen: z.string(),
  note: z.string().optional(),
});
export type Settled = z.infer<typeof settledSchema>;

/** A limit with the rule and versions that gave it, as written into events. */
export const deadlineSchema = z.object({
  value: z.number().positive(),
  unit: timeUnitSchema,
  rule: z.string(),
  calendar: z.string(),
  start: instantSchema,
  due: instantSchema,
  yellowAt: instantSchema,
  /** The value before extensions, where there were any. */
  base: z.number().positive().optional(),
});
export type Deadline = z.infer<typeof deadlineSchema>;

/** A place with the numbers in its words masked: an address may carry a caller's. */
export function maskedPlace(place: Place): Place {
  return { ...place, text: maskText(place.text) };
}
