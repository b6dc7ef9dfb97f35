/**
 * Where is the roster when there is no network? On the phone, as small as it goes: a row of values for each person,
 * some hundreds of people to a key. WeChat takes 1 MB a key and 10 MB in all, so that only the last rosters stay.
 */

const PEOPLE_A_PART = 400;
const ROSTERS_MOST = 3;
const KEPT_MS = 2 * 24 * 60 * 60 * 1000;

/** @typedef {import('../../../typings/api').RosterOut} Roster */
/** @typedef {Roster['people'][number]} Person */
/** @typedef {{ roster: Roster, tag: string, askedAt: number }} Kept `askedAt` is by the phone's clock */
/** @typedef {{ event: string, parts: number, closesAt: number }} Listed */

/** @param {string} userId @param {string} eventId */
const nameOf = (userId, eventId) => `roster:${userId}:${eventId}`;

/** @param {string} userId */
const listOf = (userId) => `rosters:${userId}`;

/**
 * Return the roster that was kept; null when there is none.
 * @param {string} userId
 * @param {string} eventId
 * @returns {Kept | null}
 */
function readKept(userId, eventId) {
  const name = nameOf(userId, eventId);
  const head = wx.getStorageSync(name);
  if (!head) {
    return null;
  }
  /** @type {any[][]} */
  const rows = [];
  for (let part = 0; part < head.parts; part += 1) {
    const kept = wx.getStorageSync(`${name}:${part}`);
    if (!kept || kept.tag !== head.tag) {
      return null; // the app was closed while a newer one was being written
    }
    rows.push(...kept.rows);
  }
  return { roster: { ...head.roster, people: rows.map(personOf) }, tag: head.tag, askedAt: head.askedAt };
}

/**
 * Keep a roster, and let go of old ones. A phone that is full keeps none: the roster still serves while the app is open.
 * @param {string} userId
 * @param {Kept} kept
 * @param {number} now by the server's clock
 * @returns {boolean}
 */
function keep(userId, { roster, tag, askedAt }, now) {
  const { people, ...rest } = roster;
  const name = nameOf(userId, roster.event.id);
  const parts = Math.ceil(people.length / PEOPLE_A_PART);
  const listed = { event: roster.event.id, parts, closesAt: Date.parse(roster.closes_at) };
  try {
    makeRoom(userId, listed, now);
    for (let part = 0; part < parts; part += 1) {
      const some = people.slice(part * PEOPLE_A_PART, (part + 1) * PEOPLE_A_PART);
      wx.setStorageSync(`${name}:${part}`, { tag, rows: some.map(rowOf) });
    }
    wx.setStorageSync(name, { roster: rest, tag, askedAt, parts });
    return true;
  } catch {
    return false;
  }
}

/**
 * Note that the roster that is kept still held when it was asked for again.
 * @param {string} userId
 * @param {string} eventId
 * @param {number} askedAt
 */
function touch(userId, eventId, askedAt) {
  const name = nameOf(userId, eventId);
  const head = wx.getStorageSync(name);
  if (head) {
    wx.setStorageSync(name, { ...head, askedAt });
  }
}

/**
 * @param {string} userId
 * @param {Listed} added
 * @param {number} now
 */
function makeRoom(userId, added, now) {
  /** @type {Listed[]} */
  const before = wx.getStorageSync(listOf(userId)) || [];
  const others = before.filter(({ event }) => event !== added.event);
  const good = others.filter(({ closesAt }) => now < closesAt + KEPT_MS).slice(0, ROSTERS_MOST - 1);
  others.filter((one) => !good.includes(one)).forEach((one) => drop(userId, one));
  wx.setStorageSync(listOf(userId), [added, ...good]);
}

/**
 * @param {string} userId
 * @param {Listed} listed
 */
function drop(userId, { event, parts }) {
  const name = nameOf(userId, event);
  wx.removeStorageSync(name);
  for (let part = 0; part < parts; part += 1) {
    wx.removeStorageSync(`${name}:${part}`);
  }
}

/** @param {Person} person */
function rowOf(person) {
  const party = person.party.map(({ label, child }) => [label, child]);
  const present = person.present.map((one) => [one.id, one.session, one.member, one.at, one.left_at, one.gate]);
  return [person.signup_id, person.user_id, person.person, person.initials, party, present];
}

/** @param {any[]} row @returns {Person} */
function personOf([signup_id, user_id, person, initials, party, present]) {
  return {
    ...{ signup_id, user_id, person, initials, state: 'confirmed' },
    party: party.map((/** @type {any[]} */ [label, child]) => ({ label, child })),
    present: present.map((/** @type {any[]} */ [id, session, member, at, left_at, gate]) => ({
      ...{ id, session, member, at, left_at, gate },
    })),
  };
}

module.exports = { readKept, keep, touch };
