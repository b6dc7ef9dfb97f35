/** Does the browser's build know a file by its unit although a link leads to it? */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { Project } from '../../sandbox/wechat_client/build/project.mjs';

test('linked folders are known by where they really are', (context) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'links-')));
  context.after(() => fs.rmSync(folder, { recursive: true }));
  const put = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  };
  put('app/pages/home/index.js', '');
  put('npm/library/package.json', '{"miniprogram": "dist"}');
  put('npm/library/dist/button/button.js', '');
  fs.symlinkSync(path.join(folder, 'app'), path.join(folder, 'linked-app'));
  fs.symlinkSync(path.join(folder, 'npm'), path.join(folder, 'node_modules'));
  const project = new Project(path.join(folder, 'linked-app'), path.join(folder, 'node_modules'));
  assert.equal(project.scriptOf('pages/home/index'), path.join(folder, 'app/pages/home/index.js'));
  const button = path.join(folder, 'npm/library/dist/button/button.js');
  assert.equal(project.scriptOf('miniprogram_npm/library/button/button'), button);
  assert.equal(project.codeOf(button), 'miniprogram_npm/library/button/button.js');
});
