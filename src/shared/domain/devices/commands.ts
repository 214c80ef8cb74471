import { z } from 'zod';
import { deviceEvents } from './events';

/** Let a computer in. Written by the exchange after its request was proved, never by a page. */
export const enrolDevice = z.object({
  type: z.literal('device.enrol'),
  device: deviceEvents['device.enrolled'],
});

/** Shut a computer out; `upTo` tells how far its commits were held when that was decided. */
export const revokeDevice = z.object({
  type: z.literal('device.revoke'),
  ...deviceEvents['device.revoked'].shape,
});

export const deviceCommands = [enrolDevice, revokeDevice] as const;
export type DeviceCommand = z.infer<(typeof deviceCommands)[number]>;
