/** How much time is left for a paper? By the server's clock, so that sleeping, or a phone's wrong clock, changes nothing. */

const texts = require('./texts');

const SECOND_MS = 1000;
const CARE_SECONDS = 60;

/** What is said aloud, and only then: a voice that counts every second is no help. In seconds. */
const SPOKEN = [600, 300, 60, 30, 10];

/**
 * @typedef {object} TimeLeft
 * @property {boolean} over
 * @property {number} seconds those that show; the last one lasts until its end
 * @property {string} text 12:05, or 1:02:05; empty without a clock
 * @property {'plain' | 'care'} tone
 * @property {string} spoken said aloud at this second; empty at most
 * @property {number} tickIn milliseconds until it shows another number; 0 without a clock
 */

/**
 * @param {string | null} deadline without one there is no clock
 * @param {number} now
 * @returns {TimeLeft}
 */
function timeLeft(deadline, now) {
  if (!deadline) {
    return { over: false, seconds: 0, text: '', tone: 'plain', spoken: '', tickIn: 0 };
  }
  const ms = Math.max(0, Date.parse(deadline) - now);
  const seconds = Math.ceil(ms / SECOND_MS);
  return {
    over: ms === 0,
    seconds,
    text: clockText(seconds),
    tone: seconds <= CARE_SECONDS ? 'care' : 'plain',
    spoken: SPOKEN.includes(seconds) ? texts.say('paper.leftSpoken', { time: durationText(seconds * SECOND_MS) }) : '',
    tickIn: ms % SECOND_MS || SECOND_MS,
  };
}

/** @param {number} seconds @returns {string} 12:05 */
function clockText(seconds) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${two(minutes)}:${rest}`;
}

/**
 * Say a length of time: 3 分 12 秒, or 20 分钟.
 * @param {number} milliseconds
 * @returns {string}
 */
function durationText(milliseconds) {
  const seconds = Math.round(milliseconds / SECOND_MS);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes && rest) {
    return texts.say('lengths.both', { minutes, seconds: rest });
  }
  return minutes ? texts.say('lengths.minutes', { minutes }) : texts.say('lengths.seconds', { seconds });
}

module.exports = { clockText, durationText, timeLeft };
