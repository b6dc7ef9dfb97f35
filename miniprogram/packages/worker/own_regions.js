/** In which regions does a person make events? */

const clock = require('../../core/clock');

/** @typedef {import('../../typings/api').GrantOut} Grant */

/** An auditor reads and changes nothing. */
const READS_ONLY = 'auditor';

/**
 * Return the codes of the regions, from the top; one that lies inside another is left out.
 * @param {Grant[]} grants
 * @param {number} [now]
 * @returns {string[]}
 */
function regionsOf(grants, now = clock.now()) {
  const good = grants.filter((grant) => grant.role !== READS_ONLY && holds(grant, now));
  const codes = [...new Set(good.map((grant) => grant.region_code))];
  return codes.filter((code) => !codes.some((other) => other !== code && code.startsWith(other))).sort();
}

/**
 * @param {Grant} grant
 * @param {number} now
 */
function holds(grant, now) {
  return Date.parse(grant.starts_at) <= now && (grant.ends_at === null || now < Date.parse(grant.ends_at));
}

module.exports = { regionsOf };
