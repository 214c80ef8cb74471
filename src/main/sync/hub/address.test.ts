import { expect, it } from 'vitest';
import { formatAddress, isLoopback, parseAddress } from './address';

it.each([
  ['hub.qu.example:6543/xiuhua', { host: 'hub.qu.example', port: 6543, database: 'xiuhua' }],
  [' 10.1.2.3/xiuhua ', { host: '10.1.2.3', port: 5432, database: 'xiuhua' }],
  ['[fd00::7]:5433/hub', { host: 'fd00::7', port: 5433, database: 'hub' }],
])('reads %s and writes it again', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
  expect(parseAddress(formatAddress(address))).toEqual(address);
});

it.each([
  '',
  'hub',
  'hub:5432',
  'hub:0/x',
  'hub:70000/x',
  'hub:port/x',
  'fd00::7/x',
  '[nonsense]/x',
  '[1:2]/x',
  'user@hub/x',
  'hub/x?sslmode=disable',
  'https://hub/x',
])('refuses %j', (text) => {
  expect(() => parseAddress(text)).toThrow(
    expect.objectContaining({ code: 'sync.badAddress', params: { address: text } }),
  );
});

it('knows what stays on this computer', () => {
  expect(['localhost', 'LocalHost', '127.0.0.1', '127.9.9.9', '::1'].map(isLoopback)).not.toContain(false);
  expect(
    ['127.0.0.1.evil.example', '10.0.0.1', 'localhost.lan', '127.hub.example', '::2'].map(isLoopback),
  ).not.toContain(true);
});
