import { parseArgs } from 'node:util';
import { fromLocalMinute, type Instant, isInstant } from '@shared/rules/time';

/** What a start asks for. */
export interface StartArgs {
  readonly data: string | undefined;
  readonly demo: boolean;
  readonly wall: boolean;
  readonly now: Instant | undefined;
  readonly importFile: string | undefined;
  readonly cli: readonly string[] | undefined;
}

/** `--now` takes `2024-12-31T16:00` or a full instant. */
function nowOf(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  return isInstant(text) ? text : fromLocalMinute(text);
}

/** Arguments of the program. Switches of Chromium and of test drivers are not ours and are passed over. */
export function readArgs(argv: readonly string[]): StartArgs {
  const at = argv.indexOf('--cli');
  const own = at < 0 ? argv : argv.slice(0, at);
  const { values } = parseArgs({
    args: own.filter((arg, i) => isOurs(arg) || isOurs(own[i - 1] ?? '', true)),
    options: {
      data: { type: 'string' },
      demo: { type: 'boolean' },
      wall: { type: 'boolean' },
      now: { type: 'string' },
      import: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    data: text(values.data),
    demo: values.demo === true,
    wall: values.wall === true,
    now: nowOf(text(values.now)),
    importFile: text(values.import),
    cli: at < 0 ? undefined : argv.slice(at + 1),
  };
}

/** Is this an argument of ours (or, with `value`, one that a value follows)? */
function isOurs(arg: string, value = false): boolean {
  const name = arg.split('=')[0] ?? '';
  const withValue = ['--data', '--now', '--import'].includes(name);
  return value ? withValue && !arg.includes('=') : withValue || name === '--demo' || name === '--wall';
}
