/** What does the page of a quiz say: facts, whether one can begin, and why not? */

const clock = require('../../../core/clock');
const { span, when } = require('../../../core/moment_words');
const { stageOf } = require('../../../core/quiz_words');
const { durationText } = require('../paper_time');
const { marksText } = require('../paper_words');
const texts = require('../texts');

/** @typedef {import('../api').Quiz} Quiz */

/** So long before the opening one may get ready: it then begins by itself. */
const SOON_MS = 10 * 60 * 1000;

/**
 * @param {Quiz} quiz
 * @returns {{ head: string, text: string }[]}
 */
function factsOf(quiz) {
  const t = texts.section('rules');
  const { mode, opens_at, closes_at, time_limit } = quiz;
  return [
    { head: t.mode, text: t.modes[mode] },
    { head: t.when, text: span(opens_at, closes_at) },
    { head: t.questions, text: texts.say('rules.questionsValue', { n: quiz.questions, full: marksText(quiz.full) }) },
    { head: t.timeLimit, text: time_limit ? durationText(time_limit * 1000) : t.timeLimitNone },
    { head: t.tries, text: triesText(quiz) },
  ];
}

/** @param {Quiz} quiz */
function triesText({ tries_left: left, tries_left_today: today }) {
  if (left === null && today === null) {
    return texts.section('rules').triesNone;
  }
  if (left === null || today === null || left === today) {
    return texts.say('rules.triesValue', { n: /** @type {number} */ (left === null ? today : left) });
  }
  return texts.say('rules.triesToday', { n: left, today });
}

/**
 * Return why nobody can begin now; empty when one can.
 * @param {Quiz} quiz
 * @param {number} [now]
 * @returns {string}
 */
function hindrance(quiz, now = clock.now()) {
  const t = texts.section('rules');
  const stage = stageOf(quiz, now);
  if (stage === 'soon' && now < Date.parse(quiz.opens_at) - SOON_MS) {
    return texts.say('rules.soonAt', { when: when(quiz.opens_at, now) });
  }
  if (stage === 'over') {
    return texts.say('rules.overAt', { when: when(quiz.closes_at, now) });
  }
  if (quiz.tries_left === 0) {
    return t.noTries;
  }
  if (quiz.tries_left_today === 0) {
    return t.noTriesToday;
  }
  const next = quiz.next_try_at;
  return next && now < Date.parse(next) ? texts.say('rules.nextAt', { when: when(next, now) }) : '';
}

module.exports = { SOON_MS, factsOf, hindrance };
