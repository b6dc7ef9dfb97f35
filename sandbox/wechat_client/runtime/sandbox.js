/**
 * What can the panel and tests change about the phone? Available in the page as `sandbox`.
 *
 * Everything is kept in the browser, so that it is still so after the mini-program was started again.
 */

import { shell } from './shell/state.js';

const KEPT = 'sandbox:';
const GOOD_NETWORK = { delay: 0, loss: 0, offline: false };
/** So long the product may take to see the new time: LOOKS_AGAIN_SECONDS in sandbox/product_clock.py, and some more. */
const CLOCK_IS_READ_MS = 300;
export const FONT_SIZES = { 标准: 16, 大: 20, 特大: 24 };

function kept(name, otherwise) {
  const text = localStorage.getItem(KEPT + name);
  return text === null ? otherwise : JSON.parse(text);
}

const keep = (name, value) => localStorage.setItem(KEPT + name, JSON.stringify(value));

const listeners = new Set();

export const sandbox = {
  /** openid of the person whose phone this is, or '' when nobody was chosen. */
  get person() {
    return kept('person', '');
  },

  set person(openid) {
    keep('person', openid);
  },

  /** Size of text that the person has set in WeChat, in pixels; 16 is the standard. */
  get fontSize() {
    return kept('fontSize', FONT_SIZES.标准);
  },

  set fontSize(pixels) {
    keep('fontSize', pixels);
  },

  /** `{delay, loss, offline}`: milliseconds before each answer, part of calls that get lost (0 to 1), no network. */
  get network() {
    return { ...GOOD_NETWORK, ...kept('network', {}) };
  },

  set network(changes) {
    keep('network', { ...sandbox.network, ...changes });
    listeners.forEach((listener) => listener(sandbox.network));
  },

  onNetworkChange: (listener) => listeners.add(listener),
  offNetworkChange: (listener) => listeners.delete(listener),

  /** What the mini-program did that no test can feel or hear: since it was started, unlike the rest. */
  vibrations: 0,
  /** Sources of the sounds that were played, oldest first. */
  sounds: [],
  keepsScreenOn: false,

  /** The card that was shared last: `{title, path, imageUrl}`. */
  get lastShare() {
    return shell.lastShare ?? null;
  },

  /** Ask the sandbox WeChat server's control API, e.g. `wechat('GET', 'people')`. */
  async wechat(method, what, body) {
    const answer = await fetch(`${shell.server.wechat}/${what}`, {
      method,
      headers: body && { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`the sandbox WeChat server answered ${answer.status} to ${what}`);
    }
    return answer.json();
  },

  /** Let seconds pass for the product and everybody, and let the mini-program read its page again. */
  async letPass(seconds) {
    await sandbox.wechat('POST', 'clock', { advance: seconds });
    await new Promise((resolve) => setTimeout(resolve, CLOCK_IS_READ_MS));
    location.reload();
  },

  /** Start the mini-program again at its first page, as another person when one is named. */
  restart(openid = sandbox.person) {
    sandbox.person = openid;
    history.replaceState(null, '', location.pathname);
    location.reload();
  },
};
