/** What workers write and read through the API: events of their regions, and who comes. */

const { get, send } = require('../../core/request');

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

module.exports = {
  listRegionEvents,
  readEvent,
  createEvent,
  changeEvent,
  publishEvent,
  cancelEvent,
  listEventSignups,
  moveUp,
};
