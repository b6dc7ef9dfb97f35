/** Is what a phone scans taken for what it is, plain or in a link? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { openedWith, readScanned } = new Phone().switchOn().load('packages/attendance/checkin_code.js');

const EVENT = '01KD3Q0A5WXYZ23456789ABCDE';
const VENUE = `SLV-${EVENT}-1-hj3k2-aB_9-xYz-012345`;
const POSTER = `SLP-${EVENT}-aB-9_xYz01234567`;

test('a code of the venue or of the poster says which event it is about', () => {
  for (const code of [VENUE, POSTER, ` ${POSTER}\n`]) {
    assert.deepEqual(readScanned(code), { kind: 'venue', code: code.trim(), eventId: EVENT });
  }
});

test('a link that ends in a code is as good', () => {
  for (const rest of ['', '/', '?from=wall', '#top']) {
    assert.equal(readScanned(`https://shiliu.example/c/${POSTER}${rest}`).code, POSTER);
  }
  assert.equal(readScanned(`https://shiliu.example/c/${encodeURIComponent(VENUE)}`).code, VENUE);
});

test('another resident’s code is told from what is no code at all', () => {
  assert.equal(readScanned(`SLR-${EVENT}-hj3k2-aB9xYz`).kind, 'own');
  const others = ['', 'https://shiliu.example/v/2026-1', 'SLV-1-2', `SLX-${EVENT}-a`, `SLP-${EVENT}-`, '微信支付'];
  for (const text of others) {
    assert.deepEqual(readScanned(text), { kind: 'other', code: '', eventId: '' });
  }
});

test('a page is opened with a code, or with an encoded link', () => {
  const link = `https://shiliu.example/c/${POSTER}`;
  assert.equal(openedWith({ q: encodeURIComponent(link) }), link);
  assert.equal(openedWith({ code: VENUE }), VENUE);
  assert.equal(openedWith({}), '');
  assert.equal(openedWith({ code: '100%' }), '100%', 'what is not encoded properly is left as it is');
});
