/** What does a resident read about an event: when, where, how many places, and what can be done now? */

const clock = require('./clock');
const { section, say } = require('./texts');
const { when } = require('./moment_words');

/** @typedef {import('../api/events').EventListItem} EventListItem */
/** @typedef {import('../api/signups').SignupOut} SignupOut */

/**
 * What can be done about an event now.
 * @typedef {'sign_up' | 'wait' | 'full' | 'not_open' | 'closed' | 'over' | 'cancelled' | 'not_held' | 'draft'} Stage
 */

/**
 * @param {EventListItem} event
 * @returns {number | null} free places; null when there is no limit
 */
function placesLeft(event) {
  return event.capacity === null ? null : Math.max(event.capacity - event.taken, 0);
}

/**
 * Return what a resident can do. It is a hint for the screen: the API decides.
 * @param {EventListItem} event
 * @param {number} [now]
 * @returns {Stage}
 */
function stageOf(event, now = clock.now()) {
  if (event.state === 'draft' || event.state === 'cancelled' || event.state === 'not_held') {
    return event.state;
  }
  // What follows on having been held is the staff's business.
  if (event.state !== 'published' || now >= Date.parse(event.ends_at)) {
    return 'over';
  }
  if (now < Date.parse(event.signup_opens_at)) {
    return 'not_open';
  }
  if (now >= Date.parse(event.signup_closes_at)) {
    return 'closed';
  }
  const queued = event.waiting_order === 'strict' && event.waiting > 0;
  if (placesLeft(event) !== 0 && !queued) {
    return 'sign_up';
  }
  return hasWaitingRoom(event, now) ? 'wait' : 'full';
}

/**
 * @param {EventListItem} event
 * @param {number} now
 */
function hasWaitingRoom(event, now) {
  const room = event.waiting_max === null || event.waiting < event.waiting_max;
  return room && now < Date.parse(event.promotion_ends_at);
}

/**
 * @param {EventListItem} event
 * @returns {string} 还有 6 个名额
 */
function placesText(event) {
  const left = placesLeft(event);
  if (left === null) {
    return say('event.noLimit');
  }
  if (left > 0) {
    return say('event.left', { n: left });
  }
  return event.waiting > 0 ? say('event.fullWaiting', { n: event.waiting }) : say('event.full');
}

/** @type {Record<Stage, string>} */
const TONE = {
  sign_up: 'good',
  wait: 'care',
  full: 'care',
  not_open: 'plain',
  closed: 'plain',
  over: 'plain',
  cancelled: 'brand',
  not_held: 'brand',
  draft: 'plain',
};

/**
 * Return what a card of a list shows.
 * @param {EventListItem} event
 * @param {number} [now]
 */
function cardOf(event, now = clock.now()) {
  const stage = stageOf(event, now);
  const open = stage === 'sign_up' || stage === 'wait' || stage === 'full';
  const starts = when(event.starts_at, now);
  const status = open ? placesText(event) : section('stages')[stage];
  return {
    id: event.id,
    title: event.title,
    summary: event.summary,
    when: starts,
    venue: event.venue,
    status,
    tone: TONE[stage],
  };
}

/**
 * Return where a sign-up stands, in words: 已报名, 候补第 3 位.
 * @param {SignupOut} signup
 */
function signupText(signup) {
  if (signup.waits_until) {
    return say('signupStates.heldBack', { until: when(signup.waits_until) });
  }
  if (signup.state === 'waiting') {
    return say('signupStates.waiting', { position: signup.position || '' });
  }
  if (signup.state === 'offered') {
    return say('signupStates.offered', { until: when(signup.offered_until || '') });
  }
  return section('signupStates')[signup.state];
}

/** @type {Record<SignupOut['state'], string>} */
const SIGNUP_TONE = { confirmed: 'good', waiting: 'care', offered: 'brand', cancelled: 'plain' };

/** @param {SignupOut} signup */
function signupTone(signup) {
  return SIGNUP_TONE[signup.state];
}

/**
 * Return who takes part, in words: 本人和 妈妈、小宝（孩子），共 3 人.
 * @param {SignupOut} signup
 */
function partyText(signup) {
  if (!signup.party.length) {
    return say('signup.alone');
  }
  const word = section('signup').quickChild;
  const names = signup.party.map(({ label, child }) =>
    child && !label.includes(word) ? say('signup.childLabel', { label }) : label,
  );
  return say('signup.together', { names: names.join(section('shared').comma), n: signup.seats });
}

/**
 * Return the next event of these sign-ups as a card that says where the sign-up stands; null when none is to come.
 * @param {import('../api/signups').MySignup[]} signups
 * @param {number} [now]
 */
function nextCardOf(signups, now = clock.now()) {
  const coming = signups.filter(
    ({ state, event }) => state !== 'cancelled' && event.state === 'published' && now < Date.parse(event.ends_at),
  );
  if (!coming.length) {
    return null;
  }
  const next = coming.reduce((first, one) => (one.event.starts_at < first.event.starts_at ? one : first));
  const { id, title, venue, starts_at } = next.event;
  const [starts, status] = [when(starts_at, now), signupText(next)];
  return { id, title, summary: '', when: starts, venue, status, tone: signupTone(next) };
}

module.exports = { stageOf, placesText, cardOf, nextCardOf, signupText, signupTone, partyText };
