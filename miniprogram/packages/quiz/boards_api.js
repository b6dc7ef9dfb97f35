/** What a resident asks the API about quizzes beside papers: boards, organisations, certificates. */

const { get } = require('../../core/request');

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

module.exports = { findCertificate, findOrganisations, listCertificates, readBoard };
