/** Quizzes, as the API lists them. */

const { get } = require('../core/request');

/**
 * @param {string | null} [cursor]
 * @returns {Promise<import('../typings/api').QuizPage>}
 */
function listQuizzes(cursor) {
  return get('/quizzes', { query: { cursor } });
}

module.exports = { listQuizzes };
