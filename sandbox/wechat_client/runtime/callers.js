/** What can a page or component do (`this.…`) that the engine's adapter does not bring? */

import { component } from 'glass-easel-miniprogram-adapter';

import { EventChannel } from './shell/event_channel.js';
import { shell } from './shell/state.js';

/** Add the missing methods to all pages and components. */
export function extendCallers() {
  const caller = component.ComponentCaller.prototype;
  Object.assign(caller, {
    getPageId() {
      return this._$.is;
    },
    getTabBar: () => shell.top?.tabBar?.get() ?? null,
    getOpenerEventChannel() {
      const page = this.__page;
      if (page) {
        page.channel ||= new EventChannel();
      }
      return page?.channel ?? new EventChannel();
    },
    // Nothing moves; what waits for the end goes on.
    animate(_selector, _frames, duration, done) {
      setTimeout(() => done?.(), duration);
    },
    clearAnimation(_selector, options, done) {
      const callback = typeof options === 'function' ? options : done;
      callback?.();
    },
    setUpdatePerformanceListener() {},
  });
  giveEventsDetail(caller);
  extendQueries(caller);
}

/** In WeChat an event's detail is never missing. */
function giveEventsDetail(caller) {
  const trigger = caller.triggerEvent;
  caller.triggerEvent = function triggerWithDetail(name, detail = {}, options = {}) {
    return trigger.call(this, name, detail, options);
  };
}

/** Selector queries also answer `node`, `computedStyle` and how far the page is scrolled. */
function extendQueries(caller) {
  const create = caller.createSelectorQuery;
  caller.createSelectorQuery = function createFullQuery() {
    const query = create.call(this);
    const push = query._$push;
    query._$push = function pushFull(selector, owner, single, fields, callback) {
      const answer = (result) => {
        complete(result, { selector, owner, fields });
        callback?.(result);
      };
      return push.call(this, selector, owner, single, fields, answer);
    };
    ['select', 'selectAll', 'selectViewport'].forEach((name) => addNode(query, name));
    return query;
  };
}

function addNode(query, name) {
  const select = query[name];
  query[name] = function selectWithNode(...values) {
    const reference = select.apply(this, values);
    reference.node = (callback) => reference.fields({ node: true }, callback);
    return reference;
  };
}

function complete(result, { selector, owner, fields }) {
  if (selector === null) {
    if (fields.scrollOffset) {
      const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = shell.top.element;
      Object.assign(result, { scrollLeft, scrollTop, scrollWidth, scrollHeight });
    }
    return;
  }
  if (!fields.node && !fields.computedStyle) {
    return;
  }
  const found = owner._$.getShadowRoot().querySelectorAll(selector);
  const results = Array.isArray(result) ? result : [result];
  results.forEach((one, index) => completeNode(one, found[index], fields));
}

function completeNode(result, node, fields) {
  if (!result || !node) {
    return;
  }
  const element = node.getBackendElement();
  if (fields.node) {
    result.node = node.getCanvas?.() ?? node.getMethodCaller?.() ?? element;
  }
  const style = fields.computedStyle ? getComputedStyle(element) : {};
  for (const name of fields.computedStyle || []) {
    result[name] = style[name];
  }
}
