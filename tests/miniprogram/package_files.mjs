/**
 * Which files does WeChat upload, and into which package?
 *
 * Our own files all go along, the types aside. Of TDesign only what a page can reach does: DevTools drops the rest
 * (`ignoreUploadUnusedFiles` in project.config.json).
 */

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MINIPROGRAM } from './phone.mjs';

const TDESIGN = fileURLToPath(new URL('../../node_modules/tdesign-miniprogram/miniprogram_dist', import.meta.url));
const NOT_UPLOADED = ['typings', 'miniprogram_npm'];
const KINDS = ['.json', '.js', '.wxml', '.wxss', '.wxs'];

export const appJson = () => JSON.parse(readFileSync(join(MINIPROGRAM, 'app.json'), 'utf8'));

/** Return our own files, with their paths inside miniprogram/. */
export function ownFiles(folder = '') {
  return readdirSync(join(MINIPROGRAM, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (NOT_UPLOADED.includes(path)) {
      return [];
    }
    return entry.isDirectory() ? ownFiles(path) : [path];
  });
}

/** Return the bytes of some of our own files. */
export function bytesOf(paths) {
  return paths.reduce((sum, path) => sum + statSync(join(MINIPROGRAM, path)).size, 0);
}

/** Return the files of TDesign that our pages and components reach. */
export function libraryFiles() {
  const reached = new Set();
  const waiting = ownFiles()
    .filter((path) => path.endsWith('.json'))
    .flatMap((path) => componentsOf(join(MINIPROGRAM, path)));
  while (waiting.length) {
    const file = waiting.pop();
    if (!reached.has(file)) {
      reached.add(file);
      waiting.push(...neededBy(file));
    }
  }
  return [...reached];
}

export const libraryBytes = () => libraryFiles().reduce((sum, file) => sum + statSync(file).size, 0);

/** Return the files of each component that a JSON file names and that is not ours. */
function componentsOf(json) {
  const { usingComponents = {} } = JSON.parse(readFileSync(json, 'utf8'));
  const names = Object.values(usingComponents);
  return names.flatMap((name) => {
    const base = name.startsWith('tdesign-miniprogram/')
      ? join(TDESIGN, name.slice('tdesign-miniprogram/'.length))
      : resolve(dirname(json), name);
    return base.startsWith(TDESIGN) ? filesOf(base) : [];
  });
}

const filesOf = (base) => KINDS.map((kind) => base + kind).filter((file) => existsSync(file));

/** Return what a file of TDesign loads. */
function neededBy(file) {
  if (file.endsWith('.json')) {
    return componentsOf(file);
  }
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/(?:from|import|require\(|src=|@import)\s*["']([^"']+)["']/g)].map(
    ([, name]) => name,
  );
  return named.flatMap((name) => found(name, file));
}

function found(name, file) {
  const base = name.startsWith('.') ? resolve(dirname(file), name) : join(TDESIGN, 'miniprogram_npm', name);
  const candidates = [base, ...KINDS.map((kind) => base + kind), join(base, 'index.js')];
  return candidates.filter((path) => existsSync(path) && statSync(path).isFile()).slice(0, 1);
}
