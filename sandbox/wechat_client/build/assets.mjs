/** Which files beside the script does the browser need? The host's page and style sheets and images. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('../runtime', import.meta.url));
const ASSET = /\.(png|jpe?g|gif|svg|webp|mp3|mp4|wav|ttf|woff2?)$/i;

/** Put everything but `app.js` into `out`; the mini-program's own files go below `pkg/`. */
export function writeAssets(project, out) {
  fs.copyFileSync(path.join(HOST, 'index.html'), path.join(out, 'index.html'));
  fs.cpSync(path.join(HOST, 'styles'), path.join(out, 'styles'), { recursive: true });
  const target = path.join(out, 'pkg');
  fs.rmSync(target, { recursive: true, force: true });
  copyAssets(project.root, target);
}

function copyAssets(from, to) {
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) {
      continue;
    }
    if (entry.isDirectory()) {
      copyAssets(source, target);
    } else if (ASSET.test(entry.name)) {
      fs.mkdirSync(to, { recursive: true });
      fs.copyFileSync(source, target);
    }
  }
}
