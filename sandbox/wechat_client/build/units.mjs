/**
 * Which pages and components does the mini-program consist of?
 *
 * Starts at app.json and follows `usingComponents` and the defaults of `componentGenerics`.
 */

import path from 'node:path';

import { isFile, readJson } from './project.mjs';

const CUSTOM_TAB_BAR = 'custom-tab-bar/index';

/**
 * Return app.json, theme.json, the code paths of all pages, and every unit by its code path, each with its own JSON
 * (`conf`) and with what the engine must know of it (`static`).
 */
export function collectUnits(project) {
  const config = readJson(project.fileOf('app.json'));
  const themeFile = project.fileOf(config.themeLocation || 'theme.json');
  const app = {
    config,
    theme: isFile(themeFile) ? readJson(themeFile) : {},
    pages: pagesOf(config),
    units: new Map(),
  };
  const collector = new Collector(project, app.units);
  collector.useEverywhere(config.usingComponents || {});
  for (const page of app.pages) {
    if (!isFile(`${project.fileOf(page)}.wxml`)) {
      project.problems.push(`app.json: page without WXML: ${page}`);
    }
    collector.add(page, true);
  }
  if (config.tabBar?.custom) {
    collector.add(CUSTOM_TAB_BAR, false);
  }
  return app;
}

function pagesOf(config) {
  const packages = config.subPackages || config.subpackages || [];
  return [...config.pages, ...packages.flatMap((part) => part.pages.map((page) => path.posix.join(part.root, page)))];
}

class Collector {
  constructor(project, units) {
    this.project = project;
    this.units = units;
    this.everywhere = {};
  }

  useEverywhere(components) {
    const found = Object.entries(components)
      .map(([tag, spec]) => [tag, this.project.componentOf('app', spec)])
      .filter(([, code]) => code);
    // Known before any of them is read, since they may use each other.
    this.everywhere = Object.fromEntries(found.map(([tag, code]) => [tag, `/${code}`]));
    found.forEach(([, code]) => this.add(code, false));
  }

  add(code, isPage) {
    if (this.units.has(code)) {
      return;
    }
    const file = `${this.project.fileOf(code)}.json`;
    const conf = isFile(file) ? readJson(file) : {};
    const unit = { conf, isPage, static: {} };
    this.units.set(code, unit);
    unit.static = {
      component: !isPage || !!conf.component,
      styleIsolation: conf.styleIsolation,
      addGlobalClass: conf.addGlobalClass,
      pureDataPattern: conf.pureDataPattern,
      componentGenerics: this.#generics(code, conf.componentGenerics),
      usingComponents: { ...this.everywhere, ...this.#using(code, conf.usingComponents || {}) },
    };
  }

  #using(from, components) {
    const using = {};
    for (const [tag, spec] of Object.entries(components)) {
      const code = this.project.componentOf(from, spec);
      if (code) {
        using[tag] = `/${code}`;
        this.add(code, false);
      }
    }
    return using;
  }

  #generics(from, generics) {
    if (!generics) {
      return undefined;
    }
    const entries = Object.entries(generics).map(([name, value]) => {
      const code = value?.default && this.project.componentOf(from, value.default);
      if (!code) {
        return [name, true];
      }
      this.add(code, false);
      return [name, { default: `/${code}` }];
    });
    return Object.fromEntries(entries);
  }
}
