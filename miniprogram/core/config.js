/** Where does the API live, and which version of the mini-program is this? */

const CLIENT_VERSION = '0.1.0';

/**
 * Return the address in front of every path. A city sets its own in `miniprogram/ext.json`; the browser's host answers
 * with its own origin.
 * @returns {string}
 */
function baseUrl() {
  const ext = /** @type {{ baseUrl?: string }} */ (wx.getExtConfigSync ? wx.getExtConfigSync() : {});
  return `${(ext.baseUrl || '').replace(/\/$/, '')}/api/v1`;
}

module.exports = { CLIENT_VERSION, baseUrl };
