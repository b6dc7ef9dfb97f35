/** What does `wx` offer in the browser? What is not here is missing for the mini-program too, and `canIUse` says so. */

import { callIfThere, shell } from '../shell/state.js';
import { call, fail } from './call.js';
import { device } from './device.js';
import { screen } from './interface.js';
import { media } from './media.js';
import { network } from './network.js';
import { privacy } from './privacy.js';
import { senses } from './senses.js';
import { session } from './session.js';
import { storage } from './storage.js';

const errors = new Set();
const rejections = new Set();

addEventListener('error', ({ message }) => errors.forEach((listener) => listener({ message, stack: '' })));
addEventListener('unhandledrejection', ({ reason, promise }) =>
  rejections.forEach((listener) => listener({ reason, promise })),
);

const visibility = { show: new Map(), hide: new Map() };

/** Tell a listener when the browser's tab comes (`show`) or goes (`hide`). */
function follow(kind, listener) {
  const tell = () => document.hidden === (kind === 'hide') && listener(shell.launch);
  visibility[kind].set(listener, tell);
  document.addEventListener('visibilitychange', tell);
}

function unfollow(kind, listener) {
  document.removeEventListener('visibilitychange', visibility[kind].get(listener));
}

export const wx = {
  ...network,
  ...session,
  ...privacy,
  ...storage,
  ...screen,
  ...media,
  ...device,
  ...senses,
  env: { USER_DATA_PATH: 'wxfile://usr' },
  canIUse: (what) => what.split('.')[0] in wx,
  getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
  getLogManager: () => console,
  getRealtimeLogManager: () => console,
  getPerformance: () => performance,
  reportEvent() {},
  setEnableDebug: call('setEnableDebug', () => ({})),
  exitMiniProgram: call('exitMiniProgram', () => callIfThere(shell.app, 'onHide')),
  navigateToMiniProgram: call('navigateToMiniProgram', () => fail('not possible in a browser')),
  requestPayment: call('requestPayment', () => fail('not possible in a browser')),
  onError: (listener) => errors.add(listener),
  offError: (listener) => errors.delete(listener),
  onUnhandledRejection: (listener) => rejections.add(listener),
  offUnhandledRejection: (listener) => rejections.delete(listener),
  onPageNotFound() {},
  onAppShow: (listener) => follow('show', listener),
  offAppShow: (listener) => unfollow('show', listener),
  onAppHide: (listener) => follow('hide', listener),
  offAppHide: (listener) => unfollow('hide', listener),
};
