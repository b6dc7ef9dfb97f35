/** Does a report keep its photos and words, and do the workers' pages say rightly what comes next and who may do it? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const ID = '01KD3Q0A5WXYZ23456789ABCDE';
const PHOTO = { id: '01PHOTO', urls: { small: '/s?until=1', medium: '/m', large: '/l' } };
const GRANT = { id: '01G', user_id: '01U', role: 'community_worker', region_code: '522301001' };
const TIMES = { starts_at: '2026-01-01T00:00:00Z', ends_at: null };
const USER = { id: '01U', language: 'zh-CN', text_size: 'normal', grants: [{ ...GRANT, ...TIMES }] };

let phone;
let photos;
let keys;

beforeEach(() => {
  phone = new Phone().switchOn();
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user: USER });
  photos = phone.load('packages/worker/report/photos.js');
  keys = 0;
});

const worker = (path) => phone.load(`packages/worker/${path}.js`);

function chosen(count) {
  const files = Array.from({ length: count }, (nothing, index) => ({ tempFilePath: `p${index}`, size: 9 }));
  return photos.withChosen([], files, () => `k${(keys += 1)}`);
}

test('nine photos are taken, each under its own key, and sent in their order', () => {
  const list = chosen(11);
  assert.equal(list.length, 9);
  assert.equal(new Set(list.map(({ key }) => key)).size, 9);
  assert.equal(photos.nextToSend(list).path, 'p0');
  const sent = photos.withChange(list, 'k1', { state: 'done', id: '01A' });
  assert.equal(photos.nextToSend(sent).path, 'p1');
  assert.equal(photos.allThere(sent), false);
  assert.equal(photos.allThere([sent[0]]), true);
});

test('photos are moved and removed by their key, and one that was removed does not come back', () => {
  const list = chosen(3);
  const moved = photos.movedForward(list, 'k3');
  assert.deepEqual(
    moved.map(({ key }) => key),
    ['k1', 'k3', 'k2'],
  );
  assert.equal(photos.movedForward(moved, 'k1'), moved);
  const fewer = photos.without(moved, 'k3');
  assert.deepEqual(photos.withChange(fewer, 'k3', { state: 'done' }), fewer);
});

test('kept photos are good for less than a day, those of the event for ever, and links to their end', () => {
  const [fresh, old, unsent] = photos
    .withChange(chosen(3), 'k3', { state: 'sending', percent: 60 })
    .map((photo, index) => (index === 2 ? photo : { ...photo, id: photo.key, state: 'done', sentAt: NOW - 3600000 }));
  const until = NOW / 1000 + 60;
  const linked = { ...fresh, url: `/a?revision=r&until=${until}&sig=s`, large: '/b' };
  const [mine] = photos.reported([PHOTO]);
  const kept = [linked, { ...old, sentAt: NOW - 21 * 3600000 }, unsent, mine];
  const again = photos.readAgain(kept, NOW);
  assert.equal(again.lost, 1);
  assert.deepEqual(
    again.photos.map(({ key, state, large }) => [key, state, large]),
    [
      ['k1', 'done', '/b'],
      ['k3', 'waiting', ''],
      ['01PHOTO', 'done', ''],
    ],
  );
  assert.equal(photos.withFreshLinks(again.photos, [mine])[2].large, '/l');
  assert.equal(photos.readAgain(kept, NOW + 61000).photos[0].large, '', 'its link leads nowhere any more');
});

test('a report is sent when it has words, a count and its photos', () => {
  const { faultsOf, reportOf } = worker('report/held_report');
  const there = [{ ...chosen(1)[0], id: '01A', state: 'done' }];
  assert.deepEqual(faultsOf({ summary: ' ', headcount: '' }, []), {
    summary: ['missing'],
    headcount: ['missing'],
    photo_ids: ['missing'],
  });
  assert.deepEqual(faultsOf({ summary: '好', headcount: '-3' }, there), { headcount: ['number_type'] });
  assert.deepEqual(faultsOf({ summary: '好', headcount: '0' }, chosen(1)), { photo_ids: ['not_there_yet'] });
  assert.deepEqual(faultsOf({ summary: '好', headcount: '0' }, there), {});
  assert.deepEqual(reportOf({ summary: ' 好 ', headcount: '12' }, there), {
    summary: '好',
    headcount: 12,
    photo_ids: ['01A'],
  });
});

test('a large photo is made smaller by its longer side; others, and what the phone can not read, go as they are', async () => {
  const { isThere, smaller } = worker('report/photo_files');
  const asked = [];
  let info = { width: 4000, height: 3000, type: 'jpeg' };
  globalThis.wx.getImageInfo = async () => info;
  globalThis.wx.compressImage = async (options) => {
    asked.push(options);
    return { tempFilePath: 'small' };
  };
  assert.equal(await smaller('a', 1000), 'a');
  assert.equal(await smaller('a', 5000000), 'small');
  info = { width: 1000, height: 3000, type: 'unknown' };
  await smaller('a', 5000000);
  info = { width: 1000, height: 900, type: 'jpeg' };
  await smaller('a', 5000000);
  assert.deepEqual(
    asked.map(({ compressedWidth, compressedHeight }) => [compressedWidth, compressedHeight]),
    [
      [2048, undefined],
      [undefined, 2048],
      [undefined, undefined],
    ],
  );
  info = { width: 4000, height: 3000, type: 'png' };
  assert.equal(await smaller('a', 5000000), 'a');
  globalThis.wx.getImageInfo = async () => {
    throw new Error('getImageInfo:fail');
  };
  assert.equal(await smaller('a.heic', 5000000), 'a.heic');
  assert.equal(asked.length, 3);
  assert.equal(await isThere('a.heic'), false);
});

test('what a finger drew is the part of the photo that it went over, whichever way', () => {
  const { fitted, isMeant, rectangleOf, styleOf } = worker('blur/rectangles');
  const box = { left: 100, top: 50, width: 200, height: 400 };
  const drawn = rectangleOf({ x: 200, y: 150 }, { x: 150, y: 50 }, box);
  assert.deepEqual(drawn, { x: 0.25, y: 0, width: 0.25, height: 0.25 });
  assert.equal(styleOf(drawn), 'left: 25.00%; top: 0.00%; width: 25.00%; height: 25.00%');
  const beyond = rectangleOf({ x: 150, y: 100 }, { x: 900, y: -9 }, box);
  assert.deepEqual(beyond, { x: 0.25, y: 0, width: 0.75, height: 0.125 });
  assert.equal(isMeant(drawn, box), true);
  assert.equal(isMeant(rectangleOf({ x: 200, y: 150 }, { x: 203, y: 400 }, box), box), false);
  assert.deepEqual(fitted({ width: 4000, height: 3000 }, { width: 358, height: 400 }), { width: 358, height: 269 });
  assert.deepEqual(fitted({ width: 3000, height: 9000 }, { width: 358, height: 450 }), { width: 150, height: 450 });
});

test('what comes next follows from the state and the hour', () => {
  const { filterOf, nextStep, pageOf } = worker('event_states');
  const event = (state, starts_at = '2026-11-24T08:00:00Z') => ({ state, starts_at });
  assert.equal(nextStep(event('published'), NOW - 1), '');
  assert.equal(nextStep(event('published'), NOW), 'report');
  assert.equal(nextStep(event('returned'), NOW), 'report_again');
  assert.equal(nextStep(event('held_reported'), NOW), 'see');
  assert.equal(nextStep(event('verified'), NOW), 'see');
  for (const state of ['draft', 'cancelled', 'not_held']) {
    assert.equal(nextStep(event(state), NOW), '');
  }
  assert.equal(pageOf('report_again', ID), `/packages/worker/report/index?id=${ID}`);
  assert.equal(pageOf('see', ID), `/packages/worker/verify/index?id=${ID}`);
  assert.deepEqual(filterOf('published', NOW), { state: 'published' });
  const due = filterOf('due', NOW);
  assert.deepEqual([due.state, due.to], ['published', '2026-11-24T08:00:00Z']);
  assert.ok(due.from < '2026-01-01');
  assert.ok(filterOf('returned', NOW).from < '2026-01-01', 'what is still to be done is never hidden for its age');
});

test('nobody decides on an own report, nor without a right there', () => {
  const { hindranceOf, mayCorrect } = worker('verifiers');
  const event = { state: 'held_reported', region_code: '522301001007' };
  const report = { reported_by_me: false, organised_by_me: false };
  assert.equal(hindranceOf(event, report), '');
  assert.equal(hindranceOf(event, { ...report, reported_by_me: true }), 'own');
  assert.equal(hindranceOf(event, { ...report, organised_by_me: true }), 'own');
  assert.equal(hindranceOf({ ...event, region_code: '522301002001' }, report), 'no_right');
  assert.equal(hindranceOf({ ...event, state: 'verified' }, report), 'not_waiting');
  assert.equal(mayCorrect(event, { ...report, reported_by_me: true }), true);
  assert.equal(mayCorrect({ ...event, state: 'verified' }, { ...report, reported_by_me: true }), false);
  assert.equal(mayCorrect({ ...event, state: 'verified' }, report), true);
});

test('the closed sheet shows everybody as the corrections leave them, session by session', () => {
  const { rowsOf } = worker('corrections/sheet');
  const there = (id, member, session = 1) => ({ id, member, session, at: '', left_at: null, gate: '' });
  const party = [{ label: '妈妈' }, { label: '小宝' }];
  const roster = {
    people: [{ signup_id: 'S', person: '王*明', party, present: [there('A0', 0), there('A1', 1), there('B0', 0, 2)] }],
    walk_ins: [{ id: 'W', person: '李叔叔', session: 1 }],
  };
  const correction = (kind, more) => ({
    ...{ kind, session: 1, attendance_id: null, signup_id: null, member: 0, undone_at: null },
    ...more,
  });
  const corrections = [
    correction('remove', { id: 'C1', attendance_id: 'A1', signup_id: 'S', member: 1, person: '妈妈' }),
    correction('add', { id: 'C2', signup_id: 'S', member: 2, person: '小宝' }),
    correction('add', { id: 'C3', person: '张阿姨' }),
    correction('add', { id: 'C4', signup_id: 'S', member: 1, session: 2, person: '妈妈' }),
    correction('remove', { id: 'C5', attendance_id: 'W', undone_at: '2026-11-24T01:00:00Z', person: '李叔叔' }),
  ];
  const seen = (session) => rowsOf(roster, corrections, session).map((r) => [r.person, r.there, r.corrected]);
  assert.deepEqual(seen(1), [
    ['王*明', true, ''],
    ['妈妈', false, 'remove'],
    ['小宝', true, 'add'],
    ['李叔叔', true, ''],
    ['张阿姨', true, 'add'],
  ]);
  assert.deepEqual(seen(2), [
    ['王*明', true, ''],
    ['妈妈', true, 'add'],
    ['小宝', false, ''],
  ]);
  const [, mother] = rowsOf(roster, corrections, 1);
  assert.deepEqual([mother.signupId, mother.member, mother.recordId, mother.family], ['S', 1, 'C1', '王*明']);
});

test('the page says why a report was returned, and how far head count and sheet are apart', () => {
  const { decisionText } = worker('report_words');
  assert.equal(decisionText({ decision: 'returned', reason_code: 'photos_unclear', text: '' }), '照片看不清');
  assert.equal(
    decisionText({ decision: 'returned', reason_code: 'photos_unclear', text: '请补一张' }),
    '照片看不清：请补一张',
  );
  assert.equal(decisionText({ decision: 'returned', reason_code: 'other', text: '请补一张' }), '请补一张');
  const { countsOf } = worker('verify/beside');
  const session = (number, label) => ({ number, label, present: number });
  const attendance = { sessions: [session(1, '')], present: 10, expected: 12, headcount: 12, corrections: [] };
  assert.deepEqual(countsOf(attendance, 10), {
    ...{ headcount: '10 人', present: '10 人', expected: '12 人', sessions: [], differs: '' },
  });
  assert.match(countsOf(attendance, 12).differs, /多 2 人/);
  assert.match(countsOf(attendance, 7).differs, /少 3 人/);
  const two = countsOf({ ...attendance, sessions: [session(1, '上午'), session(2, '')] }, 10).sessions;
  assert.deepEqual(
    two.map(({ label }) => label),
    ['上午', '第 2 场'],
  );
});

const EVENT = { id: ID, title: '包饺子', state: 'published', starts_at: '2026-11-24T07:00:00Z' };
const COUNTS = { sessions: [], present: 7, expected: 9, headcount: null, corrections: [] };

/** Answer as the API does for an event that is under way, with this for what else is asked. */
function underWay(more) {
  return (sent) => {
    const { pathname } = new URL(sent.url, 'http://here');
    if (pathname.endsWith('/attendance-summary')) {
      return answer(COUNTS);
    }
    if (sent.method === 'GET') {
      return answer({ ...EVENT, ends_at: '2026-11-24T09:00:00Z', region_code: '522301001001' });
    }
    return more(sent, pathname);
  };
}

test('photos go one by one; a failed one is sent again as the same file, under the same key', async () => {
  phone.storage.set('clock', { ahead: NOW - Date.now() });
  let broken = true;
  phone.respond = underWay((sent) => {
    if (sent.filePath === 'p1' && broken) {
      return problem(422, 'picture_broken', { message: '打不开' });
    }
    return answer({ ...PHOTO, id: `01${sent.filePath}` }, 201);
  });
  globalThis.wx.chooseMedia = async () => ({
    tempFiles: chosen(2).map(({ path }) => ({ tempFilePath: path, size: 9 })),
  });
  const page = phone.page('packages/worker/report/index.js');
  await page.onLoad({ id: ID });
  assert.equal(page.data.state, 'form');
  assert.equal(page.data.typed.headcount, '7', 'those who checked in');
  await page.onChoose();
  assert.deepEqual(
    page.data.photos.map(({ state, problem: said }) => [state, said]),
    [
      ['done', ''],
      ['failed', '打不开'],
    ],
  );
  broken = false;
  const { key } = page.data.photos[1];
  await page.onRetry({ currentTarget: { dataset: { key } } });
  const sent = phone.requests.filter(({ filePath }) => filePath === 'p1');
  assert.deepEqual(
    sent.map(({ header }) => header['Idempotency-Key']),
    [key, key],
  );
  assert.equal(page.data.photos[1].state, 'done');
});

test('a lost network loses nothing: the draft is there on the next opening, and the report is sent once', async (t) => {
  phone.storage.set('clock', { ahead: NOW - Date.now() });
  const { setTimeout: real } = globalThis;
  t.after(() => {
    globalThis.setTimeout = real;
  });
  globalThis.setTimeout = (work) => real(work, 0);
  let lost = true;
  phone.respond = underWay((sent, pathname) => {
    if (pathname.endsWith('/files')) {
      return answer(PHOTO, 201);
    }
    return lost ? LOST : answer({ id: '01REPORT' }, 201);
  });
  globalThis.wx.chooseMedia = async () => ({ tempFiles: [{ tempFilePath: 'p', size: 9 }] });
  const first = phone.page('packages/worker/report/index.js');
  await first.onLoad({ id: ID });
  first.onText({ currentTarget: { dataset: { field: 'summary' } }, detail: { value: '大家都来了' } });
  await first.onChoose();
  await first.onSubmit();
  assert.equal(first.data.state, 'form');
  assert.match(first.data.refusal, /网络/);
  lost = false;
  await first.onSubmit();
  const sent = phone.requests.filter(({ url, method }) => method === 'POST' && url.endsWith('/held-report'));
  assert.ok(sent.length > 2);
  assert.equal(new Set(sent.map(({ header }) => header['Idempotency-Key'])).size, 1);
  assert.deepEqual(JSON.parse(sent[0].data), { summary: '大家都来了', headcount: 7, photo_ids: ['01PHOTO'] });
  assert.equal(first.data.state, 'done');
  assert.equal(phone.storage.has(`draft:report:${ID}`), false);
});

test('what was typed before the page was closed is there again', async () => {
  phone.storage.set('clock', { ahead: NOW - Date.now() });
  phone.respond = underWay(() => answer(PHOTO, 201));
  globalThis.wx.chooseMedia = async () => ({ tempFiles: [{ tempFilePath: 'p', size: 9 }] });
  const first = phone.page('packages/worker/report/index.js');
  await first.onLoad({ id: ID });
  first.onText({ currentTarget: { dataset: { field: 'headcount' } }, detail: { value: '31' } });
  await first.onChoose();
  const again = phone.page('packages/worker/report/index.js');
  again.data = structuredClone({ ...again.data, state: 'loading', photos: [], typed: {} });
  await again.onLoad({ id: ID });
  assert.equal(again.data.restored, true);
  assert.equal(again.data.typed.headcount, '31');
  assert.deepEqual(
    again.data.photos.map(({ id, state }) => [id, state]),
    [['01PHOTO', 'done']],
  );
});
