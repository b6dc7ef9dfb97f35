/** How does pulling a page down refresh it? */

import { byId } from '../dom.js';
import { windowOf } from './bars.js';
import { callIfThere, shell } from './state.js';

const ENOUGH = 60;

/** Show the dots and let the page on top refresh itself. */
export function startRefresh() {
  byId('refreshing').hidden = false;
  return callIfThere(shell.top.caller, 'onPullDownRefresh');
}

export function stopRefresh() {
  byId('refreshing').hidden = true;
}

/** Let a finger or the mouse pull this page, where its JSON allows it. */
export function followPull(page) {
  let start = null;
  let distance = 0;
  const begin = (y) => {
    start = page.element.scrollTop <= 0 && windowOf(page).enablePullDownRefresh ? y : null;
    distance = 0;
  };
  const move = (y) => {
    distance = start === null ? 0 : y - start;
  };
  const end = () => {
    const isEnough = start !== null && distance > ENOUGH && page.element.scrollTop <= 0;
    start = null;
    if (isEnough && shell.top === page) {
      startRefresh();
    }
  };
  const { element } = page;
  element.addEventListener('touchstart', (event) => begin(event.touches[0].clientY), { passive: true });
  element.addEventListener('touchmove', (event) => move(event.touches[0].clientY), { passive: true });
  element.addEventListener('touchend', end);
  element.addEventListener('mousedown', (event) => begin(event.clientY));
  element.addEventListener('mousemove', (event) => event.buttons && move(event.clientY));
  element.addEventListener('mouseup', end);
}
