/** Who is logged in on this phone? The session is kept in the phone's storage; `wx.login` happens once at a time. */

/** @typedef {import('../typings/api').UserOut} User */
/** @typedef {import('../typings/api').LoginOut} Session */

const KEY = 'session';

/** @type {Session | null | undefined} undefined: not yet read from the storage */
let known;

/** @type {Promise<Session> | null} */
let underWay = null;

/** @returns {Session | null} the session, unless its time is over */
function current() {
  if (known === undefined) {
    known = wx.getStorageSync(KEY) || null;
  }
  if (known && Date.parse(known.expires_at) <= Date.now()) {
    forget();
  }
  return known || null;
}

/** @returns {string} the token to send; empty when nobody is logged in */
function token() {
  const session = current();
  return session ? session.token : '';
}

/** @returns {User | null} */
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
  if (session && session.token !== refused) {
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
  forget();
  const { code } = await wx.login();
  const session = await exchange(code);
  keep(session);
  return session;
}

module.exports = { token, user, remember, forget, logIn };
