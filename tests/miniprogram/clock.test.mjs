/** Does the mini-program go by the server's clock, however wrong the phone's is, and not by a slow answer? */

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';

const NOON = Date.parse('2026-11-24T04:00:00Z');
const HOUR = 3600000;

let phone;
let clock;

/** Let the API answer with the time of a server that is so far ahead of this phone. */
function serverAhead(milliseconds, { takes = 0, status = 200 } = {}) {
  phone.respond = () => {
    mock.timers.tick(takes);
    const header = { 'X-Server-Time': String(Math.floor((Date.now() + milliseconds) / 1000)) };
    return status === 200 ? answer({}, 200, header) : problem(status, 'not_found', { header });
  };
}

const ask = () => phone.load('core/request.js').get('/events', { anybody: true });
const ahead = () => clock.now() - clock.onPhone();

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date'], now: NOON });
  phone = new Phone().switchOn();
  clock = phone.load('core/clock.js');
});

test('before the first answer the phone is believed', () => {
  assert.equal(clock.now(), NOON);
  assert.equal(clock.moment(), '2026-11-24T04:00:00Z');
});

test('a phone that is wrong by hours is put right by the first answer, also by a refusal', async () => {
  serverAhead(5 * HOUR, { status: 404 });
  await assert.rejects(ask());
  assert.ok(Math.abs(ahead() - 5 * HOUR) < 1000);
  assert.equal(clock.onPhone(), NOON);
  serverAhead(-2 * HOUR);
  await ask();
  assert.ok(Math.abs(ahead() + 2 * HOUR) < 1000);
});

test('a phone that is right within the second is left alone', async () => {
  for (const milliseconds of [0, 300, -400]) {
    serverAhead(milliseconds);
    await ask();
  }
  assert.ok(Math.abs(ahead()) < 1000);
});

test('a slow answer changes nothing that may be right', async () => {
  serverAhead(HOUR);
  await ask();
  const before = ahead();
  serverAhead(HOUR, { takes: 9000 });
  await ask();
  assert.equal(ahead(), before);
});

test('what was learned is known at the next start, without the network', async () => {
  serverAhead(24 * HOUR);
  await ask();
  phone.switchOn();
  phone.respond = () => LOST;
  assert.equal(phone.load('core/moment_words.js').today(), '2026-11-25');
});

test('answers without a time teach nothing', async () => {
  phone.respond = () => answer({}, 200, { 'X-Server-Time': 'soon' });
  await ask();
  phone.respond = () => ({ statusCode: 200, data: {}, header: null });
  await ask();
  assert.equal(ahead(), 0);
  phone.respond = () => answer({}, 200, { 'x-server-time': String((NOON + HOUR) / 1000) });
  await ask();
  assert.ok(Math.abs(ahead() - HOUR) < 1000);
});
