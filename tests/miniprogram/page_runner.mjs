/**
 * How does WeChat put a page together from its behaviors, and what does `setData` do?
 *
 * As the documentation of `Behavior` says: data is merged, methods of the page win over those of its behaviors, and
 * life-cycle functions all run, those of behaviors first.
 */

const LIFE_CYCLE = new Set([
  ...['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload', 'onPullDownRefresh', 'onReachBottom', 'onResize'],
  ...['created', 'attached', 'ready', 'moved', 'detached'],
]);
const PARTS = new Set([
  'data',
  'behaviors',
  'methods',
  'properties',
  'observers',
  'lifetimes',
  'pageLifetimes',
  'options',
]);

export class PageRunner {
  constructor(definition) {
    this.instance = {
      data: {},
      options: {},
      setData(changes, callback) {
        for (const [path, value] of Object.entries(changes)) {
          put(this.data, path, structuredClone(value));
        }
        callback?.();
      },
    };
    this.add(definition);
  }

  add(definition) {
    for (const behavior of definition.behaviors ?? []) {
      this.add(behavior);
    }
    Object.assign(this.instance.data, structuredClone(definition.data ?? {}));
    const own = Object.entries(definition).filter(([name]) => !PARTS.has(name));
    for (const [name, value] of [...own, ...Object.entries(definition.methods ?? {})]) {
      this.#give(name, value);
    }
    for (const [name, value] of Object.entries(definition.lifetimes ?? {})) {
      this.#give(name, value);
    }
  }

  #give(name, value) {
    const before = this.instance[name];
    if (!LIFE_CYCLE.has(name) || typeof before !== 'function') {
      this.instance[name] = value;
      return;
    }
    this.instance[name] = async function all(...args) {
      await before.apply(this, args);
      return value.apply(this, args);
    };
  }
}

/** Put a value at a path like `items[2].title` or `draft.venue`. */
function put(data, path, value) {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const last = keys.pop();
  let place = data;
  for (const [at, key] of keys.entries()) {
    const next = keys[at + 1] ?? last;
    place[key] ??= /^\d+$/.test(next) ? [] : {};
    place = place[key];
  }
  place[last] = value;
}
