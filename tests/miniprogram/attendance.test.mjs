/** Do residents read when check-in opens, who was checked in, why not, and how long they were there? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const ID = '01KD3Q0A5WXYZ23456789ABCDE';
const POSTER = `SLP-${ID}-aB9xYz01234567`;
const EVENT = {
  state: 'published',
  starts_at: '2026-11-23T06:00:00Z',
  ends_at: '2026-11-23T09:00:00Z',
  sessions: [],
  checkin_opens_before: 60,
};
const USER = { id: ID, nickname: '王小明', language: 'zh-CN', grants: [] };
const SESSION = { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER };
const PARTY = [{ label: '奶奶', child: false }];

function switchedOn() {
  const phone = new Phone().switchOn();
  phone.storage.set('session', SESSION);
  return phone;
}

const phone = switchedOn();
const { isAround, nextOpening } = phone.load('core/attendance_times.js');
const { peopleOf, shownOf } = phone.load('packages/attendance/checkin/people.js');
const { problemOfFailure } = phone.load('packages/attendance/checkin/problems.js');
const { durationText } = phone.load('packages/attendance/durations.js');

test('it is time to be there from three hours before the start until an hour after the end', () => {
  const around = (moment, more = {}) => isAround({ ...EVENT, ...more }, Date.parse(moment));
  assert.equal(around('2026-11-23T02:59:59Z'), false);
  assert.equal(around('2026-11-23T03:00:00Z'), true);
  assert.equal(around('2026-11-23T09:59:59Z'), true);
  assert.equal(around('2026-11-23T10:00:00Z'), false);
  assert.equal(around('2026-11-23T06:00:00Z', { state: 'held_reported' }), false);
});

test('check-in opens before the event, or before its next session', () => {
  assert.equal(nextOpening(EVENT, NOW), '2026-11-23T05:00:00.000Z');
  assert.equal(nextOpening(EVENT, Date.parse('2026-11-23T05:00:00Z')), '');
  const sessions = [{ starts_at: '2026-11-23T02:30:00Z' }, { starts_at: '2026-11-23T07:00:00Z' }];
  assert.equal(nextOpening({ ...EVENT, sessions }, NOW), '2026-11-23T06:00:00.000Z');
});

test('who is checked in reads names, time, session and gate, and who was there before', () => {
  const people = peopleOf({ party: PARTY });
  assert.deepEqual(
    people.map(({ name, here }) => [name, here]),
    [
      ['王小明（本人）', true],
      ['奶奶', true],
    ],
  );
  const recorded = { member: 0, at: '2026-11-23T05:31:00Z', gate: 'A 门', session: 1 };
  const done = shownOf({ items: [recorded], already: [{ ...recorded, member: 1 }] }, people, '上午');
  assert.deepEqual(done.lines, ['王小明（本人）', '13:31 签到', '场次：上午', '入口：A 门', '奶奶之前已经签到']);
});

test('each refusal says what to do next', () => {
  const said = (code, more = {}) => problemOfFailure({ code, kind: 'conflict', ...more }, '包饺子', EVENT, NOW);
  assert.deepEqual(said('code_expired').next, 'scan');
  assert.deepEqual(said('not_signed_up').next, 'event');
  assert.deepEqual(said('not_confirmed').next, 'mine');
  assert.match(said('checkin_not_open').text, /“包饺子”还没有开始签到。.* 13:00 开始/);
  assert.match(problemOfFailure({ code: 'checkin_not_open' }, '包饺子', null, NOW).text, /请过一会儿/);
  assert.equal(
    said('already_checked_in', { message: '已在 09:31（A 门）签到，不用再签' }).text.slice(0, 13),
    '已在 09:31（A 门）',
  );
  assert.deepEqual(said('network', { kind: 'network' }).next, 'again');
  assert.deepEqual(said('busy', { kind: 'busy', message: '人太多' }), { text: '人太多', next: 'again' });
});

test('lengths of time are said in hours and minutes', () => {
  assert.deepEqual([45, 60, 150, 0].map(durationText), ['45 分钟', '1 小时', '2 小时 30 分钟', '0 分钟']);
});

/** Open the page for checking in on a phone whose owner is signed up with this party. */
function checkinPage(party, attend) {
  const mine = switchedOn();
  const signup = { id: ID, state: 'confirmed', party, event: { id: ID, title: '包饺子' } };
  mine.respond = (request) =>
    request.method === 'POST' ? attend(request) : answer({ items: [signup], ...EVENT, next_cursor: null });
  return { mine, page: mine.page('packages/attendance/checkin/index.js') };
}

test('somebody alone is checked in at once, and a lost answer is asked for again with the same key', async () => {
  const keys = [];
  const recorded = { member: 0, at: '2026-11-23T05:31:00Z', gate: '', session: 1 };
  const { page } = checkinPage([], ({ header }) => {
    keys.push(header['Idempotency-Key']);
    return keys.length < 2 ? LOST : answer({ items: [recorded], already: [] }, 201);
  });
  await page.onLoad({ code: POSTER });
  assert.equal(page.data.step, 'done');
  assert.deepEqual(page.data.done.lines, ['王小明（本人）', '13:31 签到']);
  assert.equal(new Set(keys).size, 1);
  assert.equal(keys.length, 2);
});

test('a party is asked who came, and only those are sent', async () => {
  const bodies = [];
  const { page } = checkinPage(PARTY, ({ data }) => {
    bodies.push(JSON.parse(data));
    return problem(409, 'already_checked_in', { message: '已在 09:31签到，不用再签' });
  });
  await page.onLoad({ q: encodeURIComponent(`https://shiliu.example/c/${POSTER}`) });
  assert.equal(page.data.step, 'choose');
  page.onPerson({ currentTarget: { dataset: { index: 0 } } });
  assert.equal(page.data.submitText, '签到（1 人）');
  await page.onSubmit();
  assert.deepEqual(bodies, [{ code: POSTER, members: [1] }]);
  assert.deepEqual([page.data.step, page.data.done.title], ['done', '已经签过到了'], 'it is good news');
});

test('nobody is no party to check in', async () => {
  const { mine, page } = checkinPage(PARTY, () => answer({}));
  await page.onLoad({ code: POSTER });
  for (const index of [0, 1]) {
    page.onPerson({ currentTarget: { dataset: { index } } });
  }
  page.onSubmit();
  assert.equal(mine.asked('POST', '/attendances'), 0);
  assert.deepEqual([page.data.step, mine.shown.at(-1).title], ['choose', '请至少选一位']);
});
