/** What does a worker hear and feel without looking: recorded, there already, or a problem? */

/** @typedef {'recorded' | 'already' | 'problem' | 'question'} Tone */

const SOUNDS = '/packages/worker/sounds/';
const GAP_MS = 180;

/** @type {WechatMiniprogram.InnerAudioContext | null} */
let speaker = null;

/** Make ready to be heard, also on a phone that is muted: at the door it is loud. */
function begin() {
  if (wx.setInnerAudioOption) {
    wx.setInnerAudioOption({ obeyMuteSwitch: false, mixWithOther: true, fail: () => undefined });
  }
  speaker = speaker || wx.createInnerAudioContext();
}

/** Let go of the sounds. */
function end() {
  if (speaker) {
    speaker.destroy();
  }
  speaker = null;
}

/**
 * Say how a scan went: one short beep, two, or a long low one. A question only shakes the phone.
 * @param {Tone} tone
 */
function give(tone) {
  if (speaker && tone !== 'question') {
    speaker.stop();
    speaker.src = `${SOUNDS}${tone}.wav`;
    speaker.play();
  }
  if (tone === 'problem') {
    wx.vibrateLong({ fail: () => undefined });
    return;
  }
  shake();
  if (tone === 'already') {
    setTimeout(shake, GAP_MS);
  }
}

function shake() {
  wx.vibrateShort({ type: 'heavy', fail: () => undefined });
}

module.exports = { begin, end, give };
