/** What does the large card say after a scan? */

const texts = require('../checkin/texts');
const { alreadyText, clockText, namesOf, reasonText } = require('../checkin/words');

/** @typedef {import('../checkin/roster_book').Party} Party */
/** @typedef {import('../checkin/scanning').Plan} Plan */
/** @typedef {import('../checkin/queue').Entry} Entry */

/**
 * `tone` gives the colour, `clientId` the row that it is about, and `action` the button below.
 * @typedef {object} Card
 * @property {'recorded' | 'already' | 'problem' | 'question'} tone
 * @property {string} title
 * @property {string} name
 * @property {string} more
 * @property {string} clientId
 * @property {'' | 'choose' | 'walk_in' | 'anyway'} action
 */
/** @typedef {{ member: number, label: string, ticked: boolean, here: string }} Choice */

/**
 * @param {Card['tone']} tone
 * @param {Partial<Card>} more
 * @returns {Card}
 */
function cardOf(tone, more) {
  return { tone, title: '', name: '', more: '', clientId: '', action: '', ...more };
}

/**
 * Return the card of a plan that records nothing, or nothing yet.
 * @param {Plan} plan
 * @param {boolean} leaving
 * @returns {Card}
 */
function cardOfPlan({ kind, party, mark }, leaving) {
  const t = texts.section('scan');
  const name = party ? party.name : '';
  if (kind === 'choose') {
    const more = mark && !leaving ? alreadyText(mark) : '';
    return cardOf('question', { title: leaving ? t.whoLeaves : t.who, name, more, action: 'choose' });
  }
  if (kind === 'already') {
    return cardOf('already', { title: t.already, name, more: mark ? alreadyText(mark) : '' });
  }
  if (kind === 'stranger') {
    return leaving
      ? cardOf('problem', { title: t.problem, more: reasonText('not_signed_up') })
      : cardOf('problem', { title: t.stranger, more: t.strangerMore, action: 'walk_in' });
  }
  return cardOf('problem', { title: t.problem, more: kind === 'venue' ? t.venueCode : t.notOurs });
}

/**
 * Return the card of somebody who was recorded just now, on this phone.
 * @param {Party} party
 * @param {Entry} entry
 * @returns {Card}
 */
function cardOfRecorded(party, { row, who }) {
  const t = texts.section('scan');
  const unsure = who.leaving && who.members.some((member) => !party.marks[member]);
  return cardOf('recorded', {
    title: who.leaving ? t.doneLeaving : t.done,
    name: namesOf(party, who.members),
    more: unsure ? t.unsure : '',
    clientId: row.client_id,
  });
}

/**
 * Return who of a party can be ticked, and who is there already. The person who showed the code is ticked.
 * @param {Party} party
 * @param {number[]} members who can be
 * @returns {Choice[]}
 */
function choicesOf({ members: all, marks }, members) {
  const t = texts.section('scan');
  return all.map(({ label }, member) => {
    const mark = marks[member];
    const open = members.includes(member);
    return {
      ...{ member, label: label || t.me, ticked: open && member === members[0] },
      here: open || !mark ? '' : clockText(mark.leftAt || mark.at),
    };
  });
}

module.exports = { cardOf, cardOfPlan, cardOfRecorded, choicesOf };
