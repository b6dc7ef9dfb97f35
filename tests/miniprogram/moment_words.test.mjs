/** Are days and times said as people say them, by the calendar of the city? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { span, when } = new Phone().switchOn().load('core/moment_words.js');

test('near days are called by their names', () => {
  const now = Date.parse('2026-11-23T15:30:00Z');
  assert.equal(when('2026-11-23T15:45:00Z', now), '今天 23:45');
  assert.equal(when('2026-11-23T16:00:00Z', now), '明天 00:00');
  assert.equal(when('2026-11-25T06:00:00Z', now), '11月25日 周三 14:00');
});

test('another year is named', () => {
  const now = Date.parse('2026-12-20T15:30:00Z');
  assert.equal(when('2026-12-31T15:59:00Z', now), '12月31日 周四 23:59');
  assert.equal(when('2026-12-31T16:00:00Z', now), '2027年1月1日 周五 00:00');
});

test('one day is named once', () => {
  assert.equal(span('2026-11-25T06:00:00Z', '2026-11-25T08:00:00Z').match(/2\d日/g).length, 1);
  assert.equal(span('2026-11-25T06:00:00Z', '2026-11-26T08:00:00Z').match(/2\d日/g).length, 2);
});
