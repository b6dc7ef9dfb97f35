/** Does every wish reach the API once, whatever the network does, and come back as something a page can show? */

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { LOST, Phone, answer, problem } from './phone.mjs';

const USER = { id: '01USER', nickname: '王小明', language: 'zh-CN', text_size: 'normal', grants: [] };

let phone;
let request;
let session;

/** A session as the API gives one at the so-many-th login. */
function opened(number, lasting = 86400000) {
  return { token: `token-${number}`, expires_at: new Date(Date.now() + lasting).toISOString(), user: USER };
}

/** Let the network behave: `work` answers everything but the login. */
function network(work, login = (sent, number) => answer(opened(number))) {
  let logins = 0;
  phone.respond = (sent, number) => {
    if (sent.url.endsWith('/login')) {
      logins += 1;
      return login(sent, logins);
    }
    return work(sent, number);
  };
}

/** Wait for a promise while every pause between two tries is over at once. */
async function hurried(promise) {
  let done = false;
  const settled = promise.finally(() => {
    done = true;
  });
  settled.catch(() => undefined);
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(60000);
  }
  return settled;
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  phone = new Phone().switchOn();
  request = phone.load('core/request.js');
  session = phone.load('core/session.js');
  phone.load('core/consent.js').give();
});

test('nobody is logged in before they agreed to the privacy page', async () => {
  phone.load('core/consent.js').takeBack();
  network(() => answer({}));
  await assert.rejects(hurried(request.get('/me')), { code: 'consent_needed' });
  assert.equal(phone.requests.length, 0);
  assert.equal(phone.logins, 0);
});

test('a read that nobody needs to log in for does not log in, and names what is asked', async () => {
  network(() => answer({ items: [] }));
  await hurried(request.get('/events', { query: { q: '包 饺子', region: null, cursor: '' }, anybody: true }));
  assert.equal(phone.requests.length, 1);
  const [sent] = phone.requests;
  assert.ok(sent.url.endsWith(`/api/v1/events?q=${encodeURIComponent('包 饺子')}`), sent.url);
  assert.equal(sent.header.Authorization, undefined);
  assert.match(sent.header['X-Client-Version'], /^\d+\.\d+\.\d+$/);
});

test('ten that ask at the same time share one login', async () => {
  network((sent) => answer(sent.header.Authorization));
  const all = await hurried(Promise.all(Array.from({ length: 10 }, () => request.get('/me'))));
  assert.deepEqual(new Set(all), new Set(['Bearer token-1']));
  assert.equal(phone.logins, 1);
});

test('a session that was kept is used again by the next start, without a login', async () => {
  phone.storage.set('session', opened(7));
  network((sent) => answer(sent.header.Authorization));
  assert.equal(await hurried(request.get('/me')), 'Bearer token-7');
  assert.equal(phone.logins, 0);
});

test('a kept session whose time is over is not sent', async () => {
  phone.storage.set('session', opened(7, -1000));
  network((sent) => answer(sent.header.Authorization));
  assert.equal(await hurried(request.get('/me')), 'Bearer token-1');
});

test('a session that has ended is renewed once, silently, also when three ask at once', async () => {
  phone.storage.set('session', opened(7));
  network((sent) => (sent.header.Authorization === 'Bearer token-1' ? answer('here') : problem(401, 'login_needed')));
  const all = await hurried(Promise.all([request.get('/me'), request.get('/me/signups'), request.get('/me/messages')]));
  assert.deepEqual(all, ['here', 'here', 'here']);
  assert.equal(phone.logins, 1);
});

test('a session that is refused again after the login is not renewed for ever', async () => {
  network(() => problem(401, 'login_needed'));
  await assert.rejects(hurried(request.get('/me')), { kind: 'login' });
  assert.equal(phone.logins, 2);
});

test('a public page stays readable when the session that went along has ended', async () => {
  phone.storage.set('session', opened(7));
  network((sent) => (sent.header.Authorization === 'Bearer token-7' ? problem(401, 'login_needed') : answer('events')));
  assert.equal(await hurried(request.get('/events', { anybody: true })), 'events');
});

test('a write is sent again under one key until the answer comes', async () => {
  let tries = 0;
  network(() => {
    tries += 1;
    return tries < 4 ? LOST : answer({ id: '01SIGNUP' }, 201);
  });
  const kept = await hurried(request.send('POST', '/events/1/signups', { body: { party: [] } }));
  assert.equal(kept.id, '01SIGNUP');
  const writes = phone.requests.filter((sent) => sent.url.endsWith('/signups'));
  assert.equal(writes.length, 4);
  assert.equal(new Set(writes.map((sent) => sent.header['Idempotency-Key'])).size, 1);
  assert.match(writes[0].header['Idempotency-Key'], /^[\x21-\x7e]{1,64}$/);
});

test('two writes have two keys, and a key that was given is kept', async () => {
  network(() => answer({}));
  await hurried(request.send('POST', '/a', { body: {} }));
  await hurried(request.send('POST', '/a', { body: {} }));
  await hurried(request.send('POST', '/a', { body: {}, key: 'mine' }));
  const keys = phone.requests.slice(1).map((sent) => sent.header['Idempotency-Key']);
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], 'mine');
});

test('a change reaches the API, though WeChat sends no PATCH', async () => {
  network(() => answer(USER));
  await hurried(request.send('PATCH', '/me', { body: { nickname: '小明' } }));
  const sent = phone.requests.at(-1);
  assert.equal(sent.method, 'POST');
  assert.equal(sent.header['X-HTTP-Method-Override'], 'PATCH');
  assert.deepEqual(JSON.parse(sent.data), { nickname: '小明' });
});

test('a login whose answer was lost is sent again with its code, which the API then answers again', async () => {
  network(
    () => answer('here'),
    (sent, number) => (number < 3 ? LOST : answer(opened(number))),
  );
  assert.equal(await hurried(request.get('/me')), 'here');
  const codes = phone.requests.filter((sent) => sent.url.endsWith('/login')).map((sent) => JSON.parse(sent.data).code);
  assert.deepEqual(codes, ['code-1', 'code-1', 'code-1']);
  assert.equal(phone.logins, 1);
});

test('a network that stays away ends in a failure that says so, after a handful of tries', async () => {
  network(() => LOST);
  await assert.rejects(hurried(request.get('/events', { anybody: true })), { kind: 'network' });
  assert.ok(phone.requests.length >= 3 && phone.requests.length <= 6, `${phone.requests.length} tries`);
});

for (const [status, kind] of [
  [400, 'malformed'],
  [403, 'denied'],
  [404, 'missing'],
  [409, 'conflict'],
  [422, 'fields'],
]) {
  test(`a refusal (${status}) is not asked again, and keeps what the API said`, async () => {
    network(() => problem(status, 'event_full', { message: '名额已满', fields: { phone: ['phone_type'] } }));
    const said = { kind, status, code: 'event_full', message: '名额已满', requestId: '01TEST' };
    const refused = hurried(request.send('POST', '/events/1/signups', { body: {} }));
    await assert.rejects(refused, (failure) => {
      assert.deepEqual({ ...failure.fields }, { phone: ['phone_type'] });
      assert.deepEqual(Object.fromEntries(Object.keys(said).map((name) => [name, failure[name]])), said);
      return true;
    });
    assert.equal(phone.asked('POST', '/signups'), 1);
  });
}

test('a busy server is given the time that it asks for', async () => {
  mock.timers.reset();
  const pauses = [];
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = (work, milliseconds) => {
    pauses.push(milliseconds);
    return real(work, 0);
  };
  let tries = 0;
  network(() => {
    tries += 1;
    return tries === 1 ? problem(503, 'busy', { header: { 'Retry-After': '2' } }) : answer('at last');
  });
  try {
    assert.equal(await request.get('/events', { anybody: true }), 'at last');
  } finally {
    globalThis.setTimeout = real;
  }
  assert.equal(pauses.length, 1);
  assert.ok(pauses[0] >= 2000, `waited only ${pauses[0]} ms, though asked for 2 s`);
});

test('whatever stands in between and answers with a page of HTML makes a failure, not a crash', async () => {
  network(() => ({ statusCode: 502, header: {}, data: '<html>bad gateway</html>' }));
  await assert.rejects(hurried(request.get('/events', { anybody: true })), { kind: 'broken', status: 502 });
});

test('a photo goes to the API as a file, with the session, and tells how far it is', async () => {
  network(() => answer({ id: '01PHOTO' }, 201));
  const progress = [];
  const photo = await hurried(request.upload('/files', 'wxfile://a.jpg', { onProgress: (now) => progress.push(now) }));
  assert.deepEqual(photo, { id: '01PHOTO' });
  const sent = phone.requests.at(-1);
  assert.ok(sent.url.endsWith('/api/v1/files'), sent.url);
  assert.deepEqual([sent.filePath, sent.name], ['wxfile://a.jpg', 'file']);
  assert.equal(sent.header.Authorization, 'Bearer token-1');
  assert.equal(sent.header['content-type'], undefined, 'WeChat writes it, with the boundary of the parts');
  assert.deepEqual(progress, [100]);
});

test('a photo is sent again under one key, and with a new session, until the answer comes', async () => {
  phone.storage.set('session', opened(7));
  let tries = 0;
  network((sent) => {
    tries += 1;
    if (tries < 3) {
      return tries === 1 ? LOST : problem(503, 'busy');
    }
    return sent.header.Authorization === 'Bearer token-1' ? answer({ id: '01PHOTO' }) : problem(401, 'login_needed');
  });
  assert.equal((await hurried(request.upload('/files', 'a.jpg', { key: 'mine' }))).id, '01PHOTO');
  const sent = phone.requests.filter(({ filePath }) => filePath === 'a.jpg');
  assert.deepEqual(
    sent.map(({ header }) => header['Idempotency-Key']),
    ['mine', 'mine', 'mine', 'mine'],
  );
  assert.equal(phone.logins, 1);
});

test('the server tells its time when it answers a photo, as far as WeChat passes it on', async () => {
  const clock = phone.load('core/clock.js');
  network(() => answer({ id: '01PHOTO' }));
  await hurried(request.upload('/files', 'a.jpg'));
  const later = Math.floor(Date.now() / 1000) + 7200;
  network(() => answer({ id: '01PHOTO' }, 201, { 'X-Server-Time': String(later) }));
  await hurried(request.upload('/files', 'a.jpg'));
  assert.ok(Math.abs(clock.now() - later * 1000) < 2000);
});

test('a photo that is refused says why, also when something in between refused it', async () => {
  network(() => problem(422, 'not_a_picture', { message: '请换一张' }));
  await assert.rejects(hurried(request.upload('/files', 'a.txt')), { code: 'not_a_picture', message: '请换一张' });
  network(() => problem(413, 'too_large', { message: '照片太大' }));
  await assert.rejects(hurried(request.upload('/files', 'a.jpg')), { kind: 'fields', message: '照片太大' });
  network(() => ({ statusCode: 413, header: {}, data: '<html>too large</html>' }));
  await assert.rejects(hurried(request.upload('/files', 'a.jpg')), { status: 413 });
  assert.equal(phone.asked('POST', '/files'), 3);
});

test('logging out forgets the session on the phone', async () => {
  network(() => answer({}));
  await hurried(request.logIn());
  assert.equal(session.user().nickname, '王小明');
  session.forget();
  assert.equal(session.user(), null);
  assert.equal(phone.storage.has('session'), false);
});

test('what is put in a place goes plainly, without a key, and as often as the caller wants', async () => {
  network(() => answer({ saved: true }));
  await hurried(request.put('/attempts/1/answers/2', { options: ['a'], seq: 3 }, { tries: 1 }));
  const sent = phone.requests.at(-1);
  assert.deepEqual([sent.method, JSON.parse(sent.data)], ['PUT', { options: ['a'], seq: 3 }]);
  assert.equal(sent.header['Idempotency-Key'], undefined);
  network(() => LOST);
  await assert.rejects(hurried(request.put('/attempts/1/answers/2', {}, { tries: 1 })), { kind: 'network' });
  assert.equal(phone.asked('PUT', '/answers/2'), 2);
});

test('half an emoji, cut off by an input, does not go to the server', async () => {
  network(() => answer({}));
  await hurried(request.send('POST', '/things', { body: { label: '王阿姨👍'.slice(0, 4), list: ['好👍'] } }));
  assert.deepEqual(JSON.parse(phone.requests.at(-1).data), { label: '王阿姨', list: ['好👍'] });
});
