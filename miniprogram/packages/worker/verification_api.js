/** What workers ask the API about what took place: reports, their verification, the closed sheet. */

const { get, send } = require('../../core/request');

/** @typedef {import('../../typings/api').HeldReportOut} HeldReport */
/** @typedef {import('../../typings/api').AttendanceSummary} AttendanceSummary */
/** @typedef {import('../../typings/api').RosterOut} Roster */

/**
 * @param {string} eventId
 * @returns {Promise<AttendanceSummary>} how many came, with the corrections
 */
function readAttendance(eventId) {
  return get(`/events/${eventId}/attendance-summary`);
}

/**
 * @param {string} eventId of an event that was reported held
 * @returns {Promise<HeldReport>} the report that counts
 */
function readReport(eventId) {
  return get(`/events/${eventId}/held-report`);
}

/**
 * Report an event as held; its sheet is closed.
 * @param {string} eventId
 * @param {import('../../typings/api').HeldReportIn} report
 * @param {string} key
 * @returns {Promise<HeldReport>}
 */
function reportHeld(eventId, report, key) {
  return send('POST', `/events/${eventId}/held-report`, { body: report, key });
}

/**
 * Say that an event did not take place; whoever signed up reads the reason.
 * @param {string} eventId
 * @param {string} reason
 * @param {string} key
 * @returns {Promise<import('../../typings/api').EventOut>}
 */
function reportNotHeld(eventId, reason, key) {
  return send('POST', `/events/${eventId}/not-held`, { body: { reason }, key });
}

/**
 * @param {string | null} cursor
 * @param {number} [limit]
 * @returns {Promise<import('../../typings/api').WaitingReports>} what others reported, the oldest first
 */
function listWaitingReports(cursor, limit) {
  return get('/verifications', { query: { cursor, limit } });
}

/**
 * Verify the report of an event, or return it.
 * @param {string} eventId
 * @param {import('../../typings/api').VerificationIn} decision
 * @param {string} key
 * @returns {Promise<HeldReport>}
 */
function decideOnReport(eventId, decision, key) {
  return send('POST', `/events/${eventId}/verification`, { body: decision, key });
}

/**
 * @param {string} eventId
 * @returns {Promise<Roster>} who is expected and who was checked in; corrections are none of it
 */
function readRoster(eventId) {
  return get(`/events/${eventId}/roster`);
}

/**
 * Add somebody to a closed sheet, or take a record off it.
 * @param {string} eventId
 * @param {import('../../typings/api').CorrectionIn} correction
 * @param {string} key
 * @returns {Promise<import('../../typings/api').CorrectionOut>}
 */
function correctAttendance(eventId, correction, key) {
  return send('POST', `/events/${eventId}/attendance-corrections`, { body: correction, key });
}

module.exports = {
  readAttendance,
  readReport,
  reportHeld,
  reportNotHeld,
  listWaitingReports,
  decideOnReport,
  readRoster,
  correctAttendance,
};
