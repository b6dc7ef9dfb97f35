/** Is the screen bright only while the own code is shown, and is the code a new one after the phone slept? */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { LOST, Phone, answer } from './phone.mjs';
import { numberTimers } from './timers.mjs';

const NOW = Date.parse('2026-11-23T08:00:20Z');
const USER = { id: '01', nickname: '王小明', language: 'zh-CN', grants: [] };

let phone;
let page;
let screen;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  numberTimers();
  phone = new Phone().switchOn();
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER });
  phone.respond = (_request, count) => answer(codeAt(count));
  screen = { brightness: 0.4, on: false };
  Object.assign(globalThis.wx, {
    getScreenBrightness: async () => ({ value: screen.brightness }),
    setScreenBrightness: ({ value }) => void (screen.brightness = value),
    setKeepScreenOn: ({ keepScreenOn }) => void (screen.on = keepScreenOn),
  });
  page = phone.page('packages/attendance/my-code/index.js');
});

afterEach(() => {
  page.onHide();
  mock.timers.reset();
});

/** What the API answers at this moment. */
function codeAt(count) {
  const next = (Math.floor(Date.now() / 60000) + 1) * 60000;
  return {
    code: `SLR-${count}`,
    refresh_in: Math.round((next - Date.now()) / 1000),
    expires_at: new Date(next + 60000).toISOString(),
  };
}

/** Let everything that waits for an answer go on. */
async function settle() {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
}

/** Let time pass second by second, as it does. */
async function pass(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    await settle();
  }
}

test('the screen is bright and stays on while the code shows, and is as before afterwards', async () => {
  await page.onShow();
  assert.deepEqual(screen, { brightness: 1, on: true });
  page.onHide();
  assert.deepEqual(screen, { brightness: 0.4, on: false });
  await page.onShow();
  page.onUnload();
  assert.deepEqual(screen, { brightness: 0.4, on: false });
});

test('somebody who has left already is not blinded', async () => {
  const shown = page.onShow();
  page.onHide();
  await shown;
  assert.equal(screen.brightness, 0.4);
});

test('the code is asked for once, and again when the next is there', async () => {
  await page.onShow();
  await settle();
  await pass(30);
  assert.deepEqual([page.data.own.code, page.data.good, phone.requests.length], ['SLR-1', true, 1]);
  assert.equal(page.data.line, '10 秒后自动换新码，不用您动手');
  await pass(11);
  assert.deepEqual([page.data.own.code, phone.requests.length], ['SLR-2', 2]);
});

test('in the background nothing is asked for; whoever comes back sees a new code', async () => {
  await page.onShow();
  await settle();
  page.onHide();
  await pass(600);
  assert.equal(phone.requests.length, 1);
  await page.onShow();
  await settle();
  assert.deepEqual([page.data.own.code, page.data.good], ['SLR-2', true]);
});

test('without a network the code shows while it is good, and comes back by itself', async () => {
  await page.onShow();
  await settle();
  phone.respond = () => LOST;
  await pass(60);
  assert.deepEqual([page.data.good, page.data.offline], [true, true]);
  assert.match(page.data.line, /没有网络，正在重新连接。这个码还能用 \d+ 秒/);
  await pass(60);
  assert.equal(page.data.good, false);
  phone.respond = () => answer(codeAt(9));
  await pass(15);
  assert.deepEqual([page.data.own.code, page.data.good, page.data.offline], ['SLR-9', true, false]);
});
