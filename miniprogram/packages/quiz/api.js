/** What a resident asks the API about quizzes: rules, papers, answers, results, boards, certificates. */

const { get, put, send } = require('../../core/request');

/** @typedef {import('../../typings/api').QuizOut} Quiz */
/** @typedef {import('../../typings/api').AttemptOut} Attempt */
/** @typedef {import('../../typings/api').ResultOut} Result */
/** @typedef {import('../../typings/api').AttemptReview} Review */
/**
 * A person has `score` and `milliseconds`; a group has `participants`, `mean`, and `rate` where it is known, in hundredths
 * of a percent.
 * @typedef {{ rank: number, name: string, place: string | null, score: number | null, milliseconds: number | null,
 *   participants: number | null, rate: number | null, mean: number | null }} BoardItem
 */
/**
 * @typedef {{ by: string, items: BoardItem[], me: { rank: number | null, score: number, milliseconds: number } | null,
 *   voided: number, frozen_at: string | null, next_cursor: string | null }} Board
 */
/** @typedef {{ serial: string, quiz: { id: string, title: string }, score: number, full: number, issued_at: string,
 *   revoked_at: string | null, verify_url: string, pdf_url: string | null, picture_url: string | null }} Certificate */

const MOST_CERTIFICATES = 100;

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

/**
 * @param {string} id
 * @param {'person' | 'community' | 'organisation'} by
 * @param {string | null} [cursor]
 * @returns {Promise<Board>}
 */
function readBoard(id, by, cursor) {
  return get(`/quizzes/${id}/board`, { query: { by, cursor } });
}

/**
 * @param {string} q part of the name
 * @returns {Promise<{ items: { id: string, name: string }[] }>}
 */
function findOrganisations(q) {
  return get('/organisations', { query: { q } });
}

/**
 * @param {string | null} [cursor]
 * @param {number} [limit]
 * @returns {Promise<{ items: Certificate[], next_cursor: string | null }>} newest first
 */
function listCertificates(cursor, limit) {
  return get('/me/certificates', { query: { cursor, limit } });
}

/**
 * Look an own certificate up by its number, page by page: its links are fresh.
 * @param {string} serial
 * @param {string | null} [cursor]
 * @returns {Promise<Certificate | null>}
 */
async function findCertificate(serial, cursor = null) {
  const { items, next_cursor } = await listCertificates(cursor, MOST_CERTIFICATES);
  const found = items.find((one) => one.serial === serial);
  return found || !next_cursor ? found || null : findCertificate(serial, next_cursor);
}

module.exports = {
  findCertificate,
  findOrganisations,
  getAttempt,
  getQuiz,
  getReview,
  listCertificates,
  readBoard,
  saveAnswer,
  startAttempt,
  submitAttempt,
};
