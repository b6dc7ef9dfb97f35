/** wx calls that change what the screen shows: dialogs, pages, bars. */

import * as dialogs from '../dialogs/dialogs.js';
import { byId } from '../dom.js';
import { drawBars } from '../shell/bars.js';
import * as navigation from '../shell/navigation.js';
import { startRefresh, stopRefresh } from '../shell/pull_down.js';
import { shell } from '../shell/state.js';
import { call, fail } from './call.js';

const quietly = (name) => call(name, () => ({}));

async function showActionSheet(options) {
  const tapIndex = await dialogs.actionSheet(options);
  return tapIndex === undefined ? fail('cancel') : { tapIndex };
}

/** Change settings of the bar above the page on top. */
function changeWindow(changes) {
  Object.assign(shell.top.changed, changes);
  drawBars();
}

function changeTabItem(index, changes) {
  shell.tabItems[index] = { ...shell.tabItems[index], ...changes };
  drawBars();
}

function showTabBar(isShown) {
  shell.tabBarHidden = !isShown;
  drawBars();
}

function pageScrollTo({ scrollTop = 0, selector, offsetTop = 0, duration = 300 }) {
  const { element } = shell.top;
  const target = selector ? element.querySelector(selector) : null;
  const place = () => target.getBoundingClientRect().top - element.getBoundingClientRect().top;
  const top = target ? element.scrollTop + place() + offsetTop : scrollTop;
  element.scrollTo({ top, behavior: duration ? 'smooth' : 'instant' });
}

/** Animations are accepted and do not move. */
function createAnimation() {
  const animation = new Proxy(
    {},
    { get: (_target, name) => (name === 'export' ? () => ({ actions: [] }) : () => animation) },
  );
  return animation;
}

const CAPSULE = { width: 87, height: 32, top: 6, bottom: 38, distance: 7 };

function getMenuButtonBoundingClientRect() {
  const { width, height, top, bottom, distance } = CAPSULE;
  const right = byId('phone').clientWidth - distance;
  return { width, height, top, bottom, right, left: right - width };
}

export const screen = {
  showToast: call('showToast', (options) => dialogs.toast(options)),
  hideToast: call('hideToast', () => dialogs.hideToast()),
  showLoading: call('showLoading', (options) => dialogs.toast(options, true)),
  hideLoading: call('hideLoading', () => dialogs.hideToast()),
  showModal: call('showModal', (options) => dialogs.modal(options)),
  showActionSheet: call('showActionSheet', showActionSheet),

  navigateTo: call('navigateTo', (options) => navigation.navigateTo(options)),
  redirectTo: call('redirectTo', (options) => navigation.redirectTo(options)),
  reLaunch: call('reLaunch', (options) => navigation.reLaunch(options)),
  switchTab: call('switchTab', (options) => navigation.switchTab(options)),
  navigateBack: call('navigateBack', (options) => navigation.navigateBack(options)),

  setNavigationBarTitle: call('setNavigationBarTitle', ({ title }) => changeWindow({ navigationBarTitleText: title })),
  setNavigationBarColor: call('setNavigationBarColor', ({ frontColor, backgroundColor }) =>
    changeWindow({
      navigationBarTextStyle: frontColor === '#ffffff' ? 'white' : 'black',
      navigationBarBackgroundColor: backgroundColor,
    }),
  ),
  showNavigationBarLoading: quietly('showNavigationBarLoading'),
  hideNavigationBarLoading: quietly('hideNavigationBarLoading'),
  hideHomeButton: call('hideHomeButton', () => {
    shell.top.homeHidden = true;
    drawBars();
  }),
  setBackgroundColor: call('setBackgroundColor', ({ backgroundColor }) => changeWindow({ backgroundColor })),
  setBackgroundTextStyle: quietly('setBackgroundTextStyle'),

  setTabBarBadge: call('setTabBarBadge', ({ index, text }) => changeTabItem(index, { badge: text })),
  removeTabBarBadge: call('removeTabBarBadge', ({ index }) => changeTabItem(index, { badge: '' })),
  showTabBarRedDot: call('showTabBarRedDot', ({ index }) => changeTabItem(index, { dot: true })),
  hideTabBarRedDot: call('hideTabBarRedDot', ({ index }) => changeTabItem(index, { dot: false })),
  setTabBarItem: call('setTabBarItem', ({ index, text, iconPath, selectedIconPath }) => {
    const given = Object.entries({ text, iconPath, selectedIconPath }).filter(([, value]) => value !== undefined);
    changeTabItem(index, Object.fromEntries(given));
  }),
  showTabBar: call('showTabBar', () => showTabBar(true)),
  hideTabBar: call('hideTabBar', () => showTabBar(false)),

  startPullDownRefresh: call('startPullDownRefresh', () => {
    startRefresh();
  }),
  stopPullDownRefresh: call('stopPullDownRefresh', stopRefresh),
  pageScrollTo: call('pageScrollTo', pageScrollTo),
  hideKeyboard: call('hideKeyboard', () => document.activeElement?.blur()),
  showShareMenu: quietly('showShareMenu'),
  hideShareMenu: quietly('hideShareMenu'),
  updateShareMenu: quietly('updateShareMenu'),

  nextTick: (callback) => {
    Promise.resolve().then(callback);
  },
  createSelectorQuery: () => shell.top.caller.createSelectorQuery(),
  createIntersectionObserver: (owner = shell.top.caller, options = {}) => owner.createIntersectionObserver(options),
  createMediaQueryObserver: (owner = shell.top.caller) => owner.createMediaQueryObserver(),
  createAnimation,
  getMenuButtonBoundingClientRect,
  onMenuButtonBoundingClientRectWeightChange() {},
  offMenuButtonBoundingClientRectWeightChange() {},
};
