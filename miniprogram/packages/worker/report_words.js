/** How is a decision about a report read aloud, and a report itself beside what the sheet says? */

const { when } = require('../../core/moment_words');
const texts = require('./texts');

/** @typedef {import('../../typings/api').VerificationOut} Decision */

/**
 * Return why a report was returned, or that it was verified.
 * @param {Pick<Decision, 'decision' | 'reason_code' | 'text'>} decision
 */
function decisionText({ decision, reason_code: code, text }) {
  const words = texts.section('verify');
  if (decision === 'verified') {
    return words.verified;
  }
  const reason = code && code !== 'other' ? words.reasons[code] : '';
  return [reason, text].filter(Boolean).join(words.colon) || words.reasons.other;
}

/**
 * Return how an earlier report stands in the list of what was returned.
 * @param {import('../../typings/api').EarlierReport} report
 */
function earlierOf({ id, summary, headcount, reported_at: at, verification }) {
  return {
    id,
    summary,
    when: when(at),
    headcount: texts.say('verify.people', { n: headcount }),
    decision: verification ? decisionText(verification) : '',
  };
}

module.exports = { decisionText, earlierOf };
