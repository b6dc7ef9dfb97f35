/** How does one page come to life, show, hide and go? */

import { byId, make } from '../dom.js';
import { isTab } from './addresses.js';
import { drawBars, windowOf } from './bars.js';
import { followPull } from './pull_down.js';
import { callIfThere, shell } from './state.js';

const NEAR_BOTTOM = 50;
const CUSTOM_TAB_BAR = 'custom-tab-bar/index';

export class Page {
  constructor({ path, query, search }) {
    Object.assign(this, { path, query, changed: {}, isReady: false, scrollTop: 0, channel: shell.nextChannel });
    this.wrap = make('div', { class: 'page', 'data-route': path });
    this.root = shell.backend.createRoot('page', shell.space, `/${path}${search ? `?${search}` : ''}`);
    this.caller = this.root.get();
    Object.assign(this.caller, { route: path, __route__: path, options: query });
    Object.defineProperty(this.caller, '__page', { value: this });
    shell.pending = this;
    this.#attach();
    shell.pending = null;
    this.#watchScrolling();
    followPull(this);
  }

  #attach() {
    const place = make('span');
    this.wrap.append(place);
    byId('pages').append(this.wrap);
    drawBars();
    this.root.attach(this.wrap, place);
    if (shell.config.app.tabBar?.custom && isTab(this.path)) {
      this.#attachTabBar();
    }
    callIfThere(this.caller, 'onLoad', this.query);
  }

  /** A custom tab bar exists once in every tab page. */
  #attachTabBar() {
    const place = make('span');
    this.wrap.append(place);
    this.tabBar = shell.backend.createRoot('custom-tab-bar', shell.space, `/${CUSTOM_TAB_BAR}`);
    this.tabBar.attach(this.wrap, place);
  }

  #watchScrolling() {
    let wasNear = false;
    const scrolled = () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      callIfThere(this.caller, 'onPageScroll', { scrollTop });
      const distance = windowOf(this).onReachBottomDistance ?? NEAR_BOTTOM;
      const isNear = scrollHeight - clientHeight - scrollTop <= distance;
      if (isNear && !wasNear) {
        callIfThere(this.caller, 'onReachBottom');
      }
      wasNear = isNear;
    };
    this.element.addEventListener('scroll', scrolled, { passive: true });
    // Keys scroll it too, also where a page has nothing else to focus.
    this.element.tabIndex = 0;
  }

  /** The page's own element, which scrolls. */
  get element() {
    return this.wrap.firstElementChild;
  }

  /** Its address as the mini-program writes it. */
  get url() {
    const search = new URLSearchParams(this.query).toString();
    return `/${this.path}${search ? `?${search}` : ''}`;
  }

  show() {
    this.#hide(false);
    shell.usePageStyle(this.path);
    drawBars();
    this.element.scrollTop = this.scrollTop;
    callIfThere(this.caller, 'onShow');
    this.root.getComponent().triggerPageLifetime('show', []);
    if (!this.isReady) {
      this.isReady = true;
      requestAnimationFrame(() => callIfThere(this.caller, 'onReady'));
    }
  }

  hide() {
    this.scrollTop = this.element.scrollTop;
    this.#hide(true);
    callIfThere(this.caller, 'onHide');
    this.root.getComponent().triggerPageLifetime('hide', []);
  }

  #hide(hidden) {
    this.wrap.hidden = hidden;
    this.element.hidden = hidden;
  }

  /** Take the page away for good. */
  unload() {
    callIfThere(this.caller, 'onUnload');
    this.root.release();
    this.tabBar?.release();
    this.wrap.remove();
    if (shell.tabs.get(this.path) === this) {
      shell.tabs.delete(this.path);
    }
  }
}
