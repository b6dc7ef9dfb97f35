/** The own profile, as the API takes and gives it. */

const { get, send } = require('../core/request');
const session = require('../core/session');

/** @returns {Promise<import('../core/session').User>} */
async function readProfile() {
  const user = await get('/me');
  session.remember(user);
  return user;
}

/**
 * @param {import('../typings/api').ProfileIn} changes
 * @param {string} [key]
 * @returns {Promise<import('../core/session').User>}
 */
async function changeProfile(changes, key) {
  const user = await send('PATCH', '/me', { body: changes, key });
  session.remember(user);
  return user;
}

/** Log out here, and at the API as far as it can be reached. */
async function logOut() {
  try {
    await send('POST', '/logout');
  } finally {
    session.forget();
  }
}

module.exports = { readProfile, changeProfile, logOut };
