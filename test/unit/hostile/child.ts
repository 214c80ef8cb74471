import { CodedError } from '@shared/contract/errors';
import { interruptible } from '../../../src/main/cli/interrupt';
import { parseAndAnswer, readSheetApart } from '../../../src/main/cli/sheet';
import { answerParse } from '../../../src/main/parse/read';

/** A parse process as the command line starts it, and processes that misbehave in ways that no file is known for. */
const [first = '', path = '', profile = ''] = process.argv.slice(2);

/** Held for good, so that nothing is given back. */
const held: Buffer[] = [];

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Never gives the thread back: a timer in here would not run. Buffers are no part of any heap limit. */
function fill(): never {
  for (;;) {
    held.push(Buffer.alloc(8 * 1_048_576, 1));
    pause(20);
  }
}

/** One file after the other, for as long as somebody asks. */
function parseMany(): void {
  process.on('message', (request: { path: string; profilePath: string }) => {
    void answerParse({ kind: 'sheet', ...request }).then((answer) =>
      process.send?.(answer.ok ? { ok: true } : answer),
    );
  });
}

/** The command line at work on a file, until somebody presses Ctrl+C. */
function importLikeCli(): void {
  const work = (signal: AbortSignal): Promise<unknown> => {
    process.send?.('ready');
    return readSheetApart(process.argv[1] ?? '', path, profile, { signal });
  };
  interruptible(work).catch((error: unknown) => {
    const code = error instanceof CodedError ? error.code : String(error);
    process.send?.(code, () => process.disconnect());
  });
}

if (first === '--parse-many') parseMany();
else if (first === '--import') importLikeCli();
else if (path.endsWith('loop.csv')) for (;;) pause(1000);
else if (path.endsWith('fill.csv')) fill();
else if (path.endsWith('die.csv')) process.exit(3);
else void parseAndAnswer(path, profile);
