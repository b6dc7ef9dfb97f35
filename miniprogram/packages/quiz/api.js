/** What a resident asks the API about a quiz: its rules, the paper, answers, the result. */

const { get, put, send } = require('../../core/request');

/** @typedef {import('../../typings/api').QuizOut} Quiz */
/** @typedef {import('../../typings/api').AttemptOut} Attempt */
/** @typedef {import('../../typings/api').ResultOut} Result */
/** @typedef {import('../../typings/api').AttemptReview} Review */
/** One try at a time: the queue knows when to send again, and a newer answer need not wait for five of an older one. */
const ONCE = { tries: 1 };

/**
 * @param {string} id
 * @returns {Promise<Quiz>}
 */
function getQuiz(id) {
  return get(`/quizzes/${id}`);
}

/**
 * Begin a paper, or get the one that was begun.
 * @param {string} id
 * @param {import('../../typings/api').AttemptIn} agreed
 * @param {string} key
 * @returns {Promise<Attempt>}
 */
function startAttempt(id, agreed, key) {
  return send('POST', `/quizzes/${id}/attempts`, { body: agreed, key });
}

/**
 * @param {string} id
 * @returns {Promise<Attempt>}
 */
function getAttempt(id) {
  return get(`/attempts/${id}`);
}

/**
 * Save one answer; an older number than the server has is refused.
 * @param {string} id
 * @param {number} item
 * @param {{ options: string[], seq: number }} answer
 * @returns {Promise<import('../../typings/api').AnswerOut>}
 */
function saveAnswer(id, item, answer) {
  return put(`/attempts/${id}/answers/${item}`, answer, ONCE);
}

/**
 * Hand a paper in. Of one that was handed in already the result comes again.
 * @param {string} id
 * @returns {Promise<Result>}
 */
function submitAttempt(id) {
  return send('POST', `/attempts/${id}/submit`);
}

/**
 * @param {string} id
 * @returns {Promise<Review>}
 */
function getReview(id) {
  return get(`/attempts/${id}/review`);
}

module.exports = { getAttempt, getQuiz, getReview, saveAnswer, startAttempt, submitAttempt };
