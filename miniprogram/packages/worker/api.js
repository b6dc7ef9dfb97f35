/** What workers write and read through the API: events of their regions, and who comes. */

const { get, getTagged, send } = require('../../core/request');

/** @typedef {import('../../typings/api').EventIn} EventIn */
/** @typedef {import('../../typings/api').EventOut} EventOut */
/** @typedef {import('../../typings/api').EventListItem['state']} EventState */
/** @typedef {import('../../typings/api').StaffSignup} StaffSignup */

/**
 * Return a page of the events in a region and all below it, by start; all but published ones for its staff only.
 * @param {{ region: string, state: EventState, from?: string, to?: string }} filter without `from` those to come
 * @param {string | null} cursor
 * @returns {Promise<import('../../typings/api').EventPage>}
 */
function listRegionEvents(filter, cursor) {
  return get('/events', { query: { ...filter, cursor } });
}

/**
 * Return an event, also a draft.
 * @param {string} id
 * @returns {Promise<EventOut>}
 */
function readEvent(id) {
  return get(`/events/${id}`);
}

/**
 * @param {EventIn} event
 * @param {string} key says which event this is, however often it is sent
 * @returns {Promise<EventOut>} a draft
 */
function createEvent(event, key) {
  return send('POST', '/events', { body: event, key });
}

/**
 * @param {string} id
 * @param {Partial<EventIn>} changes
 * @param {string} key
 * @returns {Promise<EventOut>}
 */
function changeEvent(id, changes, key) {
  return send('PATCH', `/events/${id}`, { body: changes, key });
}

/**
 * @param {string} id
 * @returns {Promise<EventOut>}
 */
function publishEvent(id) {
  return send('POST', `/events/${id}/publish`);
}

/**
 * Call an event off; whoever signed up reads the reason.
 * @param {string} id
 * @param {string} reason
 * @returns {Promise<EventOut>}
 */
function cancelEvent(id, reason) {
  return send('POST', `/events/${id}/cancel`, { body: { reason } });
}

/**
 * @param {string} eventId
 * @param {StaffSignup['state']} state
 * @param {string | null} cursor
 * @returns {Promise<import('../../typings/api').StaffSignupPage>} in the order of arrival, names masked
 */
function listEventSignups(eventId, state, cursor) {
  return get(`/events/${eventId}/signups`, { query: { state, cursor } });
}

/**
 * Give a waiting party its places by hand; the reason is kept.
 * @param {string} eventId
 * @param {string} signupId
 * @param {string} reason
 */
function moveUp(eventId, signupId, reason) {
  return send('POST', `/events/${eventId}/signups/${signupId}/move-up`, { body: { reason } });
}

/**
 * Return all that is needed to check people in without a network, unless it is the one that is known already.
 * @param {string} eventId
 * @param {string} tag of the roster that is known; '' when none is
 * @returns {Promise<{ data: import('../../typings/api').RosterOut | null, tag: string }>} null: nothing has changed
 */
function readRoster(eventId, tag) {
  return getTagged(`/events/${eventId}/roster`, tag);
}

/**
 * Send what the phone kept; each row is answered for. It is tried once: `device_now` holds for this attempt only.
 * @param {string} eventId
 * @param {import('../../typings/api').BatchIn} batch
 * @returns {Promise<import('../../typings/api').BatchOut>}
 */
function uploadAttendances(eventId, batch) {
  return send('POST', `/events/${eventId}/attendances/batch`, { body: batch, tries: 1 });
}

/**
 * Take a record back; the reason is kept.
 * @param {string} attendanceId
 * @param {string} reason
 */
function undoAttendance(attendanceId, reason) {
  return send('DELETE', `/attendances/${attendanceId}`, { body: { reason } });
}

/**
 * Return the code that those who come scan with their own phones.
 * @param {string} eventId
 * @param {number | null} session null: the one that is on, or else the next
 * @returns {Promise<import('../../typings/api').VenueCodeOut>}
 */
function readVenueCode(eventId, session) {
  return get(`/events/${eventId}/venue-code`, { query: { session } });
}

module.exports = {
  listRegionEvents,
  readEvent,
  createEvent,
  changeEvent,
  publishEvent,
  cancelEvent,
  listEventSignups,
  moveUp,
  readRoster,
  uploadAttendances,
  undoAttendance,
  readVenueCode,
};
