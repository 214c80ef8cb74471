import { defineAggregate } from '../aggregate';
import { deviceCommands } from './commands';
import { decideDevice } from './decide';
import { DEVICES } from './events';
import { devicesStream } from './evolve';

/** The computers of a centre (席位). */
export const devices = defineAggregate({
  name: 'device',
  stream: devicesStream,
  commands: deviceCommands,
  begins: { 'device.enrol': ['device.enrolled'], 'device.revoke': ['device.revoked'] },
  // Who belongs to the centre is told by the exchange, which proves it first.
  rights: {
    'device.enrol': { deed: 'devices.decide', sentBy: 'program' },
    'device.revoke': { deed: 'devices.decide', sentBy: 'program' },
  },
  decide: (command, { streams, ctx, at }) =>
    decideDevice(streams.get(devicesStream, DEVICES), command, ctx, at),
});
