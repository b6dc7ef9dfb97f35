/** Which rules do the mini-program, its templates, and the Node scripts around it keep? */

import js from '@eslint/js';
import wxmlParser from '@wxml/parser';
import wxml from 'eslint-plugin-wxml';
import globals from 'globals';

const WECHAT = {
  App: 'readonly',
  Behavior: 'readonly',
  Component: 'readonly',
  Page: 'readonly',
  getApp: 'readonly',
  getCurrentPages: 'readonly',
  wx: 'readonly',
  console: 'readonly',
  clearTimeout: 'readonly',
  setTimeout: 'readonly',
  clearInterval: 'readonly',
  setInterval: 'readonly',
  module: 'writable',
  require: 'readonly',
};

/** What a browser has and a phone's WeChat has not: code that leans on it runs here and fails there. */
const NOT_IN_WECHAT = [
  ...['window', 'document', 'location', 'history', 'navigator', 'localStorage', 'sessionStorage'],
  ...['fetch', 'XMLHttpRequest', 'FormData', 'URL', 'URLSearchParams', 'alert', 'confirm', 'atob', 'btoa', 'crypto'],
  ...['Intl', 'structuredClone', 'process', 'globalThis'],
];

const PHONES_OWN_CLOCK = [
  'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
].map((selector) => ({ selector, message: 'core/clock.js says what time it is' }));

const STYLE = {
  'max-lines': ['error', 400],
  'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
  'max-depth': ['error', 2],
  'max-len': ['error', { code: 120, comments: 130, ignoreUrls: true, ignoreStrings: true }],
  'max-statements-per-line': ['error', { max: 1 }],
  'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none', ignoreRestSiblings: true }],
  curly: 'error',
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

export default [
  { ignores: ['**/node_modules/', '**/miniprogram_npm/', 'var/', 'out/', '.venv/', 'data/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['miniprogram/**/*.js'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'commonjs', globals: WECHAT },
    rules: {
      ...js.configs.recommended.rules,
      ...STYLE,
      'no-console': 'error',
      'no-restricted-globals': ['error', ...NOT_IN_WECHAT],
    },
  },
  {
    files: ['miniprogram/**/*.js'],
    ignores: ['miniprogram/core/request.js'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'wx', property: 'request', message: 'core/request.js alone talks to the API' },
        { object: 'wx', property: 'uploadFile', message: 'core/request.js alone talks to the API' },
      ],
    },
  },
  {
    files: ['miniprogram/**/*.js'],
    ignores: ['miniprogram/core/clock.js'],
    rules: { 'no-restricted-syntax': ['error', ...PHONES_OWN_CLOCK] },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.node },
    rules: { ...js.configs.recommended.rules, ...STYLE },
  },
  {
    files: ['sandbox/wechat_client/runtime/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.browser },
    rules: { ...js.configs.recommended.rules, ...STYLE },
  },
  {
    files: ['tests/browser/matrix_app/**/*.js'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'module', globals: WECHAT },
    rules: js.configs.recommended.rules,
  },
  {
    files: ['tests/miniprogram/**/*.mjs'],
    // What a stand-in for WeChat puts there for the code under test.
    languageOptions: { globals: WECHAT },
  },
  {
    files: ['miniprogram/**/*.wxml'],
    plugins: { wxml },
    languageOptions: { parser: wxmlParser },
    rules: {
      'wxml/report-wxml-syntax-error': 'error',
      'wxml/report-interpolation-error': 'error',
      'wxml/wx-key': 'error',
      'wxml/no-duplicate-attributes': 'error',
      'wxml/no-inconsistent-tagname': 'error',
      'wxml/no-wx-for-with-wx-if': 'error',
      'wxml/no-wx-for-with-wx-else': 'error',
      'wxml/no-vue-directive': 'error',
      'wxml/max-lines': ['error', { max: 400 }],
    },
  },
];
