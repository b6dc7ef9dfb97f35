/** Does a list show what is there, page by page, and say when it can't? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { PageRunner } from './page_runner.mjs';
import { Phone } from './phone.mjs';

let phone;
let list;
let Failure;

/** A page with a list that gives these pages, one after the other; an error is thrown. */
function listOf(...pages) {
  const asked = [];
  const behavior = phone.load('behaviors/listing.js');
  const page = new PageRunner({
    behaviors: [behavior],
    methods: {
      async readItems(cursor) {
        asked.push(cursor);
        const next = await pages.shift();
        if (next instanceof Error) {
          throw next;
        }
        return next;
      },
    },
  }).instance;
  page.asked = asked;
  return page;
}

const page = (items, next = null) => ({ items, next_cursor: next });

beforeEach(() => {
  phone = new Phone().switchOn();
  ({ Failure } = phone.load('core/failure.js'));
});

test('a list goes on where its last page ended', async () => {
  list = listOf(page([1, 2], 'c1'), page([3], null));
  assert.equal(list.data.listState, 'loading');
  await list.reload();
  assert.deepEqual([list.data.items, list.data.listState, list.data.moreState], [[1, 2], 'ready', 'idle']);
  await list.onReachBottom();
  assert.deepEqual([list.data.items, list.data.moreState], [[1, 2, 3], 'end']);
  await list.onReachBottom();
  assert.deepEqual(list.asked, [null, 'c1']);
});

test('an empty list says so', async () => {
  list = listOf(page([]));
  await list.reload();
  assert.equal(list.data.listState, 'empty');
});

test('a list that could not be read says why, and can be asked again', async () => {
  list = listOf(new Failure('network'), page([1]));
  await list.reload();
  assert.equal(list.data.listState, 'failed');
  assert.ok(list.data.listProblem.length > 4);
  await list.reload();
  assert.deepEqual([list.data.listState, list.data.listProblem, list.data.items], ['ready', '', [1]]);
});

test('what is on the screen stays when it can not be read anew', async () => {
  list = listOf(page([1, 2]), new Failure('network'));
  await list.reload();
  await list.onPullDownRefresh();
  assert.deepEqual([list.data.items, list.data.listState], [[1, 2], 'ready']);
  const kinds = phone.shown.map(({ kind }) => kind);
  assert.ok(kinds.includes('toast') && kinds.includes('refreshed'), kinds.join());
});

test('a next page that did not come is asked for again, and nothing is there twice', async () => {
  list = listOf(page([1], 'c1'), new Failure('network'), page([2]));
  await list.reload();
  await list.loadMore();
  assert.deepEqual([list.data.items, list.data.moreState], [[1], 'failed']);
  await list.loadMore();
  assert.deepEqual([list.data.items, list.data.moreState], [[1, 2], 'end']);
});

test('two that ask for more at once get it once', async () => {
  list = listOf(page([1], 'c1'), page([2]), page([3]));
  await list.reload();
  await Promise.all([list.loadMore(), list.loadMore()]);
  assert.deepEqual(list.data.items, [1, 2]);
});

test('an answer that comes after the list was asked for again is left aside', async () => {
  let late;
  const slow = new Promise((resolve) => {
    late = resolve;
  });
  list = listOf(slow, page(['new']));
  const first = list.reload();
  await list.startOver();
  late(page(['old']));
  await first;
  assert.deepEqual(list.data.items, ['new']);
});

test('a next page of the old list never ends up in the new one', async () => {
  let late;
  const slow = new Promise((resolve) => {
    late = resolve;
  });
  list = listOf(page(['old 1'], 'c1'), slow, page(['new 1'], 'c2'));
  await list.reload();
  const more = list.loadMore();
  await list.startOver();
  late(new Failure('network'));
  await more;
  assert.deepEqual([list.data.items, list.data.moreState], [['new 1'], 'idle']);
});
