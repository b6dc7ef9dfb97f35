/** Built-in components that show pictures: image, canvas, rich text. */

import { assetUrl } from '../shell/addresses.js';
import { any, asAttributes, described, dom, fire, flags, part, text, texts } from './define.js';

const image = described({
  properties: { src: String, mode: text('scaleToFill'), ...flags('lazyLoad', 'showMenuByLongpress', 'webp') },
  observers: {
    ...asAttributes('mode'),
    src(value) {
      const picture = part(this, 'img');
      if (value) {
        picture.src = assetUrl(value);
      } else {
        picture.removeAttribute('src');
      }
    },
    ariaLabel(value) {
      // A picture without a label is an ornament.
      part(this, 'img').alt = value || '';
      if (value) {
        dom(this).setAttribute('role', 'img');
        dom(this).setAttribute('aria-label', value);
      }
    },
  },
  attached() {
    const picture = part(this, 'img');
    picture.alt ||= '';
    picture.draggable = false;
    picture.onload = () => fire(this, 'load', { width: picture.naturalWidth, height: picture.naturalHeight });
    picture.onerror = () => {
      if (picture.hasAttribute('src')) {
        fire(this, 'error', { errMsg: `load ${this.data.src} fail` });
      }
    };
  },
});

const canvas = described({
  properties: { ...texts('type', 'canvasId'), disableScroll: Boolean },
  attached() {
    const element = part(this, 'control');
    Object.assign(element, {
      createImage: () => new Image(),
      createPath2D: (path) => new Path2D(path),
      requestAnimationFrame: (callback) => requestAnimationFrame(callback),
      cancelAnimationFrame: (frame) => cancelAnimationFrame(frame),
    });
    // Data that holds this element would otherwise be copied without end.
    Object.defineProperty(element, '__wxElement', { value: element.__wxElement, writable: true, enumerable: false });
    this.getCanvas = () => element;
  },
});

const SAFE_TAGS = new Set(
  (
    'a abbr b blockquote br code col colgroup dd del div dl dt em fieldset h1 h2 h3 h4 h5 h6 hr i img ins label legend ' +
    'li ol p q s section span strong sub sup table tbody td tfoot th thead tr u ul'
  ).split(' '),
);
const SAFE_ATTRIBUTE = /^(class|style|width|height|alt|colspan|rowspan|start|type|dir)$/;
const SAFE_SOURCE = /^(https?:|\/|data:image\/)/;

function isSafe(name, value) {
  return SAFE_ATTRIBUTE.test(name) || (name === 'src' && SAFE_SOURCE.test(value));
}

/** A node as the mini-program writes it -> a DOM node with nothing in it but what is known to be harmless. */
function safeNode(node) {
  if (node.type === 'text' || (node.text !== undefined && !node.name)) {
    return document.createTextNode(node.text);
  }
  if (!SAFE_TAGS.has(String(node.name).toLowerCase())) {
    return document.createDocumentFragment();
  }
  const element = document.createElement(node.name);
  for (const [name, value] of Object.entries(node.attrs || {})) {
    if (isSafe(name, value)) {
      element.setAttribute(name, value);
    }
  }
  element.append(...(node.children || []).map(safeNode));
  return element;
}

function parsed(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return { type: 'text', text: node.data };
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return null;
  }
  return {
    name: node.localName,
    attrs: Object.fromEntries(Array.from(node.attributes, ({ name, value }) => [name, value])),
    children: Array.from(node.childNodes, parsed).filter(Boolean),
  };
}

const richText = described({
  properties: { nodes: any(''), space: String, userSelect: Boolean, mode: String },
  observers: {
    nodes(value) {
      const html = () => new DOMParser().parseFromString(String(value ?? ''), 'text/html').body;
      const nodes = Array.isArray(value) ? value : parsed(html()).children;
      part(this, 'out').replaceChildren(...nodes.map(safeNode));
    },
  },
});

export const pictures = { image, 'cover-image': image, canvas, 'rich-text': richText };
