/** How does one get from page to page? The rules of wx.navigateTo and its relatives. */

import { isTab, parsePage, requirePage } from './addresses.js';
import { EventChannel } from './event_channel.js';
import { noteClosed, noteOpened, noteReplaced } from './history.js';
import { Page } from './page.js';
import { shell } from './state.js';

const MOST_PAGES = 10;

/** Open a page on top. Returns the opener's end of the channel between both. */
export function navigateTo({ url, events }) {
  const target = parsePage(url);
  requirePage(target.path);
  if (isTab(target.path)) {
    throw new Error('can not navigateTo a tabbar page');
  }
  if (shell.stack.length >= MOST_PAGES) {
    throw new Error('webview count limit exceed');
  }
  const channel = openOnTop(target, events);
  noteOpened();
  return { eventChannel: channel.opener };
}

/** Put a page on top of the one that shows, without a note in the browser's history. */
export function openOnTop(target, events = {}) {
  const channel = new EventChannel();
  Object.entries(events).forEach(([name, listener]) => channel.opener.on(name, listener));
  shell.top.hide();
  shell.nextChannel = channel;
  push(target);
  shell.nextChannel = null;
  return channel;
}

/** Put a page in the place of the one on top. */
export function redirectTo({ url }) {
  const target = parsePage(url);
  requirePage(target.path);
  if (isTab(target.path)) {
    throw new Error('can not redirectTo a tabbar page');
  }
  shell.stack.pop().unload();
  push(target);
  noteReplaced();
}

/** Close all pages and open one. */
export function reLaunch({ url }) {
  const target = parsePage(url);
  requirePage(target.path);
  restart(target);
  noteReplaced({ alone: true });
}

/** Close all pages and open one, without a note in the browser's history. */
export function restart(target) {
  const open = new Set([...shell.stack.reverse(), ...shell.tabs.values()]);
  shell.stack.length = 0;
  open.forEach((page) => page.unload());
  const page = push(target);
  if (isTab(target.path)) {
    shell.tabs.set(target.path, page);
  }
}

export function navigateBack({ delta = 1 } = {}) {
  if (shell.stack.length < 2) {
    throw new Error('cannot navigate back at first page.');
  }
  const count = Math.min(delta, shell.stack.length - 1);
  closeTop(count);
  noteClosed(count);
}

/** Take pages off the stack, without a note in the browser's history. */
export function closeTop(count) {
  shell.stack
    .splice(-count)
    .reverse()
    .forEach((page) => page.unload());
  shell.top.show();
}

/** Show a page of the tab bar; its own state stays from visit to visit. */
export function switchTab({ url }) {
  const { path } = parsePage(url);
  requirePage(path);
  if (!isTab(path)) {
    throw new Error('can not switch to no-tabBar page');
  }
  if (shell.top.path === path) {
    return;
  }
  leaveForTab();
  const kept = shell.tabs.get(path);
  if (kept) {
    shell.stack.push(kept);
    kept.show();
  } else {
    shell.tabs.set(path, push({ path, query: {}, search: '' }));
  }
  noteReplaced({ alone: true });
}

function leaveForTab() {
  const [first, ...others] = shell.stack.splice(0);
  others.reverse().forEach((page) => page.unload());
  if (!isTab(first.path)) {
    first.unload();
  } else if (!first.wrap.hidden) {
    first.hide();
  }
}

function push(target) {
  const page = new Page(target);
  shell.stack.push(page);
  page.show();
  return page;
}

/** Open the first page of all. */
export function openFirst(target) {
  const page = push(target);
  if (isTab(target.path)) {
    shell.tabs.set(target.path, page);
  }
}
