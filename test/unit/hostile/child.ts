import { parseAndAnswer } from '../../../src/main/cli/sheet';

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

if (first !== '--parse-sheet') throw new Error('not a parse');
if (path.endsWith('loop.csv')) for (;;) pause(1000);
if (path.endsWith('fill.csv')) fill();
if (path.endsWith('die.csv')) process.exit(3);
void parseAndAnswer(path, profile);
