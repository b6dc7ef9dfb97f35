/** Has the person on this phone agreed to what the privacy page says? Nobody is logged in before that. */

const clock = require('./clock');

const KEY = 'consent';

/** Raise it when the privacy page says something new that people must agree to again. */
const VERSION = 3;

/** @returns {boolean} */
function given() {
  const kept = wx.getStorageSync(KEY);
  return Boolean(kept) && kept.version === VERSION;
}

function give() {
  wx.setStorageSync(KEY, { version: VERSION, at: clock.moment() });
}

function takeBack() {
  wx.removeStorageSync(KEY);
}

module.exports = { given, give, takeBack };
