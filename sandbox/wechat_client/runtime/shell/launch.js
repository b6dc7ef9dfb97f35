/** How does the mini-program start, and what does it hear when the browser's tab comes and goes? */

import { byId } from '../dom.js';
import { actionSheet } from '../dialogs/dialogs.js';
import { parsePage } from './addresses.js';
import { drawBars } from './bars.js';
import { pageInAddress, startHistory } from './history.js';
import { followWindow, layOut } from './layout.js';
import { closeTop, navigateBack, openFirst, openOnTop, reLaunch, restart, switchTab } from './navigation.js';
import { share } from './sharing.js';
import { callIfThere, shell } from './state.js';
import { followTheme } from './theme.js';

/** Opened from the list of recently used mini-programs: the plainest of WeChat's scenes. */
const SCENE = 1001;

/** Start the mini-program at the page that the browser's address names, or at its first. */
export function launch() {
  shell.switchTab = switchTab;
  byId('back').onclick = () => navigateBack();
  byId('home').onclick = () => reLaunch({ url: `/${firstPage()}` });
  byId('capsule').onclick = openMenu;
  followWindow();
  followTheme(drawBars);
  layOut();
  const target = pageInAddress() || parsePage(`/${firstPage()}`);
  shell.launch = { path: target.path, query: target.query, scene: SCENE, referrerInfo: {} };
  callIfThere(shell.app, 'onLaunch', shell.launch);
  callIfThere(shell.app, 'onShow', shell.launch);
  openFirst(target);
  startHistory({ open: openOnTop, back: closeTop, restart });
  document.addEventListener('visibilitychange', tellVisibility);
}

function firstPage() {
  return shell.config.app.entryPagePath || shell.config.pages[0];
}

function tellVisibility() {
  const name = document.hidden ? 'onHide' : 'onShow';
  callIfThere(shell.app, name, {});
  callIfThere(shell.top.caller, name);
}

async function openMenu() {
  const choice = await actionSheet({ itemList: ['转发给朋友', '重新进入小程序'] });
  if (choice === 0) {
    await share('menu');
  } else if (choice === 1) {
    location.reload();
  }
}
