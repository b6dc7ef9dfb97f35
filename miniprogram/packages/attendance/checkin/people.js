/** Who of a sign-up is here, and what do they read once they are checked in? */

const { timeOf } = require('../../../core/city_time');
const session = require('../../../core/session');
const { section } = require('../../../core/texts');
const texts = require('../texts');

/** @typedef {{ member: number, name: string, here: boolean }} Person */

/**
 * Return everybody of a sign-up, the person first, all ticked.
 * @param {import('../../../api/signups').SignupOut} signup
 * @returns {Person[]}
 */
function peopleOf(signup) {
  const user = session.user();
  const me = user && user.nickname ? texts.say('checkin.meNamed', { name: user.nickname }) : section('signup').me;
  const names = [me, ...signup.party.map(({ label }) => label)];
  return names.map((name, member) => ({ member, name, here: true }));
}

/**
 * Return what stands below the tick: who was checked in, when, and where; and who was there before.
 * @param {import('../api').CheckinOut} answer
 * @param {Person[]} people
 * @param {string} part label of the session; empty when the event is one
 * @returns {{ title: string, lines: string[] }}
 */
function shownOf(answer, people, part) {
  const [first] = answer.items;
  const lines = [
    namesOf(answer.items, people),
    texts.say('checkin.at', { when: timeOf(first.at) }),
    part ? texts.say('checkin.session', { session: part }) : '',
    first.gate ? texts.say('checkin.gate', { gate: first.gate }) : '',
    answer.already.length ? texts.say('checkin.there', { names: namesOf(answer.already, people) }) : '',
  ];
  return { title: texts.say('checkin.doneTitle'), lines: lines.filter(Boolean) };
}

/**
 * @param {import('../api').CheckinOut['items']} items
 * @param {Person[]} people
 */
function namesOf(items, people) {
  const members = items.map(({ member }) => member);
  return people
    .filter(({ member }) => members.includes(member))
    .map(({ name }) => name)
    .join(section('shared').comma);
}

module.exports = { peopleOf, shownOf };
