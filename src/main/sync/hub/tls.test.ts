import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { connect } from './connection';

/**
 * A door that speaks just enough of PostgreSQL: it grants TLS with the certificate given, then refuses the password. Who is told
 * `sync.refused` has proved the certificate and only then said who they are.
 */
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

function pem(name: string): string {
  return readFileSync(join(import.meta.dirname, '../testing/tls', `${name}.pem`), 'utf8');
}

/** `ErrorResponse`: severity, code, message. */
function refusal(): Buffer {
  const fields = Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

async function door(certificate: string | undefined): Promise<{ address: string; heard: () => string }> {
  let heard = '';
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(certificate ? 'S' : 'N');
      if (!certificate) return;
      const secure = new TLSSocket(socket, {
        isServer: true,
        cert: pem(certificate),
        key: pem(`${certificate}.key`),
      });
      secure.on('error', () => undefined);
      secure.on('data', (data) => {
        heard += data.toString('latin1');
        secure.end(refusal());
      });
    });
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  return { address: `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/hub`, heard: () => heard };
}

it.each([
  ['the house’s authority and the right name', 'here', pem('authority'), 'sync.refused'],
  ['another name', 'elsewhere', pem('authority'), 'sync.badCertificate'],
  ['another authority', 'here', pem('otherAuthority'), 'sync.badCertificate'],
  ['an authority that the system does not know', 'here', undefined, 'sync.badCertificate'],
  ['no TLS at all', undefined, pem('authority'), 'sync.tlsNeeded'],
])('a hub with %s', async (_, certificate, ca, code) => {
  const { address, heard } = await door(certificate);
  const access = { address, user: 'xd_desk', password: 'secret', tls: true, ca };
  await expect(connect(access)).rejects.toMatchObject({ code, params: { address } });
  // Nobody is told the login's name before the certificate held.
  expect(heard().includes('xd_desk')).toBe(code === 'sync.refused');
});
