import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeKeys, makeCode, readCode } from './code';
import { DeviceKeys } from './deviceKeys';
import {
  checkInvitation,
  checkRequest,
  type EnrolRequest,
  makeAnswer,
  makeInvitation,
  makeRequest,
  openAnswer,
  safetyDigits,
} from './enrol';
import { wrapFor } from './raw';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = makeCode((n) => Uint8Array.from({ length: n }, (_, i) => (i * 37 + 5) & 255));
const otherCode = makeCode((n) => new Uint8Array(n).fill(9));
const keys = DeviceKeys.fromSeed(Buffer.alloc(32, 1));
const hubsKeys = DeviceKeys.fromSeed(Buffer.alloc(32, 66));
const street = '440106014';
const centreKey = Buffer.alloc(32, 3);
const facts = { device: '3a7848a277342c7fa295', name: '二号席', host: 'ab12', letter: null, street };
const request = makeRequest({ ...facts, keys, code });
const anchor = {
  device: '00000000000000000001',
  name: '一号席',
  letter: 'A',
  signKey: hubsKeys.signKey,
  boxKey: hubsKeys.boxKey,
};
const answer = makeAnswer({
  code,
  request,
  street,
  letter: 'B',
  anchors: [anchor, { ...anchor, device: 'gone', revoked: { at: 'x', upTo: { 'gone.1': 4, 'a.1': 2 } } }],
  centreKey,
  demo: false,
  nowMs: 1_735_660_800_000,
  random: (n) => new Uint8Array(n).fill(77),
});

/** Every way to change one field, also those inside. */
function changes(message: unknown): { path: string; message: unknown }[] {
  if (Array.isArray(message))
    return [
      { path: 'less', message: message.slice(1) },
      ...message.flatMap((item, i) =>
        changes(item).map(({ path, message: one }) => ({
          path: `${i}.${path}`,
          message: message.map((old, j) => (i === j ? one : old)),
        })),
      ),
    ];
  if (message !== null && typeof message === 'object')
    return [
      { path: 'more', message: { ...message, more: 1 } },
      ...Object.entries(message).flatMap(([key, value]) => {
        const { [key]: _, ...less } = message as Record<string, unknown>;
        return [
          { path: `${key} gone`, message: less },
          ...changes(value).map(({ path, message: one }) => ({
            path: `${key}.${path}`,
            message: { ...message, [key]: one },
          })),
        ];
      }),
    ];
  if (typeof message === 'string') {
    const last = message.at(-2) === 'A' ? 'B' : 'A';
    return [{ path: 'text', message: `${message.slice(0, -2)}${last}${message.slice(-1)}` }];
  }
  if (typeof message === 'number') return [{ path: 'number', message: message + 1 }];
  if (typeof message === 'boolean') return [{ path: 'flag', message: !message }];
  return [{ path: 'set', message: 'A' }];
}

describe('a one-time code', () => {
  it('is read as people type it', () => {
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    const plain = readCode(code);
    const typings = [code.toLowerCase(), plain, ` ${code.replaceAll('-', ' ')} `, code.replaceAll('-', '－')];
    for (const typed of typings) expect(readCode(typed)).toBe(plain);
    const zeros = makeCode((n) => new Uint8Array(n));
    expect(readCode(zeros.replaceAll('0', 'o'))).toBe(readCode(zeros));
    const ones = makeCode((n) => new Uint8Array(n).fill(1));
    expect(readCode(ones.replace('1', 'l').replace('1', 'I'))).toBe(readCode(ones));
  });

  it('tells one wrong letter, two exchanged ones, and what is no code', () => {
    const letters = fc.uint8Array({ minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(letters, fc.nat(15), fc.integer({ min: 1, max: 31 }), (bytes, at, by) => {
        const made = readCode(makeCode(() => bytes));
        const wrong = LETTERS[(LETTERS.indexOf(made[at] ?? '') + by) % 32];
        expect(() => readCode(made.slice(0, at) + wrong + made.slice(at + 1))).toThrow('sync.badCode');
      }),
      { seed: 20241231 },
    );
    fc.assert(
      fc.property(letters, fc.nat(15), fc.nat(15), (bytes, a, b) => {
        const made = [...readCode(makeCode(() => bytes))];
        fc.pre(made[a] !== made[b]);
        [made[a], made[b]] = [made[b] ?? '', made[a] ?? ''];
        expect(() => readCode(made.join(''))).toThrow('sync.badCode');
      }),
      { seed: 20241231 },
    );
    for (const none of [
      '',
      code.slice(1),
      `${code}0`,
      code.replace(/^./, 'U'),
      '密码密码密码密码密码密码密码密码',
    ])
      expect(() => readCode(none)).toThrow('sync.badCode');
  });

  it('stands for an id, a login, a password and a key, none of which tells the others', () => {
    const mine = codeKeys(code);
    const all = [mine, codeKeys(otherCode)].flatMap((one) => [
      one.invitation,
      one.login,
      one.password,
      one.salt.toString('hex'),
      one.mac.toString('hex'),
    ]);
    expect(new Set(all).size).toBe(10);
    expect(codeKeys(code.toLowerCase()).mac.equals(mine.mac)).toBe(true);
  });
});

describe('letting a desk in', () => {
  it('gives it the centre’s key, its letter and whom to believe', () => {
    const stored = JSON.parse(JSON.stringify(request)) as EnrolRequest;
    expect(checkRequest(code, stored)).toEqual(request);
    const opened = openAnswer(code, keys, request, JSON.parse(JSON.stringify(answer)));
    expect(opened.centreKey.equals(centreKey)).toBe(true);
    expect(opened).toMatchObject({ street, letter: 'B', demo: false, nowMs: 1_735_660_800_000 });
    expect(opened.anchors[0]).toEqual(anchor);
    expect(opened.anchors[1]?.revoked?.upTo).toEqual({ 'gone.1': 4, 'a.1': 2 });
  });

  it('does not mind in which order a database gives the fields back', () => {
    const turned = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, part]) => [key, turned(part)]),
          )
        : Array.isArray(value)
          ? value.map(turned)
          : value;
    expect(checkRequest(code, turned(request))).toEqual(request);
    expect(openAnswer(code, keys, request, turned(answer)).letter).toBe('B');
  });

  it('shows the same digits on both screens, and others for other keys', () => {
    expect(safetyDigits(request)).toMatch(/^\d{12}$/);
    expect(safetyDigits(checkRequest(code, request))).toBe(safetyDigits(request));
    const others = Array.from({ length: 20 }, (_, i) =>
      safetyDigits(makeRequest({ ...facts, keys: DeviceKeys.fromSeed(Buffer.alloc(32, i + 100)), code })),
    );
    expect(new Set(others).size).toBe(20);
  });

  it('repeats a lost request byte for byte', () => {
    expect(makeRequest({ ...facts, keys, code: code.toLowerCase() })).toEqual(request);
  });

  it('keeps the code, the passwords and the centre’s key out of every message', () => {
    const { password, mac } = codeKeys(code);
    const said = JSON.stringify([request, answer, makeInvitation(code, { ...invited })]);
    for (const secret of [
      readCode(code),
      password,
      mac.toString('base64'),
      keys.hubPassword(street),
      centreKey.toString('base64'),
      centreKey.toString('hex'),
    ])
      expect(said).not.toContain(secret);
  });
});

const invited = { street, streetName: '冼村街道', kind: 'further' as const, untilMs: 1_735_660_800_000 };

describe('a hub that lies', () => {
  it('cannot change any field of an invitation, a request or an answer', () => {
    const invitation = makeInvitation(code, invited);
    expect(checkInvitation(code, invitation)).toEqual(invitation);
    let tried = 0;
    for (const { path, message } of changes(invitation)) {
      expect(() => checkInvitation(code, message), path).toThrow(/sync\.(notGenuine|badCode)/);
      tried += 1;
    }
    for (const { path, message } of changes(request)) {
      expect(() => checkRequest(code, message), path).toThrow(/sync\.(notGenuine|badCode)/);
      tried += 1;
    }
    for (const { path, message } of changes(answer)) {
      expect(() => openAnswer(code, keys, request, message), path).toThrow(/sync\.(notGenuine|badCode)/);
      tried += 1;
    }
    expect(tried).toBeGreaterThan(80);
  });

  it('cannot put its own keys into a request, not even with a proof under a code of its own', () => {
    const own = makeRequest({ ...facts, keys: hubsKeys, code: otherCode });
    expect(() => checkRequest(code, own)).toThrow('sync.badCode');
    expect(() => checkRequest(code, { ...own, invitation: request.invitation })).toThrow('sync.notGenuine');
    expect(() => checkRequest(code, { ...request, boxKey: hubsKeys.boxKey })).toThrow('sync.notGenuine');
  });

  it('cannot hand an answer to somebody else, nor the centre’s key in another box', () => {
    const third = makeRequest({ ...facts, device: '00000000000000000003', keys: hubsKeys, code });
    expect(() => openAnswer(code, keys, third, answer)).toThrow('sync.notGenuine');
    expect(() => openAnswer(code, hubsKeys, request, answer)).toThrow('sync.notGenuine');
    expect(() => openAnswer(otherCode, keys, request, answer)).toThrow('sync.badCode');
    const boxed = wrapFor(keys.boxKey, Buffer.alloc(32, 4), Buffer.alloc(32, 5), `centre ${answer.request}`);
    expect(() => openAnswer(code, keys, request, { ...answer, centreKey: boxed })).toThrow('sync.notGenuine');
  });

  it('cannot have one kind of message taken for another', () => {
    expect(() => checkInvitation(code, request)).toThrow('sync.notGenuine');
    expect(() => openAnswer(code, keys, request, request)).toThrow('sync.notGenuine');
  });
});
