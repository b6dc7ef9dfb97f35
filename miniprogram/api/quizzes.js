/** Quizzes, as the API lists them. */

const { get } = require('../core/request');

/**
 * @param {string | null} [cursor]
 * @returns {Promise<{ items: import('../core/quiz_words').QuizListItem[], next_cursor: string | null }>}
 */
function listQuizzes(cursor) {
  return get('/quizzes', { query: { cursor } });
}

module.exports = { listQuizzes };
