/** Is a paper taken to its end on its page: answered, resumed, handed in by the person or by the clock? */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';
import { numberTimers } from './timers.mjs';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const USER = { id: '01ME', nickname: '王小明', language: 'zh-CN', grants: [] };
const PAPER = 'packages/quiz/paper/index.js';

let phone;
let page;
/** The server: an attempt, what it has of each question, and whether it can be reached. */
let server;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  numberTimers();
  server = { away: false, state: 'open', mode: 'contest', answers: {}, submitted: 0, seconds: 600 };
  switchOn(new Phone());
});

afterEach(() => mock.timers.reset());

/** Start the app: nothing is left of what ran before but the storage. */
function switchOn(next) {
  next.storage = phone && next.keeps ? phone.storage : next.storage;
  phone = next;
  phone.switchOn();
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER });
  phone.respond = respond;
}

function respond({ method, url, data }) {
  if (server.away) {
    return LOST;
  }
  if (method === 'PUT') {
    return save(Number(url.split('/').pop()), JSON.parse(data));
  }
  if (url.endsWith('/submit')) {
    server.submitted += 1;
    server.state = 'final';
    return answer({
      id: 'A',
      state: 'final',
      score: 500,
      full: 1500,
      milliseconds: 1000,
      rank: 3,
      best: true,
      review_allowed: [],
    });
  }
  return answer(attempt());
}

function save(item, { options, seq }) {
  if (server.state !== 'open') {
    return problem(409, 'attempt_over');
  }
  if (seq <= (server.answers[item]?.seq ?? 0)) {
    return problem(409, 'stale_sequence');
  }
  server.answers[item] = { options, seq };
  const told = server.mode === 'practice' ? { right: options[0] === 'a', key: ['a'], explanation: '因为' } : {};
  return answer({ item, seq, saved: true, seconds_left: 1, ...told });
}

function attempt() {
  const items = ['single', 'multiple', 'true_false'].map((type, place) => {
    const has = server.answers[place + 1] ?? { options: [], seq: 0 };
    const options = ['a', 'b', 'c'].map((id) => ({ id, text: id }));
    return { item: place + 1, type, stem: `第${place + 1}题`, marks: 500, options, answer: has.options, seq: has.seq };
  });
  const deadline = server.mode === 'practice' ? null : new Date(NOW + server.seconds * 1000).toISOString();
  return { id: 'A', quiz_id: 'Q', mode: server.mode, state: server.state, deadline, items };
}

/** Open the paper, as its address does. */
async function open() {
  page = phone.page(PAPER);
  await page.onLoad({ id: 'A' });
  page.onShow();
  await settle();
}

async function settle() {
  for (let turn = 0; turn < 60; turn += 1) {
    await Promise.resolve();
  }
}

async function pass(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    await settle();
  }
}

async function choose(option) {
  page.onOption({ currentTarget: { dataset: { option } } });
  await settle();
}

const chosen = () => page.data.question.options.filter((one) => one.chosen).map(({ id }) => id);

test('each tap saves its own answer, and the line says so', async () => {
  await open();
  assert.equal(page.data.progress, '第 1 题，共 3 题');
  await choose('b');
  assert.deepEqual(server.answers, { 1: { options: ['b'], seq: 1 } });
  assert.equal(page.data.line.text, '答案都保存好了');
  await choose('c');
  assert.deepEqual(chosen(), ['c']);
  page.onNext();
  await choose('a');
  await choose('c');
  assert.deepEqual(server.answers[2].options, ['a', 'c']);
  await choose('a');
  assert.deepEqual(server.answers[2].options, ['c']);
});

test('the same choice again is not sent again', async () => {
  await open();
  await choose('b');
  await choose('b');
  assert.equal(server.answers[1].seq, 1);
});

test('without a network answers stay, and an app that is killed resumes where it was', async () => {
  await open();
  await choose('a');
  server.away = true;
  page.onNext();
  await choose('b');
  assert.match(page.data.line.text, /等网络：1 题/);
  switchOn(Object.assign(new Phone(), { keeps: true }));
  const opened = open();
  await pass(60);
  await opened;
  assert.deepEqual([page.data.state, page.data.place], ['ready', 2], 'the paper shows without a network');
  page.onPrevious();
  assert.deepEqual(chosen(), ['b']);
  server.away = false;
  await pass(10);
  assert.deepEqual(server.answers[2], { options: ['b'], seq: 1 });
  assert.equal(page.data.line.text, '答案都保存好了');
});

test('another person on this phone does not see the paper', async () => {
  await open();
  phone.storage.set('session', { token: 'u', expires_at: '2099-01-01T00:00:00Z', user: { ...USER, id: '02' } });
  switchOn(Object.assign(new Phone(), { keeps: true }));
  phone.storage.set('session', { token: 'u', expires_at: '2099-01-01T00:00:00Z', user: { ...USER, id: '02' } });
  phone.respond = () => problem(404, 'missing');
  await open();
  assert.deepEqual([page.data.state, page.data.question], ['empty', null]);
});

test('the time left goes on in the background, by the server’s clock', async () => {
  await open();
  assert.equal(page.data.left.text, '10:00');
  await pass(3);
  assert.equal(page.data.left.text, '09:57');
  page.onHide();
  mock.timers.setTime(NOW + 400_000);
  assert.equal(page.data.left.text, '09:57');
  page.onShow();
  assert.equal(page.data.left.text, '03:20');
});

test('at the end it hands in by itself, once, with the last answers', async () => {
  server.seconds = 5;
  await open();
  await pass(3);
  server.away = true;
  await choose('a');
  server.away = false;
  await pass(6);
  assert.deepEqual(server.answers[1], { options: ['a'], seq: 1 });
  assert.equal(server.submitted, 1);
  assert.deepEqual(phone.opened, [{ kind: 'redirect', url: '/packages/quiz/result/index?id=A' }]);
  assert.equal(phone.storage.has('paper:A'), false);
  assert.equal(phone.storage.has('answers:A'), false);
});

test('at the end without a network it says so, and hands in when there is one', async () => {
  server.seconds = 2;
  await open();
  server.away = true;
  await pass(40);
  assert.match(page.data.timeUp, /连上以后会自动交卷/);
  assert.equal(server.submitted, 0);
  server.away = false;
  await pass(40);
  assert.equal(server.submitted, 1);
});

test('a paper that was over while the app slept leads to its result', async () => {
  await open();
  page.onHide();
  mock.timers.setTime(NOW + 3_600_000);
  server.state = 'final';
  page.onShow();
  await pass(5);
  assert.deepEqual(phone.opened, [{ kind: 'redirect', url: '/packages/quiz/result/index?id=A' }]);
});

test('an answer that comes too late hands in, and leads to the result', async () => {
  await open();
  server.state = 'final';
  await choose('a');
  await pass(3);
  assert.equal(phone.opened.length, 1);
});

test('handing in asks first, and says what is open', async () => {
  await open();
  await choose('a');
  phone.answerModal = { confirm: false, cancel: true };
  await page.onHandIn();
  const [asked] = phone.shown.filter(({ kind }) => kind === 'modal');
  assert.match(asked.content, /还有 2 题没答/);
  assert.equal(server.submitted, 0);
  phone.answerModal = { confirm: true, cancel: false };
  await page.onHandIn();
  assert.equal(server.submitted, 1);
});

test('handing in names answers that are not sent', async () => {
  await open();
  server.away = true;
  await choose('a');
  phone.answerModal = { confirm: false, cancel: true };
  await page.onHandIn();
  const [asked] = phone.shown.filter(({ kind }) => kind === 'modal');
  assert.match(asked.content, /1 题的答案没传上/);
  assert.equal(page.data.handingIn, false);
});

test('the answer card jumps, and tells what is done', async () => {
  await open();
  await choose('a');
  page.onCard();
  assert.equal(page.data.summary, '答了 1 题，还有 2 题');
  assert.deepEqual(
    page.data.cells.map(({ state }) => state),
    ['answered', 'open', 'open'],
  );
  page.onCell({ currentTarget: { dataset: { place: 2 } } });
  assert.deepEqual([page.data.place, page.data.cardOpen], [2, false]);
});

test('practice tells what is right after each answer, and then the answer stays', async () => {
  server.mode = 'practice';
  await open();
  assert.equal(page.data.left.text, '');
  await choose('b');
  assert.equal(page.data.question.verdict.tone, 'care');
  assert.equal(page.data.question.explanation, '因为');
  await choose('a');
  assert.equal(server.answers[1].seq, 1);
});

test('in practice several answers are told when one is done choosing', async () => {
  server.mode = 'practice';
  await open();
  page.onNext();
  await choose('a');
  await choose('b');
  assert.equal(server.answers[2], undefined);
  assert.equal(page.data.mustConfirm, true);
  page.onConfirm();
  await settle();
  assert.deepEqual(server.answers[2].options, ['a', 'b']);
  assert.equal(page.data.question.verdict.tone, 'good');
  assert.equal(page.data.mustConfirm, false);
});

test('what was chosen but not confirmed is not lost by going on', async () => {
  server.mode = 'practice';
  await open();
  page.onNext();
  await choose('a');
  page.onNext();
  await settle();
  assert.deepEqual(server.answers[2].options, ['a']);
});

test('the result of a paper that is open leads back to it', async () => {
  page = phone.page('packages/quiz/result/index.js');
  await page.onLoad({ id: 'A' });
  assert.deepEqual(phone.opened, [{ kind: 'redirect', url: '/packages/quiz/paper/index?id=A' }]);
  assert.equal(server.submitted, 0);
});

test('the result tells marks, time and rank', async () => {
  server.state = 'final';
  page = phone.page('packages/quiz/result/index.js');
  await page.onLoad({ id: 'A' });
  const { score, full, time, rank, best } = page.data.result;
  assert.deepEqual([score, full, time, rank, best], ['5 分', '满分 15 分', '1 秒', '现在第 3 名', '这是您最好的一次']);
});
