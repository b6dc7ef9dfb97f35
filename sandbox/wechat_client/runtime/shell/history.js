/**
 * How do the browser's own Back and Forward fit the pages?
 *
 * Each entry of the browser's history knows its position. `base` is the position at which the stack of pages begins,
 * so an entry's position tells how many pages the stack had then.
 */

import { parsePage } from './addresses.js';
import { shell } from './state.js';

let base = 0;
let position = 0;
/** Settles when a step back that we asked for has happened: the browser takes its time. */
let stepping = Promise.resolve();
let stepped = null;

/** Note a page that was put on top of another. */
export const noteOpened = () =>
  write((address) => {
    position += 1;
    history.pushState({ position }, '', address);
  });

/** Note that the page on top was replaced; `alone` when nothing is below it any more. */
export const noteReplaced = ({ alone = false } = {}) =>
  write((address) => {
    if (alone) {
      base = position;
    }
    history.replaceState({ position }, '', address);
  });

/** Note that so many pages were taken off the stack. */
export function noteClosed(count) {
  stepping = stepping.then(() => {
    const possible = Math.min(count, position - base);
    if (possible <= 0) {
      return undefined;
    }
    return new Promise((resolve) => {
      stepped = resolve;
      history.go(-possible);
    });
  });
}

function write(change) {
  const address = `#${shell.top.url}`;
  stepping = stepping.then(() => change(address));
}

/** The page that the browser's address names, or null. */
export function pageInAddress() {
  const url = decodeURI(location.hash.slice(1));
  const target = url.startsWith('/') ? parsePage(url) : null;
  return target && shell.config.pages.includes(target.path) ? target : null;
}

/** Begin with the entry that the browser is at, also after a reload. */
export function startHistory({ open, back, restart }) {
  position = history.state?.position ?? 0;
  base = position;
  noteReplaced();
  addEventListener('popstate', (event) => {
    if (stepped) {
      position = event.state?.position ?? position;
      stepped();
      stepped = null;
      return;
    }
    follow(event.state, { open, back, restart });
  });
}

function follow(state, { open, back, restart }) {
  const target = pageInAddress();
  if (!state) {
    // Somebody typed another address: the browser made a new entry of it.
    position += 1;
    restartAt(target, restart);
    return;
  }
  position = state.position;
  const depth = position - base + 1;
  if (depth < 1) {
    restartAt(target, restart);
  } else if (depth < shell.stack.length) {
    back(shell.stack.length - depth);
  } else if (depth > shell.stack.length && target) {
    open(target);
    base = position - shell.stack.length + 1;
  }
}

function restartAt(target, restart) {
  base = position;
  if (target) {
    restart(target);
    history.replaceState({ position }, '', `#${shell.top.url}`);
  }
}
