/** One wait inside a test, ms. */
export const HANG_MS: number;
/** One test with its hooks, ms. */
export const TEST_MS: number;
export function testMsOf(nightly: boolean): number;
export function silenceMsOf(nightly: boolean): number;
