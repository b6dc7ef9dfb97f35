/** Does the city's clock show the same on every phone? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { dayOf, laterDay, momentOf, timeOf } = new Phone().switchOn().load('core/city_time.js');

for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai']) {
  test(`a phone in ${zone} shows the city's time`, () => {
    process.env.TZ = zone;
    assert.equal(dayOf('2026-12-31T16:00:00Z'), '2027-01-01');
    assert.equal(timeOf('2026-12-31T16:05:00Z'), '00:05');
    assert.equal(momentOf('2027-01-01', '00:05'), '2026-12-31T16:05:00Z');
  });
}

test('days follow each other over the ends of months and years', () => {
  assert.equal(laterDay('2028-02-28', 1), '2028-02-29');
  assert.equal(laterDay('2026-12-31', 1), '2027-01-01');
  assert.equal(laterDay('2026-03-01', -1), '2026-02-28');
});

test('what is no day gives no moment', () => {
  assert.equal(momentOf('', '10:00'), '');
  assert.equal(momentOf('2026-13-01', '10:00'), '');
});
