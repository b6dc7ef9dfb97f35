/** What went wrong with a request, in words that a person can act on? */

/**
 * @typedef {'network' | 'malformed' | 'login' | 'denied' | 'missing' | 'conflict' | 'fields' | 'busy' | 'broken'} Kind
 */

/** @type {Record<number, Kind>} */
const KIND_OF_STATUS = {
  400: 'malformed',
  401: 'login',
  403: 'denied',
  404: 'missing',
  409: 'conflict',
  413: 'fields',
  422: 'fields',
  429: 'busy',
  503: 'busy',
};

/**
 * A request that did not do what was asked. `code` is for programs, `message` is a sentence for people, `fields` names
 * what was wrong with which field, `retryAfter` is in seconds.
 */
class Failure extends Error {
  /**
   * @param {Kind} kind
   * @param {{ code?: string, message?: string, fields?: Record<string, string[]>, status?: number,
   *   retryAfter?: number, requestId?: string }} [facts]
   */
  constructor(kind, facts = {}) {
    super(facts.message || '');
    this.name = 'Failure';
    this.kind = kind;
    this.code = facts.code || kind;
    this.fields = facts.fields || {};
    this.status = facts.status || 0;
    this.retryAfter = facts.retryAfter || 0;
    this.requestId = facts.requestId || '';
  }

  /** Tell whether the same request may well succeed a moment later. */
  get passes() {
    return this.kind === 'network' || this.kind === 'busy' || [502, 504].includes(this.status);
  }
}

/**
 * Return the failure that an answer of the API stands for.
 * @param {number} status
 * @param {any} body the four keys `code`, `message`, `fields`, `request_id`; anything else came from in between
 * @param {Record<string, string>} header
 */
function failureOf(status, body, header) {
  const said = body && typeof body === 'object' ? body : {};
  return new Failure(KIND_OF_STATUS[status] || 'broken', {
    code: said.code,
    message: said.message,
    fields: said.fields,
    requestId: said.request_id,
    status,
    retryAfter: Number(header['Retry-After'] || header['retry-after']) || 0,
  });
}

module.exports = { Failure, failureOf };
