/** What does a row of the list at the door show? */

const texts = require('../checkin/texts');
const { clockText } = require('../checkin/words');

/** @typedef {import('../checkin/roster_book').Party} Party */
/** @typedef {import('../checkin/roster_book').Mark} Mark */
/** @typedef {import('../checkin/roster_book').WalkIn} WalkIn */

/**
 * Return a party, with a box to tick for each of its members.
 * @param {Party} party
 */
function rowOf({ signup, name, members, marks }) {
  const boxes = members.map(({ label }, member) =>
    boxOf(marks[member], { member, name, label: label || texts.section('roster').me, alone: members.length === 1 }),
  );
  return { signup, name, boxes };
}

/**
 * @param {Mark | null} mark
 * @param {{ member: number, name: string, label: string, alone: boolean }} who
 */
function boxOf(mark, { member, name, label, alone }) {
  const spoken = { name, member: alone ? '' : label };
  return {
    ...{ member, label: alone ? '' : label, here: Boolean(mark) },
    words: mark ? sinceText(mark) : '',
    spoken: texts.say(mark ? 'roster.undoOf' : 'roster.markOf', spoken).trim(),
  };
}

/** @param {Mark} mark */
function sinceText({ at, leftAt, clientId }) {
  const t = texts.section('roster');
  const since = leftAt
    ? texts.say('roster.left', { time: clockText(leftAt) })
    : texts.say('roster.at', { time: clockText(at) });
  return clientId ? `${since} · ${t.waiting}` : since;
}

/**
 * @param {WalkIn} walkIn
 * @param {number} index
 */
function walkInRowOf(walkIn, index) {
  const { name } = walkIn;
  return { index, name, words: sinceText(walkIn), spoken: texts.say('roster.undoOf', { name, member: '' }).trim() };
}

module.exports = { rowOf, walkInRowOf };
