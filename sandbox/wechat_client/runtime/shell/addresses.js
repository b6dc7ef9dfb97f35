/** What do the addresses that pages write mean: of other pages, and of images? */

import { shell } from './state.js';

const ANY = 'http://any';
const ELSEWHERE = /^(https?:|data:|blob:|\/\/)/;
const SERVED_BY_PRODUCT = '/api/';

/** Address of a page, absolute or relative to the one on top -> `{path, query, search}`. */
export function parsePage(url) {
  const [written, search = ''] = url.split('?');
  const base = shell.top ? `/${shell.top.path}` : '/';
  const path = new URL(written, ANY + base).pathname.slice(1);
  return { path, search, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** What an image's `src` means to the browser: files of the mini-program lie below `pkg/`. */
export function assetUrl(source) {
  if (!source || ELSEWHERE.test(source) || source.startsWith(SERVED_BY_PRODUCT)) {
    return source;
  }
  const base = shell.top ? `/${shell.top.path}` : '/';
  return `pkg${new URL(source, ANY + base).pathname}`;
}

export const isTab = (path) => !!shell.config.app.tabBar?.list.some((item) => item.pagePath === path);

/** Throws what WeChat says of a page that app.json does not name. */
export function requirePage(path) {
  if (!shell.config.pages.includes(path)) {
    throw new Error(`page "${path}" is not found`);
  }
}
