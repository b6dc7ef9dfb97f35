/** What does the phone show and hold at the moment? One object, shared by all parts of the host. */

export const shell = {
  /** What the build found: app.json, pages, styles, templates. */
  config: null,
  /** What the sandbox's server told: addresses. */
  server: null,
  /** Code space and DOM backend of the engine. */
  space: null,
  backend: null,
  /** What `App()` was given. */
  app: null,
  /** What the mini-program was opened with. */
  launch: null,
  /** Pages from the first to the one on top. */
  stack: [],
  /** Pages of the tab bar that were opened once, by path. */
  tabs: new Map(),
  /** The page that is being made and not yet on the stack. */
  pending: null,
  /** Channel for the page that is being opened. */
  nextChannel: null,
  tabBarHidden: false,
  /** Changes to tab bar items, by index. */
  tabItems: {},

  /** The page on top, also while it is being made. */
  get top() {
    return shell.pending || shell.stack.at(-1);
  },
};

/** Call a method that the mini-program may have; an error in it is reported and stops nothing else. */
export function callIfThere(target, name, ...values) {
  if (typeof target?.[name] !== 'function') {
    return undefined;
  }
  try {
    return target[name](...values);
  } catch (error) {
    reportError(error);
    return undefined;
  }
}
