/** Which styles apply to which component? Sheets of components once, and those of one page at a time. */

import { SCOPE_MARK } from './scope_mark.mjs';

const HOST_SELECTOR = `[wx-host="${SCOPE_MARK}"]`;

export class StyleSheets {
  #count = 0;
  #end = document.head.appendChild(document.createElement('style'));
  #page = document.head.appendChild(document.createElement('style'));

  constructor(styles) {
    this.styles = styles;
    this.#add(styles.app, '');
  }

  /** Add a unit's sheet and return its scope: a prefix of its classes, empty when it shares the page's. */
  addUnit(path, { component, styleIsolation, addGlobalClass }) {
    if (!component) {
      return '';
    }
    const isolation = styleIsolation || (addGlobalClass ? 'apply-shared' : 'isolated');
    const isShared = isolation === 'shared' || isolation === 'page-shared';
    const scope = isShared ? '' : `c${(this.#count++).toString(36)}`;
    this.#add(this.styles[path], scope);
    return scope;
  }

  /** Show the sheet of this page, and no other page's. */
  usePage(path) {
    this.#page.textContent = scoped(this.styles[path] || '', '');
  }

  #add(css, scope) {
    if (css) {
      const sheet = document.createElement('style');
      sheet.textContent = scoped(css, scope);
      this.#end.before(sheet);
    }
  }
}

function scoped(css, scope) {
  const host = scope ? `[wx-host="${scope}"]` : 'wx-none';
  return css.replaceAll(HOST_SELECTOR, host).replaceAll(SCOPE_MARK, scope ? `${scope}--` : '');
}
