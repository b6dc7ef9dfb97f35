/** Does the city's clock show the same on every phone, and in words that people use? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { clock, dayAfter, dayOf, momentOf, span, when } = new Phone().switchOn().load('core/moments.js');

for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai']) {
  test(`a phone in ${zone} shows the city's time`, () => {
    process.env.TZ = zone;
    assert.equal(dayOf('2026-12-31T16:00:00Z'), '2027-01-01');
    assert.equal(clock('2026-12-31T16:05:00Z'), '00:05');
    assert.equal(momentOf('2027-01-01', '00:05'), '2026-12-31T16:05:00Z');
  });
}

test('days follow each other over the ends of months and years', () => {
  assert.equal(dayAfter('2028-02-28', 1), '2028-02-29');
  assert.equal(dayAfter('2026-12-31', 1), '2027-01-01');
  assert.equal(dayAfter('2026-03-01', -1), '2026-02-28');
});

test('near days are called by their names, by the calendar of the city', () => {
  const now = Date.parse('2026-11-23T15:30:00Z');
  assert.equal(when('2026-11-23T15:45:00Z', now), '今天 23:45');
  assert.equal(when('2026-11-23T16:00:00Z', now), '明天 00:00');
  assert.equal(when('2026-11-25T06:00:00Z', now), '11月25日 周三 14:00');
  assert.equal(when('2027-01-01T06:00:00Z', now), '2027年1月1日 周五 14:00');
});

test('one day is named once', () => {
  assert.equal(span('2026-11-25T06:00:00Z', '2026-11-25T08:00:00Z').match(/25日/g).length, 1);
  assert.equal(span('2026-11-25T06:00:00Z', '2026-11-26T08:00:00Z').match(/2[56]日/g).length, 2);
});
