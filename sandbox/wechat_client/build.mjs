/**
 * How does the mini-program become something that an ordinary browser runs?
 *
 *     node sandbox/wechat_client/build.mjs [--src miniprogram] [--out var/wechat_client] [--minify] [--warnings]
 *
 * Nothing in the mini-program is changed for it. Ends with 1 when something in it is wrong, and says where.
 */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { writeAssets } from './build/assets.mjs';
import { bundle } from './build/bundle.mjs';
import { Project } from './build/project.mjs';
import { compileStyles } from './build/styles.mjs';
import { compileTemplates } from './build/templates.mjs';
import { collectUnits } from './build/units.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { values: given } = parseArgs({
  options: {
    src: { type: 'string', default: path.join(ROOT, 'miniprogram') },
    out: { type: 'string', default: path.join(ROOT, 'var/wechat_client') },
    minify: { type: 'boolean', default: false },
    warnings: { type: 'boolean', default: false },
  },
});

const project = new Project(path.resolve(given.src), path.join(ROOT, 'node_modules'));
const out = path.resolve(given.out);
const built = await build();
for (const problem of project.problems) {
  console.error(`problem: ${problem}`);
}
if (given.warnings) {
  built.templates.warnings.forEach((warning) => console.error(`warning: ${warning}`));
}
if (project.problems.length === 0) {
  const kilobytes = Math.round(fs.statSync(path.join(out, 'app.js')).size / 1024);
  const { app, templates } = built;
  console.log(
    `${app.pages.length} pages, ${app.units.size - app.pages.length} components and ${templates.count} templates ` +
      `are in ${out} (app.js: ${kilobytes} KB)`,
  );
}
process.exitCode = project.problems.length ? 1 : 0;

/** Do all steps; what is wrong is collected in `project.problems`. */
async function build() {
  const app = collectUnits(project);
  const templates = compileTemplates(project, app);
  const styles = compileStyles(project, app);
  fs.mkdirSync(out, { recursive: true });
  await bundle(project, { app, templates, styles }, { out, minify: given.minify });
  writeAssets(project, out);
  return { app, templates };
}
