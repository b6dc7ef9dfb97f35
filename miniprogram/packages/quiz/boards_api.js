/** What a resident asks the API about quizzes beside papers: boards, organisations, certificates. */

const { get } = require('../../core/request');

/** @typedef {import('../../typings/api').BoardOut} Board */
/** @typedef {import('../../typings/api').BoardRow} BoardRow */
/** @typedef {import('../../typings/api').CertificateOut} Certificate */

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
 * @returns {Promise<import('../../typings/api').OrganisationPage>}
 */
function findOrganisations(q) {
  return get('/organisations', { query: { q } });
}

/**
 * @param {string | null} [cursor]
 * @param {number} [limit]
 * @returns {Promise<import('../../typings/api').CertificatePage>} newest first
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
