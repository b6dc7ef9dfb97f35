/** The own messages, as the API gives them. */

const { get, send } = require('../core/request');

/**
 * @param {{ limit?: number }} query
 * @param {string | null} [cursor]
 * @returns {Promise<import('../typings/api').MessagePage>}
 */
function listMessages(query, cursor) {
  return get('/me/messages', { query: { ...query, cursor } });
}

/**
 * @param {string} newest the id of the newest message that was on the screen
 * @returns {Promise<import('../typings/api').UnreadOut>}
 */
function markReadUpTo(newest) {
  return send('POST', '/me/messages/read', { body: { up_to: newest } });
}

module.exports = { listMessages, markReadUpTo };
