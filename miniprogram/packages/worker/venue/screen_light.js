/** How bright is the screen while others scan it? As bright as it goes, and awake; afterwards as it was. */

/** Brightness before, or null when it is as the person left it. */
/** @type {number | null} */
let before = null;

/** Make the screen bright and keep it on. */
async function light() {
  wx.setKeepScreenOn({ keepScreenOn: true, fail: () => undefined });
  if (before !== null) {
    return;
  }
  before = -1;
  try {
    const { value } = await wx.getScreenBrightness();
    before = before === null ? null : value;
    await wx.setScreenBrightness({ value: before === null ? value : 1 });
  } catch {
    before = null; // a phone that does not let us is as bright as it is
  }
}

/** Give the screen back as it was. */
function restore() {
  wx.setKeepScreenOn({ keepScreenOn: false, fail: () => undefined });
  if (before !== null && before >= 0) {
    wx.setScreenBrightness({ value: before, fail: () => undefined });
  }
  before = null;
}

module.exports = { light, restore };
