/** In which list does an event stand for its workers, and what is to be done with it next? */

const clock = require('../../core/clock');

/** @typedef {import('./api').EventState} EventState */
/**
 * A list: the events of a state, or those that are `due`: they began, and nobody said yet whether they took place.
 * @typedef {EventState | 'due'} List
 */

/** @type {List[]} in the order of an event's life */
const LISTS = ['draft', 'published', 'due', 'held_reported', 'returned', 'verified', 'not_held', 'cancelled'];

const DAY_MS = 24 * 60 * 60 * 1000;

/** How many days back a list goes. What is still to be done is never hidden for its age. */
/** @type {Partial<Record<List, number>>} */
const DAYS_BACK = { due: 400, held_reported: 400, returned: 400, verified: 60, not_held: 60 };

/** @param {number} milliseconds */
const momentAt = (milliseconds) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/**
 * Return how the API is asked for a list.
 * @param {List} list
 * @param {number} [now]
 * @returns {{ state: EventState, from?: string, to?: string }}
 */
function filterOf(list, now = clock.now()) {
  const days = DAYS_BACK[list];
  const from = days ? { from: momentAt(now - days * DAY_MS) } : {};
  return list === 'due' ? { state: 'published', ...from, to: momentAt(now) } : { state: list, ...from };
}

/**
 * Return what a worker does next about what took place: report it, report it again, or see the report.
 * @param {{ state: EventState, starts_at: string }} event
 * @param {number} [now]
 * @returns {'report' | 'report_again' | 'see' | ''} empty: nothing
 */
function nextStep(event, now = clock.now()) {
  if (event.state === 'published') {
    return now >= Date.parse(event.starts_at) ? 'report' : '';
  }
  if (event.state === 'returned') {
    return 'report_again';
  }
  return event.state === 'held_reported' || event.state === 'verified' ? 'see' : '';
}

/**
 * Return where that is done.
 * @param {string} step
 * @param {string} id
 */
function pageOf(step, id) {
  return `/packages/worker/${step === 'see' ? 'verify' : 'report'}/index?id=${id}`;
}

module.exports = { LISTS, filterOf, nextStep, pageOf };
