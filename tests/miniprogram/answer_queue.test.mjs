/** Does each answer reach the server once it can, in the right order, and never an older one over a newer? */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { MINIPROGRAM, Phone } from './phone.mjs';

const lost = () => Object.assign(new Error('lost'), { kind: 'network', code: 'network', passes: true });
const refused = (code, kind = 'conflict') => Object.assign(new Error(code), { kind, code, passes: false });

let AnswerQueue;
/** What lies in the phone's storage. */
let kept;
/** A server as the API describes it: per question `{ options, seq }`. */
let server;
let sent;
let happened;
/** What the network does to the next requests: `ok`, `lost` before it arrives, `answerLost` after it. */
let weather;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  ({ AnswerQueue } = new Phone().switchOn().load('packages/quiz/answer_queue.js'));
  [kept, server, sent, happened, weather] = [{}, {}, [], [], []];
});

afterEach(() => mock.timers.reset());

async function send(item, { options, seq }) {
  sent.push([item, options.join(), seq]);
  const now = weather.shift() ?? 'ok';
  await null;
  if (now === 'lost') {
    throw lost();
  }
  if (now !== 'ok' && now !== 'answerLost') {
    throw now;
  }
  if (server[item] && seq <= server[item].seq) {
    throw refused('stale_sequence');
  }
  server[item] = { options, seq };
  if (now === 'answerLost') {
    throw lost();
  }
  return { item, seq, saved: true };
}

const onServer = () =>
  Object.entries(server).map(([item, { options, seq }]) => ({ item: +item, answer: options, seq }));

/** Start the app, on the storage that there is. */
function start() {
  const queue = new AnswerQueue({
    kept: structuredClone(kept),
    keep: (entries) => {
      kept = structuredClone(entries);
    },
    send,
    reread: async () => {
      if (weather.shift() === 'lost') {
        throw lost();
      }
      return onServer();
    },
  });
  queue.onChange = (happening) => happened.push(happening.kind);
  return queue;
}

async function settle() {
  for (let turn = 0; turn < 40; turn += 1) {
    await Promise.resolve();
  }
}

/** Let seconds pass, for the pauses between two tries. */
async function pass(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    await settle();
  }
}

test('an answer is kept before it is sent, and saved once the server has it', async () => {
  const queue = start();
  assert.equal(queue.standing(), 'idle');
  queue.choose(3, ['a']);
  assert.deepEqual([kept[3].options, kept[3].seq, kept[3].state], [['a'], 1, 'unsent']);
  assert.equal(queue.standing(), 'sending');
  await settle();
  assert.equal(queue.standing(), 'saved');
  assert.equal(kept[3].state, 'saved');
  assert.deepEqual(server, { 3: { options: ['a'], seq: 1 } });
});

test('a change of mind has a higher number, and only the last choice is sent after the one on its way', async () => {
  const queue = start();
  queue.choose(1, ['a']);
  queue.choose(1, ['b']);
  queue.choose(1, ['c']);
  await settle();
  assert.deepEqual(sent, [
    [1, 'a', 1],
    [1, 'c', 3],
  ]);
  assert.deepEqual(server[1], { options: ['c'], seq: 3 });
});

test('without a network it says so, tries with longer pauses, and sends all in order when there is one again', async () => {
  const queue = start();
  weather = Array(4).fill('lost');
  queue.choose(2, ['a']);
  await settle();
  queue.choose(1, ['b']);
  await settle();
  assert.equal(queue.standing(), 'waiting');
  assert.deepEqual(queue.unsent(), [1, 2]);
  await pass(30);
  assert.equal(queue.standing(), 'saved');
  assert.deepEqual(server, { 2: { options: ['a'], seq: 1 }, 1: { options: ['b'], seq: 1 } });
  assert.ok(sent.length <= 8, `${sent.length} requests`);
});

test('when the network comes back nobody waits for the next try', async () => {
  const queue = start();
  weather = ['lost'];
  queue.choose(1, ['a']);
  await settle();
  queue.hurry();
  await settle();
  assert.equal(queue.standing(), 'saved');
});

test('a lost answer leads to a second sending, which the server finds stale: it has it already', async () => {
  const queue = start();
  weather = ['answerLost'];
  queue.choose(1, ['a']);
  await settle();
  assert.equal(queue.standing(), 'waiting');
  await pass(3);
  assert.equal(queue.standing(), 'saved');
  assert.ok(!happened.includes('elsewhere'));
  assert.deepEqual(server[1], { options: ['a'], seq: 1 });
});

test('an app that was killed sends what was not confirmed, and its numbers go on rising', async () => {
  const first = start();
  first.choose(1, ['a']);
  await settle();
  weather = ['lost'];
  first.choose(1, ['b']);
  await settle();
  first.end();
  const second = start();
  second.merge(onServer());
  assert.deepEqual(second.optionsOf(1), ['b']);
  second.hurry();
  await settle();
  assert.deepEqual(server[1], { options: ['b'], seq: 2 });
  second.choose(1, ['c']);
  await settle();
  assert.equal(server[1].seq, 3);
});

test('a phone whose storage was emptied goes on from the number that the server has', async () => {
  server = { 1: { options: ['a'], seq: 7 } };
  const queue = start();
  queue.merge(onServer());
  queue.choose(1, ['b']);
  await settle();
  assert.deepEqual(server[1], { options: ['b'], seq: 8 });
});

test('what was answered later on another phone stands, and is told', async () => {
  const queue = start();
  weather = ['lost'];
  queue.choose(1, ['a']);
  await settle();
  server = { 1: { options: ['z'], seq: 4 } };
  await pass(3);
  assert.deepEqual(queue.optionsOf(1), ['z']);
  assert.ok(happened.includes('elsewhere'));
  queue.choose(1, ['a']);
  await settle();
  assert.deepEqual(server[1], { options: ['a'], seq: 5 });
});

test('a server that calls a number stale and then knows none is not asked without a pause', async () => {
  const queue = start();
  weather = [refused('stale_sequence')];
  queue.choose(1, ['a']);
  await settle();
  assert.equal(sent.length, 1);
  await pass(3);
  assert.equal(queue.standing(), 'saved');
});

test('after the end nothing is sent any more', async () => {
  const queue = start();
  weather = [refused('attempt_over')];
  queue.choose(1, ['a']);
  await settle();
  queue.choose(2, ['b']);
  await pass(20);
  assert.equal(sent.length, 1);
  assert.deepEqual(happened, ['chosen', 'over', 'chosen']);
});

test('an answer that the server refuses does not hold the others up', async () => {
  const queue = start();
  weather = [refused('invalid', 'fields')];
  queue.choose(1, ['gone']);
  queue.choose(2, ['b']);
  await settle();
  assert.equal(queue.standing(), 'refused');
  assert.deepEqual(queue.unsent(), [1]);
  assert.deepEqual(server[2], { options: ['b'], seq: 1 });
  queue.choose(1, ['a']);
  await settle();
  assert.equal(queue.standing(), 'saved');
});

test('settling says whether the server has all', async () => {
  const queue = start();
  assert.equal(await queue.settle(), true);
  queue.choose(1, ['a']);
  queue.choose(2, ['a']);
  assert.equal(await queue.settle(), true);
  weather = ['lost', 'lost'];
  queue.choose(1, ['b']);
  assert.equal(await queue.settle(), false);
});

test('with a third of all requests and answers lost, and the app killed at any moment, the last choices stand', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let round = 0; round < 100; round += 1) {
    [kept, server, sent] = [{}, {}, []];
    weather = Array.from({ length: 60 }, () => (random() < 0.3 ? (random() < 0.5 ? 'lost' : 'answerLost') : 'ok'));
    const [first, wanted] = [start(), {}];
    await tapAround(first, wanted, random);
    first.end();
    const second = start();
    second.merge(onServer());
    second.hurry();
    await tapAround(second, wanted, random);
    await pass(120);
    assert.equal(second.standing(), 'saved');
    const has = Object.fromEntries(Object.entries(server).map(([item, { options }]) => [item, options]));
    assert.deepEqual(has, wanted, `round ${round}`);
  }
});

/** Answer ten questions of six, some of them twice, and keep in `wanted` what was chosen last. */
async function tapAround(queue, wanted, random) {
  for (let tap = 0; tap < 10; tap += 1) {
    const item = 1 + Math.floor(random() * 6);
    wanted[item] = [String(random())];
    queue.choose(item, wanted[item]);
    await (random() < 0.5 ? settle() : null);
  }
}

test('the queue knows neither pages nor requests', async () => {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`${MINIPROGRAM}packages/quiz/answer_queue.js`, 'utf8');
  assert.doesNotMatch(text, /require\(|wx\./);
});
