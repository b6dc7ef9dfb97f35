/** Do the workers' pages offer the right regions, and put each fault beside its field? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const phone = new Phone().switchOn();
const { regionsOf } = phone.load('packages/worker/own_regions.js');
const { faultsOfQuestions, fieldOf } = phone.load('packages/worker/edit/choices.js');

const NOW = Date.parse('2026-11-23T08:00:00Z');

function grant(region, more = {}) {
  const times = { starts_at: '2026-01-01T00:00:00Z', ends_at: null };
  return { id: '01G', user_id: '01U', role: 'community_worker', region_code: region, ...times, ...more };
}

test('regions come from grants that hold now', () => {
  assert.deepEqual(regionsOf([grant('522301001001')], NOW), ['522301001001']);
  assert.deepEqual(regionsOf([grant('5223', { ends_at: '2026-11-23T08:00:00Z' })], NOW), []);
  assert.deepEqual(regionsOf([grant('5223', { starts_at: '2026-11-23T08:00:01Z' })], NOW), []);
});

test('an auditor makes no events', () => {
  assert.deepEqual(regionsOf([grant('5223', { role: 'auditor' })], NOW), []);
});

test('a region inside another own one is left out', () => {
  const grants = [grant('522301001001'), grant('522301'), grant('522301'), grant('522302')];
  assert.deepEqual(regionsOf(grants, NOW), ['522301', '522302']);
});

test('each question gets the faults of its own label and options', () => {
  const errors = { 'form.1.label': 'a', 'form.1.options.0.label': 'b', 'form.10.label': 'c', title: 'd' };
  const faults = faultsOfQuestions(errors, 3);
  assert.deepEqual(faults, [
    { label: '', options: '' },
    { label: 'a', options: 'b' },
    { label: '', options: '' },
  ]);
});

test('a part of a draft is found under its name in the API', () => {
  assert.equal(fieldOf('closeTime'), 'signup_closes_at');
  assert.equal(fieldOf('venue'), 'venue');
});
