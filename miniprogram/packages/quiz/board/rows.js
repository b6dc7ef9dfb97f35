/** How does a place on a board read? */

const { durationText } = require('../paper_time');
const { marksText } = require('../paper_words');
const texts = require('../texts');

const PODIUM = 3;
/** A rate comes in hundredths of a percent. */
const PERCENT = 100;

/**
 * @param {import('../boards_api').BoardRow} item
 * @param {number} place
 * @param {'person' | 'community' | 'organisation'} by
 */
function rowOf(item, place, by) {
  return {
    key: `${item.rank}-${place}-${item.name}`,
    rank: item.rank,
    spoken: texts.say('board.rank', { n: item.rank }),
    podium: item.rank <= PODIUM,
    name: item.name,
    ...(by === 'person' ? personOf(item) : groupOf(item)),
  };
}

/** @param {import('../boards_api').BoardRow} item */
function personOf({ place, score, milliseconds }) {
  return {
    more: place || '',
    value: texts.say('board.score', { n: marksText(score || 0) }),
    below: durationText(milliseconds || 0),
  };
}

/** @param {import('../boards_api').BoardRow} item */
function groupOf({ participants, rate, mean }) {
  return {
    more: texts.say('board.participants', { n: participants || 0 }),
    value: texts.say('board.mean', { n: marksText(mean || 0) }),
    below: rate === null || rate === undefined ? '' : texts.say('board.rate', { n: Math.round(rate / PERCENT) }),
  };
}

/** @param {import('../boards_api').Board['me']} me */
function ownLine(me) {
  if (!me || !me.rank) {
    return null;
  }
  return {
    rank: texts.say('board.mine', { n: me.rank }),
    score: texts.say('board.score', { n: marksText(me.score) }),
    time: durationText(me.milliseconds),
  };
}

module.exports = { ownLine, rowOf };
