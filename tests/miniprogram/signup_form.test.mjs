/** Does what a resident typed reach the API as the form asks for it? */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Phone } from './phone.mjs';

const { bodyOf, typedOf } = new Phone().switchOn().load('core/signup_form.js');

const FORM = {
  version: 3,
  fields: [
    { key: 'cups', kind: 'number' },
    { key: 'note', kind: 'short_text' },
    { key: 'agree', kind: 'consent' },
  ],
};

test('numbers are sent as numbers, and what is none as it was typed', () => {
  assert.deepEqual(bodyOf({ party: [], answers: { cups: '2.5' } }, FORM).answers, { cups: 2.5 });
  assert.deepEqual(bodyOf({ party: [], answers: { cups: '两个' } }, FORM).answers, { cups: '两个' });
});

test('empty answers and answers to questions that are gone stay here', () => {
  const answers = { cups: '', note: null, gone: 'old', agree: false };
  assert.deepEqual(bodyOf({ party: [], answers }, FORM).answers, { agree: false });
});

test('the version of the form goes along, where there is one', () => {
  assert.equal(bodyOf({ party: [], answers: {} }, FORM).form_version, 3);
  assert.equal('form_version' in bodyOf({ party: [], answers: {} }, null), false);
});

test('labels lose the blanks around them', () => {
  assert.deepEqual(bodyOf({ party: [{ label: ' 妈妈 ', child: false }], answers: {} }, null).party, [
    { label: '妈妈', child: false },
  ]);
});

test('a change starts with what was signed up', () => {
  const signup = { party: [{ label: '爸爸', child: false }], answers: { note: '不吃辣' } };
  assert.deepEqual(typedOf(signup), signup);
  assert.deepEqual(typedOf(null), { party: [], answers: {} });
});
