import { bare } from '../../lookup';
import { streamType } from '../aggregate';
import type { FactOf } from '../eventType';
import { type DeviceEnrolled, deviceEvents } from './events';

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
function evolve(state: DevicesState | null, fact: FactOf<typeof deviceEvents>): DevicesState {
  const devices = bare<Record<string, Device>>({ ...state?.devices });
  if (fact.type === 'device.enrolled') {
    const { data } = fact;
    devices[data.device] ??= { ...data, enrolledAt: fact.at, enrolledBy: fact.actor };
  } else {
    const { device, upTo } = fact.data;
    const known = devices[device];
    if (known && !known.revoked) devices[device] = { ...known, revoked: { at: fact.at, upTo } };
  }
  return { id: fact.stream, devices };
}

/** The stream `devices:main`. */
export const devicesStream = streamType(['devices'], deviceEvents, evolve);
