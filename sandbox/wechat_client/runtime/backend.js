/**
 * How does the engine draw into this page and hear of fingers?
 *
 * In the DOM a mini-program's tag `x` is `<wx-x>`, so that it is no HTML element by accident; inner templates of the
 * built-in components write `h-x` where they mean the HTML element. Pages see coordinates from the corner of the page
 * area, and a mouse counts as a finger.
 */

import * as engine from 'glass-easel';

import { byId, kebab } from './dom.js';

/** The only DOM events that reach pages by themselves; all others are fired by the built-in components. */
const PASSED_ON = new Set([
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'transitionend',
  'animationend',
  'animationstart',
  'animationiteration',
]);
const LONG_PRESS_MS = 350;
const STILL = 10;

const pageArea = () => byId('pages').getBoundingClientRect();

/** A finger or mouse as pages see it. */
function touchOf({ identifier = 0, pageX, pageY, clientX, clientY }) {
  const area = pageArea();
  return {
    identifier,
    pageX: pageX - area.left,
    pageY: pageY - area.top,
    clientX: clientX - area.left,
    clientY: clientY - area.top,
  };
}

/** Inline styles with rpx as CSS understands them. */
export function rpxToCss(style) {
  return style.includes('rpx') ? style.replace(/(-?\d*\.?\d+)rpx\b/g, 'calc($1 * var(--rpx))') : style;
}

export class Backend extends engine.CurrentWindowBackendContext {
  constructor() {
    super();
    this.document = {
      createElement: (tag) => document.createElement(tag.startsWith('h-') ? tag.slice(2) : `wx-${tag}`),
      createTextNode: (text) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    };
    this.onEvent(passOn);
    followMouse();
    followLongPress();
  }

  setListenerStats(element, type, capture, level) {
    if (PASSED_ON.has(type)) {
      super.setListenerStats(element, type, capture, level);
    }
  }
}

function passOn(target, type, detail, options) {
  const source = options.originalEvent;
  const event = new engine.Event(type, placed(detail, source), { ...options, extraFields: touchesOf(source) });
  engine.Event.dispatchEvent(target, event);
  return event.defaultPrevented() && type !== 'tap'
    ? engine.EventBubbleStatus.NoDefault
    : engine.EventBubbleStatus.Normal;
}

function placed(detail, source) {
  if (typeof detail?.x !== 'number' || !source || !('type' in source)) {
    return detail;
  }
  const area = pageArea();
  return { ...detail, x: detail.x - area.left, y: detail.y - area.top };
}

function touchesOf(source) {
  if (!source || !('touches' in source || 'clientX' in source)) {
    return undefined;
  }
  const list = (touches) => (touches ? Array.from(touches, touchOf) : [touchOf(source)]);
  return { touches: list(source.touches), changedTouches: list(source.changedTouches) };
}

/** The engine's element at or around a DOM node, or null. */
function elementAt(node) {
  let found = node;
  while (found && !found.__wxElement) {
    found = found.parentNode;
  }
  return found ? found.__wxElement : null;
}

function fire(element, type, { touches, changedTouches }) {
  const options = { bubbles: true, composed: true, capturePhase: true, extraFields: { touches, changedTouches } };
  const detail = type === 'longpress' ? { x: changedTouches[0].clientX, y: changedTouches[0].clientY } : {};
  engine.Event.dispatchEvent(element, new engine.Event(type, detail, options));
}

function followMouse() {
  let pressed = null;
  const tell = (type) => (event) => {
    if (!pressed) {
      return;
    }
    const touch = touchOf(event);
    fire(pressed, type, { touches: type === 'touchend' ? [] : [touch], changedTouches: [touch] });
    if (type === 'touchend') {
      pressed = null;
    }
  };
  const press = (event) => {
    const isMouse = event.button === 0 && !event.sourceCapabilities?.firesTouchEvents;
    pressed = isMouse ? elementAt(event.target) : null;
    tell('touchstart')(event);
  };
  addEventListener('mousedown', press, true);
  addEventListener('mousemove', tell('touchmove'), true);
  addEventListener('mouseup', tell('touchend'), true);
}

function followLongPress() {
  let timer = 0;
  let from = null;
  const stop = () => clearTimeout(timer);
  addEventListener(
    'pointerdown',
    (event) => {
      stop();
      from = event;
      const element = elementAt(event.target);
      const touch = touchOf(event);
      timer = setTimeout(() => {
        if (element) {
          fire(element, 'longpress', { touches: [touch], changedTouches: [touch] });
        }
      }, LONG_PRESS_MS);
    },
    true,
  );
  addEventListener(
    'pointermove',
    (event) => {
      if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL) {
        stop();
      }
    },
    true,
  );
  addEventListener('pointerup', stop, true);
  addEventListener('pointercancel', stop, true);
}

const { setNodeStyle, setDataset, getBoundingClientRect } = engine.Element.prototype;

engine.Element.prototype.getBoundingClientRect = function fromPageArea(callback) {
  return getBoundingClientRect.call(this, ({ left, top, right, bottom, width, height }) => {
    const area = pageArea();
    callback({
      left: left - area.left,
      top: top - area.top,
      right: right - area.left,
      bottom: bottom - area.top,
      width,
      height,
    });
  });
};

engine.Element.prototype.setNodeStyle = function setStyleWithRpx(style, segment) {
  return setNodeStyle.call(this, rpxToCss(String(style ?? '')), segment);
};

/** `data-*` also stands in the DOM, for style sheets and tests. */
engine.Element.prototype.setDataset = function setVisibleDataset(name, value) {
  setDataset.call(this, name, value);
  const element = this.getBackendElement?.();
  if (element?.setAttribute && (value === null || typeof value !== 'object')) {
    element.setAttribute(`data-${kebab(name)}`, String(value));
  }
};
