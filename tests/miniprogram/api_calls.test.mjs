/** Does every call of the mini-program ask for something that the API has, with fields that it knows? */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { MINIPROGRAM, Phone, answer } from './phone.mjs';

const DOCUMENT = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const ID = '01KD3Q0A5WXYZ23456789ABCDE';
const SESSION = { token: 't', expires_at: '2099-01-01T00:00:00Z', user: { id: ID, language: 'zh-CN', grants: [] } };

let phone;

/** Return the operation of the document that a request asks for, or a sentence that says why there is none. */
function operationOf({ method, url, header }) {
  const { pathname, searchParams } = new URL(url, 'http://here');
  const asked = (header['X-HTTP-Method-Override'] ?? method).toLowerCase();
  const matches = (path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname);
  const path = Object.keys(DOCUMENT.paths).find((known) => matches(known) && asked in DOCUMENT.paths[known]);
  if (path === undefined) {
    return `there is no ${asked} ${pathname}`;
  }
  const operation = DOCUMENT.paths[path][asked];
  const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const strange = [...searchParams.keys()].filter((name) => !known.includes(name));
  return strange.length ? `${path} knows no ${strange.join()}` : operation;
}

/** Return the names of fields that an operation does not know, or needs and does not get. */
function strangeFields(operation, body) {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) {
    return body === undefined ? [] : ['a body'];
  }
  const { properties, required = [] } = DOCUMENT.components.schemas[schema.$ref.split('/').pop()];
  const given = Object.keys(body ?? {});
  return [...given.filter((name) => !(name in properties)), ...required.filter((name) => !given.includes(name))];
}

const EVENT = {
  ...{ title: '包饺子', region_code: '522301001001', place_kind: 'community' },
  ...{ starts_at: '2026-12-01T07:00:00Z', ends_at: '2026-12-01T09:00:00Z' },
};

/** Where the packages call the API. */
const PACKAGES = [
  'packages/attendance/api.js',
  'packages/quiz/api.js',
  'packages/quiz/boards_api.js',
  'packages/worker/api.js',
  'packages/worker/verification_api.js',
];

/** How each function of api/ and of the packages is called. */
const CALLS = {
  'api/accounts.js': { readProfile: [], changeProfile: [{ nickname: '小明' }], logOut: [] },
  'api/events.js': {
    listEvents: [
      { region: '5223', place_kind: 'school', campaign: ID, from: 'a', to: 'b', q: 'c', mine: true, limit: 5 },
      'n',
    ],
    getEvent: [ID],
    listCampaigns: ['2026-11-23'],
  },
  'api/files.js': {
    uploadPhoto: ['wxfile://photo.jpg', 'key'],
    blurPhoto: [ID, [{ x: 0, y: 0, width: 1, height: 1 }], 'key'],
  },
  'api/messages.js': { listMessages: [{ limit: 1 }, 'next'], markReadUpTo: [ID] },
  'api/quizzes.js': { listQuizzes: ['next'] },
  'api/regions.js': { listRegions: [{ parent: '5223', q: '街' }, 'next'], getRegion: ['5223'], listPlaceKinds: [] },
  'api/signups.js': {
    signUp: [ID, { party: [{ label: '奶奶', child: false }], answers: {}, form_version: 1 }, 'key'],
    changeSignup: [ID, { party: [] }, 'key'],
    cancelSignup: [ID],
    acceptOffer: [ID],
    declineOffer: [ID],
    getSignup: [ID],
    listMySignups: [{ event_id: ID, state: 'waiting', limit: 1 }, 'next'],
    mySignupFor: [ID],
  },
  'packages/attendance/api.js': {
    readMyCode: [],
    checkIn: [ID, { code: `SLP-${ID}-a`, members: [0, 1] }, 'key'],
    listProofs: ['next', 5],
    findProof: ['2026-1'],
    readHours: [],
    readNoShows: [],
  },
  'packages/quiz/api.js': {
    getQuiz: [ID],
    startAttempt: [ID, { rules_version: 1, organisation_id: ID }, 'key'],
    getAttempt: [ID],
    saveAnswer: [ID, 3, { options: ['abcdefgh'], seq: 2 }],
    submitAttempt: [ID],
    getReview: [ID],
  },
  'packages/quiz/boards_api.js': {
    readBoard: [ID, 'community', 'next'],
    findOrganisations: ['小学'],
    listCertificates: ['next', 5],
    findCertificate: ['7K3M9QTV2B4D'],
  },
  'packages/worker/api.js': {
    listRegionEvents: [{ region: '5223', state: 'draft' }, 'next'],
    readEvent: [ID],
    createEvent: [EVENT, 'key'],
    changeEvent: [ID, { venue: '活动室' }, 'key'],
    publishEvent: [ID],
    cancelEvent: [ID, '下大雨'],
    listEventSignups: [ID, 'waiting', 'next'],
    moveUp: [ID, ID, '老人优先'],
    readRoster: [ID, '"tag"'],
    uploadAttendances: [ID, { device_now: '2026-12-01T07:00:00Z', items: [] }],
    undoAttendance: [ID, '点错了人'],
    readVenueCode: [ID, 2],
  },
  'packages/worker/verification_api.js': {
    readAttendance: [ID],
    readReport: [ID],
    reportHeld: [ID, { summary: '大家都来了', headcount: 12, photo_ids: [ID] }, 'key'],
    reportNotHeld: [ID, '下大雨', 'key'],
    listWaitingReports: ['next', 100],
    decideOnReport: [ID, { decision: 'returned', reason_code: 'other', text: '请补照片' }, 'key'],
    readRoster: [ID],
    correctAttendance: [ID, { session: 1, add: { label: '奶奶' }, reason: '漏签' }, 'key'],
  },
};

beforeEach(() => {
  phone = new Phone().switchOn();
  phone.storage.set('session', SESSION);
  phone.respond = () => answer({ items: [], ...SESSION.user });
});

test('every function that calls the API is in the list above', () => {
  const files = [...readdirSync(`${MINIPROGRAM}api`).map((name) => `api/${name}`), ...PACKAGES];
  const found = files.flatMap((file) => Object.keys(phone.load(file)).map((name) => `${file} ${name}`));
  const listed = Object.entries(CALLS).flatMap(([file, calls]) => Object.keys(calls).map((name) => `${file} ${name}`));
  assert.deepEqual(found.sort(), listed.sort());
});

for (const [file, calls] of Object.entries(CALLS)) {
  for (const [name, given] of Object.entries(calls)) {
    test(`${file} ${name} asks for what there is`, async () => {
      await phone.load(file)[name](...given);
      assert.equal(phone.requests.length, 1);
      const [sent] = phone.requests;
      const operation = operationOf(sent);
      assert.equal(typeof operation, 'object', operation);
      const body = sent.data === undefined ? undefined : JSON.parse(sent.data);
      assert.deepEqual(strangeFields(operation, body), []);
      // What is put in the place of what is there says by itself what it is to be, and needs no key.
      const write = sent.method !== 'PUT' && operation.parameters.some(({ name: one }) => one === 'Idempotency-Key');
      assert.equal('Idempotency-Key' in sent.header, write);
    });
  }
}

test('an address, a filter or a field that the API has not is noticed', () => {
  const request = (url) => operationOf({ method: 'GET', url: `http://here/api/v1${url}`, header: {} });
  assert.match(String(request('/occasions')), /there is no get/);
  assert.match(String(request('/events?colour=red')), /knows no colour/);
  const { post } = DOCUMENT.paths['/api/v1/events'];
  assert.deepEqual(strangeFields(post, { ...EVENT, colour: 'red' }), ['colour']);
  assert.deepEqual(strangeFields(post, {}).length, 5);
});
