/** Is the own code shown while it is good, and renewed on the second, whatever the phone slept through? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { kept, secondsGood, standing } = new Phone().switchOn().load('packages/attendance/own_code.js');

const NOW = Date.parse('2026-11-23T08:00:20Z');
const OWN = kept({ code: 'SLR-1', refresh_in: 40, expires_at: '2026-11-23T08:02:00Z' }, NOW);

test('the seconds are counted down to the moment of the next code', () => {
  assert.deepEqual(standing(OWN, NOW), { good: true, due: false, left: 40, share: 67, tickIn: 1000 });
  const { left, tickIn } = standing(OWN, NOW + 1300);
  assert.deepEqual([left, tickIn], [39, 700], 'a late tick is followed by one that is on time again');
});

test('the next code is due at its moment, and the old one is good for as long again', () => {
  const due = standing(OWN, NOW + 40_000);
  assert.deepEqual([due.due, due.good, due.left, due.share], [true, true, 0, 0]);
  assert.equal(standing(OWN, NOW + 99_999).good, true);
  assert.equal(standing(OWN, NOW + 100_000).good, false);
});

test('a phone that slept for an hour asks at once and shows nothing old', () => {
  const { good, due, tickIn } = standing(OWN, NOW + 3_600_000);
  assert.deepEqual([good, due, tickIn], [false, true, 1000]);
});

test('nothing is shown before the first answer', () => {
  assert.deepEqual(standing(null, NOW), { good: false, due: true, left: 0, share: 0, tickIn: 1000 });
});

test('it is said for how long a code is good', () => {
  assert.equal(secondsGood(OWN, NOW), 100);
  assert.equal(secondsGood(OWN, NOW + 200_000), 0);
  assert.equal(secondsGood(null, NOW), 0);
});
