/**
 * Runs the body of a script; an error ends it with its message (a stack only with XIUHUA_VERBOSE).
 * @param {() => Promise<number | void>} body returns the exit code
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    console.error(process.env.XIUHUA_VERBOSE ? stack : message);
    process.exitCode = 1;
  }
}
