/** wx calls that one hears, feels, or sees without reading: sounds, vibration, how bright the screen is. */

import { sandbox } from '../sandbox.js';
import { assetUrl } from '../shell/addresses.js';
import { call, fail } from './call.js';

const USUAL_BRIGHTNESS = 0.6;
const EVENTS = {
  Canplay: 'canplay',
  Play: 'play',
  Pause: 'pause',
  Ended: 'ended',
  TimeUpdate: 'timeupdate',
  Waiting: 'waiting',
  Seeking: 'seeking',
  Seeked: 'seeked',
};

let brightness = USUAL_BRIGHTNESS;

/** One sound. A browser may refuse to play it before the person has touched the page: then it stays silent. */
class Sound {
  #audio = new Audio();
  #src = '';
  #heard = new Map();
  #stopped = new Set();
  startTime = 0;
  obeyMuteSwitch = true;

  constructor() {
    for (const [name, event] of Object.entries(EVENTS)) {
      this[`on${name}`] = (listener) => this.#listen(event, listener);
      this[`off${name}`] = (listener) => this.#forget(event, listener);
    }
    for (const name of ['autoplay', 'loop', 'volume', 'playbackRate']) {
      const set = (value) => (this.#audio[name] = value);
      Object.defineProperty(this, name, { get: () => this.#audio[name], set, enumerable: true });
    }
    this.onError = (listener) => this.#listen('error', listener, { errCode: 10001, errMsg: 'system error' });
    this.offError = (listener) => this.#forget('error', listener);
    this.onStop = (listener) => this.#stopped.add(listener);
    this.offStop = (listener) => (listener ? this.#stopped.delete(listener) : this.#stopped.clear());
  }

  #listen(event, listener, detail = {}) {
    const hear = () => listener(detail);
    this.#heard.set(hear, { event, listener });
    this.#audio.addEventListener(event, hear);
  }

  #forget(event, listener) {
    for (const [hear, known] of this.#heard) {
      if (known.event === event && (!listener || known.listener === listener)) {
        this.#audio.removeEventListener(event, hear);
        this.#heard.delete(hear);
      }
    }
  }

  play() {
    sandbox.sounds.push(this.src);
    this.#audio.play().catch(() => {});
  }

  pause() {
    this.#audio.pause();
  }

  stop() {
    this.#audio.pause();
    this.#audio.currentTime = this.startTime;
    this.#stopped.forEach((listener) => listener());
  }

  seek(seconds) {
    this.#audio.currentTime = seconds;
  }

  destroy() {
    [...this.#heard.values()].forEach(({ event }) => this.#forget(event));
    this.#audio.pause();
    this.#audio.removeAttribute('src');
  }

  get src() {
    return this.#src;
  }

  set src(value) {
    this.#src = value;
    this.#audio.src = assetUrl(value);
  }

  get paused() {
    return this.#audio.paused;
  }

  get duration() {
    return this.#audio.duration || 0;
  }

  get currentTime() {
    return this.#audio.currentTime;
  }

  get buffered() {
    return this.duration;
  }
}

function vibrate() {
  sandbox.vibrations += 1;
  return {};
}

function setScreenBrightness({ value }) {
  if (!(value >= 0 && value <= 1)) {
    fail('invalid value');
  }
  brightness = value;
}

export const senses = {
  createInnerAudioContext: () => new Sound(),
  setInnerAudioOption: call('setInnerAudioOption', () => ({})),
  vibrateShort: call('vibrateShort', vibrate),
  vibrateLong: call('vibrateLong', vibrate),
  setScreenBrightness: call('setScreenBrightness', setScreenBrightness),
  getScreenBrightness: call('getScreenBrightness', () => ({ value: brightness })),
  setKeepScreenOn: call('setKeepScreenOn', ({ keepScreenOn }) => {
    sandbox.keepsScreenOn = !!keepScreenOn;
  }),
};
