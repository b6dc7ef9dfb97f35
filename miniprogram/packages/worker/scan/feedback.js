/** What does a worker hear and feel without looking: recorded, there already, or a problem? */

/** @typedef {'recorded' | 'already' | 'problem' | 'question'} Tone */

const SOUNDS = '/packages/worker/sounds/';
const GAP_MS = 180;

/** One for each sound, so that none has to be loaded while somebody waits. */
/** @type {Map<string, WechatMiniprogram.InnerAudioContext>} */
const speakers = new Map();

/** Make ready to be heard, also on a phone that is muted: at the door it is loud. */
function begin() {
  if (wx.setInnerAudioOption) {
    wx.setInnerAudioOption({ obeyMuteSwitch: false, mixWithOther: true, fail: () => undefined });
  }
  for (const tone of ['recorded', 'already', 'problem'].filter((one) => !speakers.has(one))) {
    const speaker = wx.createInnerAudioContext();
    speaker.src = `${SOUNDS}${tone}.wav`;
    speakers.set(tone, speaker);
  }
}

/** Let go of the sounds. */
function end() {
  speakers.forEach((speaker) => speaker.destroy());
  speakers.clear();
}

/**
 * Say how a scan went: one short beep, two, or a long low one. A question only shakes the phone.
 * @param {Tone} tone
 */
function give(tone) {
  const speaker = speakers.get(tone);
  if (speaker) {
    speaker.stop();
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
