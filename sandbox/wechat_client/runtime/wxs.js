/**
 * How do event handlers and observers written in WXS get the components they act on?
 *
 * WeChat hands them descriptors of components; the engine knows only plain functions.
 */

import { byId, kebab } from './dom.js';

/** The engine's style and class segment that belongs to scripts. */
const SCRIPT_SEGMENT = 2;
const states = new WeakMap();

/** A page or component as the mini-program holds it -> the engine's element. */
const elementOf = (owner) => owner?._$ ?? owner;

/** What WXS may do with a component. */
function descriptor(owner) {
  const element = elementOf(owner);
  const node = element.getBackendElement();
  const shadow = () => element.getShadowRoot?.();
  const itself = {
    selectComponent: (selector) => {
      const found = shadow()?.querySelector(selector);
      return found ? descriptor(found) : null;
    },
    selectAllComponents: (selector) => shadow()?.querySelectorAll(selector).map(descriptor) ?? [],
    setStyle: (style) => {
      element.setNodeStyle(styleText(style), SCRIPT_SEGMENT);
      return itself;
    },
    addClass: (name) => {
      element.toggleNodeClass(name, true, SCRIPT_SEGMENT);
      return itself;
    },
    removeClass: (name) => {
      element.toggleNodeClass(name, false, SCRIPT_SEGMENT);
      return itself;
    },
    hasClass: (name) => (element.class || '').split(/\s+/).includes(name),
    getDataset: () => element.dataset || {},
    getState: () => stateOf(element),
    callMethod: (name, argument) => {
      const caller = element.getMethodCaller?.();
      if (typeof caller?.[name] === 'function') {
        caller[name](argument);
      }
    },
    triggerEvent: (name, detail, options = {}) => element.triggerEvent(name, detail, options),
    requestAnimationFrame: (callback) => requestAnimationFrame(callback),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    getComputedStyle: (names = []) => {
      const style = getComputedStyle(node);
      return Object.fromEntries(names.map((name) => [name, style[name]]));
    },
    getBoundingClientRect: () => placeOf(node),
  };
  return itself;
}

function styleText(style) {
  if (typeof style === 'string') {
    return style;
  }
  return Object.entries(style)
    .map(([name, value]) => `${kebab(name)}:${value}`)
    .join(';');
}

function stateOf(element) {
  if (!states.has(element)) {
    states.set(element, {});
  }
  return states.get(element);
}

function placeOf(node) {
  const { left, top, right, bottom, width, height } = node.getBoundingClientRect();
  const area = byId('pages').getBoundingClientRect();
  return {
    left: left - area.left,
    top: top - area.top,
    right: right - area.left,
    bottom: bottom - area.top,
    width,
    height,
  };
}

/** Whether a path to a value leads into WXS: the compiler marks it by its first number. */
const isScript = (path) => Array.isArray(path) && path[0] > 0;

function isOwnMethod(owner, listener) {
  for (let level = owner; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    const values = Object.keys(level).map((name) => Object.getOwnPropertyDescriptor(level, name).value);
    if (values.includes(listener)) {
      return true;
    }
  }
  return false;
}

function callListener(owner, event, listener, path) {
  if (!isScript(path) && isOwnMethod(owner, listener)) {
    return listener.call(owner, event);
  }
  const extended = Object.create(event);
  extended.instance = descriptor(event.currentTarget);
  return listener(extended, descriptor(owner));
}

function changeObserver(observer, path) {
  const isFunction = typeof observer === 'function';
  if (!isScript(path) && !isFunction) {
    return observer;
  }
  return (value, old, host, element) => {
    if (isFunction) {
      Promise.resolve().then(() => observer(value, old, descriptor(host), descriptor(element)));
    }
  };
}

/** Return compiled templates whose WXS handlers work as in WeChat. */
export function withScriptHandlers(templates) {
  const extended = ([path, group]) => [path, (name) => withHandlers(group(name))];
  return Object.fromEntries(Object.entries(templates).map(extended));
}

function withHandlers(generate) {
  if (!generate) {
    return generate;
  }
  return (runtime, ...others) => {
    if (!runtime.hasScriptHandlers) {
      runtime.hasScriptHandlers = true;
      runtime.setEventListenerWrapper(callListener);
      runtime.setFnFilter(changeObserver);
      // Each template sets its own, which knows nothing of descriptors.
      runtime.setFnFilter = () => {};
    }
    return generate(runtime, ...others);
  };
}
