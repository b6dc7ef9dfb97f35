/** How are the host's own elements made and found? */

/** Return the host's element with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Return a new element. A property that begins with `on` is a listener, `true` an empty attribute; `false`, `null` and
 * `undefined` leave an attribute or a child out.
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (isThere(value)) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(isThere));
  return element;
}

function isThere(value) {
  return value !== false && value !== null && value !== undefined;
}

/** `camelCase` -> `kebab-case`. */
export const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
