/**
 * How do the mini-program's scripts, templates, styles and the host become one script?
 *
 * `Page()` and `Component()` register under the path of the file they stand in, so the source of each unit is
 * wrapped in a note of that path.
 */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { isFile, readJson, splitPackage } from './project.mjs';

const HOST = fileURLToPath(new URL('../runtime', import.meta.url));

/** Write `app.js` into `out`; what esbuild finds wrong is added to the project's problems. */
export async function bundle(project, built, { out, minify }) {
  const entry = entryModule(project, built);
  try {
    await build({
      stdin: { contents: entry, resolveDir: project.root, sourcefile: 'entry.js' },
      bundle: true,
      format: 'iife',
      target: 'es2022',
      outfile: path.join(out, 'app.js'),
      sourcemap: !minify,
      minify,
      nodePaths: [project.nodeModules],
      plugins: [resolving(project), wrapping(project, built.app.units)],
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    });
  } catch (failure) {
    const messages = failure.errors ?? [{ text: String(failure) }];
    for (const { location, text } of messages) {
      project.problems.push(location ? `${location.file}:${location.line}: ${text}` : text);
    }
  }
}

function entryModule(project, { app, templates, styles }) {
  const text = JSON.stringify;
  const inOrder = [...app.units.keys()].filter((code) => project.scriptOf(code));
  const loader = (code) => `${text(code)}: () => require(${text(project.scriptOf(code))})`;
  const appScript = project.scriptOf('app');
  const extFile = project.fileOf('ext.json');
  return `
    import { start } from ${text(path.join(HOST, 'start.js'))};
    start({
      app: ${text(app.config)},
      theme: ${text(app.theme)},
      ext: ${text(isFile(extFile) ? readJson(extFile).ext : {})},
      pages: ${text(app.pages)},
      pageConf: ${text(Object.fromEntries(app.pages.map((page) => [page, app.units.get(page).conf])))},
      staticConf: ${text(Object.fromEntries([...app.units].map(([code, unit]) => [code, unit.static])))},
      styles: ${text(styles)},
      templates: ${templates.source},
      loadApp: () => { ${appScript ? `require(${text(appScript)});` : ''} },
      modules: { ${inOrder.map(loader).join(',\n')} },
    });
  `;
}

/** Names as WeChat resolves them: npm packages from their mini-program folder, and `foo/bar` also beside the file. */
function resolving(project) {
  return {
    name: 'mini-program paths',
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, (asked) => {
        const byHost = asked.importer === '' || asked.importer.startsWith(HOST + path.sep);
        if (asked.kind === 'entry-point' || byHost || asked.importer.includes('glass-easel')) {
          return undefined;
        }
        if (asked.path.startsWith('/') && !fs.existsSync(asked.path)) {
          return builder.resolve(`.${asked.path}`, { kind: asked.kind, resolveDir: project.root });
        }
        const file = /^[@a-zA-Z]/.test(asked.path) && packagedFile(project, asked);
        return file ? { path: file } : undefined;
      });
    },
  };
}

function packagedFile(project, asked) {
  const [name, rest] = splitPackage(asked.path);
  const candidates = [];
  for (let folder = path.dirname(asked.importer); folder.length > 1; folder = path.dirname(folder)) {
    const packed = path.join(folder, 'miniprogram_npm', name);
    candidates.push(path.join(packed, rest || 'index.js'), path.join(packed, `${rest}.js`));
  }
  const installed = project.packageRoot(name);
  if (installed) {
    const inside = path.join(installed, rest);
    candidates.push(`${inside}.js`, inside, path.join(inside, 'index.js'));
  }
  candidates.push(`${path.join(path.dirname(asked.importer), asked.path)}.js`);
  return candidates.find(isFile);
}

/** What no phone knows is hidden from the mini-program's own scripts, so that nothing leans on it here. */
const HIDDEN = 'var window, document, localStorage, XMLHttpRequest;';

function wrapping(project, units) {
  const codes = new Map([...units.keys()].map((code) => [project.scriptOf(code), code]));
  const own = project.root + path.sep;
  return {
    name: 'unit paths',
    setup(builder) {
      builder.onLoad({ filter: /\.(js|ts)$/ }, ({ path: file }) => {
        const code = codes.get(file);
        const hidden = file.startsWith(own) ? HIDDEN : '';
        if (!code && !hidden) {
          return undefined;
        }
        const source = fs.readFileSync(file, 'utf8');
        // No newline before the source: its line numbers stay.
        const contents = code
          ? `${hidden}__host.enter(${JSON.stringify(code)});${source}\n;__host.leave();`
          : hidden + source;
        return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}
