import { bare } from '../../lookup';
import { type Appliers, streamType } from '../aggregate';
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

const devicesOf = (state: DevicesState | null): Record<string, Device> => bare({ ...state?.devices });

/**
 * Shut out once is shut out for good: an enrolment of the same device that did not know of it, or came later, does not bring it
 * back (it comes back as a new device). Of two that shut it out the first in order counts: what somebody took in by it nobody is
 * to lose by a later one.
 */
const appliers: Appliers<DevicesState, typeof deviceEvents> = {
  'device.enrolled': (state, { stream, at, actor, data }) => {
    const devices = devicesOf(state);
    devices[data.device] ??= { ...data, enrolledAt: at, enrolledBy: actor };
    return { id: stream, devices };
  },
  'device.revoked': (state, { stream, at, data: { device, upTo } }) => {
    const devices = devicesOf(state);
    const known = devices[device];
    if (known && !known.revoked) devices[device] = { ...known, revoked: { at, upTo } };
    return { id: stream, devices };
  },
};

/** The stream `devices:main`. */
export const devicesStream = streamType(['devices'], deviceEvents, appliers);
