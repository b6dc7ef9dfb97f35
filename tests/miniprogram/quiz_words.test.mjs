/** Are the time left, the questions, the answer card and the line about saving said as they are? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const phone = new Phone().switchOn();
const { durationText, timeLeft } = phone.load('packages/quiz/paper_time.js');
const words = phone.load('packages/quiz/paper_words.js');
const quizzes = phone.load('core/quiz_words.js');

const DEADLINE = '2026-11-24T08:00:00Z';
const at = (seconds) => timeLeft(DEADLINE, Date.parse(DEADLINE) - seconds * 1000);

test('the time left shows whole seconds, and looks again when they change', () => {
  assert.deepEqual([at(725).text, at(725).tickIn, at(725).tone], ['12:05', 1000, 'plain']);
  assert.deepEqual([at(0.4).text, at(0.4).tickIn, at(0.4).over], ['00:01', 400, false]);
  assert.deepEqual([at(0).text, at(0).over], ['00:00', true]);
  assert.equal(at(-60).text, '00:00');
  assert.equal(at(3725).text, '1:02:05');
});

test('the last minute stands out, and only some moments are said aloud', () => {
  assert.deepEqual([at(61).tone, at(60).tone], ['plain', 'care']);
  const spoken = Array.from({ length: 900 }, (_, seconds) => at(seconds).spoken).filter(Boolean);
  assert.deepEqual(spoken, ['还剩 10 秒', '还剩 30 秒', '还剩 1 分钟', '还剩 5 分钟', '还剩 10 分钟']);
});

test('practice has no clock', () => {
  assert.deepEqual(timeLeft(null, 0), { over: false, seconds: 0, text: '', tone: 'plain', spoken: '', tickIn: 0 });
});

test('lengths are said in minutes and seconds', () => {
  assert.deepEqual(
    [durationText(192000), durationText(1200000), durationText(8400)],
    ['3 分 12 秒', '20 分钟', '8 秒'],
  );
});

const ITEM = {
  ...{ item: 2, type: 'multiple', stem: '哪些是传统节日？', marks: 250 },
  options: ['a', 'b', 'c'].map((id) => ({ id, text: `${id}!` })),
};

test('a question has its letters, its marks and what is chosen', () => {
  const shown = words.shownQuestion(ITEM, ['b'], null);
  assert.deepEqual([shown.kind, shown.marks, shown.multiple], ['多选题', '2.5 分', true]);
  assert.deepEqual(
    shown.options.map(({ letter, chosen, tone }) => [letter, chosen, tone]),
    [
      ['A', false, ''],
      ['B', true, ''],
      ['C', false, ''],
    ],
  );
  assert.deepEqual([shown.verdict, shown.explanation], [null, '']);
});

test('what is right is said in words, not by colour alone', () => {
  const told = { right: false, key: ['a', 'b'], explanation: '因为…' };
  const { options, verdict, explanation } = words.shownQuestion(ITEM, ['b', 'c'], told);
  assert.deepEqual(
    options.map(({ note }) => note),
    ['正确答案', '您选的 · 正确答案', '您选的 · 不对'],
  );
  assert.deepEqual([verdict.tone, explanation], ['care', '因为…']);
});

test('the answer card tells what is answered, what is not, and what the server does not have yet', () => {
  const items = [1, 2, 3].map((item) => ({ item }));
  const cells = words.cardCells(items, (item) => (item === 3 ? [] : ['a']), [2], 2);
  assert.deepEqual(
    cells.map(({ state, here }) => [state, here]),
    [
      ['answered', false],
      ['unsent', false],
      ['open', true],
    ],
  );
  assert.equal(cells[2].spoken, '第 3 题，没答');
});

test('the line says how safe the answers are', () => {
  assert.equal(words.savedLine('saved', 0).tone, 'good');
  assert.match(words.savedLine('waiting', 2).text, /2 题先记在手机里/);
});

test('handing in asks when questions are open or answers are not sent', () => {
  assert.match(words.handInQuestion(0, 0).content, /题目都答了/);
  assert.match(words.handInQuestion(3, 0).content, /还有 3 题没答/);
  assert.match(words.handInQuestion(3, 2).content, /3 题没答；.*2 题的答案没传上/);
});

const QUIZ = {
  ...{ id: '01', title: '宪法知识', mode: 'contest', rules_version: 1, tries_left: 2 },
  ...{ opens_at: '2026-11-24T00:00:00Z', closes_at: '2026-11-25T00:00:00Z' },
};

test('a quiz in the list is soon, open, or over', () => {
  const card = (moment, more = {}) => quizzes.cardOf({ ...QUIZ, ...more }, Date.parse(moment));
  assert.deepEqual(
    [card('2026-11-23T20:00:00Z').status, card('2026-11-23T20:00:00Z').when],
    ['还没开始', '今天 08:00 开始'],
  );
  const open = card('2026-11-24T00:00:00Z');
  assert.deepEqual([open.status, open.when, open.tries], ['正在进行', '明天 08:00 结束', '还能答 2 次']);
  assert.deepEqual([card('2026-11-25T00:00:00Z').status, card('2026-11-25T00:00:00Z').tries], ['已结束', '']);
  assert.equal(card('2026-11-24T00:00:00Z', { tries_left: null }).tries, '想答几次都行');
  assert.equal(card('2026-11-24T00:00:00Z', { tries_left: 0 }).tries, '次数用完了');
});
