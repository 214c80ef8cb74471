/**
 * Runs `task` with some variables set in our own environment, and puts back what stood there, however it ends. For what
 * is read from the environment by a library; whatever is started gets its environment handed over instead.
 * @template T @param {NodeJS.ProcessEnv} variables @param {() => Promise<T>} task @returns {Promise<T>}
 */
export async function withEnv(variables, task) {
  const before = Object.keys(variables).map((name) => /** @type {const} */ ([name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    return await task();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
