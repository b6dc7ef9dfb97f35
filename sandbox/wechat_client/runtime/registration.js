/**
 * How do `Page()`, `Component()`, `Behavior()` and `App()` reach the engine?
 *
 * The build wraps each file in `enter(path)` and `leave()`, so what a file defines is known by its path. Components are
 * loaded before pages: the engine resolves relations between components when the first of them is made.
 */

import * as engine from 'glass-easel';
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter';

import { Backend } from './backend.js';
import { realBehaviors } from './behaviors.js';
import { registerBuiltins } from './builtins/index.js';
import { extendCallers } from './callers.js';
import { StyleSheets } from './style_sheets.js';
import { shell } from './shell/state.js';
import { withScriptHandlers } from './wxs.js';

/** What the engine warns of and WeChat does not: returning false keeps it out of the browser's console. */
const HARMLESS = new RegExp(
  'is not a valid property|Use number as for-list|target of relation|type-incompatible|' +
    'not unique while list updates: ""',
);

// WXS knows these two, and no `new`.
globalThis.getDate = (...parts) => new Date(...parts);
globalThis.getRegExp = (pattern, flags) => new RegExp(pattern, flags);

/** Prepare the engine, put the mini-program's globals in place, and return what loads its units. */
export function registration(config) {
  const space = prepareEngine(config);
  const units = new Units(config, space);
  extendCallers();
  engine.addGlobalWarningListener((message) => (HARMLESS.test(message) ? false : undefined));
  const behaviors = realBehaviors(space);
  Object.assign(globalThis, {
    __host: { enter: (path) => units.enter(path), leave: () => units.leave(), shell },
    App: (definition) => {
      shell.app = { ...definition };
    },
    Page: (definition) => units.define({ ...definition, behaviors: behaviors(definition.behaviors) }, true),
    Component: (definition = {}) => units.define({ ...definition, behaviors: behaviors(definition.behaviors) }, false),
    Behavior: (definition) =>
      space
        .behavior()
        .definition({ ...definition, behaviors: behaviors(definition.behaviors) })
        .register(),
    getApp: () => shell.app,
    getCurrentPages: () => shell.stack.map((page) => page.caller),
    __wxConfig: config.app,
  });
  shell.app = {};
  return units;
}

function prepareEngine(config) {
  const env = new MiniProgramEnv();
  const builtins = env.getGlobalCodeSpace().getComponentSpace();
  const space = env.createCodeSpace('app', true);
  const components = space.getComponentSpace();
  builtins.updateComponentOptions({ writeIdToDOM: true });
  // A property of a component may be named like a field of the engine's nodes.
  components.updateComponentOptions({ writeIdToDOM: true, writeFieldsToNode: false });
  keepIdsAsWritten(space);
  registerBuiltins(builtins, components, config.templates);
  leaveReadyToUs(space, components);
  shell.space = space;
  shell.backend = env.associateBackend(new Backend());
  return space;
}

function keepIdsAsWritten(space) {
  const prepare = space.prepareComponentOptions;
  space.prepareComponentOptions = function prepareWithoutPrefix(...values) {
    const prepared = prepare.apply(this, values);
    delete prepared[0].idPrefixGenerator;
    return prepared;
  };
}

/** The engine leaves it to its host to say when a component is laid out. */
function leaveReadyToUs(space, components) {
  const attached = function attached() {
    requestAnimationFrame(() => (this._$ || this).triggerLifetime('ready', []));
  };
  space.setOverallBehavior(components.defineBehavior({ lifetimes: { attached } }));
}

class Units {
  #entered = [];
  #loaded = new Set();
  #defined = new Set();

  constructor(config, space) {
    this.config = config;
    this.space = space;
    this.templates = withScriptHandlers(config.templates);
    this.sheets = new StyleSheets(config.styles);
    shell.usePageStyle = (path) => this.sheets.usePage(path);
  }

  enter(path) {
    this.#entered.push(path);
  }

  leave() {
    this.#entered.pop();
  }

  #isPage(path) {
    return this.config.pages.includes(path);
  }

  /** Load everything, components first. */
  loadAll() {
    const paths = Object.keys(this.config.staticConf);
    paths.sort((one, other) => this.#isPage(one) - this.#isPage(other));
    paths.forEach((path) => this.#load(path));
  }

  #load(path) {
    if (this.#loaded.has(path)) {
      return;
    }
    this.#loaded.add(path);
    this.#usedBy(path).forEach((used) => this.#load(used.slice(1)));
    this.space.addCompiledTemplate(path, { content: this.templates[path], groupList: this.templates });
    try {
      this.config.modules[path]?.();
    } catch (error) {
      this.#entered.length = 0;
      reportError(error);
    }
    if (!this.#defined.has(path)) {
      this.#defineWithoutScript(path);
    }
  }

  #usedBy(path) {
    const { usingComponents, componentGenerics } = this.config.staticConf[path];
    const defaults = Object.values(componentGenerics || {}).map((generic) => generic.default);
    return [...Object.values(usingComponents), ...defaults.filter(Boolean)];
  }

  #defineWithoutScript(path) {
    this.enter(path);
    this.define({}, this.#isPage(path));
    this.leave();
  }

  /** Register what the file that is being loaded defines. */
  define(definition, isPage) {
    const path = this.#entered.at(-1);
    this.#defined.add(path);
    const known = { ...this.config.staticConf[path] };
    const options = definition.options || {};
    known.component = !isPage && !this.#isPage(path);
    // The adapter reads these from JSON only.
    known.styleIsolation ||= options.styleIsolation;
    known.addGlobalClass ||= options.addGlobalClass;
    const scope = this.sheets.addUnit(path, known);
    this.space.addComponentStaticConfig(path, known);
    this.space.addStyleSheet(path, undefined, scope || undefined);
    const maker = isPage
      ? this.space.component(path).pageDefinition(definition)
      : this.space.component(path).definition(definition);
    maker.register();
  }
}
