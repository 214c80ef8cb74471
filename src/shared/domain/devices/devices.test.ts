import { describe, expect, it } from 'vitest';
import type { Decision, Fact } from '../envelope';
import { ruleBook } from '../testing/world';
import type { DeviceCommand } from './commands';
import { decideDevice } from './decide';
import { DEVICES, type DeviceEnrolled } from './events';
import { type DevicesState, devicesStream } from './evolve';

const AT = '2024-12-31T09:00:00.000+08:00';

function device(id: string, letter: string): DeviceEnrolled {
  const key = Buffer.alloc(32, letter).toString('base64');
  return { device: id, name: `${letter} 席`, letter, signKey: key, boxKey: key };
}

function fact(type: string, data: object): Fact {
  return { stream: DEVICES, type, v: 1, data, at: AT, actor: 'boss' } as unknown as Fact;
}

const [A, B] = [device('desk-a', 'A'), device('desk-b', 'B')];
const enrol = (one: DeviceEnrolled): DeviceCommand => ({ type: 'device.enrol', device: one });
const revoke: DeviceCommand = {
  type: 'device.revoke',
  device: 'desk-b',
  upTo: { 'desk-b.1': 7 },
  reason: '报废',
};

function fold(...facts: Fact[]): DevicesState | null {
  return facts.reduce(devicesStream.evolve, null as DevicesState | null);
}
const both = fold(fact('device.enrolled', A), fact('device.enrolled', B));

function decide(
  state: DevicesState | null,
  command: DeviceCommand,
  actor: string,
  rules = ruleBook(),
): Decision {
  return decideDevice(state, command, { rules, actor }, AT);
}

describe('the computers of a centre', () => {
  it('are let in and shut out by who leads the desk alone, but for the first of all', () => {
    for (const command of [enrol(device('desk-c', 'C')), revoke]) {
      for (const actor of ['op-1', 'op-2', 'nobody'])
        expect(decide(both, command, actor)).toMatchObject({ ok: false, refusal: { code: 'device.role' } });
      expect(decide(both, command, 'boss')).toMatchObject({ ok: true, events: [{ stream: DEVICES }] });
    }
    expect(decide(null, enrol(A), 'op-1')).toMatchObject({ ok: true });
    expect(decide(null, revoke, 'op-1')).toMatchObject({ ok: false, refusal: { code: 'device.role' } });
  });

  it('that are shut out a second time stay as the first in order left them: nobody loses what he took in by it', () => {
    const first = fact('device.revoked', { device: 'desk-b', upTo: { 'desk-b.1': 7 }, reason: '' });
    const later = fact('device.revoked', { device: 'desk-b', upTo: { 'desk-b.1': 3 }, reason: '' });
    const wider = fact('device.revoked', { device: 'desk-b', upTo: { 'desk-b.1': 9 }, reason: '' });
    const state = devicesStream.evolve(both, first);
    for (const second of [later, wider])
      expect(devicesStream.evolve(state, second)?.devices['desk-b']?.revoked?.upTo).toEqual({
        'desk-b.1': 7,
      });
    expect(decide(state, revoke, 'boss')).toMatchObject({ ok: true, events: [] });
    expect(devicesStream.evolve(state, fact('device.enrolled', B))?.devices['desk-b']?.revoked).toBeDefined();
  });
});
