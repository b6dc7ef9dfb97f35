/** Where is what somebody typed, until the API has it? On the phone, so that a closed page or a lost network loses nothing. */

const clock = require('./clock');

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** @param {string} name */
function keyOf(name) {
  return `draft:${name}`;
}

/**
 * @param {string} name of the form, with the id of what it is about
 * @returns {any} what was kept, or null when there is nothing or it is a week old
 */
function read(name) {
  const kept = wx.getStorageSync(keyOf(name));
  if (!kept || clock.now() - kept.at > KEPT_MS) {
    return null;
  }
  return kept.typed;
}

/**
 * @param {string} name
 * @param {any} typed
 */
function keep(name, typed) {
  wx.setStorageSync(keyOf(name), { at: clock.now(), typed });
}

/** @param {string} name */
function drop(name) {
  wx.removeStorageSync(keyOf(name));
}

module.exports = { read, keep, drop };
