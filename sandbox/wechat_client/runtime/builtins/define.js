/** How is a built-in component described? What all of them share, and the words the others are written in. */

import { kebab } from '../dom.js';

/** The engine's style segment that belongs to the component itself, not to the page that uses it. */
const OWN_SEGMENT = 3;
const HOVER_START_MS = 20;
const HOVER_STAY_MS = 70;

/** Properties with a default. */
export const text = (value = '') => ({ type: String, value });
export const number = (value = 0) => ({ type: Number, value });
export const yes = () => ({ type: Boolean, value: true });
export const any = (value = null) => ({ type: null, value });
/** Several properties that are false at first. */
export const flags = (...names) => Object.fromEntries(names.map((name) => [name, Boolean]));
/** Several texts that are empty at first. */
export const texts = (...names) => Object.fromEntries(names.map((name) => [name, String]));

/** The DOM element of a component. */
export const dom = (component) => component.getBackendElement();
/** The DOM element with this id in a component's inner template. */
export const part = (component, id) => component.shadowRoot.querySelector(`#${id}`).getBackendElement();
/** The component of a DOM element. */
export const componentOf = (element) => element?.__wxElement;
/** Components below a component, by the names of their DOM elements. */
export const inside = (component, names) => Array.from(dom(component).querySelectorAll(names), componentOf);

export function fire(component, name, detail = {}, options = {}) {
  component.triggerEvent(name, detail, options);
}

export function setOwnStyle(component, style) {
  component.setNodeStyle(style, OWN_SEGMENT);
}

/** Observers that write properties as attributes, for style sheets and tests. */
export function asAttributes(...names) {
  const observer = (name) =>
    function write(value) {
      const element = dom(this);
      if (value === false || value === null || value === undefined || value === '') {
        element.removeAttribute(kebab(name));
      } else {
        element.setAttribute(kebab(name), value === true ? '' : value);
      }
    };
  return Object.fromEntries(names.map((name) => [name, observer(name)]));
}

/** Do something on Enter and the space bar, as on a tap. */
export function onKeys(element, act) {
  element.addEventListener('keydown', (event) => {
    if (event.target === element && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      act();
    }
  });
}

/** A component that is disabled hears of no tap, and neither does who listens to it. */
export function stopWhenDisabled(component) {
  // The engine takes a returned `false` for a stop, so nothing is returned.
  const stop = (event) => {
    if (component.data.disabled) {
      event.stopPropagation();
    }
  };
  component.addListener('tap', stop, { capture: true });
}

const ARIA_NAMES = (
  'Label Role Hidden Checked Disabled Live Modal Expanded Level Selected Valuemin Valuemax Valuenow Valuetext ' +
  'Labelledby Describedby Busy Atomic Pressed Haspopup Controls Owns Roledescription Readonly Required ' +
  'Multiselectable Sort Posinset Setsize Current Invalid'
).split(' ');

const ariaProperties = Object.fromEntries(ARIA_NAMES.map((name) => [`aria${name}`, any()]));
const ariaObservers = Object.fromEntries(ARIA_NAMES.map((name) => [`aria${name}`, ariaObserver(name)]));

function ariaObserver(name) {
  const attribute = name === 'Role' ? 'role' : `aria-${name.toLowerCase()}`;
  return function write(value) {
    const isNothing = value === null || value === undefined || value === '';
    if (isNothing) {
      dom(this).removeAttribute(attribute);
    } else {
      dom(this).setAttribute(attribute, String(value));
    }
  };
}

/** Put the hover class on while a finger rests on the component. */
function followPress(component, ownClass) {
  let timer = 0;
  const release = () => {
    clearTimeout(timer);
    const stay = Number(component.data.hoverStayTime) || HOVER_STAY_MS;
    timer = setTimeout(() => component.setNodeClass('', OWN_SEGMENT), stay);
  };
  const press = () => {
    const name = component.data.hoverClass || ownClass;
    if (!name || name === 'none' || component.data.disabled) {
      return;
    }
    clearTimeout(timer);
    const wait = Number(component.data.hoverStartTime) || HOVER_START_MS;
    timer = setTimeout(() => component.setNodeClass(name, OWN_SEGMENT), wait);
    addEventListener('pointerup', release, { once: true });
    addEventListener('pointercancel', release, { once: true });
  };
  dom(component).addEventListener('pointerdown', press, { passive: true });
}

/**
 * Return what the engine needs of a built-in component. `created`, `attached` and `detached` are called on the
 * component; methods that begin with `host` are for other built-in components: `hostValue` and `hostReset` for forms,
 * `hostActivate` for labels.
 */
export function described({ properties, observers, created, attached, detached, methods = {}, hoverClass = '' }) {
  return {
    options: { reflectToAttributes: false },
    properties: {
      hidden: Boolean,
      animation: any(),
      tabindex: any(),
      hoverClass: text(),
      hoverStartTime: Number,
      hoverStayTime: Number,
      hoverStopPropagation: Boolean,
      ...ariaProperties,
      ...properties,
    },
    observers: {
      hidden(value) {
        dom(this).toggleAttribute('hidden', !!value);
      },
      ...ariaObservers,
      ...observers,
    },
    lifetimes: {
      created() {
        followPress(this, hoverClass);
        created?.call(this);
      },
      attached() {
        attached?.call(this);
      },
      detached() {
        detached?.call(this);
      },
    },
    methods,
  };
}
