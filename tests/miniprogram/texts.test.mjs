/** Is every word there in every language, with the same blanks? */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { MINIPROGRAM, Phone } from './phone.mjs';

const phone = new Phone().switchOn();

const FOLDERS = [
  'texts/',
  'packages/attendance/texts/',
  'packages/worker/texts/',
  'packages/worker/checkin/texts/',
  'packages/quiz/texts/',
];

for (const folder of FOLDERS) {
  test(`${folder} says the same in both languages`, () => {
    assert.deepEqual(readdirSync(MINIPROGRAM + folder).sort(), ['en.js', 'zh-CN.js']);
    // What the API says of a problem is Chinese already, so that only other languages need words for each code.
    const { problems: saidByUs, ...english } = phone.load(`${folder}en.js`);
    const { problems, ...chinese } = phone.load(`${folder}zh-CN.js`);
    assert.deepEqual(shape(english), shape(chinese));
    assert.deepEqual(
      Object.keys(problems ?? {}).filter((name) => !(name in saidByUs)),
      [],
    );
  });
}

test('a word or a blank that is missing is noticed', () => {
  assert.notDeepEqual(shape({ event: { left: '{n} left' } }), shape({ event: { left: 'some left' } }));
  assert.notDeepEqual(shape({ event: { left: 'some' } }), shape({ event: {} }));
});

/** Return the names of all words, each with its blanks. */
function shape(words, path = '') {
  if (typeof words === 'string') {
    return [`${path} ${(words.match(/\{\w+\}/g) ?? []).sort().join(' ')}`.trim()];
  }
  if (typeof words !== 'object') {
    return [path];
  }
  const parts = Object.entries(words).flatMap(([name, part]) => shape(part, `${path}/${name}`));
  return parts.sort();
}
