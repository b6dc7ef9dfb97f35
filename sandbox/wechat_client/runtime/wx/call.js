/** How does every asynchronous call of `wx` answer? By `success`, `fail` and `complete`, or else by a promise. */

/** Fail a call: `message` follows `name:fail`, and `extra` (such as `errno`) goes into the error too. */
export function fail(message, extra = {}) {
  throw Object.assign(new Error(message), { extra });
}

/** Return the `wx` function of this name; `run(options)` does the work and returns what the answer holds. */
export function call(name, run) {
  return (options = {}) => answering(name, options, () => run(options));
}

/** Do the work and answer. Returns a promise, or undefined when one of the callbacks was given. */
export function answering(name, options, run) {
  const { success, fail: failed, complete } = options;
  const promise = settle(name, run);
  if (!success && !failed && !complete) {
    return promise;
  }
  promise.then(
    (answer) => {
      success?.(answer);
      complete?.(answer);
    },
    (error) => {
      failed?.(error);
      complete?.(error);
    },
  );
  return undefined;
}

async function settle(name, run) {
  try {
    return { errMsg: `${name}:ok`, ...(await run()) };
  } catch (problem) {
    throw { errMsg: `${name}:fail ${problem.message}`, ...problem.extra };
  }
}
