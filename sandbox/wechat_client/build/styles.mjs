/**
 * How does WXSS become CSS?
 *
 * Units that only WeChat knows become calculations with variables that the phone sets; tags get the prefix that
 * built-in components have in the DOM; every class carries a mark, which the runtime replaces by the component's scope.
 */

import fs from 'node:fs';
import path from 'node:path';

import postcss from 'postcss';
import selectorParser from 'postcss-selector-parser';

import { SCOPE_MARK } from '../runtime/scope_mark.mjs';
import { isFile, splitPackage } from './project.mjs';

const ON_THE_WEB = /url\(\s*['"]?(https?:)?\/\//;

/** Return the CSS text of the app (`app`) and of each unit that has a style sheet, by code path. */
export function compileStyles(project, app) {
  const styles = {};
  for (const code of ['app', ...app.units.keys()]) {
    const file = `${project.fileOf(code)}.wxss`;
    if (isFile(file)) {
      styles[code] = compile(project, file);
    }
  }
  return styles;
}

function compile(project, file) {
  const root = withImports(project, file, []);
  root.walkComments((comment) => comment.remove());
  root.walkAtRules('font-face', leaveOutFromWeb);
  root.walkRules((rule) => {
    const inKeyframes = rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name);
    if (!inKeyframes) {
      rule.selector = selectors.processSync(rule.selector);
    }
  });
  root.walkDecls((declaration) => {
    declaration.value = unitsAsCss(declaration.value);
  });
  return root.toString();
}

function withImports(project, file, importing) {
  if (importing.includes(file)) {
    return postcss.root();
  }
  const root = postcss.parse(fs.readFileSync(file, 'utf8'), { from: file });
  root.walkAtRules('import', (rule) => {
    const spec = /^(?:url\()?\s*['"]?([^'")]+)/.exec(rule.params)?.[1] ?? '';
    const target = importTarget(project, file, spec);
    if (target) {
      rule.replaceWith(withImports(project, target, [...importing, file]).nodes);
      return;
    }
    project.problems.push(`${project.codeOf(file)}: @import not found: ${spec}`);
    rule.remove();
  });
  return root;
}

function importTarget(project, file, spec) {
  const near = spec.startsWith('/') ? path.join(project.root, spec) : path.resolve(path.dirname(file), spec);
  const [name, rest] = splitPackage(spec);
  const folder = spec.startsWith('.') || spec.startsWith('/') ? null : project.packageRoot(name);
  return [near, folder && path.join(folder, rest)].find((candidate) => candidate && isFile(candidate));
}

/** A phone loads the UI library's icon font from the web; the sandbox asks nobody outside, and shows no such icons. */
function leaveOutFromWeb(rule) {
  rule.walkDecls('src', (declaration) => {
    if (ON_THE_WEB.test(declaration.value)) {
      rule.remove();
    }
  });
}

const selectors = selectorParser((root) => {
  root.walkTags((tag) => {
    const around = tag.parent.parent;
    const isArgument = around?.type === 'pseudo' && /nth|dir|lang/.test(around.value);
    if (!isArgument && !/^(from|to|\d)/.test(tag.value)) {
      tag.value = `wx-${tag.value}`;
    }
  });
  root.walkClasses((name) => {
    name.raws = { ...name.raws, value: SCOPE_MARK + (name.raws?.value || name.value) };
  });
  root.walkPseudos((pseudo) => {
    if (pseudo.value === ':host') {
      pseudo.replaceWith(selectorParser.attribute({ attribute: `wx-host="${SCOPE_MARK}"`, raws: {} }));
    }
  });
});

function unitsAsCss(value) {
  return value
    .replace(/(-?\d*\.?\d+)rpx\b/g, (_all, number) => (Number(number) === 0 ? '0' : `calc(${number} * var(--rpx))`))
    .replace(/(-?\d*\.?\d+)(vh|vw)\b/g, (_all, number, unit) => `calc(${number} * var(--${unit}))`);
}
