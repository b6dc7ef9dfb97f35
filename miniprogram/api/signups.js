/** The own sign-ups, as the API takes and gives them. */

const { get, send } = require('../core/request');

/** @typedef {import('../typings/api').MySignup} MySignup */
/** @typedef {import('../typings/api').SignupOut} SignupOut */

/**
 * @param {string} eventId
 * @param {import('../typings/api').SignupIn} signup
 * @param {string} key says which sign-up this is, however often it is sent
 * @returns {Promise<SignupOut>}
 */
function signUp(eventId, signup, key) {
  return send('POST', `/events/${eventId}/signups`, { body: signup, key });
}

/**
 * @param {string} id
 * @param {import('../typings/api').SignupChange} change
 * @param {string} key
 * @returns {Promise<MySignup>}
 */
function changeSignup(id, change, key) {
  return send('PATCH', `/signups/${id}`, { body: change, key });
}

/** @param {string} id */
function cancelSignup(id) {
  return send('DELETE', `/signups/${id}`);
}

/**
 * @param {string} id
 * @returns {Promise<MySignup>}
 */
function acceptOffer(id) {
  return send('POST', `/signups/${id}/accept`);
}

/** @param {string} id */
function declineOffer(id) {
  return send('POST', `/signups/${id}/decline`);
}

/**
 * @param {string} id
 * @returns {Promise<MySignup>}
 */
function getSignup(id) {
  return get(`/signups/${id}`);
}

/**
 * @param {{ event_id?: string, state?: string, limit?: number }} filter
 * @param {string | null} [cursor]
 * @returns {Promise<import('../typings/api').MySignupPage>}
 */
function listMySignups(filter, cursor) {
  return get('/me/signups', { query: { ...filter, cursor } });
}

/**
 * @param {string} eventId
 * @returns {Promise<MySignup | null>} the own sign-up for this event, unless there is none or it was cancelled
 */
async function mySignupFor(eventId) {
  const { items } = await listMySignups({ event_id: eventId, limit: 1 });
  return items.find((signup) => signup.state !== 'cancelled') || null;
}

module.exports = {
  signUp,
  changeSignup,
  cancelSignup,
  acceptOffer,
  declineOffer,
  getSignup,
  listMySignups,
  mySignupFor,
};
