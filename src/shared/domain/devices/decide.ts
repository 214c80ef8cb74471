import { mayDo } from '../../rules/whoMay';
import type { DecideContext } from '../context';
import { accept, type Decision, refuse } from '../envelope';
import type { DeviceCommand } from './commands';
import { DEVICES } from './events';
import type { DevicesState } from './evolve';

/**
 * Decide who belongs to the centre. Refusals: `device.letterTaken` (case numbers carry the letter, so that it is one
 * computer's alone), `device.revoked` (it has to come back as a new one), `device.unknown`, `device.role`. The first computer of a centre
 * comes with the administrator's code, whoever sits at it.
 */
export function decideDevice(
  state: DevicesState | null,
  command: DeviceCommand,
  { rules, actor }: Pick<DecideContext, 'rules' | 'actor'>,
  at: string,
): Decision {
  const first = command.type === 'device.enrol' && Object.keys(state?.devices ?? {}).length === 0;
  if (!first && !mayDo('devices.decide', actor, rules.operators)) return refuse('device.role');
  if (command.type === 'device.revoke') {
    const { type: _type, ...data } = command;
    const one = state?.devices[data.device];
    if (!one) return refuse('device.unknown', { device: data.device });
    if (one.revoked) return accept([]);
    return accept([{ stream: DEVICES, type: 'device.revoked', at, data }]);
  }
  const { device } = command;
  const known = state?.devices[device.device];
  if (known?.revoked) return refuse('device.revoked', { name: known.name });
  if (known) return accept([]);
  // Also of one that was shut out: its case numbers stay.
  const taken = Object.values(state?.devices ?? {}).find((one) => one.letter === device.letter);
  if (taken) return refuse('device.letterTaken', { letter: device.letter, name: taken.name });
  return accept([{ stream: DEVICES, type: 'device.enrolled', at, data: device }]);
}
