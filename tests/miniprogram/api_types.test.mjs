/** Do the types that the mini-program is checked with say what the API's document says? */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { typesOf } from '../../devtools/api_types.mjs';

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the types fit the document', async () => {
  const document = JSON.parse(await read('docs/openapi.json'));
  assert.equal(await typesOf(document), await read('miniprogram/typings/api.d.ts'), 'run: npm run types');
});

test('a field that was renamed is noticed', async () => {
  const document = JSON.parse(await read('docs/openapi.json'));
  const { properties } = document.components.schemas.EventOut;
  properties.seats_taken = properties.taken;
  delete properties.taken;
  assert.notEqual(await typesOf(document), await read('miniprogram/typings/api.d.ts'));
});
