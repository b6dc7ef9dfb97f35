/** Events and campaigns, as the API gives them. */

const { get } = require('../core/request');

/** @typedef {import('../typings/api').EventPage['items'][number]} EventListItem */
/** @typedef {import('../typings/api').EventOut} EventOut */

/**
 * Which events a list holds; what is left out does not narrow it.
 * @typedef {object} EventFilter
 * @property {string} [region] this region and all below it
 * @property {string} [regionName] what the screen calls it
 * @property {string} [place_kind]
 * @property {string} [campaign]
 * @property {string} [campaignName]
 * @property {string} [from] moments
 * @property {string} [to]
 * @property {string} [q] part of the title or of the venue
 * @property {boolean} [mine] those that the reader signed up for
 * @property {number} [limit]
 */

/**
 * @param {EventFilter} filter
 * @param {string | null} [cursor]
 * @returns {Promise<import('../typings/api').EventPage>}
 */
function listEvents(filter, cursor) {
  const { region, place_kind, campaign, from, to, q, mine, limit } = filter;
  const query = { region, place_kind, campaign, from, to, q, mine: mine ? 'true' : '', limit, cursor };
  return get('/events', { query, anybody: !mine });
}

/**
 * @param {string} id
 * @returns {Promise<EventOut>}
 */
function getEvent(id) {
  return get(`/events/${id}`, { anybody: true });
}

/**
 * @param {string} day campaigns that are not over before it
 * @returns {Promise<import('../typings/api').CampaignPage>}
 */
function listCampaigns(day) {
  return get('/campaigns', { query: { from: day, limit: 1 }, anybody: true });
}

module.exports = { listEvents, getEvent, listCampaigns };
