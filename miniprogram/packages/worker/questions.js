/**
 * How does a worker write the questions of a sign-up form on a phone, and what does the API make of them?
 *
 * On the screen a choice has its options in one text, a line each. Keys are what answers are kept under: a question
 * or an option that stays keeps its key, so that answers given before still fit.
 */

/** @typedef {import('../../typings/api').FormField} FormField */
/** @typedef {import('../../typings/api').FormOption} FormOption */
/**
 * @typedef {object} Question a question as it stands on the screen
 * @property {string} key
 * @property {FormField['kind']} kind
 * @property {string} label
 * @property {string} help
 * @property {boolean} required
 * @property {string} optionText the options, a line each
 * @property {FormOption[]} options the options as they were read, with their keys and limits
 */

const MOST = 12;

/** @type {FormField['kind'][]} */
const KINDS = ['short_text', 'long_text', 'number', 'one_of', 'many_of', 'date', 'phone', 'yes_no', 'consent'];

/** @param {string} kind */
const hasOptions = (kind) => kind === 'one_of' || kind === 'many_of';

/**
 * Return a key that none of these has, e.g. `q3`.
 * @param {string} letter
 * @param {string[]} taken
 */
function freeKey(letter, taken) {
  let number = taken.length + 1;
  while (taken.includes(letter + number)) {
    number += 1;
  }
  return letter + number;
}

/**
 * Return the questions with an empty one more.
 * @param {Question[]} questions
 * @returns {Question[]}
 */
function withOneMore(questions) {
  const key = freeKey(
    'q',
    questions.map((question) => question.key),
  );
  return [...questions, { key, kind: 'short_text', label: '', help: '', required: false, optionText: '', options: [] }];
}

/**
 * Return the questions of an event as they stand on the screen.
 * @param {{ fields: FormField[] } | null} form
 * @returns {Question[]}
 */
function questionsOf(form) {
  return (form === null ? [] : form.fields).map((field) => ({
    key: field.key,
    kind: field.kind,
    label: field.label,
    help: field.help || '',
    required: Boolean(field.required),
    optionText: (field.options || []).map((option) => option.label).join('\n'),
    options: field.options || [],
  }));
}

/**
 * Return what the API is to keep.
 * @param {Question[]} questions
 * @returns {FormField[]}
 */
function formOf(questions) {
  return questions.map((question) => ({
    key: question.key,
    kind: question.kind,
    label: question.label.trim(),
    help: question.help.trim(),
    required: question.required,
    options: hasOptions(question.kind) ? optionsOf(question) : [],
  }));
}

/**
 * @param {Question} question
 * @returns {FormOption[]}
 */
function optionsOf(question) {
  const labels = question.optionText.split('\n').map((line) => line.trim());
  /** @type {FormOption[]} */
  const kept = [];
  for (const label of new Set(labels.filter(Boolean))) {
    const before = question.options.find((option) => option.label === label);
    const taken = new Set([...question.options, ...kept].map((option) => option.key));
    kept.push(before || { key: freeKey('o', [...taken]), label, limit: null });
  }
  return kept;
}

module.exports = { KINDS, MOST, formOf, hasOptions, questionsOf, withOneMore };
