/** Do boards, certificates, and what may be seen of a paper, say what the API told? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Phone, answer } from './phone.mjs';

const USER = { id: '01ME', nickname: '王小明', language: 'zh-CN', grants: [] };

let phone;
let data;

beforeEach(() => {
  phone = new Phone().switchOn();
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER });
  phone.respond = ({ url }) => answer(data(new URL(url, 'http://here')));
});

const PERSON = { rank: 1, name: '王小明', place: '石榴社区', score: 9550, milliseconds: 192000 };
const BOARD = { voided: 0, frozen_at: null, next_cursor: null };

async function open(path, query) {
  const page = phone.page(`packages/quiz/${path}/index.js`);
  await page.onLoad?.(query);
  await page.onShow?.();
  return page;
}

test('the board of persons has ranks, marks and times, and the own rank', async () => {
  const me = { rank: 12, score: 8000, milliseconds: 60000 };
  data = ({ searchParams }) => {
    const more = searchParams.get('cursor');
    return { by: 'person', items: [{ ...PERSON, rank: more ? 2 : 1 }], me, ...BOARD, next_cursor: more ? null : 'n' };
  };
  const page = await open('board', { quiz: 'Q' });
  const [{ rank, value, below, more }] = page.data.items;
  assert.deepEqual([rank, value, below, more], [1, '95.5 分', '3 分 12 秒', '石榴社区']);
  assert.equal(page.data.mine.rank, '第 12 名');
  await page.loadMore();
  assert.deepEqual(
    page.data.items.map((item) => item.rank),
    [1, 2],
  );
});

test('groups have participants, a mean, and a rate where it is known', async () => {
  const group = { rank: 1, name: '第一小学', place: null, participants: 40, mean: 7250, rate: 8000 };
  data = () => ({ by: 'organisation', items: [group, { ...group, rate: null }], me: null, ...BOARD, voided: 2 });
  const page = await open('board', { quiz: 'Q' });
  await page.onBy({ currentTarget: { dataset: { by: 'organisation' } } });
  assert.match(phone.requests.at(-1).url, /by=organisation/);
  assert.deepEqual(
    page.data.items.map(({ value, below, more }) => [value, below, more]),
    [
      ['平均 72.5 分', '参与率 80%', '40 人参加'],
      ['平均 72.5 分', '', '40 人参加'],
    ],
  );
  assert.deepEqual(page.data.notes, ['有 2 份成绩没有算数。']);
  assert.deepEqual([page.data.mine, page.data.mineNote], [null, '']);
});

test('whoever is not on boards is told so, and has no rank', async () => {
  phone.storage.set('session', {
    ...{ token: 't', expires_at: '2099-01-01T00:00:00Z' },
    user: { ...USER, on_boards: false },
  });
  data = () => ({ by: 'person', items: [PERSON], me: { rank: null, score: 1, milliseconds: 1 }, ...BOARD });
  const page = await open('board', { quiz: 'Q' });
  assert.match(page.data.mineNote, /选择了不上榜/);
});

const ITEM = {
  ...{ item: 1, type: 'single', stem: '几月几日是宪法日？', marks: 500 },
  options: ['a', 'b'].map((id) => ({ id, text: id })),
};
const UNSAID = { answer: null, right: null, score: null, key: null, explanation: null, source: null };

test('a review shows what is allowed, and nothing else', async () => {
  data = () => ({ score: 500, full: 500, items: [{ ...ITEM, ...UNSAID, answer: ['a'], right: true, score: 500 }] });
  const page = await open('review', { id: 'A' });
  const [question] = page.data.questions;
  assert.deepEqual([page.data.score, question.earned, question.verdict.tone], ['5 / 5 分', '得 5 分', 'good']);
  assert.ok(
    question.options.every(({ tone }) => tone === ''),
    'no key, no marks on options',
  );
});

test('a review that is not open yet says when to come back', async () => {
  data = () => ({ score: null, full: 500, items: [] });
  const page = await open('review', { id: 'A' });
  assert.deepEqual([page.data.state, page.data.text], ['empty', page.data.t.closed]);
});

const CERTIFICATE = {
  ...{ serial: '7K3M9QTV2B4D', quiz: { id: 'Q', title: '宪法知识' }, score: 9500, full: 10000 },
  ...{ issued_at: '2026-11-24T08:00:00Z', revoked_at: null },
  ...{ verify_url: 'http://here/c', pdf_url: '/pdf', picture_url: '/png' },
};

test('a certificate is found by its number, and one that was withdrawn says so', async () => {
  data = () => ({ items: [CERTIFICATE, { ...CERTIFICATE, serial: 'X', revoked_at: '2026-11-24T09:00:00Z' }] });
  const list = await open('certificates');
  assert.deepEqual(
    list.data.items.map(({ status, score }) => [status, score]),
    [
      ['有效', '95 分'],
      ['已撤销', '95 分'],
    ],
  );
  const one = await open('certificate', { serial: '7K3M9QTV2B4D' });
  assert.deepEqual([one.data.facts[0].text, one.data.revoked], ['95 分（满分 100 分）', '']);
  assert.match((await open('certificate', { serial: 'X' })).data.revoked, /撤销/);
  assert.equal((await open('certificate', { serial: 'none' })).data.state, 'empty');
});

test('the profile turns boards off, and back on when that fails', async () => {
  data = () => ({ ...USER, on_boards: false });
  const page = phone.page('pages/me/index.js');
  page.showUser(USER);
  await page.onBoards({ detail: { value: false } });
  assert.deepEqual(JSON.parse(phone.requests.at(-1).data), { on_boards: false });
  assert.equal(page.data.boardsOn, false);
  phone.respond = () => ({ statusCode: 403, header: {}, data: {} });
  await page.onBoards({ detail: { value: true } });
  assert.equal(page.data.boardsOn, false);
});
