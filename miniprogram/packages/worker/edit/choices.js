/** What can be chosen on the page where an event is written, and which of it stands under which name in the API? */

const texts = require('../texts');

/** @typedef {import('../event_draft').Draft} Draft */
/** @typedef {import('../questions').Question} Question */
/**
 * @typedef {object} Choice
 * @property {string[]} values
 * @property {string[]} names as the screen shows them
 * @property {number} index which one is chosen
 */

/** Parts of a draft that are called otherwise in the API; the others have the same name there. */
/** @type {Record<string, string>} */
const API_NAMES = {
  startDay: 'starts_at',
  startTime: 'starts_at',
  endDay: 'ends_at',
  endTime: 'ends_at',
  closeDay: 'signup_closes_at',
  closeTime: 'signup_closes_at',
  partyMax: 'party_max',
  opensBefore: 'checkin_opens_before',
  closesAfter: 'checkin_closes_after',
};

/** @param {string} name of a part of a draft */
const fieldOf = (name) => API_NAMES[name] || name;

/**
 * @param {Draft} draft
 * @param {{ id: string, name: string }[]} kinds
 */
function choicesOf(draft, kinds) {
  const t = texts.section('edit');
  return {
    place_kind: choice(Object.fromEntries(kinds.map(({ id, name }) => [id, name])), draft.place_kind),
    waitingOrder: choice(t.orders, draft.waitingOrder),
    waitingMode: choice(t.modes, draft.waitingMode),
  };
}

/**
 * @param {Record<string, string>} words value -> name
 * @param {string} chosen
 * @returns {Choice}
 */
function choice(words, chosen) {
  const values = Object.keys(words);
  return { values, names: Object.values(words), index: Math.max(values.indexOf(chosen), 0) };
}

/**
 * Return the questions with one of them put in the place of its former self.
 * @param {Question[]} questions
 * @param {number} index
 * @param {Question} changed
 */
function withQuestion(questions, index, changed) {
  return questions.map((question, place) => (place === index ? changed : question));
}

/**
 * Return for each question what is wrong with its label and with its options; the API says it as `form.2.options.1.key`.
 * @param {Record<string, string>} errors
 * @param {number} count
 */
function faultsOfQuestions(errors, count) {
  return Array.from({ length: count }, (nothing, index) => {
    const mine = Object.entries(errors).filter(([field]) => field.startsWith(`form.${index}.`));
    const first = (/** @type {boolean} */ ofOptions) =>
      mine.find(([field]) => field.startsWith(`form.${index}.options`) === ofOptions);
    return { label: (first(false) || ['', ''])[1], options: (first(true) || ['', ''])[1] };
  });
}

module.exports = { choicesOf, faultsOfQuestions, fieldOf, withQuestion };
