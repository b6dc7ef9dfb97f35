/** What does a person read when something went wrong? */

const { section, say } = require('./texts');

/** What the API has no better sentence for than we. */
const OWN_WORDS = new Set(['network', 'broken', 'consent_needed']);

/**
 * Return one sentence that says what to do. The API's own sentences are Chinese and made for people; another language
 * says it more plainly, by the code.
 * @param {any} failure
 * @returns {string}
 */
function problemText(failure) {
  const words = section('problems');
  if (failure.code in words) {
    return words[failure.code];
  }
  if (OWN_WORDS.has(failure.kind) || !failure.message) {
    return words[failure.kind] || words.broken;
  }
  return words.translated ? words[failure.kind] || words.broken : failure.message;
}

/**
 * Return what is wrong with each field, in words.
 * @param {Record<string, string[]>} fields names and what the API says of each, e.g. `{ 'answers.dish': ['missing'] }`
 * @returns {Record<string, string>}
 */
function fieldTexts(fields) {
  const words = section('faults');
  return Object.fromEntries(
    Object.entries(fields).map(([name, [fault]]) => [name, words[fault] || say('faults.other')]),
  );
}

module.exports = { problemText, fieldTexts };
