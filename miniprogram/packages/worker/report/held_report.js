/** What does the API make of a report as it stands on the screen, and what is missing in it? */

const { allThere } = require('./photos');

/** @typedef {import('./photos').Photo} Photo */
/** @typedef {{ summary: string, headcount: string }} Typed numbers are texts, as inputs give them */

/**
 * @param {Typed} typed
 * @param {Photo[]} photos
 * @returns {import('../../../typings/api').HeldReportIn}
 */
function reportOf(typed, photos) {
  return {
    summary: typed.summary.trim(),
    headcount: Number(typed.headcount),
    photo_ids: photos.map(({ id }) => id),
  };
}

/**
 * Return which fields can't be sent as they stand, by their names in the API; empty when all can.
 * @param {Typed} typed
 * @param {Photo[]} photos
 * @returns {Record<string, string[]>}
 */
function faultsOf(typed, photos) {
  return {
    ...(typed.summary.trim() === '' ? { summary: ['missing'] } : {}),
    ...headcountFaults(typed.headcount.trim()),
    ...(photos.length && allThere(photos) ? {} : { photo_ids: [photos.length ? 'not_there_yet' : 'missing'] }),
  };
}

/** @param {string} text @returns {Record<string, string[]>} */
function headcountFaults(text) {
  if (text === '') {
    return { headcount: ['missing'] };
  }
  return /^\d+$/.test(text) ? {} : { headcount: ['number_type'] };
}

module.exports = { faultsOf, reportOf };
