/** What a resident asks the API about being there: the own code, checking in, proofs, hours. */

const { get, send } = require('../../core/request');

/** @typedef {import('../../typings/api').CheckinOut} CheckinOut */
/** @typedef {import('../../typings/api').ResidentCodeOut} ResidentCodeOut */
/** @typedef {import('../../typings/api').ProofOut} ProofOut */

const MOST_PROOFS = 100;

/** @returns {Promise<ResidentCodeOut>} the code to show to a worker; it changes every minute */
function readMyCode() {
  return get('/me/checkin-code');
}

/**
 * Check in by the code at the venue.
 * @param {string} eventId
 * @param {{ code: string, members: number[] }} who 0 is the person, 1 … those who come along
 * @param {string} key says which check-in this is, however often it is sent
 * @returns {Promise<CheckinOut>}
 */
function checkIn(eventId, who, key) {
  return send('POST', `/events/${eventId}/attendances`, { body: who, key });
}

/**
 * @param {string | null} [cursor]
 * @param {number} [limit]
 * @returns {Promise<import('../../typings/api').ProofPage>} newest first
 */
function listProofs(cursor, limit) {
  return get('/me/proofs', { query: { cursor, limit } });
}

/**
 * Look an own proof up by its number, page by page: its links are fresh.
 * @param {string} serial
 * @param {string | null} [cursor]
 * @returns {Promise<ProofOut | null>}
 */
async function findProof(serial, cursor = null) {
  const { items, next_cursor } = await listProofs(cursor, MOST_PROOFS);
  const found = items.find((proof) => proof.serial === serial);
  return found || !next_cursor ? found || null : findProof(serial, next_cursor);
}

/** @returns {Promise<import('../../typings/api').HoursOut>} */
function readHours() {
  return get('/me/hours');
}

/** @returns {Promise<import('../../typings/api').NoShowsOut>} */
function readNoShows() {
  return get('/me/no-shows');
}

module.exports = { readMyCode, checkIn, listProofs, findProof, readHours, readNoShows };
