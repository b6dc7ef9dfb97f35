/** Regions and kinds of places, as the API gives them. They change seldom, so that a phone keeps the kinds for a day. */

const clock = require('../core/clock');
const { get } = require('../core/request');

const KINDS_KEY = 'place-kinds';
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Return the topmost regions, those right below a parent, or those whose name holds `q`.
 * @param {{ parent?: string, q?: string }} query
 * @param {string | null} [cursor]
 * @returns {Promise<import('../typings/api').RegionPage>}
 */
function listRegions(query, cursor) {
  return get('/regions', { query: { ...query, limit: 100, cursor }, anybody: true });
}

/**
 * @param {string} code
 * @returns {Promise<import('../typings/api').RegionDetail>}
 */
function getRegion(code) {
  return get(`/regions/${code}`, { anybody: true });
}

/** @returns {Promise<import('../typings/api').PlaceKindOut[]>} the kinds in use, in the order of the plan */
async function listPlaceKinds() {
  const kept = wx.getStorageSync(KINDS_KEY);
  if (kept && clock.now() - kept.at < DAY_MS) {
    return kept.kinds;
  }
  const { items } = await get('/place-kinds', { anybody: true });
  const kinds = items.filter((/** @type {{ active: boolean }} */ kind) => kind.active);
  wx.setStorageSync(KINDS_KEY, { at: clock.now(), kinds });
  return kinds;
}

module.exports = { listRegions, getRegion, listPlaceKinds };
