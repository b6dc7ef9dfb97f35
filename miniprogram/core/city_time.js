/**
 * Which day and hour does the city's clock show at a moment of the API, and back?
 *
 * All of China keeps one time, eight hours before UTC and without summer time; a phone abroad shows another one, so
 * its own zone is never asked. Moments are `YYYY-MM-DDTHH:MM:SSZ`, days `YYYY-MM-DD`, times `HH:MM`.
 */

const AHEAD_MS = 8 * 60 * 60 * 1000;

/** @param {number} milliseconds @returns {string} */
const toSecond = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/**
 * Return what the city's clock shows, written as if it were UTC.
 * @param {string} moment
 * @returns {string}
 */
const shown = (moment) => toSecond(Date.parse(moment) + AHEAD_MS);

/**
 * Return the day on the city's calendar.
 * @param {string} moment
 */
const dayOf = (moment) => shown(moment).slice(0, 10);

/**
 * Return the time of day on the city's clock.
 * @param {string} moment
 */
const timeOf = (moment) => shown(moment).slice(11, 16);

/**
 * Return the moment at which the city's calendar and clock show this; an empty text when there is no such day or time.
 * @param {string} day
 * @param {string} time
 * @returns {string}
 */
function momentOf(day, time) {
  const milliseconds = Date.parse(`${day}T${time}:00Z`);
  return Number.isNaN(milliseconds) ? '' : toSecond(milliseconds - AHEAD_MS);
}

/**
 * Return the day that lies some days after another.
 * @param {string} day
 * @param {number} days
 */
const laterDay = (day, days) => toSecond(Date.parse(`${day}T00:00:00Z`) + days * 86400000).slice(0, 10);

module.exports = { dayOf, laterDay, momentOf, timeOf };
