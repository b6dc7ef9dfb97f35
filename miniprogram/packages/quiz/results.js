/** Which result was just told? So that the page that shows it need not ask again. */

/** @type {import('./api').Result | null} */
let latest = null;

/** @param {import('./api').Result} result */
function remember(result) {
  latest = result;
}

/**
 * @param {string} id of a paper
 * @returns {import('./api').Result | null} once
 */
function take(id) {
  const result = latest && latest.id === id ? latest : null;
  latest = null;
  return result;
}

module.exports = { remember, take };
