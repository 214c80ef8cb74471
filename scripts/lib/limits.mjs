// How long a wait, a test or a stage may take: only to end what hangs. A machine that does other things as well is slow by
// tens; nothing here is near what a thing takes, and no test may depend on how long it took.
const MINUTE = 60_000;

/** One wait inside a test: for a row, a window, an answer, the end of a process. */
export const HANG_MS = 3 * MINUTE;

/** One test of a profile with its hooks, ms. @param {boolean} nightly */
export const testMsOf = (nightly) => (nightly ? 40 : 10) * MINUTE;

/** The same inside a runner: the stage says it in the environment; alone it is the usual profile's. */
export const TEST_MS = Number(process.env.XIUHUA_TEST_MS) || testMsOf(process.env.XIUHUA_NIGHTLY === '1');

/**
 * A stage that has written nothing for so long is ended, ms; longer than a test may take, so that a test that hangs is
 * named before. A test that may take longer than a test may must print something on the way. @param {boolean} nightly
 */
export const silenceMsOf = (nightly) => testMsOf(nightly) + 5 * MINUTE;
