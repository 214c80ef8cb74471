import type { Fact } from '../envelope';
import type { DeviceEnrolled, DeviceRevoked } from './events';

/** One computer of the centre. */
export interface Device extends DeviceEnrolled {
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  readonly revoked?: { readonly at: string; readonly upTo: Readonly<Record<string, number>> } | undefined;
}

/** The computers of a centre by their id. */
export interface DevicesState {
  readonly id: string;
  readonly devices: Readonly<Record<string, Device>>;
}

/**
 * Fold one fact. Shut out once is shut out for good: an enrolment of the same device that did not know of it, or came later,
 * does not bring it back (it comes back as a new device). Of two that shut it out the narrower counts.
 */
export function evolveDevices(state: DevicesState | null, fact: Fact): DevicesState | null {
  const devices = { ...state?.devices };
  if (fact.type === 'device.enrolled') {
    const data = fact.data as unknown as DeviceEnrolled;
    devices[data.device] ??= { ...data, enrolledAt: fact.at, enrolledBy: fact.actor };
  } else if (fact.type === 'device.revoked') {
    const { device, upTo } = fact.data as unknown as DeviceRevoked;
    const known = devices[device];
    if (known)
      devices[device] = {
        ...known,
        revoked: { at: known.revoked?.at ?? fact.at, upTo: narrower(known.revoked?.upTo, upTo) },
      };
  } else return state;
  return { id: fact.stream, devices };
}

function narrower(
  a: Readonly<Record<string, number>> | undefined,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  if (!a) return b;
  const chains = Object.keys(a).filter((chain) => chain in b);
  return Object.fromEntries(chains.map((chain) => [chain, Math.min(a[chain] ?? 0, b[chain] ?? 0)]));
}
