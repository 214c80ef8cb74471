import { bare } from '../../lookup';
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
 * does not bring it back (it comes back as a new device). Of two that shut it out the first in order counts: what somebody took in
 * by it nobody is to lose by a later one.
 */
export function evolveDevices(state: DevicesState | null, fact: Fact): DevicesState | null {
  const devices = bare<Record<string, Device>>({ ...state?.devices });
  if (fact.type === 'device.enrolled') {
    const data = fact.data as unknown as DeviceEnrolled;
    devices[data.device] ??= { ...data, enrolledAt: fact.at, enrolledBy: fact.actor };
  } else if (fact.type === 'device.revoked') {
    const { device, upTo } = fact.data as unknown as DeviceRevoked;
    const known = devices[device];
    if (known && !known.revoked) devices[device] = { ...known, revoked: { at: fact.at, upTo } };
  } else return state;
  return { id: fact.stream, devices };
}
