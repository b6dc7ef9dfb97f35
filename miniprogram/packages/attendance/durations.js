/** How is a length of time said? */

const texts = require('./texts');

const HOUR = 60;

/** @param {number} minutes @returns {string} 2 小时 30 分钟 */
function durationText(minutes) {
  const [hours, rest] = [Math.floor(minutes / HOUR), minutes % HOUR];
  if (hours && rest) {
    return texts.say('times.both', { hours, minutes: rest });
  }
  return hours ? texts.say('times.hours', { hours }) : texts.say('times.minutes', { minutes });
}

module.exports = { durationText };
