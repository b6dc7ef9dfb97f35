/** How is it said to a worker who somebody is, when, and what became of a row? */

const clock = require('../../../core/clock');
const { dayOf, timeOf } = require('../../../core/city_time');
const { today, when } = require('../../../core/moment_words');
const { DONE_SHOWN, wasThere } = require('./queue');
const texts = require('./texts');

/** @typedef {import('./roster_book').Party} Party */
/** @typedef {import('./roster_book').Mark} Mark */
/** @typedef {import('./queue').Answered} Answered */

/** What is done about these is to add the person as a walk-in. */
const FOR_WALK_INS = new Set(['signup_cancelled', 'not_confirmed', 'not_signed_up']);

/**
 * Return the time of day, with the day unless it is today.
 * @param {string} moment
 */
function clockText(moment) {
  return dayOf(moment) === today() ? timeOf(moment) : when(moment);
}

/**
 * Return some of a party in words: 王*明, 王*明和妈妈、小宝, 妈妈.
 * @param {Party} party
 * @param {number[]} members
 */
function namesOf(party, members) {
  const others = members
    .filter((member) => member > 0)
    .map((member) => (party.members[member] ? party.members[member].label : ''))
    .join(texts.section('scan').comma);
  if (!members.includes(0)) {
    return `${party.name} · ${others}`;
  }
  return others ? texts.say('scan.names', { name: party.name, others }) : party.name;
}

/**
 * Return since when somebody is there: 已在 09:31（A 门）签到.
 * @param {Mark} mark
 */
function alreadyText({ at, gate, leftAt }) {
  if (leftAt) {
    return texts.say('scan.leftAt', { time: clockText(leftAt) });
  }
  const time = clockText(at);
  return gate ? texts.say('scan.alreadyAt', { time, gate }) : texts.say('scan.alreadyAtNoGate', { time });
}

/**
 * Return why a row could not be recorded, and what to do.
 * @param {string | null} code
 */
function reasonText(code) {
  const words = texts.section('results');
  return words[code || 'other'] || words.other;
}

/**
 * Return a row that a person has to look at.
 * @param {Answered} answered
 */
function lookOf({ row, who, code }) {
  const name = who.name || texts.section('hub').codeOfWhom;
  return {
    ...{ id: row.client_id, name, time: clockText(who.at), reason: reasonText(code) },
    mayWalkIn: !who.leaving && FOR_WALK_INS.has(code || ''),
    doneLabel: texts.say('hub.lookDoneOf', { name }),
    walkInLabel: texts.say('hub.asWalkInOf', { name }),
  };
}

/**
 * Return the last rows that were uploaded.
 * @param {Answered[]} done
 */
function uploadedOf(done) {
  const words = texts.section('results');
  return done.slice(0, DONE_SHOWN).map((answered) => {
    const { row, who } = answered;
    const result = who.leaving ? words.left : words.recorded;
    return {
      ...{ id: row.client_id, name: who.name, time: clockText(who.at) },
      people: who.members.length > 1 ? texts.say('scan.people', { n: who.members.length }) : '',
      result: wasThere(answered) ? words.already : result,
      tone: wasThere(answered) ? 'care' : 'good',
    };
  });
}

/**
 * Return whether people check in now, and until when or from when.
 * @param {import('./roster_book').Session} session
 * @param {number} [now]
 * @returns {{ stage: 'on' | 'before' | 'over', text: string }}
 */
function windowOf(session, now = clock.now()) {
  if (now < Date.parse(session.opens_at)) {
    return { stage: 'before', text: texts.say('hub.opensAt', { time: clockText(session.opens_at) }) };
  }
  if (now >= Date.parse(session.closes_at)) {
    return { stage: 'over', text: texts.section('hub').over };
  }
  return { stage: 'on', text: texts.say('hub.onUntil', { time: clockText(session.closes_at) }) };
}

/**
 * Return from when to when, naming the day once if it is one day.
 * @param {string} from
 * @param {string} to
 */
function betweenText(from, to) {
  const end = dayOf(from) === dayOf(to) ? timeOf(to) : clockText(to);
  return texts.say('venue.window', { from: clockText(from), to: end });
}

/** @param {import('./roster_book').Session} session */
function sessionName({ number, label }) {
  return label || texts.say('hub.session', { n: number });
}

module.exports = {
  alreadyText,
  betweenText,
  clockText,
  lookOf,
  namesOf,
  reasonText,
  sessionName,
  uploadedOf,
  windowOf,
};
