/** How long is the own code shown, and how long is it good? By the server's clock, whatever the phone slept through. */

const SECOND_MS = 1000;

/**
 * @typedef {object} OwnCode
 * @property {string} code
 * @property {number} refreshAt when the next code is there
 * @property {number} goodUntil
 */

/**
 * @param {import('./api').ResidentCodeOut} answer
 * @param {number} now when the answer came, by the server's clock
 * @returns {OwnCode}
 */
function kept(answer, now) {
  return {
    code: answer.code,
    refreshAt: now + answer.refresh_in * SECOND_MS,
    goodUntil: Date.parse(answer.expires_at),
  };
}

/**
 * Return how things stand with a code: whether it is `good`, whether the next is `due`, in how many seconds it is or was
 * to come (`left`, at least 0), how much of its time is left (`share`, in percent), and in how many milliseconds the
 * number of seconds changes (`tickIn`).
 * @param {OwnCode | null} own
 * @param {number} now
 */
function standing(own, now) {
  if (!own) {
    return { good: false, due: true, left: 0, share: 0, tickIn: SECOND_MS };
  }
  const ahead = own.refreshAt - now;
  // A code lives as long again as it is shown, so that this is the time for which one is shown.
  const whole = Math.max(own.goodUntil - own.refreshAt, SECOND_MS);
  return {
    good: now < own.goodUntil,
    due: ahead <= 0,
    left: Math.max(Math.ceil(ahead / SECOND_MS), 0),
    share: Math.round(Math.min(Math.max(ahead / whole, 0), 1) * 100),
    tickIn: ahead % SECOND_MS > 0 ? ahead % SECOND_MS : SECOND_MS,
  };
}

/**
 * Return for how many seconds a code is still good; 0 when it is not.
 * @param {OwnCode | null} own
 * @param {number} now
 */
function secondsGood(own, now) {
  return own ? Math.max(Math.ceil((own.goodUntil - now) / SECOND_MS), 0) : 0;
}

module.exports = { kept, standing, secondsGood };
