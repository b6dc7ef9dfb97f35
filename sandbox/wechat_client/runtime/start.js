/** How does a built mini-program come to life in this page? */

import { drawPanel } from './panel/panel.js';
import { sandbox } from './sandbox.js';
import { registration } from './registration.js';
import { launch } from './shell/launch.js';
import { shell } from './shell/state.js';
import { wx } from './wx/index.js';

/** Start what the build found in the mini-program: see `build/bundle.mjs` for the parts of `config`. */
export async function start(config) {
  const answer = await fetch('config.json');
  shell.server = await answer.json();
  shell.config = config;
  globalThis.sandbox = sandbox;
  globalThis.wx = wx;
  const units = registration(config);
  config.loadApp();
  units.loadAll();
  launch();
  drawPanel();
}
