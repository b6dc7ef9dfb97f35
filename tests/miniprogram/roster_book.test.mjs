/** Does the roster on the phone say who is there, who a code belongs to, and whom a search means? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const phone = new Phone().switchOn();
const { bookOf, found, sessionOn, sessionShown } = phone.load('packages/worker/checkin/roster_book.js');
const { planFor } = phone.load('packages/worker/checkin/scanning.js');

const LABELS = ['妈妈', '小宝'].map((label) => ({ label, child: false }));
const there = (member, more = {}) => ({
  ...{ id: `A${member}`, session: 1, member, at: '2026-12-01T01:31:00Z', left_at: null, gate: 'A 门' },
  ...more,
});

function person(user, name, initials, party = [], present = []) {
  return { signup_id: `s-${user}`, user_id: user, person: name, initials, state: 'confirmed', party, present };
}

const ROSTER = {
  event: { id: 'e', title: 't', starts_at: '', ends_at: '', state: 'published' },
  people: [
    person('wang', '王*明', 'wxm', [], [there(0)]),
    person('li', '李*姨', 'lay', LABELS, [there(1)]),
    person('luo', '罗*', 'lxm'),
  ],
  walk_ins: [{ ...there(0, { id: 'W' }), person: '路人', signup_id: null, way: 'walk_in' }],
};

const entry = (signup, members, more = {}) => ({
  row: { client_id: `c-${signup}` },
  who: {
    ...{ name: '某', signup, user: '', members, session: 1, at: '2026-12-01T01:40:00Z', gate: 'B 门', leaving: false },
    ...more,
  },
});

const code = (about, kind = 'resident') => ({ kind, about, text: about });

test('counts are people, with those whom only this phone knows', () => {
  const book = bookOf(ROSTER, [entry('s-li', [0, 1]), entry('', [0], { name: '现场', user: 'new' })], 1);
  assert.deepEqual([book.expected, book.present], [5, 5]);
  assert.deepEqual(
    book.bySignup.get('s-li').marks.map((mark) => mark && (mark.clientId || mark.id)),
    ['c-s-li', 'A1', null],
  );
  assert.deepEqual([bookOf(ROSTER, [], 1).present, bookOf(ROSTER, [entry('s-luo', [0])], 2).present], [3, 0]);
});

test('a scan says what is to be done', () => {
  const book = bookOf(ROSTER, [entry('', [0], { user: 'new', name: '现场' })], 1);
  const plans = ['wang', 'li', 'luo', 'nobody', 'new'].map((user) => planFor(book, code(user), false));
  assert.deepEqual(
    plans.map(({ kind, members }) => [kind, members]),
    [
      ['already', []],
      ['choose', [0, 2]],
      ['record', [0]],
      ['stranger', []],
      ['already', []],
    ],
  );
  assert.deepEqual([plans[0].mark.gate, plans[0].mark.at], ['A 门', '2026-12-01T01:31:00Z']);
  assert.equal(planFor(book, code('e', 'venue'), false).kind, 'venue');
  assert.equal(planFor(book, code('x', 'other'), false).kind, 'other');
});

test('who leaves is who came; whom this phone does not know to be there is sent all the same', () => {
  const book = bookOf(ROSTER, [entry('s-wang', [0], { leaving: true })], 1);
  const plans = ['wang', 'li', 'luo', 'nobody'].map((user) => planFor(book, code(user), true));
  assert.deepEqual(
    plans.map(({ kind, members }) => [kind, members]),
    [
      ['already', []],
      ['record', [1]],
      ['record', [0]],
      ['stranger', []],
    ],
  );
  assert.equal(plans[0].mark.leftAt, '2026-12-01T01:40:00Z');
});

test('people are found by initials, by characters and by who comes along', () => {
  const { parties } = bookOf(ROSTER, [], 1);
  const names = (typed, filter = 'all') => found(parties, typed, filter).map(({ user }) => user);
  assert.deepEqual(names('xm'), ['wang', 'luo']);
  assert.deepEqual(names('L'), ['li', 'luo']);
  assert.deepEqual(names('小宝'), ['li']);
  assert.deepEqual(names(' 王 '), ['wang']);
  assert.deepEqual(names('', 'missing'), ['li', 'luo']);
  assert.deepEqual(names('', 'there'), ['wang', 'li']);
});

test('the session is the one that the server would choose', () => {
  const session = (number, opens, starts, ends, closes) => ({
    ...{ number, label: '', opens_at: opens, starts_at: starts, ends_at: ends, closes_at: closes },
  });
  const day = (time) => `2026-12-01T${time}:00Z`;
  const sessions = [
    session(1, day('01:00'), day('01:30'), day('02:00'), day('02:30')),
    session(2, day('02:15'), day('02:30'), day('03:00'), day('03:30')),
  ];
  const on = (time) => sessionOn(sessions, Date.parse(day(time)))?.number ?? null;
  assert.deepEqual(['00:59', '01:00', '02:10', '02:20', '03:29', '03:30'].map(on), [null, 1, 1, 2, 2, null]);
  const shown = (time) => sessionShown(sessions, Date.parse(day(time))).number;
  assert.deepEqual(['00:59', '02:40', '04:00'].map(shown), [1, 2, 2]);
});

test('two thousand people are searched in no time', () => {
  const people = Array.from({ length: 2000 }, (_, i) => person(`u${i}`, `某*${i}`, `m${i}`, LABELS));
  const before = performance.now();
  const { parties } = bookOf({ ...ROSTER, people }, [], 1);
  assert.equal(found(parties, 'm199', 'missing').length, 11);
  assert.ok(performance.now() - before < 200);
});
