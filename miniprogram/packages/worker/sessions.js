/**
 * How does a worker write the sessions of an event on a phone, and what does the API make of them?
 *
 * Without any, the event is one session by itself. Days and times are those of the city's clock.
 */

const { dayOf, momentOf, timeOf } = require('../../core/city_time');

/** @typedef {import('../../typings/api').SessionTimes} SessionTimes */
/**
 * @typedef {object} Session a session as it stands on the screen
 * @property {string} key only for the screen
 * @property {string} label
 * @property {string} startDay
 * @property {string} startTime
 * @property {string} endDay
 * @property {string} endTime
 */
/** @typedef {{ startDay: string, startTime: string, endDay: string, endTime: string }} Span */

const MOST_SESSIONS = 20;
const HOUR_MS = 60 * 60 * 1000;

/**
 * @param {string} key
 * @param {string} label
 * @param {string} startsAt
 * @param {string} endsAt
 * @returns {Session}
 */
function session(key, label, startsAt, endsAt) {
  const start = { startDay: dayOf(startsAt), startTime: timeOf(startsAt) };
  return { key, label, ...start, endDay: dayOf(endsAt), endTime: timeOf(endsAt) };
}

/** @param {Span} one */
const startOf = (one) => momentOf(one.startDay, one.startTime);

/** @param {Span} one */
const endOf = (one) => momentOf(one.endDay, one.endTime);

/**
 * @param {string} moment
 * @param {number} milliseconds
 * @returns {string}
 */
const laterBy = (moment, milliseconds) => `${new Date(Date.parse(moment) + milliseconds).toISOString().slice(0, 19)}Z`;

/**
 * Return the sessions with one more: the first is as long as the event, each other one hour after the last.
 * @param {Session[]} sessions
 * @param {Span} event
 * @returns {Session[]}
 */
function withOneMoreSession(sessions, event) {
  const last = sessions[sessions.length - 1];
  const key = `s${Math.max(0, ...sessions.map((one) => Number(one.key.slice(1)))) + 1}`;
  const [from, to] = last ? [endOf(last), laterBy(endOf(last), HOUR_MS)] : [startOf(event), endOf(event)];
  return [...sessions, session(key, '', from, to)];
}

/**
 * Return the sessions of an event as they stand on the screen.
 * @param {SessionTimes[]} kept
 * @returns {Session[]}
 */
function sessionsOf(kept) {
  return kept.map((one, index) => session(`s${index + 1}`, one.label, one.starts_at, one.ends_at));
}

/**
 * Return what the API is to keep.
 * @param {Session[]} sessions
 * @returns {SessionTimes[]}
 */
function timesOf(sessions) {
  return sessions.map((one) => ({ label: one.label.trim(), starts_at: startOf(one), ends_at: endOf(one) }));
}

/**
 * Return the sessions as they lie when the event begins later by so much.
 * @param {Session[]} sessions
 * @param {number} milliseconds
 * @returns {Session[]}
 */
function movedSessions(sessions, milliseconds) {
  const moved = (/** @type {Session} */ one) =>
    session(one.key, one.label, laterBy(startOf(one), milliseconds), laterBy(endOf(one), milliseconds));
  return milliseconds === 0 ? sessions : sessions.map(moved);
}

/**
 * Return which sessions can't be sent as they stand, as the API names them.
 * @param {SessionTimes[]} sessions
 * @param {{ starts_at: string, ends_at: string }} event
 * @returns {Record<string, string[]>}
 */
function sessionFaults(sessions, event) {
  /** @type {Record<string, string[]>} */
  const faults = {};
  for (const [index, one] of sessions.entries()) {
    const before = sessions[index - 1];
    if (one.label === '') {
      faults[`sessions.${index}.label`] = ['missing'];
    }
    if (one.ends_at <= one.starts_at) {
      faults[`sessions.${index}.ends_at`] = ['not_after_start'];
    } else if (before && one.starts_at < before.ends_at) {
      faults[`sessions.${index}.starts_at`] = ['overlap'];
    } else if (one.starts_at < event.starts_at || one.ends_at > event.ends_at) {
      faults[`sessions.${index}.starts_at`] = ['outside_event'];
    }
  }
  return faults;
}

/**
 * Return for each session what is wrong with its label and with its times; the API says it as `sessions.2.label`.
 * @param {Record<string, string>} errors
 * @param {number} count
 */
function faultsOfSessions(errors, count) {
  return Array.from({ length: count }, (nothing, index) => {
    const name = `sessions.${index}`;
    return {
      label: errors[`${name}.label`] || '',
      times: errors[`${name}.starts_at`] || errors[`${name}.ends_at`] || '',
    };
  });
}

module.exports = {
  MOST_SESSIONS,
  faultsOfSessions,
  movedSessions,
  sessionFaults,
  sessionsOf,
  timesOf,
  withOneMoreSession,
};
