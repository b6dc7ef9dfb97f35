/** Who stands on the closed sheet of an event, after all corrections? */

/** @typedef {import('../verification_api').Roster} Roster */
/** @typedef {import('../../../typings/api').CorrectionOut} Correction */
/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} person
 * @property {string} family whose party the person belongs to; empty for the one who signed up
 * @property {string} signupId empty for who came without a sign-up
 * @property {number} member
 * @property {string} recordId of what can be taken off: what was recorded, or an addition; and of somebody taken off,
 *   the removal, which can be undone; empty when there is none
 * @property {boolean} there
 * @property {'' | 'add' | 'remove'} corrected
 */

/**
 * Return everybody who could stand on the sheet of a session, with whether they do.
 * @param {Roster} roster
 * @param {Correction[]} corrections
 * @param {number} session
 * @returns {Row[]}
 */
function rowsOf(roster, corrections, session) {
  const mine = corrections.filter((one) => one.session === session && one.undone_at === null);
  const removals = mine.filter(({ kind }) => kind === 'remove');
  const taken = new Map(removals.map(({ attendance_id: record, id }) => [record, id]));
  const signedUp = roster.people.flatMap((person) => familyOf(person, mine, taken, session));
  const walkIns = roster.walk_ins.filter((one) => one.session === session);
  const added = mine.filter(({ kind, signup_id: signup }) => kind === 'add' && signup === null);
  return [
    ...signedUp,
    ...walkIns.map(({ id, person }) => ({
      ...{ key: id, person, family: '', signupId: '', member: 0 },
      ...recorded(id, taken),
    })),
    ...added.map(({ id, person }) => ({
      ...{ key: id, person, family: '', signupId: '', member: 0, recordId: id, there: true },
      corrected: /** @type {'add'} */ ('add'),
    })),
  ];
}

/**
 * @param {Roster['people'][number]} person
 * @param {Correction[]} corrections of this session
 * @param {Map<string | null, string>} taken
 * @param {number} session
 * @returns {Row[]}
 */
function familyOf(person, corrections, taken, session) {
  const names = [person.person, ...person.party.map(({ label }) => label)];
  return names.map((name, member) => {
    const there = person.present.find((one) => one.session === session && one.member === member);
    const added = corrections.find(
      (one) => one.kind === 'add' && one.signup_id === person.signup_id && one.member === member,
    );
    const [family, key] = [member === 0 ? '' : person.person, `${person.signup_id}-${member}`];
    const state = recorded(there ? there.id : '', taken);
    const corrected = added ? { recordId: added.id, there: true, corrected: /** @type {'add'} */ ('add') } : {};
    return { key, person: name, family, signupId: person.signup_id, member, ...state, ...corrected };
  });
}

/**
 * @param {string} id of an attendance; empty when there is none
 * @param {Map<string | null, string>} taken id of what was recorded -> the removal's
 * @returns {Pick<Row, 'recordId' | 'there' | 'corrected'>}
 */
function recorded(id, taken) {
  if (id === '') {
    return { recordId: '', there: false, corrected: '' };
  }
  const removal = taken.get(id);
  return removal
    ? { recordId: removal, there: false, corrected: 'remove' }
    : { recordId: id, there: true, corrected: '' };
}

module.exports = { rowsOf };
