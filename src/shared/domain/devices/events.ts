import { z } from 'zod';

/** Raw public key (32 bytes) as base64. */
const publicKeySchema = z.string().length(44);

/** Which computers belong to a centre, as facts of one stream: `devices:main`. */
export const deviceEvents = {
  /** A computer was let in (登记). `signKey`: Ed25519, `boxKey`: X25519. */
  'device.enrolled': z.object({
    device: z.string().min(4),
    name: z.string(),
    letter: z.string().regex(/^[A-Z]$/),
    signKey: publicKeySchema,
    boxKey: publicKeySchema,
  }),
  /** A computer was shut out (停用): of its chains only what is named in `upTo` still counts. */
  'device.revoked': z.object({
    device: z.string(),
    upTo: z.record(z.string(), z.number().int().min(0)),
    reason: z.string(),
  }),
} as const;
export type DeviceEnrolled = z.infer<(typeof deviceEvents)['device.enrolled']>;
export type DeviceRevoked = z.infer<(typeof deviceEvents)['device.revoked']>;

/** The stream of a centre's computers. */
export const DEVICES = 'devices:main';
