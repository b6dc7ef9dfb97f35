/** Where does the API live, and which version of the mini-program is this? */

const CLIENT_VERSION = '0.1.0';

/** The city's server, reached by https in production; here the one that `dev.py run` starts on this machine. */
const SERVER = 'http://127.0.0.1:8000';

/**
 * Return the address in front of every path. Whoever hosts the mini-program may name another server in its ext
 * configuration: a browser's host names its own origin.
 * @returns {string}
 */
function baseUrl() {
  const ext = /** @type {{ baseUrl?: string }} */ (wx.getExtConfigSync ? wx.getExtConfigSync() : {});
  return `${(ext.baseUrl === undefined ? SERVER : ext.baseUrl).replace(/\/$/, '')}/api/v1`;
}

module.exports = { CLIENT_VERSION, baseUrl };
