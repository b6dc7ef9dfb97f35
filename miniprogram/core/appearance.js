/** How large is the text? As large as the phone's font setting or the person's own wish, whichever is larger. */

const session = require('./session');

const USUAL_FONT_SIZE = 16;
const LARGEST = 1.6;

/** @type {Record<string, number>} */
const SCALE_OF_WISH = { normal: 1, large: 1.2, largest: 1.4 };

let phoneScale = 1;

/** Read the phone's font setting; people change it while the mini-program sleeps. */
function read() {
  const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : {};
  const { fontSizeScaleFactor, fontSizeSetting } = /** @type {any} */ (info);
  phoneScale = fontSizeScaleFactor || (fontSizeSetting || USUAL_FONT_SIZE) / USUAL_FONT_SIZE;
}

/** @returns {number} by which all text is multiplied, 1 to 1.6 */
function scale() {
  const user = session.user();
  const wished = SCALE_OF_WISH[user ? user.text_size : 'normal'] || 1;
  return Math.min(Math.max(phoneScale, wished, 1), LARGEST);
}

module.exports = { read, scale };
