/** Does a resident read what can be done about an event now, and where the own sign-up stands? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { cardOf, nextCardOf, partyText, placesText, signupText, stageOf } = new Phone()
  .switchOn()
  .load('core/event_words.js');

const NOW = Date.parse('2026-11-23T02:00:00Z');
const EVENT = {
  id: '01EVENT',
  title: '长桌饭',
  summary: '',
  venue: '小广场',
  state: 'published',
  starts_at: '2026-11-25T09:00:00Z',
  ends_at: '2026-11-25T12:00:00Z',
  signup_opens_at: '2026-11-20T00:00:00Z',
  signup_closes_at: '2026-11-25T07:00:00Z',
  promotion_ends_at: '2026-11-25T09:00:00Z',
  capacity: 20,
  taken: 14,
  waiting: 0,
  waiting_order: 'fit',
  waiting_max: null,
};

/** A sign-up for an event that starts on this day. */
function signup(day, more = {}) {
  const event = {
    ...EVENT,
    title: `第${day}日`,
    starts_at: `2026-11-${day}T09:00:00Z`,
    ends_at: `2026-11-${day}T12:00:00Z`,
  };
  return { state: 'confirmed', position: null, party: [], seats: 1, ...more, event: { ...event, ...more.event } };
}

test('the stage follows times, places, waiting list and state', () => {
  const stages = [
    ['sign_up', {}],
    ['sign_up', { capacity: null, taken: 900 }],
    ['wait', { taken: 20 }],
    ['wait', { taken: 14, waiting: 1, waiting_order: 'strict' }],
    ['sign_up', { taken: 14, waiting: 1 }],
    ['full', { taken: 20, waiting_max: 0 }],
    ['full', { taken: 20, waiting: 3, waiting_max: 3 }],
    ['full', { taken: 20, promotion_ends_at: '2026-11-23T02:00:00Z' }],
    ['not_open', { signup_opens_at: '2026-11-23T02:00:01Z' }],
    ['closed', { signup_closes_at: '2026-11-23T02:00:00Z' }],
    ['over', { ends_at: '2026-11-23T02:00:00Z' }],
    ['cancelled', { state: 'cancelled' }],
    ['draft', { state: 'draft' }],
    ['over', { state: 'held_reported' }],
    ['not_held', { state: 'not_held' }],
  ];
  for (const [stage, change] of stages) {
    assert.equal(stageOf({ ...EVENT, ...change }, NOW), stage, JSON.stringify(change));
  }
});

test('places are said in people, the waiting list in families', () => {
  assert.equal(placesText(EVENT), '还有 6 个名额');
  assert.equal(placesText({ ...EVENT, capacity: null }), '名额不限');
  assert.equal(placesText({ ...EVENT, taken: 20 }), '名额已满');
  assert.equal(placesText({ ...EVENT, taken: 20, waiting: 3 }), '名额已满，3 家在候补');
});

test('a card says what matters, and nothing of places when nobody can sign up', () => {
  assert.equal(cardOf(EVENT, NOW).status, '还有 6 个名额');
  assert.equal(cardOf({ ...EVENT, state: 'cancelled' }, NOW).status, '已取消');
  assert.equal(cardOf(EVENT, NOW).when, '11月25日 周三 17:00');
});

test('the next event is the earliest that is still to come, with the place on its list', () => {
  const all = [
    signup('28'),
    signup('22'),
    signup('25', { state: 'waiting', position: 3 }),
    signup('24', { state: 'cancelled' }),
    signup('24', { event: { state: 'cancelled' } }),
  ];
  const next = nextCardOf(all, NOW);
  assert.equal(next.title, '第25日');
  assert.equal(next.status, '候补第 3 位');
  assert.equal(nextCardOf([signup('22')], NOW), null);
});

test('an offer says until when it holds', () => {
  const offered = { state: 'offered', offered_until: '2027-01-02T04:00:00Z' };
  assert.match(signupText(offered), /1月2日 周六 12:00前确认/);
});

test('who lets others go first reads until when', () => {
  const held = { state: 'waiting', position: null, waits_until: '2027-01-02T04:00:00Z' };
  assert.match(signupText(held), /先留给邻居到.*1月2日 周六 12:00/);
});

test('a party is named as the family names it', () => {
  const party = [
    { label: '妈妈', child: false },
    { label: '小宝', child: true },
  ];
  assert.equal(partyText({ party, seats: 3 }), '本人和妈妈、小宝（孩子），共 3 人');
  assert.equal(partyText({ party: [{ label: '大孩子', child: true }], seats: 2 }), '本人和大孩子，共 2 人');
  assert.equal(partyText({ party: [], seats: 1 }), '本人参加');
});
