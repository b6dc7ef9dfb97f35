/** What is to be done about a code that was scanned at the door? The roster on the phone says it; no page, no storage. */

/** @typedef {import('./roster_book').Book} Book */
/** @typedef {import('./roster_book').Party} Party */
/** @typedef {import('./roster_book').Mark} Mark */
/** @typedef {import('./codes').Code} Code */

/**
 * `record` these members without asking; `choose` who of the party is meant, of `members`; `already` there (or gone),
 * as `mark` says; `stranger`: no sign-up that this phone knows; `venue`: a code for residents' phones; `other`: no code
 * of ours.
 * @typedef {object} Plan
 * @property {'record' | 'choose' | 'already' | 'stranger' | 'venue' | 'other'} kind
 * @property {Party | null} party
 * @property {number[]} members
 * @property {Mark | null} mark
 */

/**
 * @param {Book} book
 * @param {Code} code
 * @param {boolean} leaving
 * @returns {Plan}
 */
function planFor(book, code, leaving) {
  if (code.kind !== 'resident') {
    return plan(code.kind, null);
  }
  const party = book.byUser.get(code.about);
  if (!party) {
    const known = book.walkIns.find(({ user }) => user === code.about);
    return known && !leaving ? { ...plan('already', null), mark: known } : plan('stranger', null);
  }
  return leaving ? planLeaving(party) : planArriving(party);
}

/** @param {Party} party */
function planArriving(party) {
  const missing = membersWhere(party, (mark) => !mark);
  if (!missing.length) {
    return { ...plan('already', party), mark: party.marks[0] };
  }
  return { ...plan(party.members.length === 1 ? 'record' : 'choose', party, missing), mark: party.marks[0] };
}

/** Of somebody who is not there as far as this phone knows, another gate may know more: that is sent too. */
/** @param {Party} party */
function planLeaving(party) {
  const there = membersWhere(party, (mark) => Boolean(mark && !mark.leftAt));
  if (there.length) {
    return plan(there.length === 1 ? 'record' : 'choose', party, there);
  }
  const gone = party.marks.find((mark) => mark && mark.leftAt) || null;
  return gone ? { ...plan('already', party), mark: gone } : plan('record', party, [0]);
}

/**
 * @param {Party} party
 * @param {(mark: Mark | null) => boolean} fits
 */
function membersWhere({ marks }, fits) {
  return marks.map((_mark, member) => member).filter((member) => fits(marks[member]));
}

/**
 * @param {Plan['kind']} kind
 * @param {Party | null} party
 * @param {number[]} [members]
 * @returns {Plan}
 */
function plan(kind, party, members = []) {
  return { kind, party, members, mark: null };
}

module.exports = { planFor };
