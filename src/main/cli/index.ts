import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printed, runCli, USAGE } from './run';
import { PARSE_ARGUMENT, parseAndAnswer } from './sheet';

/** The command line in plain Node: no key store of the system, no browser engine. */
async function main(argv: readonly string[]): Promise<void> {
  const [first, path, profile] = argv;
  if (first === PARSE_ARGUMENT && path && profile) {
    await parseAndAnswer(path, profile);
    return;
  }
  const script = fileURLToPath(import.meta.url);
  const resources = join(import.meta.dirname, '../../resources');
  const outcome = await runCli(argv, { resources, script, protector: undefined, env: process.env });
  if (outcome.code === 2) process.stderr.write(USAGE);
  process.stdout.write(`${printed(outcome, argv)}\n`);
  process.exitCode = outcome.code;
}

void main(process.argv.slice(2));
