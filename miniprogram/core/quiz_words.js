/** How does a quiz read in a list: what kind it is, whether it can be taken, how many tries there are? */

const clock = require('./clock');
const { when } = require('./moment_words');
const { say, section } = require('./texts');

/** @typedef {'soon' | 'open' | 'over'} Stage */
/** @typedef {import('../typings/api').QuizLine} QuizLine */

const TONE = { soon: 'plain', open: 'good', over: 'plain' };

/**
 * Tell whether a quiz can be taken. It is a hint for the screen: the API decides.
 * @param {{ opens_at: string, closes_at: string, state: string }} quiz one that was closed early is over before its time
 * @param {number} [now]
 * @returns {Stage}
 */
function stageOf({ opens_at, closes_at, state }, now = clock.now()) {
  if (state === 'over') {
    return 'over';
  }
  if (now < Date.parse(opens_at)) {
    return 'soon';
  }
  return now < Date.parse(closes_at) ? 'open' : 'over';
}

/**
 * @param {QuizLine} quiz
 * @param {number} [now]
 */
function cardOf(quiz, now = clock.now()) {
  const words = section('quizzes');
  const stage = stageOf(quiz, now);
  const moment = stage === 'soon' ? quiz.opens_at : quiz.closes_at;
  return {
    id: quiz.id,
    title: quiz.title,
    kind: words.modes[quiz.mode],
    status: words.stages[stage],
    tone: TONE[stage],
    when: say(`quizzes.${stage}At`, { when: when(moment, now) }),
    tries: stage === 'over' ? '' : triesText(quiz.tries_left),
  };
}

/** @param {number | null} left null: as many as one likes */
function triesText(left) {
  const words = section('quizzes');
  if (left === null) {
    return words.triesNone;
  }
  return left ? say('quizzes.tries', { n: left }) : words.triesGone;
}

module.exports = { cardOf, stageOf };
