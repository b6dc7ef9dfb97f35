/** Is what is recorded at the door kept until the server has answered for it, and who is who without a network? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';

const USER = '01KD3Q0A5WXYZ23456789WRKER';
const EVENT = '01KD3Q0A5WXYZ23456789EVENT';
const [WANG, LI, ZHAO] = ['WANG', 'LI00', 'ZHAO'].map((name) => `01KD3Q0A5WXYZ234567890${name}`);
const FOLDER = 'packages/worker/checkin/';

let phone;
let asked;

const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, '');
const codeFor = (user) => `SLR-${user}-h5k2-abcdefghij-_`;

function person(user, name, initials, party = [], present = []) {
  const signup_id = `S${user.slice(1)}`;
  return { signup_id, user_id: user, person: name, initials, state: 'confirmed', party, present };
}

function sessionIn(minutes) {
  const times = { starts_at: at(minutes + 10), ends_at: at(minutes + 100) };
  return { number: 1, label: '', ...times, opens_at: at(minutes - 20), closes_at: at(minutes + 120) };
}

function rosterOf(people, more = {}) {
  return {
    event: { id: EVENT, title: '长桌饭', starts_at: at(10), ends_at: at(100), state: 'published' },
    ...{ opens_at: at(-20), closes_at: at(120), tracks_leaving: false, walk_ins: [] },
    sessions: [sessionIn(0)],
    counts: { expected: people.length, present: 0 },
    people,
    ...more,
  };
}

const FAMILY = [
  { label: '妈妈', child: false },
  { label: '小宝', child: true },
];
const PEOPLE = () => [person(WANG, '王*明', 'wxm'), person(LI, '李*姨', 'lay', FAMILY), person(ZHAO, '赵*', 'zl')];

/** Answer as the server would: every row that it has not seen is recorded, those of `verdicts` otherwise. */
function server(roster, verdicts = {}) {
  const seen = new Set();
  return ({ url, method, data }) => {
    if (url.endsWith('/roster')) {
      return answer(roster, 200, { ETag: '"1"' });
    }
    if (method === 'DELETE') {
      return answer('', 204);
    }
    const items = JSON.parse(data).items.map((row) => {
      asked.push(row);
      const again = seen.has(row.client_id);
      seen.add(row.client_id);
      const code = verdicts[row.signup_id ?? row.code?.slice(4, 30)] ?? null;
      const result = again ? 'already' : code ? 'conflict' : 'recorded';
      return { client_id: row.client_id, result, code, at: row.scanned_at };
    });
    return answer({ items });
  };
}

function desk() {
  return phone.load(`${FOLDER}desk.js`).deskOf(EVENT);
}

async function settled() {
  const { uploading, refreshing } = desk();
  await uploading;
  await refreshing;
}

function goOffline() {
  wx.getNetworkType = async () => ({ networkType: 'none' });
}

function goOnline() {
  wx.getNetworkType = async () => ({ networkType: 'wifi' });
}

async function opened(people = PEOPLE(), more = {}, verdicts = {}) {
  phone.respond = server(rosterOf(people, more), verdicts);
  await desk().refresh();
  return desk();
}

/** Close the app and open it again: only the storage stays. */
function reopen() {
  const { storage, respond } = phone;
  phone = new Phone();
  Object.assign(phone, { storage, respond });
  phone.switchOn();
}

beforeEach(() => {
  phone = new Phone().switchOn();
  asked = [];
  const user = { id: USER, language: 'zh-CN', grants: [] };
  phone.storage.set('session', { token: 't', expires_at: '2099-01-01T00:00:00Z', user });
});

test('a resident is known by the code, also inside a link', () => {
  const { codeOf } = phone.load(`${FOLDER}codes.js`);
  const code = codeFor(WANG);
  assert.deepEqual(codeOf(code), { kind: 'resident', about: WANG, text: code });
  assert.deepEqual(codeOf(`https://city.example/c/${code}`), { kind: 'resident', about: WANG, text: code });
  assert.equal(codeOf(`SLV-${EVENT}-1-h5k2-abcdefghij`).kind, 'venue');
  assert.equal(codeOf(`https://city.example/c/SLP-${EVENT}-abcdefghij?x=1`).text, `SLP-${EVENT}-abcdefghij`);
  for (const strange of ['', 'https://example.com', 'SLR-short-1-mac', 'https://a/c/%E0%A4%A']) {
    assert.equal(codeOf(strange).kind, 'other');
  }
});

test('a code that stays in sight is scanned once, also when it changes meanwhile', () => {
  const { codeOf, sightings } = phone.load(`${FOLDER}codes.js`);
  const isNew = sightings();
  const seen = [0, 400, 2900, 5500].map((now) => isNew(codeOf(codeFor(WANG)), now));
  assert.deepEqual(seen, [true, false, false, false]);
  assert.equal(isNew(codeOf(codeFor(WANG).replace('h5k2', 'h5k3')), 6000), false);
  assert.equal(isNew(codeOf(codeFor(LI)), 6100), true);
  assert.equal(isNew(codeOf(codeFor(WANG)), 6200), true);
  assert.equal(isNew(codeOf(codeFor(WANG)), 9300), true);
});

test('a row waits on the phone, counts at once, and survives the end of the app', async () => {
  const here = await opened();
  goOffline();
  here.record(here.book.byUser.get(WANG), [0], { code: codeFor(WANG) });
  here.record(here.book.byUser.get(LI), [0, 2], { code: codeFor(LI) });
  await settled();
  assert.equal(here.uploadFailure.kind, 'network');
  assert.deepEqual([here.queue.waiting.length, here.book.present, here.book.expected], [2, 3, 5]);

  reopen();
  assert.deepEqual([desk().queue.waiting.length, desk().book.present], [2, 3]);
  goOnline();
  await desk().upload();
  await settled();
  assert.deepEqual([desk().queue.waiting.length, desk().queue.done.length, asked.length], [0, 2, 2]);
  const [first, second] = asked;
  assert.deepEqual([first.code, first.members, second.members], [codeFor(WANG), [0], [0, 2]]);
  assert.equal(desk().book.present, 3, 'the roster that is kept does not know them yet');
});

test('both times of an upload are by the phone, as the API writes them', async () => {
  const here = await opened();
  here.record(here.book.byUser.get(WANG), [0]);
  await settled();
  const body = JSON.parse(phone.requests.find(({ url }) => url.endsWith('/batch')).data);
  assert.match(body.device_now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(body.items[0].scanned_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(body.device_now) - Date.now()) < 2000);
});

test('a phone with a wrong clock shows the right time, and sends its own', async () => {
  const ahead = 3 * 24 * 60 * 60;
  const good = server(rosterOf(PEOPLE(), { sessions: [sessionIn(ahead / 60)] }));
  phone.respond = (request) => {
    const told = good(request);
    return { ...told, header: { ...told.header, 'X-Server-Time': String(Math.round(Date.now() / 1000) + ahead) } };
  };
  await desk().refresh();
  assert.equal(desk().on.number, 1);
  const { row, who } = desk().record(desk().book.byUser.get(WANG), [0]);
  assert.ok(Math.abs(Date.parse(row.scanned_at) - Date.now()) < 3000);
  assert.ok(Math.abs(Date.parse(who.at) - Date.now() - ahead * 1000) < 3000);
  await settled();
});

test('a walk-in goes up with the code and the time at which it was scanned', async () => {
  const here = await opened();
  here.recordWalkIn('张阿姨', codeFor('01KD3Q0A5WXYZ234567890NEW0'), '01KD3Q0A5WXYZ234567890NEW0', Date.now() - 90_000);
  await settled();
  const [{ walk_in, scanned_at }] = asked;
  assert.deepEqual([walk_in.label, walk_in.code.slice(0, 4)], ['张阿姨', 'SLR-']);
  assert.ok(Date.now() - Date.parse(scanned_at) >= 90_000);
  assert.deepEqual(
    here.book.walkIns.map(({ name }) => name),
    ['张阿姨'],
  );
});

test('an answer that was lost is asked for again, and nothing is there twice', async () => {
  const here = await opened();
  const good = phone.respond;
  let lost = 0;
  phone.respond = (request) => {
    const told = good(request);
    lost += 1;
    return lost === 1 ? LOST : told;
  };
  here.record(here.book.byUser.get(WANG), [0]);
  await settled();
  assert.deepEqual([asked.length, asked[0].client_id === asked[1].client_id], [2, true]);
  assert.deepEqual([here.queue.waiting.length, here.queue.done[0].result], [0, 'already']);
});

test('a long queue goes up in portions, and goes on where it stopped', async () => {
  const people = Array.from({ length: 450 }, (_, i) => person(`01KD3Q0A5WXYZ2345678901${100 + i}`, '某*', 'm'));
  const here = await opened(people);
  goOffline();
  here.book.parties.forEach((party) => here.record(party, [0]));
  await settled();
  goOnline();
  const good = phone.respond;
  phone.respond = (request) => (asked.length >= 200 ? problem(403, 'not_allowed') : good(request));
  await here.upload();
  assert.deepEqual([here.queue.waiting.length, here.uploadFailure.kind], [250, 'denied']);
  reopen();
  assert.equal(desk().queue.waiting.length, 250);
  phone.respond = good;
  await desk().upload();
  assert.deepEqual([desk().queue.waiting.length, asked.length], [0, 450]);
  assert.equal(new Set(asked.map((row) => row.client_id)).size, 450);
});

test('what an earlier run left goes up without opening the event', async () => {
  const here = await opened();
  goOffline();
  here.record(here.book.byUser.get(WANG), [0]);
  await settled();
  reopen();
  goOnline();
  await phone.load(`${FOLDER}desk.js`).uploadLeft();
  assert.deepEqual([asked.length, desk().queue.waiting], [1, []]);
  assert.deepEqual(phone.storage.get(`checkins:${USER}`), []);
});

test('a full phone says so, and counts nobody', async () => {
  const here = await opened();
  wx.setStorageSync = () => {
    throw new Error('setStorageSync:fail exceed storage max size');
  };
  assert.throws(() => here.record(here.book.byUser.get(WANG), [0]));
  assert.deepEqual([here.queue.waiting, here.book.present], [[], 0]);
});

test('of what was uploaded, the last few stay once the roster knows them', async () => {
  const people = Array.from({ length: 30 }, (_, i) => person(`01KD3Q0A5WXYZ2345678901${100 + i}`, '某*', 'm'));
  const here = await opened(people);
  here.book.parties.forEach((party) => here.record(party, [0]));
  await settled();
  assert.deepEqual([here.queue.done.length, here.book.present], [30, 30]);
  here.queue.trim(Date.now() + 1);
  assert.equal(here.queue.done.length, 10);
});

test('only one upload is under way, also when the network comes back meanwhile', async () => {
  const here = await opened();
  here.record(here.book.byUser.get(WANG), [0]);
  await Promise.all([here.upload(), here.upload(), settled()]);
  assert.equal(phone.asked('POST', '/batch'), 1);
});

test('what a person has to look at stays until she has', async () => {
  const here = await opened(PEOPLE(), {}, { [WANG]: 'outside_window' });
  here.record(here.book.byUser.get(WANG), [0], { code: codeFor(WANG) });
  await settled();
  assert.deepEqual([here.queue.waiting.length, here.queue.done.length, here.book.present], [0, 0, 0]);
  reopen();
  const [row] = desk().queue.look;
  assert.deepEqual([row.result, row.code, row.who.name], ['conflict', 'outside_window', '王*明']);
  desk().queue.dismiss(row.row.client_id);
  reopen();
  assert.deepEqual(desk().queue.look, []);
});

test('what was never sent is taken out of the queue; what may have been sent is not', async () => {
  const here = await opened();
  goOffline();
  const { row } = here.record(here.book.byUser.get(LI), [0, 1], { code: codeFor(LI) });
  assert.equal(here.queue.takeOut(row.client_id, 0), true);
  assert.deepEqual(here.queue.waiting[0].row.members, [1]);
  assert.equal(here.queue.takeOut(row.client_id, 1), true);
  assert.deepEqual(here.queue.waiting, []);

  goOnline();
  phone.respond = () => problem(403, 'not_allowed');
  const sent = here.record(here.book.byUser.get(WANG), [0]);
  await settled();
  assert.equal(here.queue.takeOut(sent.row.client_id, 0), false);
});

test('a record is taken back by the name that the server has for it', async () => {
  const here = await opened();
  here.record(here.book.byUser.get(WANG), [0]);
  await settled();
  const presence = { id: 'A1', session: 1, member: 0, at: at(0), left_at: null, gate: '' };
  phone.respond = server(rosterOf([person(WANG, '王*明', 'wxm', [], [presence])]));
  await here.undo(here.book.byUser.get(WANG).marks[0], '点错了', { signup: `S${WANG.slice(1)}`, member: 0 });
  const sent = phone.requests.find(({ method }) => method === 'DELETE');
  assert.ok(sent.url.endsWith('/attendances/A1'));
  assert.deepEqual(JSON.parse(sent.data), { reason: '点错了' });
});

test('a roster of two thousand is small on the phone and is read back as it was', async () => {
  const people = Array.from({ length: 2000 }, (_, i) => {
    const present = [{ id: `A${i}`.padEnd(26, '0'), session: 1, member: 0, at: at(0), left_at: null, gate: '东门' }];
    return person(`01KD3Q0A5WXYZ234567890${1000 + i}`, '欧阳*明', 'oyxm', FAMILY, present);
  });
  await opened(people);
  const sizes = [...phone.storage.values()].map((value) => Buffer.byteLength(JSON.stringify(value)));
  assert.ok(Math.max(...sizes) < 300_000, `largest ${Math.max(...sizes)}`);
  assert.ok(sizes.reduce((sum, size) => sum + size) < 1_200_000);
  reopen();
  assert.deepEqual(desk().roster.people, people);
});

test('a roster that has not changed is not sent again', async () => {
  const here = await opened();
  const before = here.kept.askedAt;
  phone.respond = ({ header }) => {
    assert.equal(header['If-None-Match'], '"1"');
    return answer('', 304);
  };
  await here.refresh();
  assert.deepEqual([here.rosterFailure, here.roster.people.length], [null, 3]);
  assert.ok(here.kept.askedAt >= before);
});

test('three rosters stay on the phone', () => {
  const store = phone.load(`${FOLDER}roster_store.js`);
  for (const id of ['e1', 'e2', 'e3', 'e4']) {
    const roster = rosterOf(PEOPLE());
    store.keep(USER, { roster: { ...roster, event: { ...roster.event, id } }, tag: id, askedAt: 1 }, Date.now());
  }
  const kept = ['e1', 'e2', 'e3', 'e4'].map((id) => store.readKept(USER, id) !== null);
  assert.deepEqual(kept, [false, true, true, true]);
});
