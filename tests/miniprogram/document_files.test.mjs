/** Is a document opened and saved, and is it known why when it is not? */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { Phone } from './phone.mjs';

let opened;
let saved;
let files;

/** What `wx.saveImageToPhotosAlbum` says; empty when it saves. */
let refusal;

beforeEach(() => {
  [opened, saved, refusal] = [[], [], ''];
  files = new Phone().switchOn().load('core/document_files.js');
  Object.assign(globalThis.wx, {
    downloadFile: ({ url, success, fail }) => {
      if (url === '/lost') {
        fail({ errMsg: 'downloadFile:fail timeout' });
      } else {
        success({ statusCode: url === '/old' ? 403 : 200, tempFilePath: `tmp${url}` });
      }
    },
    openDocument: async ({ filePath, fileType }) => {
      if (filePath === 'tmp/broken') {
        throw new Error('openDocument:fail filetype not supported');
      }
      opened.push([filePath, fileType]);
    },
    saveImageToPhotosAlbum: async ({ filePath }) => {
      if (refusal) {
        throw Object.assign(new Error(refusal), { errMsg: refusal });
      }
      saved.push(filePath);
    },
  });
});

const reasonOf = (work) => work.then(() => '').catch(({ reason }) => reason);

test('the document is opened, and the picture saved', async () => {
  await files.openDocument('/proof');
  await files.savePicture('/picture');
  assert.deepEqual([opened, saved], [[['tmp/proof', 'pdf']], ['tmp/picture']]);
});

test('a download that fails, or a link that is too old, opens nothing', async () => {
  for (const url of ['/lost', '/old']) {
    assert.equal(await reasonOf(files.openDocument(url)), 'failed');
    assert.equal(await reasonOf(files.savePicture(url)), 'failed');
  }
  assert.deepEqual([opened, saved], [[], []]);
});

test('a phone that can’t read the document is told from a network that fails', async () => {
  assert.equal(await reasonOf(files.openDocument('/broken')), 'failedOpen');
});

test('a permission that was refused is told from a change of mind and from a full phone', async () => {
  const said = { 'auth deny': 'refused', 'privacy permission is not authorized': 'refused' };
  for (const [words, reason] of Object.entries({ ...said, cancel: 'cancelled', 'file not found': 'failedSave' })) {
    refusal = `saveImageToPhotosAlbum:fail ${words}`;
    assert.equal(await reasonOf(files.savePicture('/picture')), reason, words);
  }
});
