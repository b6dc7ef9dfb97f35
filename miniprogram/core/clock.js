/**
 * What time is it? By the server's clock, which every answer of the API tells: phones' own are now and then wrong.
 *
 * Until the first answer it is as far ahead of the phone as it was the last time.
 */

const KEY = 'clock';

/** @type {number | undefined} milliseconds that the server is ahead of the phone; undefined: not yet read from the storage */
let ahead;

/** @returns {number} */
function known() {
  if (ahead === undefined) {
    const kept = wx.getStorageSync(KEY);
    ahead = kept ? kept.ahead : 0;
  }
  return /** @type {number} */ (ahead);
}

/** @returns {number} this moment, in milliseconds since 1970 */
function now() {
  return onPhone() + known();
}

/** @returns {string} this moment as the API writes one, in whole seconds */
function moment() {
  return `${new Date(now()).toISOString().slice(0, 19)}Z`;
}

/**
 * Return what the phone's own clock shows. For times that the server is to correct: it is told this, and when it was sent.
 * @returns {number} milliseconds since 1970
 */
function onPhone() {
  return Date.now();
}

/**
 * Hear what time the server had when it answered. A slow answer says little, and changes nothing that may be right.
 * @param {Record<string, string>} header of the answer
 * @param {number} sentAt when it was asked, by the phone's clock
 */
function learn(header, sentAt) {
  const told = Number(header['X-Server-Time'] || header['x-server-time']) * 1000;
  if (!told) {
    return;
  }
  // It told whole seconds, and told them some time between the question and the answer.
  const [least, most] = [told - onPhone(), told + 999 - sentAt];
  if (known() < least || known() > most) {
    ahead = Math.round((least + most) / 2);
    wx.setStorageSync(KEY, { ahead });
  }
}

module.exports = { now, moment, onPhone, learn };
