/** What does the sheet say beside a report: how many were there, at which session, and what was put right? */

const { when } = require('../../../core/moment_words');
const texts = require('../texts');

/** @typedef {import('../verification_api').AttendanceSummary} AttendanceSummary */

/**
 * Return the counts in words; `differs` says by how many the head count and the sheet are apart, if they are.
 * @param {AttendanceSummary} attendance
 * @param {number} headcount
 */
function countsOf({ sessions, present, expected }, headcount) {
  const apart = headcount - present;
  const bySession = sessions.length > 1 ? sessions : [];
  return {
    headcount: texts.say('verify.people', { n: headcount }),
    present: texts.say('verify.people', { n: present }),
    expected: texts.say('verify.people', { n: expected }),
    sessions: bySession.map(({ number, label, present: there }) => ({
      number,
      label: label || texts.say('verify.session', { n: number }),
      present: texts.say('verify.people', { n: there }),
    })),
    differs: apart === 0 ? '' : texts.say(apart > 0 ? 'verify.more' : 'verify.fewer', { n: Math.abs(apart) }),
  };
}

/**
 * Return a correction in words.
 * @param {AttendanceSummary['corrections'][number]} correction
 */
function correctionOf({ id, kind, person, reason, corrected_at: at, undo_reason: undone }) {
  const what = texts.say(`verify.${kind === 'add' ? 'added' : 'removed'}`, { person });
  return { id, what, reason: undone ? texts.say('verify.undone', { reason, undone }) : reason, when: when(at) };
}

module.exports = { correctionOf, countsOf };
