/** Does nobody begin before they read the rules and before it is their turn, and is it said why one can't? */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { Phone, answer, problem } from './phone.mjs';
import { numberTimers } from './timers.mjs';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const USER = { id: '01ME', nickname: '王小明', language: 'zh-CN', grants: [] };

let phone;
let page;
let quiz;
/** What the server says to a start. */
let started;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  numberTimers();
  phone = new Phone().switchOn();
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER });
  quiz = {
    ...{ id: 'Q', title: '宪法知识', mode: 'contest', state: 'open', rules_version: 3, rules_text: '一人一次。' },
    ...{ opens_at: '2026-11-24T07:00:00Z', closes_at: '2026-11-25T07:00:00Z', time_limit: 900, questions: 20 },
    ...{ full: 10000, tries_left: 2, tries_left_today: 1, next_try_at: null, open_attempt_id: null, start_after: 0 },
  };
  started = () => answer({ id: 'A', quiz_id: 'Q', deadline: null, items: [] }, 201);
  phone.respond = ({ method, url }) => {
    if (url.includes('/organisations')) {
      return answer({ items: [{ id: 'O', name: '第一小学' }] });
    }
    return method === 'POST' ? started() : answer(quiz);
  };
});

afterEach(() => mock.timers.reset());

async function open() {
  page = phone.page('packages/quiz/rules/index.js');
  page.onLoad({ id: 'Q' });
  await page.onShow();
}

async function pass(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    for (let turn = 0; turn < 40; turn += 1) {
      await Promise.resolve();
    }
  }
}

const starts = () => phone.requests.filter(({ method }) => method === 'POST').map(({ data }) => JSON.parse(data));

test('the facts say what one has to know', async () => {
  await open();
  assert.deepEqual(
    page.data.facts.map(({ text }) => text),
    [
      '竞赛，计入榜单',
      '11月24日 周二 15:00 – 11月25日 周三 15:00',
      '20 题，满分 100 分',
      '15 分钟',
      '2 次，其中今天 1 次',
    ],
  );
  assert.equal(page.data.rulesHead, '规则（第 3 版）');
});

test('nobody begins before they say that they read the rules', async () => {
  await open();
  await page.onStart();
  assert.deepEqual([starts(), page.data.askAgain], [[], true]);
  page.onAgree();
  await page.onStart();
  assert.deepEqual(starts(), [{ rules_version: 3 }]);
  assert.deepEqual(phone.opened, [{ kind: 'to', url: '/packages/quiz/paper/index?id=A&begun=1' }]);
});

test('an organisation can be named, and taken back', async () => {
  await open();
  page.onAgree();
  page.onWords({ detail: { value: '小学' } });
  await pass(1);
  page.onOrganisation({ currentTarget: { dataset: { index: 0 } } });
  assert.equal(page.data.organisation.name, '第一小学');
  page.onNoOrganisation();
  page.setData({ organisations: [{ id: 'O', name: '第一小学' }] });
  page.onOrganisation({ currentTarget: { dataset: { index: 0 } } });
  await page.onStart();
  assert.deepEqual(starts(), [{ rules_version: 3, organisation_id: 'O' }]);
});

test('whoever is ready at the opening begins some seconds after it, by itself, and may think again', async () => {
  Object.assign(quiz, { state: 'soon', opens_at: '2026-11-24T08:01:00Z', start_after: 7 });
  await open();
  page.onAgree();
  page.onStart();
  assert.equal(page.data.waitText, '01:07');
  await pass(20);
  assert.equal(page.data.waitText, '47 秒');
  page.onWaitCancel();
  await pass(60);
  assert.equal(starts().length, 0);
  quiz.state = 'open';
  page.setData({ mayStartAt: Date.now() + 3000 });
  page.onStart();
  await pass(2);
  assert.equal(starts().length, 0);
  await pass(2);
  assert.equal(starts().length, 1);
});

test('a phone that was a moment too early tries again by itself', async () => {
  await open();
  page.onAgree();
  let tries = 0;
  started = () => {
    tries += 1;
    return tries === 1
      ? problem(409, 'quiz_not_open')
      : answer({ id: 'A', quiz_id: 'Q', deadline: null, items: [] }, 201);
  };
  await page.onStart();
  await pass(3);
  assert.deepEqual([tries, phone.opened.length, page.data.refusal], [2, 1, '']);
});

test('rules that changed are to be read again', async () => {
  await open();
  page.onAgree();
  started = () => problem(409, 'rules_changed');
  quiz.rules_version = 4;
  await page.onStart();
  assert.deepEqual(
    [page.data.agreed, page.data.refusal, page.data.rulesHead],
    [false, '规则刚刚改过，请再看一遍。', '规则（第 4 版）'],
  );
});

for (const [change, said] of [
  [{ state: 'soon', opens_at: '2026-11-25T00:00:00Z' }, '明天 08:00 开始'],
  [{ state: 'over' }, /已于.* 结束/],
  [{ tries_left: 0 }, /都用完了/],
  [{ tries_left_today: 0 }, /今天的次数用完了/],
  [{ next_try_at: '2026-11-24T09:00:00Z' }, '今天 17:00 可以再答'],
]) {
  test(`it is said why one can’t begin: ${said}`, async () => {
    Object.assign(quiz, change);
    await open();
    assert.match(page.data.hindrance, said instanceof RegExp ? said : new RegExp(`^${said}$`));
  });
}

test('a paper that is open is gone on with, whatever tries are left', async () => {
  Object.assign(quiz, { tries_left: 0, open_attempt_id: 'A' });
  await open();
  assert.equal(page.data.hindrance, '');
  page.onResume();
  assert.deepEqual(phone.opened, [{ kind: 'to', url: '/packages/quiz/paper/index?id=A' }]);
});
