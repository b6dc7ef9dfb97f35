/**
 * How do WXML and WXS become JavaScript? By the engine's own compiler; what it finds wrong fails the build.
 */

import fs from 'node:fs';
import { createRequire } from 'node:module';

import { innerTemplates } from '../runtime/builtins/inner_templates.mjs';
import { isFile, relativeCode } from './project.mjs';

// The compiler is WebAssembly in CommonJS, which `import` does not load.
const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler');
const WORTH_FIXING = 1;

/** Return the text of all templates as one JavaScript object, their number, and the compiler's warnings. */
export function compileTemplates(project, app) {
  const compiler = new Compiler(project);
  for (const code of app.units.keys()) {
    compiler.addTemplate(code);
  }
  for (const [name, source] of Object.entries(innerTemplates)) {
    compiler.group.addTmpl(`wx://${name}`, source);
  }
  return {
    source: compiler.group.getTmplGenObjectGroups(),
    count: compiler.templates.size,
    warnings: compiler.warnings,
  };
}

class Compiler {
  constructor(project) {
    this.project = project;
    this.group = new TmplGroup();
    this.templates = new Set();
    this.scripts = new Set();
    this.warnings = [];
  }

  addTemplate(code) {
    const source = this.#read(code, 'wxml', this.templates);
    if (source === null) {
      return;
    }
    const found = this.group.addTmpl(code, source) || [];
    found.forEach((warning) => this.#judge(code, warning));
    for (const name of this.group.getInlineScriptModuleNames(code)) {
      this.group.setInlineScript(code, name, scriptAsJavaScript(this.group.getInlineScript(code, name)));
    }
    this.group.getDirectDependencies(code).forEach((used) => this.addTemplate(used));
    this.group.getScriptDependencies(code).forEach((used) => this.addScript(used));
  }

  addScript(code) {
    const read = this.#read(code, 'wxs', this.scripts);
    if (read === null) {
      return;
    }
    const source = scriptAsJavaScript(read);
    this.group.addScript(code, source);
    // require() inside WXS keeps the extension.
    this.group.addScript(`${code}.wxs`, source);
    for (const [, spec] of source.matchAll(/require\(\s*['"]([^'"]+)['"]\s*\)/g)) {
      this.addScript(relativeCode(code, spec.replace(/\.wxs$/, '')));
    }
  }

  /** Text of a file that was not read before; null for one that was, or is missing. */
  #read(code, extension, seen) {
    if (seen.has(code)) {
      return null;
    }
    seen.add(code);
    const file = `${this.project.fileOf(code)}.${extension}`;
    if (isFile(file)) {
      return fs.readFileSync(file, 'utf8');
    }
    this.project.problems.push(`missing file: ${code}.${extension}`);
    return null;
  }

  #judge(code, warning) {
    const place = `${code}.wxml:${warning.startLine + 1}:${warning.startColumn + 1}`;
    this.warnings.push(`${place}: ${warning.message}`);
    const ours = !code.startsWith('miniprogram_npm/');
    if (warning.isError || (ours && warning.level > WORTH_FIXING)) {
      this.project.problems.push(`${place}: ${warning.message}`);
    }
  }
}

/**
 * WXS is not quite JavaScript: `x.constructor` is the name of a type there, and a backslash inside getRegExp('…')
 * stays one. UI libraries rely on both.
 */
function scriptAsJavaScript(source) {
  const keepBackslashes = (_all, quote, body) =>
    `getRegExp(${quote}${body.replace(/\\([^\\'"nrt])/g, '\\\\$1')}${quote}`;
  return source
    .replace(/getRegExp\(\s*(['"])((?:\\.|(?!\1).)*)\1/g, keepBackslashes)
    .replace(/\.constructor(\s*[!=]==?\s*)(['"])(\w+)\2/g, ".constructor.name$1'$3'")
    .replace(/(['"])(\w+)\1(\s*[!=]==?\s*)([\w.]+)\.constructor\b/g, "'$2'$3$4.constructor.name");
}
