/** What does a resident read who could not be checked in, and what can be done next? */

const { nextOpening } = require('../../../core/attendance_times');
const { when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { language } = require('../../../core/texts');
const texts = require('../texts');

/**
 * What the button below leads to: scanning again, sending again, the event's page, the own sign-ups, the own code.
 * @typedef {'scan' | 'again' | 'event' | 'mine' | 'code'} Next
 */

/** @type {Record<string, Next>} */
const NEXT = {
  not_ours: 'scan',
  code_invalid: 'scan',
  code_expired: 'scan',
  other_event: 'scan',
  checkin_not_open: 'event',
  checkin_closed: 'event',
  sheet_closed: 'event',
  wrong_state: 'event',
  not_signed_up: 'event',
  waiting: 'mine',
  offered: 'mine',
  own_code: 'code',
  camera: 'code',
  missing: 'scan',
  already_checked_in: 'event',
};

/** @type {Record<string, string>} what the API calls it, and we otherwise */
const SAME = { not_confirmed: 'waiting', code_of_other_event: 'not_ours' };

/**
 * @param {string} code of a failure, or one of ours
 * @param {string} [event] title
 * @returns {{ text: string, next: Next }}
 */
function problemOf(code, event = '') {
  return { text: texts.say(`checkinProblems.${code}`, { event }), next: NEXT[code] };
}

/**
 * Return what to say of a failure, by its code; `event` is null when it could not be read.
 * @param {any} failure
 * @param {string} title of the event
 * @param {import('../../../api/events').EventOut | null} event
 * @param {number} now
 * @returns {{ text: string, next: Next }}
 */
function problemOfFailure(failure, title, event, now) {
  const code = SAME[failure.code] || failure.code;
  if (code === 'checkin_not_open') {
    return { text: notOpenText(title, event, now), next: NEXT[code] };
  }
  if (code === 'already_checked_in' && language() === 'zh-CN' && failure.message) {
    return { text: failure.message, next: NEXT[code] }; // it names the time and the gate
  }
  if (code in NEXT) {
    return problemOf(code, title);
  }
  const text = failure.kind === 'network' ? texts.section('checkinProblems').network : problemText(failure);
  return { text, next: 'again' };
}

/**
 * @param {string} title
 * @param {import('../../../api/events').EventOut | null} event
 * @param {number} now
 */
function notOpenText(title, event, now) {
  const opening = event ? nextOpening(event, now) : '';
  if (!opening) {
    return texts.say('checkinProblems.checkin_not_open_plain', { event: title });
  }
  return texts.say('checkinProblems.checkin_not_open', { event: title, when: when(opening, now) });
}

module.exports = { problemOf, problemOfFailure };
