/**
 * How does the mini-program talk to the API? This is the only place that calls `wx.request` and `wx.uploadFile`.
 *
 * Reads and writes are tried again when the network fails or the server is busy: a write carries an Idempotency-Key, so
 * that it happens once however often it is sent. A session that has ended is renewed once, silently.
 */

const clock = require('./clock');
const { CLIENT_VERSION, baseUrl } = require('./config');
const consent = require('./consent');
const { Failure, failureOf } = require('./failure');
const session = require('./session');

const TRIES = 5;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
const TIMEOUT_MS = 12000;
/** A photo of some megabytes takes its time where the network is weak. */
const UPLOAD_TIMEOUT_MS = 60000;
const NOT_MODIFIED = 304;

/**
 * @typedef {object} Asked
 * @property {'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} method
 * @property {string} path below `/api/v1`
 * @property {Record<string, any>} [query] null, undefined and '' are left out
 * @property {any} [body]
 * @property {string} [key] says which write this is
 * @property {boolean} [anybody] works without a login; one that there is goes along
 * @property {string} [filePath] of a file on the phone that is sent instead of a body
 * @property {(percent: number) => void} [onProgress] hears how much of the file is on its way
 * @property {string} [tag] of an answer that is known already: asks for `{ data, tag }`, without data if that still holds
 * @property {number} [tries] how often it is tried at most
 */

/** @typedef {{ statusCode: number, data: any, header?: Record<string, string> }} Answer of WeChat's network */

/**
 * Read something.
 * @param {string} path
 * @param {{ query?: Record<string, any>, anybody?: boolean }} [more]
 * @returns {Promise<any>}
 */
function get(path, more = {}) {
  return ask({ method: 'GET', path, ...more });
}

/**
 * Read something unless it is as it was.
 * @param {string} path
 * @param {string} tag of what is known; '' when nothing is
 * @returns {Promise<{ data: any, tag: string }>} data is null when nothing has changed
 */
function getTagged(path, tag) {
  return ask({ method: 'GET', path, tag });
}

/**
 * Write something, once. Give the `key` of a first attempt again to make sure that a second one adds nothing.
 * @param {'POST' | 'PATCH' | 'DELETE'} method
 * @param {string} path
 * @param {{ body?: any, key?: string, tries?: number }} [more]
 * @returns {Promise<any>}
 */
function send(method, path, more = {}) {
  return ask({ method, path, body: more.body, key: more.key || newKey(), tries: more.tries });
}

/**
 * Put something in the place of what is there. Twice does the same as once, so that it carries no key.
 * @param {string} path
 * @param {any} body
 * @param {{ tries?: number }} [more]
 * @returns {Promise<any>}
 */
function put(path, body, more = {}) {
  return ask({ method: 'PUT', path, body, tries: more.tries });
}

/**
 * Send a file, once: like any other write it is tried again, and the `key` of a first attempt adds nothing a second time.
 * @param {string} path
 * @param {string} filePath of a file on the phone
 * @param {{ key?: string, onProgress?: (percent: number) => void }} [more] a new attempt tells its progress from 0 again
 * @returns {Promise<any>}
 */
function upload(path, filePath, more = {}) {
  return ask({ method: 'POST', path, filePath, key: more.key || newKey(), onProgress: more.onProgress });
}

/**
 * Log in unless somebody is. Nobody is before agreeing to what the privacy page says.
 * @returns {Promise<import('./session').User>}
 */
async function logIn() {
  if (!session.token() && !consent.given()) {
    throw new Failure('login', { code: 'consent_needed' });
  }
  const { user } = await session.logIn(exchange);
  return user;
}

/** @returns {string} a key that no other write has */
function newKey() {
  const random = () => Math.random().toString(36).slice(2, 12);
  return `${clock.onPhone().toString(36)}-${random()}${random()}`;
}

/** @param {string} code */
function exchange(code) {
  // The API takes a code twice when the first answer was lost, so that this may be tried again like the rest.
  return tried({ method: 'POST', path: '/login', body: { code } }, '');
}

/** @param {Asked} asked */
async function ask(asked) {
  if (!asked.anybody) {
    await logIn();
  }
  const token = session.token();
  try {
    return await tried(asked, token);
  } catch (failure) {
    if (failure.kind !== 'login' || !token) {
      throw failure;
    }
  }
  const renewed = await session.logIn(exchange, token);
  return tried(asked, renewed.token);
}

/**
 * Try until there is an answer, with a longer pause each time.
 * @param {Asked} asked
 * @param {string} token
 * @param {number} [attempt]
 * @returns {Promise<any>}
 */
async function tried(asked, token, attempt = 1) {
  try {
    return await once(asked, token);
  } catch (failure) {
    if (attempt >= (asked.tries || TRIES) || !failure.passes) {
      throw failure;
    }
    await pause(attempt, failure.retryAfter);
  }
  return tried(asked, token, attempt + 1);
}

/**
 * @param {Asked} asked
 * @param {string} token
 * @returns {Promise<any>}
 */
function once(asked, token) {
  const sentAt = clock.onPhone();
  return new Promise((resolve, reject) => {
    const options = {
      url: baseUrl() + asked.path + queryText(asked.query),
      header: headers(asked, token),
      success: (/** @type {Answer} */ { statusCode, data, header: told }) => {
        const header = told || {};
        clock.learn(header, sentAt);
        if ((statusCode >= 200 && statusCode < 300) || statusCode === NOT_MODIFIED) {
          resolve(answered(asked, statusCode, data, header));
        } else {
          reject(failureOf(statusCode, asked.filePath ? parsed(data) : data, header));
        }
      },
      fail: () => reject(new Failure('network')),
    };
    if (asked.filePath) {
      sendFile(asked, options);
    } else {
      sendText(asked, options);
    }
  });
}

/**
 * Return what whoever asked is told.
 * @param {Asked} asked
 * @param {number} status
 * @param {any} data
 * @param {Record<string, string>} header
 */
function answered(asked, status, data, header) {
  if (asked.filePath) {
    return parsed(data);
  }
  if (asked.tag === undefined) {
    return data;
  }
  return { data: status === NOT_MODIFIED ? null : data, tag: header.ETag || header.Etag || header.etag || '' };
}

/**
 * @param {Asked} asked
 * @param {any} options
 */
function sendText(asked, options) {
  wx.request({
    ...options,
    method: asked.method === 'PATCH' ? 'POST' : asked.method,
    data: asked.body === undefined ? undefined : JSON.stringify(asked.body, (_name, value) => whole(value)),
    timeout: TIMEOUT_MS,
  });
}

/**
 * Drop halves of letters: an input's `maxlength` cuts an emoji in two, and no server takes such text.
 * @param {any} value
 */
function whole(value) {
  const letters = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
  return typeof value === 'string' ? value.replace(letters, (found) => (found.length > 1 ? found : '')) : value;
}

/**
 * @param {Asked} asked
 * @param {any} options
 */
function sendFile(asked, options) {
  const task = wx.uploadFile({ ...options, filePath: asked.filePath, name: 'file', timeout: UPLOAD_TIMEOUT_MS });
  const { onProgress } = asked;
  if (onProgress && task && task.onProgressUpdate) {
    task.onProgressUpdate(({ progress }) => onProgress(progress));
  }
}

/**
 * Return what the answer to a file says: WeChat gives it as text.
 * @param {any} text
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * @param {Asked} asked
 * @param {string} token
 */
function headers(asked, token) {
  /** @type {Record<string, string>} */
  const header = { 'X-Client-Version': CLIENT_VERSION };
  if (asked.method === 'PATCH') {
    // `wx.request` refuses PATCH: the API takes a POST that says so.
    header['X-HTTP-Method-Override'] = 'PATCH';
  }
  if (token) {
    header.Authorization = `Bearer ${token}`;
  }
  if (asked.body !== undefined) {
    header['content-type'] = 'application/json';
  }
  if (asked.tag) {
    header['If-None-Match'] = asked.tag;
  }
  if (asked.key) {
    header['Idempotency-Key'] = asked.key;
  }
  return header;
}

/** @param {Record<string, any>} [query] */
function queryText(query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return text && `?${text}`;
}

/**
 * @param {number} attempt
 * @param {number} retryAfter in seconds
 */
function pause(attempt, retryAfter) {
  const wanted = retryAfter * 1000 || FIRST_PAUSE_MS * 2 ** (attempt - 1);
  // Never earlier than the server asks for; not all phones at the same moment.
  const jitter = 1 + Math.random() / 2;
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(wanted, LONGEST_PAUSE_MS) * jitter);
  });
}

module.exports = { get, getTagged, send, put, upload, logIn, newKey };
