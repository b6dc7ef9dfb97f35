/** Does what a worker writes on a phone reach the API as it was meant, and come back the same? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const phone = new Phone().switchOn();
const drafts = phone.load('packages/worker/event_draft.js');
const sessions = phone.load('packages/worker/sessions.js');
const questions = phone.load('packages/worker/questions.js');

const NOW = '2026-11-23T16:30:00Z';
const REGION = '522301001001';

function written(more = {}) {
  return { ...drafts.emptyDraft(REGION, NOW), title: ' 包饺子 ', ...more };
}

/** An event as the API shows it, from what it was sent. */
function kept(sent) {
  const start = sent.starts_at;
  const times = { signup_opens_at: NOW, cancel_until: start, promotion_ends_at: start, signup_closes_at: start };
  const numbers = { taken: 0, waiting: 0, offer_hours: 24, waiting_max: null, point: { lat: 25.1, lon: 104.9 } };
  const form = sent.form.length ? { version: 1, fields: sent.form } : null;
  return { id: '01TEST', state: 'draft', ...times, ...numbers, ...sent, form };
}

test('a new draft lies a week after today on the city clock, which is past midnight already', () => {
  const draft = drafts.emptyDraft(REGION, NOW);
  assert.equal(draft.startDay, '2026-12-01');
  const event = drafts.eventOf(written());
  assert.equal(event.title, '包饺子');
  assert.equal(event.starts_at, '2026-12-01T07:00:00Z');
  assert.equal(event.ends_at, '2026-12-01T09:00:00Z');
  assert.equal(event.capacity, null);
  assert.equal('cancel_until' in event, false);
});

test('an event read and written again is not changed', () => {
  const sent = drafts.eventOf(written({ capacity: '20', neighboursOnly: true, partyMax: '0' }));
  const draft = drafts.draftOf(kept(sent));
  assert.deepEqual(drafts.changesOf(draft, draft), {});
  assert.equal(draft.capacity, '20');
  assert.equal(draft.partyMax, '0');
  assert.equal(sent.audience_region_code, REGION);
});

test('a change names only what was touched', () => {
  const before = drafts.draftOf(kept(drafts.eventOf(written())));
  assert.deepEqual(drafts.changesOf(before, { ...before, venue: '社区活动室', capacity: '8' }), {
    venue: '社区活动室',
    capacity: 8,
  });
});

test('all that hangs on the start moves with it', () => {
  const before = drafts.draftOf(kept(drafts.eventOf(written())));
  const later = drafts.startingAt(drafts.startingAt(before, { startDay: '2026-11-29' }), { startTime: '09:30' });
  assert.equal(later.endDay, '2026-11-29');
  assert.equal(later.closeTime, '09:30');
  const changes = drafts.changesOf(before, later);
  assert.equal(changes.starts_at, '2026-11-29T01:30:00Z');
  assert.equal(changes.cancel_until, '2026-11-29T01:30:00Z');
  assert.equal(changes.promotion_ends_at, '2026-11-29T01:30:00Z');
});

test('a closing time of its own keeps its hour', () => {
  const before = written({ closeTime: '12:00' });
  assert.equal(drafts.startingAt(before, { startTime: '16:00' }).closeTime, '12:00');
});

const MORNING = { startDay: '2026-12-01', startTime: '15:00', endDay: '2026-12-01', endTime: '16:00' };

test('an event of several sessions says how people check in to it', () => {
  const two = sessions.withOneMoreSession([{ key: 's1', label: ' 上半场 ', ...MORNING }], written());
  const event = drafts.eventOf(
    written({ sessions: two, opensBefore: '30', closesAfter: '15', tracksLeaving: true, volunteer: true }),
  );
  assert.deepEqual(
    [event.checkin_opens_before, event.checkin_closes_after, event.tracks_leaving, event.volunteer],
    [30, 15, true, true],
  );
  assert.deepEqual(event.sessions, [
    { label: '上半场', starts_at: '2026-12-01T07:00:00Z', ends_at: '2026-12-01T08:00:00Z' },
    { label: '', starts_at: '2026-12-01T08:00:00Z', ends_at: '2026-12-01T09:00:00Z' },
  ]);
  const draft = drafts.draftOf(kept(event));
  assert.deepEqual(drafts.changesOf(draft, draft), {});
  assert.deepEqual([draft.opensBefore, draft.closesAfter, draft.tracksLeaving], ['30', '15', true]);
});

test('an event opens its check-in an hour before, and has no sessions, unless somebody says so', () => {
  const event = drafts.eventOf(written());
  assert.deepEqual([event.checkin_opens_before, event.checkin_closes_after, event.sessions], [60, 0, []]);
  assert.deepEqual([event.tracks_leaving, event.volunteer], [false, false]);
  assert.equal(drafts.eventOf(written({ opensBefore: '' })).checkin_opens_before, 0);
});

test('the first session is as long as the event, and sessions move with its start', () => {
  const [one] = sessions.withOneMoreSession([], written());
  assert.deepEqual([one.startTime, one.endTime], ['15:00', '17:00']);
  const later = drafts.startingAt(written({ sessions: [one] }), { startDay: '2026-12-02', startTime: '16:30' });
  assert.deepEqual(
    later.sessions.map((moved) => [moved.key, moved.startDay, moved.startTime, moved.endTime]),
    [['s1', '2026-12-02', '16:30', '18:30']],
  );
});

test('sessions that can not be are named one by one, as the API names them', () => {
  const row = (label, startTime, endTime) => ({ key: 's1', ...MORNING, label, startTime, endTime });
  const faultsOf = (...rows) => drafts.faultsOf(written({ sessions: rows }));
  assert.deepEqual(faultsOf(row('', '15:00', '16:00')), { 'sessions.0.label': ['missing'] });
  assert.deepEqual(faultsOf(row('一', '16:00', '16:00')), { 'sessions.0.ends_at': ['not_after_start'] });
  assert.deepEqual(faultsOf(row('一', '15:00', '16:00'), row('二', '15:30', '17:00')), {
    'sessions.1.starts_at': ['overlap'],
  });
  assert.deepEqual(faultsOf(row('一', '14:00', '16:00')), { 'sessions.0.starts_at': ['outside_event'] });
  assert.deepEqual(faultsOf(row('一', '15:00', '16:00'), row('二', '16:00', '17:00')), {});
  assert.deepEqual(sessions.faultsOfSessions({ 'sessions.1.label': '长', 'sessions.1.ends_at': '早' }, 2), [
    { label: '', times: '' },
    { label: '长', times: '早' },
  ]);
});

test('check-in opens a day before at the earliest', () => {
  assert.deepEqual(drafts.faultsOf(written({ opensBefore: '1441', closesAfter: '9999' })), {
    checkin_opens_before: ['less_than_equal'],
    checkin_closes_after: ['less_than_equal'],
  });
});

test('what can not be sent is named as the API names it', () => {
  const asked = questions.withOneMore([]);
  const choice = [{ ...asked[0], kind: 'one_of', label: '带什么菜' }];
  assert.deepEqual(drafts.faultsOf(written()), {});
  assert.deepEqual(Object.keys(drafts.faultsOf(written({ title: '  ' }))), ['title']);
  assert.deepEqual(drafts.faultsOf(written({ endTime: '15:00' })).ends_at, ['not_after_start']);
  assert.deepEqual(Object.keys(drafts.faultsOf(written({ closeDay: '2026-12-02' }))), ['signup_closes_at']);
  assert.deepEqual(Object.keys(drafts.faultsOf(written({ capacity: '0' }))), ['capacity']);
  assert.deepEqual(Object.keys(drafts.faultsOf(written({ questions: asked }))), ['form.0.label']);
  assert.deepEqual(Object.keys(drafts.faultsOf(written({ questions: choice }))), ['form.0.options']);
});

test('questions and options keep their keys, so that old answers still fit', () => {
  const form = [
    {
      key: 'dish',
      kind: 'one_of',
      label: '带什么菜',
      help: '',
      required: true,
      options: [
        { key: 'hot', label: '热菜', limit: 3 },
        { key: 'o2', label: '凉菜', limit: null },
      ],
    },
  ];
  const [question] = questions.questionsOf({ fields: form });
  assert.equal(question.optionText, '热菜\n凉菜');
  const [same] = questions.formOf([question]);
  assert.deepEqual(same, form[0]);
  const [changed] = questions.formOf([{ ...question, optionText: '凉菜\n\n 甜品 \n热菜\n甜品' }]);
  assert.deepEqual(
    changed.options.map((option) => [option.key, option.label, option.limit]),
    [
      ['o2', '凉菜', null],
      ['o3', '甜品', null],
      ['hot', '热菜', 3],
    ],
  );
});

test('a question that asks no choice has no options, and new questions never take a key that is there', () => {
  const [first] = questions.withOneMore([]);
  assert.deepEqual(questions.formOf([{ ...first, optionText: 'a\nb' }])[0].options, []);
  const two = questions.withOneMore([{ ...first, key: 'q2' }]);
  assert.deepEqual(
    two.map((question) => question.key),
    ['q2', 'q3'],
  );
});
