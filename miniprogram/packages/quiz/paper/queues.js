/**
 * Where are the queues of answers while the mini-program runs? Beside the pages: whoever leaves a paper for a while has
 * their answers sent all the same.
 */

const openPapers = require('../../../core/open_papers');
const { getAttempt, saveAnswer } = require('../api');
const { AnswerQueue } = require('../answer_queue');

/** @type {Map<string, AnswerQueue>} */
const queues = new Map();

let listening = false;

/**
 * @param {string} id of a paper
 * @returns {AnswerQueue}
 */
function queueOf(id) {
  const queue = queues.get(id) || freshQueue(id);
  queues.set(id, queue);
  listen();
  return queue;
}

/** Send what waits as soon as there is a network again. */
function listen() {
  if (!listening) {
    listening = true;
    wx.onNetworkStatusChange(({ isConnected }) => {
      if (isConnected) {
        queues.forEach((queue) => queue.hurry());
      }
    });
  }
}

/** @param {string} id */
function freshQueue(id) {
  return new AnswerQueue({
    kept: openPapers.answersOf(id),
    keep: (kept) => openPapers.keepAnswers(id, kept),
    send: (item, body) => saveAnswer(id, item, body),
    reread: async () => (await getAttempt(id)).items,
  });
}

/** @param {string} id of a paper that was handed in */
function close(id) {
  const queue = queues.get(id);
  if (queue) {
    queue.end();
    queues.delete(id);
  }
  openPapers.drop(id);
}

module.exports = { close, queueOf };
