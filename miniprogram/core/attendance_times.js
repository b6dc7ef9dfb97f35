/** When do people check in to an event? It is a hint for the screen: the API decides. */

const clock = require('./clock');

const MINUTE_MS = 60 * 1000;

/** People come early, and look for the code before it is taken; some stay on. */
const EARLY_MS = 3 * 60 * MINUTE_MS;
const LATE_MS = 60 * MINUTE_MS;

/**
 * Tell whether it is about time to be there.
 * @param {{ state: string, starts_at: string, ends_at: string }} event
 * @param {number} [now]
 */
function isAround(event, now = clock.now()) {
  const begins = Date.parse(event.starts_at) - EARLY_MS;
  return event.state === 'published' && begins <= now && now < Date.parse(event.ends_at) + LATE_MS;
}

/**
 * Return the moment at which check-in opens next, to the event or to a session of it; empty when it opens no more.
 * @param {{ starts_at: string, sessions: { starts_at: string }[], checkin_opens_before: number }} event
 * @param {number} now
 * @returns {string}
 */
function nextOpening(event, now) {
  const sessions = event.sessions.length ? event.sessions : [event];
  const openings = sessions.map((one) => Date.parse(one.starts_at) - event.checkin_opens_before * MINUTE_MS);
  const next = openings.find((opening) => now < opening);
  return next === undefined ? '' : new Date(next).toISOString();
}

module.exports = { isAround, nextOpening };
