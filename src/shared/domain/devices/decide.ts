import { accept, type Decision, refuse } from '../envelope';
import type { DeviceCommand } from './commands';
import { DEVICES } from './events';
import type { DevicesState } from './evolve';

/**
 * Decide who belongs to the centre. Refusals: `device.letterTaken` (case numbers carry the letter, so that it is one
 * computer's alone), `device.revoked` (it has to come back as a new one), `device.unknown`.
 */
export function decideDevice(state: DevicesState | null, command: DeviceCommand, at: string): Decision {
  if (command.type === 'device.revoke') {
    const { type: _type, ...data } = command;
    if (!state?.devices[data.device]) return refuse('device.unknown', { device: data.device });
    return accept([{ stream: DEVICES, type: 'device.revoked', v: 1, at, data }]);
  }
  const { device } = command;
  const known = state?.devices[device.device];
  if (known?.revoked) return refuse('device.revoked', { name: known.name });
  if (known) return accept([]);
  // Also of one that was shut out: its case numbers stay.
  const taken = Object.values(state?.devices ?? {}).find((one) => one.letter === device.letter);
  if (taken) return refuse('device.letterTaken', { letter: device.letter, name: taken.name });
  return accept([{ stream: DEVICES, type: 'device.enrolled', v: 1, at, data: device }]);
}
