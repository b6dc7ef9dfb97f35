/** What is a timer in WeChat? A number, which goes into a page's data; in Node it is an object, which does not. */

/** Let timers be numbers. Call it after the clock was mocked. */
export function numberTimers() {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const known = [];
  globalThis.setTimeout = (work, milliseconds) => known.push(start(work, milliseconds)) - 1;
  globalThis.clearTimeout = (number) => known[number] && stop(known[number]);
}
