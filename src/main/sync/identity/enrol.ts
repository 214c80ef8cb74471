import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import { canonical } from '@shared/canonical';
import { CodedError } from '@shared/contract/errors';
import type { TrustedDevice } from '@shared/sync/station';
import { z } from 'zod';
import { type CodeKeys, codeKeys, macOf, type Random } from './code';
import type { DeviceKeys } from './deviceKeys';
import { KEY_BYTES, scramVerifier, wrapFor } from './raw';

/**
 * Letting a desk in, without a word about how the messages travel: invitation → request → answer. All three are proved under the
 * one-time code, which the hub never learns, so that it can neither put its own keys into them nor change a field.
 */

const base64 = (bytes: number): z.ZodString => z.string().length(4 * Math.ceil(bytes / 3));
const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const deviceId = z.string().regex(/^[0-9a-z]{4,40}$/);

/** What waits for whoever brings the code: the street, and whether it is the first desk of it. */
export const invitationSchema = z.strictObject({
  v: z.literal(1),
  id: hex(20),
  street: z.string().regex(/^\d{6,12}$/),
  streetName: z.string(),
  kind: z.enum(['first', 'further']),
  untilMs: z.number().int(),
  mac: base64(32),
});
export type Invitation = z.infer<typeof invitationSchema>;

/** Who asks to be let in. `letter`: the one that its case numbers already carry, null for an empty folder. */
export const enrolRequestSchema = z.strictObject({
  v: z.literal(1),
  invitation: hex(20),
  street: z.string(),
  device: deviceId,
  name: z.string().trim().min(1).max(40),
  host: z.string().max(100),
  letter: z
    .string()
    .regex(/^[A-Z]$/)
    .nullable(),
  signKey: base64(32),
  boxKey: base64(32),
  /** What the hub is to know of the device's password. */
  verifier: z.string(),
  mac: base64(32),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

const trustedSchema: z.ZodType<TrustedDevice> = z.strictObject({
  device: z.string(),
  name: z.string(),
  letter: z.string(),
  signKey: base64(32),
  boxKey: base64(32),
  revoked: z.strictObject({ at: z.string(), upTo: z.record(z.string(), z.number().int()) }).optional(),
});

/** The enrolled desk's answer. `anchors`: whose batches are to be believed from the start. */
export const enrolAnswerSchema = z.strictObject({
  v: z.literal(1),
  invitation: hex(20),
  /** SHA-256 (hex) of the request that it answers. */
  request: hex(64),
  street: z.string(),
  device: deviceId,
  letter: z.string().regex(/^[A-Z]$/),
  anchors: z.array(trustedSchema),
  /** The centre's key, for the box key of the request. */
  centreKey: z.string(),
  demo: z.boolean(),
  nowMs: z.number().int(),
  mac: base64(32),
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;

/** An answer opened and proved. */
export interface Welcomed {
  readonly street: string;
  readonly letter: string;
  readonly anchors: readonly TrustedDevice[];
  readonly centreKey: Buffer;
  readonly demo: boolean;
  /** The confirming centre's clock when it answered (epoch ms). */
  readonly nowMs: number;
}

function proved<T extends { invitation?: string; id?: string; mac: string }>(
  keys: CodeKeys,
  kind: string,
  schema: z.ZodType<T>,
  message: unknown,
): T {
  const parsed = schema.safeParse(message);
  if (!parsed.success)
    throw new CodedError('sync.notGenuine', { what: kind }, parsed.error.issues[0]?.message);
  const said = parsed.data;
  if ((said.invitation ?? said.id) !== keys.invitation) throw new CodedError('sync.badCode');
  const [mine, theirs] = [macOf(keys.mac, kind, said), said.mac].map((mac) => Buffer.from(mac));
  if (!mine || !theirs || mine.length !== theirs.length || !timingSafeEqual(mine, theirs))
    throw new CodedError('sync.notGenuine', { what: kind });
  return said;
}

/** The invitation that is laid down at the hub together with the code's login. */
export function makeInvitation(
  code: string,
  about: { street: string; streetName: string; kind: Invitation['kind']; untilMs: number },
): Invitation {
  const keys = codeKeys(code);
  const said = { v: 1 as const, id: keys.invitation, ...about };
  return { ...said, mac: macOf(keys.mac, 'invitation', said) };
}

/** Errors: `sync.badCode` where it is of another code, `sync.notGenuine` where it was changed on the way. */
export function checkInvitation(code: string, invitation: unknown): Invitation {
  return proved(codeKeys(code), 'invitation', invitationSchema, invitation);
}

/** Ask to be let in. The same device, name and code make the same request again, so that a lost one can simply be repeated. */
export function makeRequest(about: {
  readonly device: string;
  readonly name: string;
  readonly host: string;
  readonly letter: string | null;
  readonly street: string;
  readonly keys: DeviceKeys;
  readonly code: string;
}): EnrolRequest {
  const { keys, code, ...facts } = about;
  const { invitation, mac } = codeKeys(code);
  const said = {
    v: 1 as const,
    invitation,
    ...facts,
    name: facts.name.trim(),
    signKey: keys.signKey,
    boxKey: keys.boxKey,
    verifier: scramVerifier(
      keys.hubPassword(facts.street),
      keys.secret(`scram salt ${facts.street} ${invitation}`, 16),
    ),
  };
  return { ...said, mac: macOf(mac, 'request', said) };
}

/** Does the request come from whoever was given the code? Errors: `sync.badCode`, `sync.notGenuine`. */
export function checkRequest(code: string, request: unknown): EnrolRequest {
  return proved(codeKeys(code), 'request', enrolRequestSchema, request);
}

function requestHash(request: EnrolRequest): Buffer {
  return createHash('sha256').update(canonical(request)).digest();
}

/** Costs a tenth of a second and 32 MB a try: who knows the code and wants other keys with the same digits tries for centuries. */
const SLOW = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const DIGITS = 12;
const shown = new Map<string, string>();

/** Twelve digits that both screens show: where they are the same, both speak of the same keys. */
export function safetyDigits(request: EnrolRequest): string {
  const hash = requestHash(request).toString('hex');
  const known = shown.get(hash);
  if (known !== undefined) return known;
  const slow = scryptSync(hash, 'xiuhua safety digits 1', 8, SLOW).readBigUInt64BE() % 10n ** BigInt(DIGITS);
  const digits = String(slow).padStart(DIGITS, '0');
  // Requests are looked at again and again while they wait.
  if (shown.size >= 50) shown.clear();
  shown.set(hash, digits);
  return digits;
}

/** Let a desk in. The request is proved once more. Errors as of `checkRequest`. */
export function makeAnswer(about: {
  readonly code: string;
  readonly request: EnrolRequest;
  readonly street: string;
  readonly letter: string;
  readonly anchors: readonly TrustedDevice[];
  readonly centreKey: Uint8Array;
  readonly demo: boolean;
  readonly nowMs: number;
  readonly random: Random;
}): EnrolAnswer {
  const request = checkRequest(about.code, about.request);
  if (request.street !== about.street) throw new CodedError('sync.notGenuine', { what: 'request' });
  const { invitation, mac } = codeKeys(about.code);
  const hash = requestHash(request).toString('hex');
  const said = {
    v: 1 as const,
    invitation,
    request: hash,
    street: about.street,
    device: request.device,
    letter: about.letter,
    anchors: about.anchors.map(({ revoked, ...device }) => (revoked ? { ...device, revoked } : device)),
    centreKey: wrapFor(request.boxKey, about.centreKey, about.random(KEY_BYTES), `centre ${hash}`),
    demo: about.demo,
    nowMs: about.nowMs,
  };
  return { ...said, mac: macOf(mac, 'answer', said) };
}

/** Open the answer to one's own request. Errors: `sync.badCode`, `sync.notGenuine` where it answers another or was changed. */
export function openAnswer(code: string, keys: DeviceKeys, request: EnrolRequest, answer: unknown): Welcomed {
  const said = proved(codeKeys(code), 'answer', enrolAnswerSchema, answer);
  const hash = requestHash(request).toString('hex');
  if (said.request !== hash || said.street !== request.street || said.device !== request.device)
    throw new CodedError('sync.notGenuine', { what: 'answer' });
  let centreKey: Buffer;
  try {
    centreKey = keys.unwrap(said.centreKey, `centre ${hash}`);
  } catch {
    throw new CodedError('sync.notGenuine', { what: 'answer' });
  }
  if (centreKey.length !== KEY_BYTES) throw new CodedError('sync.notGenuine', { what: 'answer' });
  const { street, letter, anchors, demo, nowMs } = said;
  return { street, letter, anchors, centreKey, demo, nowMs };
}
