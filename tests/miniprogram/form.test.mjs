/** Does a form send what was written once, put faults beside their fields, and lose nothing? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { PageRunner } from './page_runner.mjs';
import { Phone } from './phone.mjs';

let phone;
let form;
let Failure;

beforeEach(() => {
  phone = new Phone().switchOn();
  ({ Failure } = phone.load('core/failure.js'));
  const behaviors = [phone.load('behaviors/form.js')];
  form = new PageRunner({ behaviors, data: { draftName: 'signup:01EVENT' } }).instance;
});

const fails = (failure) => () => Promise.reject(failure);

test('a button that is tapped twice sends once', async () => {
  let sent = 0;
  const write = async () => {
    sent += 1;
    return { id: '01SIGNUP' };
  };
  const answers = await Promise.all([form.submit({ party: [] }, write), form.submit({ party: [] }, write)]);
  assert.equal(sent, 1);
  assert.deepEqual(answers, [{ id: '01SIGNUP' }, undefined]);
  assert.equal(form.data.sending, false);
});

test('a second attempt at the same carries the same key; another wish, or one after an answer, has its own', async () => {
  const keys = [];
  const lost = async (key) => {
    keys.push(key);
    throw new Failure('network');
  };
  const kept = async (key) => {
    keys.push(key);
    return {};
  };
  await form.submit({ party: [] }, lost);
  await form.submit({ party: [] }, lost);
  await form.submit({ party: [{ label: '奶奶' }] }, lost);
  await form.submit({ party: [{ label: '奶奶' }] }, kept);
  await form.submit({ party: [{ label: '奶奶' }] }, kept);
  assert.equal(keys[0], keys[1]);
  assert.notEqual(keys[1], keys[2]);
  assert.equal(keys[2], keys[3]);
  assert.notEqual(keys[3], keys[4]);
});

test('faults stand beside their fields in words, and go when the field is mended', async () => {
  const fields = { 'answers.phone': ['phone_type'], 'party.0.label': ['string_too_long'] };
  await form.submit({}, fails(new Failure('fields', { message: '请检查标出的地方', fields })));
  assert.deepEqual(Object.keys(form.data.errors), ['answers.phone', 'party.0.label']);
  for (const words of Object.values(form.data.errors)) {
    assert.match(words, /[\u4e00-\u9fff]/);
  }
  assert.equal(form.data.refusal, '请检查标出的地方');
  assert.equal(phone.shown.at(-1).selector, '#field-answers-phone');
  form.clearError('answers.phone');
  assert.deepEqual(Object.keys(form.data.errors), ['party.0.label']);
});

test('a refusal of the whole is said in the words of the API', async () => {
  await form.submit({}, fails(new Failure('conflict', { code: 'event_full', message: '名额已满' })));
  assert.ok(form.data.refusal.includes('满'), form.data.refusal);
  assert.equal(form.data.refusalCode, 'event_full');
  assert.deepEqual(form.data.errors, {});
});

test('what was typed is there after the page was closed, for a week, and for this form alone', async () => {
  form.keepDraft({ party: ['奶奶'] });
  assert.deepEqual(form.readDraft(), { party: ['奶奶'] });
  form.setData({ draftName: 'signup:01OTHER' });
  assert.equal(form.readDraft(), null);
  form.setData({ draftName: 'signup:01EVENT' });
  const kept = phone.storage.get('draft:signup:01EVENT');
  phone.storage.set('draft:signup:01EVENT', { ...kept, at: kept.at - 8 * 86400000 });
  assert.equal(form.readDraft(), null);
  form.keepDraft({ party: [] });
  form.dropDraft();
  assert.equal(form.readDraft(), null);
});
