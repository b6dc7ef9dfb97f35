/** How large is everything? Keeps the units rpx, vh and vw in step with the phone's size. */

import { byId } from '../dom.js';
import { callIfThere, shell } from './state.js';

const DESIGN_WIDTH = 750;

/** CSS pixels of one rpx. */
export const rpx = () => byId('phone').clientWidth / DESIGN_WIDTH;

/** `'20rpx'`, `'20px'` or `20` -> CSS pixels. */
export function toPixels(length) {
  const match = /^(-?[\d.]+)(rpx|px)?$/.exec(String(length));
  if (!match) {
    return Number(length) || 0;
  }
  return Number(match[1]) * (match[2] === 'rpx' ? rpx() : 1);
}

/** Size of the area between the bars, which a page calls its window. */
export const windowSize = () => ({
  windowWidth: byId('phone').clientWidth,
  windowHeight: byId('pages').clientHeight,
});

/** Measure the phone and set the units. */
export function layOut() {
  const phone = byId('phone');
  phone.style.setProperty('--rpx', `${rpx()}px`);
  phone.style.setProperty('--vw', `${phone.clientWidth / 100}px`);
  phone.style.setProperty('--vh', `${byId('pages').clientHeight / 100}px`);
}

/** Keep the units right when the window changes, and tell the page on top. */
export function followWindow() {
  addEventListener('resize', () => {
    layOut();
    callIfThere(shell.top?.caller, 'onResize', { size: windowSize() });
  });
}
