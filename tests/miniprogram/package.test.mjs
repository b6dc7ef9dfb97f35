/** Is the mini-program one that WeChat takes: small enough, with every page there, and loaded only as it is needed? */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { appJson, bytesOf, libraryBytes, libraryFiles, ownFiles } from './package_files.mjs';
import { MINIPROGRAM } from './phone.mjs';

const MAIN_MOST = 1.5 * 1024 * 1024;
const SUB_MOST = 0.5 * 1024 * 1024;
const PICTURE_MOST = 40 * 1024;

const app = appJson();
const own = ownFiles();
const inSub = (path) => app.subPackages.some(({ root }) => path.startsWith(`${root}/`));

test('the main package is small, with all of the library that any page reaches', () => {
  const main = bytesOf(own.filter((path) => !inSub(path)));
  const library = libraryBytes();
  console.log(`main package: ${Math.round(main / 1024)} KB of ours, ${Math.round(library / 1024)} KB of TDesign`);
  assert.ok(main > 50 * 1024, 'the files were not found');
  assert.ok(libraryFiles().some((file) => file.endsWith('/button/button.js')));
  assert.ok(main + library < MAIN_MOST, `${main + library} bytes`);
});

test('each sub-package is small', () => {
  for (const { root } of app.subPackages) {
    const bytes = bytesOf(own.filter((path) => path.startsWith(`${root}/`)));
    assert.ok(bytes > 0 && bytes < SUB_MOST, `${root}: ${bytes} bytes`);
  }
});

test('no picture is heavy', () => {
  const pictures = own.filter((path) => /\.(png|jpg|svg|gif|webp)$/.test(path));
  assert.ok(pictures.length > 0);
  assert.deepEqual(
    pictures.filter((path) => bytesOf([path]) > PICTURE_MOST),
    [],
  );
});

test('every page is there, with its code, its template and its settings', () => {
  const pages = [
    ...app.pages,
    ...app.subPackages.flatMap(({ root, pages: inside }) => inside.map((p) => `${root}/${p}`)),
  ];
  const missing = pages.flatMap((page) => ['.js', '.json', '.wxml'].map((kind) => page + kind));
  assert.deepEqual(
    missing.filter((path) => !own.includes(path)),
    [],
  );
});

test('every tab is a page of the main package, with both its pictures', () => {
  for (const { pagePath, iconPath, selectedIconPath } of app.tabBar.list) {
    assert.ok(app.pages.includes(pagePath), pagePath);
    assert.ok(own.includes(iconPath) && own.includes(selectedIconPath), iconPath);
  }
});

test('components are loaded when a page needs them, and colours follow the phone', () => {
  assert.equal(app.lazyCodeLoading, 'requiredComponents');
  assert.equal(app.darkmode, true);
  const { light, dark } = JSON.parse(readFileSync(join(MINIPROGRAM, app.themeLocation), 'utf8'));
  assert.deepEqual(Object.keys(light), Object.keys(dark));
});

test('the main package needs nothing of a sub-package', () => {
  const code = own.filter((path) => !inSub(path) && path.endsWith('.js'));
  const reaching = code.filter((path) =>
    /require\(['"][^'"]*packages\//.test(readFileSync(join(MINIPROGRAM, path), 'utf8')),
  );
  assert.deepEqual(reaching, []);
});

test('whatever code requires is there', () => {
  const broken = own
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => {
      const text = readFileSync(join(MINIPROGRAM, path), 'utf8');
      const names = [...text.matchAll(/require\('(\.[^']+)'\)/g)].map(([, name]) => name);
      return names
        .filter((name) => !existsSync(`${join(MINIPROGRAM, path, '..', name)}.js`))
        .map((name) => `${path} ${name}`);
    });
  assert.deepEqual(broken, []);
});
