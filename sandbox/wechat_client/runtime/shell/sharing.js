/** What would a friend receive? Shows the card that WeChat would send. */

import { modal } from '../dialogs/dialogs.js';
import { callIfThere, shell } from './state.js';

/** Ask the page on top for its card and show it; `from` is `menu` or `button`. */
export async function share(from, target) {
  const page = shell.top;
  if (typeof page.caller.onShareAppMessage !== 'function') {
    await modal({ title: '不能转发', content: '这个页面没有打开转发。', showCancel: false });
    return;
  }
  const own = callIfThere(page.caller, 'onShareAppMessage', { from, target }) || {};
  const card = { title: document.title, path: page.url, ...own, ...(await own.promise) };
  shell.lastShare = { title: card.title, path: card.path, imageUrl: card.imageUrl };
  await modal({ title: '朋友会收到', content: `${card.title}\n${card.path}`, showCancel: false });
}
