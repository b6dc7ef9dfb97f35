/**
 * Where does a path that the mini-program writes lead to?
 *
 * A code path is how the mini-program names a file: `pages/home/index` for one in its own folder, and
 * `miniprogram_npm/<package>/…` for one of an npm package, which is read from node_modules here.
 */

import fs from 'node:fs';
import path from 'node:path';

const NPM = 'miniprogram_npm/';

export class Project {
  /**
   * @param {string} root the mini-program's folder
   * @param {string} nodeModules where npm packages are
   */
  constructor(root, nodeModules) {
    // The bundler names files by where they really are; links on the way would hide which unit a file is.
    this.root = fs.realpathSync(root);
    this.nodeModules = nodeModules;
    /** Sentences about what is wrong in the mini-program, each with its file. */
    this.problems = [];
    this.packages = new Map();
  }

  /** Folder of an npm package's mini-program files, or null when it has none. */
  packageRoot(name) {
    if (!this.packages.has(name)) {
      this.packages.set(name, this.#findPackage(name));
    }
    return this.packages.get(name);
  }

  #findPackage(name) {
    const folder = path.join(this.nodeModules, name);
    const manifest = path.join(folder, 'package.json');
    if (!isFile(manifest)) {
      return null;
    }
    return path.join(fs.realpathSync(folder), readJson(manifest).miniprogram || 'miniprogram_dist');
  }

  /** Absolute file of a code path, with or without extension. */
  fileOf(code) {
    const own = path.join(this.root, code);
    if (!code.startsWith(NPM) || fs.existsSync(path.dirname(own))) {
      return own;
    }
    const [name, rest] = splitPackage(code.slice(NPM.length));
    const folder = this.packageRoot(name);
    return folder ? path.join(folder, rest) : own;
  }

  /** Code path of an absolute file. */
  codeOf(file) {
    for (const [name, folder] of this.packages) {
      if (folder && file.startsWith(folder + path.sep)) {
        return `${NPM}${name}/${posix(path.relative(folder, file))}`;
      }
    }
    return posix(path.relative(this.root, file));
  }

  /** The script file of a code path, or undefined. */
  scriptOf(code) {
    return ['.js', '.ts'].map((extension) => this.fileOf(code) + extension).find(isFile);
  }

  /** Code path of a component that `from` names as `spec` in its JSON, or null when there is none. */
  componentOf(from, spec) {
    const found = this.#component(from, spec);
    if (found === null) {
      this.problems.push(`${from}.json: component not found: ${spec}`);
    }
    return found;
  }

  #component(from, spec) {
    if (spec.startsWith('plugin:')) {
      return null;
    }
    if (spec.startsWith('/')) {
      return spec.slice(1);
    }
    const near = relativeCode(from, spec);
    const own = [near, `${near}/index`].find((code) => isFile(`${this.fileOf(code)}.json`));
    if (own || spec.startsWith('.')) {
      return own ?? null;
    }
    if (!this.packageRoot(splitPackage(spec)[0])) {
      return null;
    }
    const packaged = NPM + spec;
    return isFile(`${this.fileOf(packaged)}.json`) ? packaged : `${packaged}/index`;
  }
}

/** Code path of `spec` as written in the file `from`. */
export function relativeCode(from, spec) {
  return spec.startsWith('/') ? spec.slice(1) : path.posix.join(path.posix.dirname(from), spec);
}

/** `@scope/name/rest` -> [`@scope/name`, `rest`]. */
export function splitPackage(spec) {
  const parts = spec.split('/');
  const count = spec.startsWith('@') ? 2 : 1;
  return [parts.slice(0, count).join('/'), parts.slice(count).join('/')];
}

export function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function posix(file) {
  return file.split(path.sep).join('/');
}
