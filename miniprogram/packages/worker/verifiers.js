/** May this person verify what was reported, as far as the phone knows? The API decides; this only spares a wrong button. */

const session = require('../../core/session');
const { regionsOf } = require('./own_regions');

/**
 * Tell whether a right of the person who is logged in holds in this region.
 * @param {string} regionCode
 */
function verifiesIn(regionCode) {
  const user = session.user();
  return Boolean(user) && regionsOf(user ? user.grants : []).some((code) => regionCode.startsWith(code));
}

/**
 * Return why the person can't decide on a report: `own`, `not_waiting` or `no_right`; empty when nothing stands against it.
 * @param {{ state: string, region_code: string }} event
 * @param {{ reported_by_me: boolean, organised_by_me: boolean }} report
 */
function hindranceOf(event, report) {
  if (event.state !== 'held_reported') {
    return 'not_waiting';
  }
  if (report.reported_by_me || report.organised_by_me) {
    return 'own';
  }
  return verifiesIn(event.region_code) ? '' : 'no_right';
}

/**
 * Tell whether the person may correct the closed sheet: until it is verified whoever verifies in the region, then only
 * somebody who neither made the event nor reported it.
 * @param {{ state: string, region_code: string }} event
 * @param {{ reported_by_me: boolean, organised_by_me: boolean }} report
 */
function mayCorrect(event, report) {
  const own = report.reported_by_me || report.organised_by_me;
  return verifiesIn(event.region_code) && !(event.state === 'verified' && own);
}

module.exports = { hindranceOf, mayCorrect, verifiesIn };
