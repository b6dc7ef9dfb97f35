/** How does a paper read: a question with its options, the answer card, the line about saving, what handing in asks? */

const texts = require('./texts');

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const HUNDREDTHS = 100;

/** @typedef {import('./api').Attempt['items'][number]} Item */
/** @typedef {Pick<Item, 'item' | 'type' | 'stem' | 'marks' | 'options'>} Question */
/**
 * What is right, as far as it is told.
 * @typedef {{ right?: boolean | null, key?: string[] | null, explanation?: string | null, source?: string | null }} Told
 */

/** @param {number} hundredths @returns {string} 12.5 */
function marksText(hundredths) {
  return String(hundredths / HUNDREDTHS);
}

/**
 * @param {string} type
 * @returns {string} 单选题
 */
function typeText(type) {
  return texts.section('types')[type] || '';
}

/**
 * Shape a question for the screen.
 * @param {Question} item
 * @param {string[]} chosen
 * @param {Told | null} told
 */
function shownQuestion(item, chosen, told) {
  const key = (told && told.key) || [];
  return {
    item: item.item,
    kind: typeText(item.type),
    marks: texts.say('paper.marks', { n: marksText(item.marks) }),
    stem: item.stem,
    multiple: item.type === 'multiple',
    options: item.options.map(({ id, text }, place) => shownOption(id, text, place, chosen.includes(id), told, key)),
    verdict: told ? verdictOf(told) : null,
    explanation: (told && told.explanation) || '',
    source: told && told.source ? texts.say('paper.source', { source: told.source }) : '',
  };
}

/**
 * @param {string} id
 * @param {string} text
 * @param {number} place
 * @param {boolean} chosen
 * @param {Told | null} told
 * @param {string[]} key
 */
function shownOption(id, text, place, chosen, told, key) {
  const t = texts.section('paper');
  const inKey = key.includes(id);
  const wrong = chosen && Boolean(told && told.key) && !inKey;
  const note = [chosen ? t.chosen : '', inKey ? t.isRight : '', wrong ? t.isWrong : ''].filter(Boolean).join(' · ');
  return {
    id,
    letter: LETTERS[place],
    text,
    chosen,
    tone: inKey ? 'right' : wrong ? 'wrong' : '',
    // Colour alone says nothing to many: words stand beside it once the answer is told.
    note: told && told.key ? note : '',
  };
}

/**
 * @param {Told} answer of the API
 * @returns {boolean} whether it tells anything of what is right
 */
function tells({ right, key, explanation }) {
  return typeof right === 'boolean' || Boolean(key) || Boolean(explanation);
}

/** @param {Told} told */
function verdictOf({ right }) {
  if (right === undefined || right === null) {
    return null;
  }
  const t = texts.section('paper');
  return right ? { text: t.right, tone: 'good' } : { text: t.wrong, tone: 'care' };
}

/**
 * Shape the answer card.
 * @param {Item[]} items
 * @param {(item: number) => string[]} optionsOf
 * @param {number[]} unsent
 * @param {number} current place of the question that shows
 */
function cardCells(items, optionsOf, unsent, current) {
  const t = texts.section('card');
  return items.map(({ item }, place) => {
    const answered = optionsOf(item).length > 0;
    const state = unsent.includes(item) ? 'unsent' : answered ? 'answered' : 'open';
    const spoken = texts.say('card.cell', { n: place + 1, state: t[state] });
    return { item, place, number: place + 1, state, here: place === current, spoken };
  });
}

/**
 * Return the line that says how safe the answers are.
 * @param {ReturnType<import('./answer_queue').AnswerQueue['standing']> | 'elsewhere'} standing
 * @param {number} unsent
 * @returns {{ text: string, tone: 'plain' | 'good' | 'care' }}
 */
function savedLine(standing, unsent) {
  const text = texts.say(`line.${standing}`, { n: unsent });
  const tone = { saved: 'good', waiting: 'care', refused: 'care', elsewhere: 'care' }[standing] || 'plain';
  return { text, tone: /** @type {'plain' | 'good' | 'care'} */ (tone) };
}

/**
 * Return what handing in asks.
 * @param {number} open questions without an answer
 * @param {number} unsent answers that the server does not have
 * @returns {{ title: string, content: string, confirmText: string }}
 */
function handInQuestion(open, unsent) {
  const t = texts.section('handIn');
  const parts = [
    open ? texts.say('handIn.open', { n: open }) : '',
    unsent ? texts.say('handIn.unsent', { n: unsent }) : '',
  ].filter(Boolean);
  if (!parts.length) {
    return { title: t.sure, content: t.sureMore, confirmText: t.yes };
  }
  return { title: t.sure, content: parts.join(t.between), confirmText: t.yes };
}

module.exports = { cardCells, handInQuestion, marksText, savedLine, shownQuestion, tells };
