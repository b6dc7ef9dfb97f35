/**
 * What stands in for WeChat when the mini-program's own modules run in Node?
 *
 * A `Phone` is one phone with its storage, its network and its login. It puts `wx`, `App`, `Page`, `Behavior`,
 * `Component`, `getApp` and `getCurrentPages` in place, and loads modules of the mini-program afresh, so that no test
 * sees what another left behind.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { PageRunner } from './page_runner.mjs';

const require = createRequire(import.meta.url);

export const MINIPROGRAM = fileURLToPath(new URL('../../miniprogram/', import.meta.url));

/** An answer with the four keys that every error of the API has. */
export function problem(statusCode, code, { message = '说明', fields = {}, header = {} } = {}) {
  return { statusCode, header, data: { code, message, fields, request_id: '01TEST' } };
}

/** An answer of the API. */
export function answer(data, statusCode = 200, header = {}) {
  return { statusCode, header, data };
}

/** What `wx.request` says when nothing came back. */
export const LOST = { lost: true, errMsg: 'request:fail timeout' };

/** What `wx.request` can send: PATCH is none of it. */
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];

export class Phone {
  constructor() {
    this.storage = new Map();
    this.requests = [];
    this.logins = 0;
    this.shown = [];
    this.opened = [];
    this.respond = () => answer({});
    this.answerModal = { confirm: true, cancel: false };
    this.app = { globalData: {} };
    this.pages = [];
  }

  /** Put the phone in the place of WeChat, and forget every module of the mini-program that was loaded before. */
  switchOn() {
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(MINIPROGRAM)) {
        delete require.cache[path];
      }
    }
    globalThis.wx = this.wx();
    globalThis.App = (definition) => {
      this.app = definition;
    };
    globalThis.getApp = () => this.app;
    globalThis.getCurrentPages = () => this.pages;
    globalThis.Behavior = (definition) => definition;
    globalThis.Component = (definition) => {
      this.component = definition;
    };
    globalThis.Page = (definition) => {
      this.definition = definition;
    };
    return this;
  }

  /** Load a module by its path inside miniprogram/. */
  load(path) {
    return require(MINIPROGRAM + path);
  }

  /** Load a page and return it alive, not yet opened. */
  page(path) {
    this.load(path);
    const page = new PageRunner(this.definition ?? this.component).instance;
    this.pages.push(page);
    return page;
  }

  /** Return how often an address was asked for, e.g. `asked('POST', '/login')`. */
  asked(method, ending) {
    return this.requests.filter((r) => r.method === method && new URL(r.url, 'http://here').pathname.endsWith(ending))
      .length;
  }

  wx() {
    return { ...this.#memory(), ...this.#network(), ...this.#screen(), ...this.#device() };
  }

  #memory() {
    const { storage } = this;
    return {
      getStorageSync: (key) => (storage.has(key) ? structuredClone(storage.get(key)) : ''),
      setStorageSync: (key, value) => void storage.set(key, structuredClone(value)),
      removeStorageSync: (key) => void storage.delete(key),
      getStorage: calling(({ key }) => {
        if (!storage.has(key)) {
          throw new Error('getStorage:fail data not found');
        }
        return { data: structuredClone(storage.get(key)) };
      }),
      setStorage: calling(({ key, data }) => void storage.set(key, structuredClone(data))),
      removeStorage: calling(({ key }) => void storage.delete(key)),
    };
  }

  #network() {
    return {
      login: calling(async () => {
        this.logins += 1;
        await null;
        return { code: `code-${this.logins}` };
      }),
      request: (options) => {
        const request = { method: 'GET', header: {}, ...options };
        if (!METHODS.includes(request.method)) {
          queueMicrotask(() => options.fail?.({ errMsg: 'request:fail method is invalid' }));
          return { abort: () => undefined };
        }
        this.requests.push(request);
        Promise.resolve(this.respond(request, this.requests.length)).then((response) => {
          const failed = response.lost === true;
          (failed ? options.fail : options.success)?.(
            failed ? { errMsg: response.errMsg } : { header: {}, ...response },
          );
          options.complete?.(response);
        });
        return { abort: () => undefined, onHeadersReceived: () => undefined };
      },
      uploadFile: (options) => {
        this.requests.push({ method: 'POST', header: {}, ...options });
        const heard = [];
        Promise.resolve(this.respond(options, this.requests.length)).then((response) => {
          if (response.lost === true) {
            options.fail?.({ errMsg: 'uploadFile:fail timeout' });
            return;
          }
          heard.forEach((listener) => listener({ progress: 100 }));
          // WeChat gives what came back as text; older versions of it name no header.
          const { header, ...rest } = response;
          const known = Object.keys(header ?? {}).length ? { header } : {};
          options.success?.({ ...rest, ...known, data: asText(response.data) });
        });
        return { abort: () => undefined, onProgressUpdate: (listener) => void heard.push(listener) };
      },
      getNetworkType: calling(() => ({ networkType: 'wifi' })),
      onNetworkStatusChange: () => undefined,
    };
  }

  #screen() {
    const note = (kind) => calling((options) => void this.shown.push({ kind, ...options }));
    const open = (kind) => calling(({ url }) => void this.opened.push({ kind, url }));
    return {
      showToast: note('toast'),
      showLoading: note('loading'),
      hideLoading: note('loaded'),
      hideToast: note('untoast'),
      showModal: calling((options) => {
        this.shown.push({ kind: 'modal', ...options });
        return this.answerModal;
      }),
      stopPullDownRefresh: note('refreshed'),
      setNavigationBarTitle: note('title'),
      pageScrollTo: note('scroll'),
      navigateTo: open('to'),
      redirectTo: open('redirect'),
      switchTab: open('tab'),
      reLaunch: open('relaunch'),
      navigateBack: calling(() => void this.opened.push({ kind: 'back' })),
      nextTick: (callback) => queueMicrotask(callback),
    };
  }

  #device() {
    return {
      getExtConfigSync: () => ({ baseUrl: 'http://here', apiBase: 'http://here' }),
      getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }),
      getAppBaseInfo: () => ({ language: 'zh_CN', fontSizeScaleFactor: 1, fontSizeSetting: 16, theme: 'light' }),
      getDeviceInfo: () => ({ platform: 'devtools' }),
      getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2 }),
      getSystemInfoSync: () => ({ language: 'zh_CN', fontSizeSetting: 16 }),
      getRandomValues: calling(({ length }) => ({
        randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer,
      })),
      canIUse: () => true,
      onThemeChange: () => undefined,
    };
  }
}

const asText = (data) => (typeof data === 'string' ? data : JSON.stringify(data));

/** Make an API of WeChat from a function: it calls back, and without callbacks gives a promise. */
function calling(work) {
  return (options = {}) => {
    const result = new Promise((resolve) => {
      resolve(work(options));
    });
    if (options.success || options.fail || options.complete) {
      result.then(
        (value) => (options.success?.(value ?? {}), options.complete?.(value ?? {})),
        (error) => (options.fail?.({ errMsg: error.message }), options.complete?.({ errMsg: error.message })),
      );
      return undefined;
    }
    return result.then((value) => value ?? {});
  };
}
