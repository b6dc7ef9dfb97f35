/**
 * Who is who at an event, who is there, and who is still expected? From the roster and from what this phone recorded
 * since, which counts at once. All of it on the phone, without a network.
 */

/** @typedef {import('../../../typings/api').RosterOut} Roster */
/** @typedef {import('./queue').Entry} Entry */

/**
 * That somebody is there. `id` is '' as long as the roster does not know, `clientId` is that of the row while it waits;
 * `leftAt` is '' for those who have not left.
 * @typedef {{ id: string, at: string, gate: string, leftAt: string, clientId: string }} Mark
 */
/**
 * A party: the person who signed up is member 0, those who come along are 1 and so on; `label` of member 0 is ''.
 * @typedef {{ signup: string, user: string, name: string, initials: string,
 *   members: { label: string, child: boolean }[], marks: (Mark | null)[] }} Party
 */
/** @typedef {Mark & { name: string, user: string }} WalkIn */
/** @typedef {{ session: number, parties: Party[], walkIns: WalkIn[], byUser: Map<string, Party>,
 *   bySignup: Map<string, Party>, expected: number, present: number }} Book */
/** @typedef {Roster['sessions'][number]} Session */
/** @typedef {'all' | 'missing' | 'there'} Filter */

/**
 * Return everybody at one session of an event.
 * @param {Roster} roster
 * @param {Entry[]} entries what this phone recorded and the roster does not say yet
 * @param {number} session
 * @returns {Book}
 */
function bookOf(roster, entries, session) {
  const parties = roster.people.map((person) => partyOf(person, session));
  const walkIns = roster.walk_ins.filter((one) => one.session === session).map(walkInOf);
  const book = {
    ...{ session, parties, walkIns },
    byUser: new Map(parties.map((party) => [party.user, party])),
    bySignup: new Map(parties.map((party) => [party.signup, party])),
    ...{ expected: 0, present: 0 },
  };
  entries.filter(({ who }) => who.session === session).forEach((entry) => note(book, entry));
  const there = parties.reduce((sum, { marks }) => sum + marks.filter(Boolean).length, 0);
  book.expected = parties.reduce((sum, { members }) => sum + members.length, 0);
  book.present = there + walkIns.length;
  return book;
}

/**
 * @param {Roster['people'][number]} person
 * @param {number} session
 * @returns {Party}
 */
function partyOf(person, session) {
  const members = [{ label: '', child: false }, ...person.party];
  /** @type {(Mark | null)[]} */
  const marks = members.map(() => null);
  for (const { id, member, at, gate, left_at } of person.present.filter((one) => one.session === session)) {
    marks[member] = { id, at, gate, leftAt: left_at || '', clientId: '' };
  }
  return {
    ...{ signup: person.signup_id, user: person.user_id, name: person.person, initials: person.initials },
    ...{ members, marks: marks.slice(0, members.length) },
  };
}

/** @param {Roster['walk_ins'][number]} one @returns {WalkIn} */
function walkInOf({ id, person, at, gate, left_at }) {
  return { id, name: person, user: '', at, gate, leftAt: left_at || '', clientId: '' };
}

/**
 * Note what this phone recorded.
 * @param {Book} book
 * @param {Entry} entry
 */
function note(book, entry) {
  const { row, who } = entry;
  const clientId = 'sentAt' in entry ? '' : row.client_id;
  const mark = { id: '', at: who.at, gate: who.gate, leftAt: '', clientId };
  const party = book.bySignup.get(who.signup);
  if (party) {
    noteParty(party, who, mark);
  } else if (!who.signup && !who.leaving && !(who.user && book.walkIns.some(({ user }) => user === who.user))) {
    book.walkIns.push({ ...mark, name: who.name, user: who.user });
  }
}

/**
 * @param {Party} party
 * @param {Entry['who']} who
 * @param {Mark} mark
 */
function noteParty({ marks }, who, mark) {
  for (const member of who.members.filter((one) => one < marks.length)) {
    const known = marks[member];
    if (!who.leaving) {
      marks[member] = known || mark;
    } else if (known) {
      marks[member] = { ...known, leftAt: who.at };
    }
  }
}

/**
 * Return those whom a search finds: by the initials of the name in pinyin, by characters of the masked name or of how
 * the family calls somebody.
 * @param {Party[]} parties
 * @param {string} typed
 * @param {Filter} filter
 * @returns {Party[]}
 */
function found(parties, typed, filter) {
  const words = typed.trim().toLowerCase();
  const fits = (/** @type {Party} */ { initials, name, members }) =>
    !words ||
    initials.includes(words) ||
    name.toLowerCase().includes(words) ||
    members.some(({ label }) => label.toLowerCase().includes(words));
  const chosen = parties.filter((party) => fits(party) && isShown(party, filter));
  // Whose initials begin like that is most likely meant.
  const begins = (/** @type {Party} */ { initials }) => Boolean(words) && initials.startsWith(words);
  return [...chosen.filter(begins), ...chosen.filter((party) => !begins(party))];
}

/**
 * @param {Party} party
 * @param {Filter} filter
 */
function isShown({ marks }, filter) {
  if (filter === 'all') {
    return true;
  }
  return filter === 'there' ? marks.some(Boolean) : marks.some((mark) => !mark);
}

/**
 * Return the session to which somebody comes who comes now, as the server chooses it; null when none takes anybody.
 * @param {Session[]} sessions
 * @param {number} now
 * @returns {Session | null}
 */
function sessionOn(sessions, now) {
  const taking = sessions.filter((one) => Date.parse(one.opens_at) <= now && now < Date.parse(one.closes_at));
  return taking.find((one) => now < Date.parse(one.ends_at)) || taking[taking.length - 1] || null;
}

/**
 * Return the session to look at: the one that is on, or else the next, or else the last.
 * @param {Session[]} sessions
 * @param {number} now
 * @returns {Session}
 */
function sessionShown(sessions, now) {
  const next = sessions.find((one) => now < Date.parse(one.opens_at));
  return sessionOn(sessions, now) || next || sessions[sessions.length - 1];
}

module.exports = { bookOf, found, sessionOn, sessionShown };
