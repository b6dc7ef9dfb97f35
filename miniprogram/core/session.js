/** Who is logged in on this phone? The session is kept in the phone's storage; `wx.login` happens once at a time. */

const clock = require('./clock');

/** @typedef {import('../typings/api').UserOut} User */
/** @typedef {import('../typings/api').LoginOut} Session */

const KEY = 'session';

/** @type {Session | null | undefined} undefined: not yet read from the storage */
let known;

/** @type {Promise<Session> | null} */
let underWay = null;

/** @returns {Session | null} the session as it was kept, also when its time is over */
function current() {
  if (known === undefined) {
    known = wx.getStorageSync(KEY) || null;
  }
  return known || null;
}

/** @returns {string} the token to send; empty when there is none whose time is not over */
function token() {
  const session = current();
  return session && Date.parse(session.expires_at) > clock.now() ? session.token : '';
}

/** @returns {User | null} who uses this phone; the next request renews a session whose time is over, silently */
function user() {
  const session = current();
  return session ? session.user : null;
}

/** @param {Session} session */
function keep(session) {
  known = session;
  wx.setStorageSync(KEY, session);
}

/**
 * Keep what the API says about the person who is logged in.
 * @param {User} person
 */
function remember(person) {
  const session = current();
  if (session) {
    keep({ ...session, user: person });
  }
}

/** Log out on this phone. */
function forget() {
  known = null;
  wx.removeStorageSync(KEY);
}

/**
 * Return a session: the one there is, or a new one. Pages that ask at the same time share one login.
 * @param {(code: string) => Promise<Session>} exchange sends the code of `wx.login` to the API
 * @param {string} [refused] a token that the API no longer takes
 * @returns {Promise<Session>}
 */
function logIn(exchange, refused) {
  const session = current();
  if (session && token() && session.token !== refused) {
    return Promise.resolve(session);
  }
  if (!underWay) {
    underWay = freshSession(exchange).finally(() => {
      underWay = null;
    });
  }
  return underWay;
}

/**
 * @param {(code: string) => Promise<Session>} exchange
 * @returns {Promise<Session>}
 */
async function freshSession(exchange) {
  const { code } = await wx.login();
  try {
    keep(await exchange(code));
  } catch (failure) {
    if (failure.kind === 'login' || failure.kind === 'denied') {
      forget(); // the API does not know this person any more; a lost network is no reason to log out
    }
    throw failure;
  }
  return /** @type {Session} */ (known);
}

module.exports = { token, user, remember, forget, logIn };
