/** What does a resident write when signing up, and what does the API make of it? */

/** @typedef {import('../api/events').EventOut} EventOut */
/** @typedef {import('../api/signups').SignupOut} SignupOut */
/** @typedef {NonNullable<EventOut['form']>['fields'][number]} FormField */

/**
 * Who comes along and what was answered so far; numbers are as they were typed.
 * @typedef {object} Typed
 * @property {{ label: string, child: boolean }[]} party
 * @property {Record<string, any>} answers
 */

/**
 * Return the form as a sign-up left it; empty without one.
 * @param {SignupOut | null} signup
 * @returns {Typed}
 */
function typedOf(signup) {
  return signup ? { party: signup.party, answers: signup.answers } : { party: [], answers: {} };
}

/**
 * Return what to send. Only what the form asks now goes along: a kept draft may answer a question that is gone.
 * @param {Typed} typed
 * @param {EventOut['form']} form
 */
function bodyOf(typed, form) {
  const fields = form ? form.fields : [];
  /** @type {Record<string, any>} */
  const answers = {};
  for (const field of fields) {
    const value = answerOf(field, typed.answers[field.key]);
    if (value !== null) {
      answers[field.key] = value;
    }
  }
  const party = typed.party.map(({ label, child }) => ({ label: label.trim(), child }));
  return { party, answers, ...(form ? { form_version: form.version } : {}) };
}

/**
 * @param {FormField} field
 * @param {any} value
 * @returns {any} null when there is no answer; what is no number stays as it is, and the API says so
 */
function answerOf(field, value) {
  if (value === undefined || value === null || value === '') {
    return null;
  }
  if (field.kind !== 'number') {
    return value;
  }
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

module.exports = { typedOf, bodyOf };
