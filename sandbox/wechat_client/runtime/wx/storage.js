/** wx.setStorage and its relatives: what does a person's own phone remember? Each person has a storage of their own. */

import { sandbox } from '../sandbox.js';
import { call, fail } from './call.js';

const LIMIT_KILOBYTES = 10_240;

const prefix = (openid = sandbox.person) => `phone:${openid}:`;

function keys() {
  const own = prefix();
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(own))
    .map((key) => key.slice(own.length));
}

function getStorageSync(key) {
  const text = localStorage.getItem(prefix() + key);
  return text === null ? '' : JSON.parse(text).value;
}

function setStorageSync(key, value) {
  localStorage.setItem(prefix() + key, JSON.stringify({ value }));
}

function removeStorageSync(key) {
  localStorage.removeItem(prefix() + key);
}

function clearStorageSync() {
  keys().forEach(removeStorageSync);
}

function getStorageInfoSync() {
  const characters = keys().reduce((sum, key) => sum + localStorage.getItem(prefix() + key).length, 0);
  return { keys: keys(), currentSize: Math.ceil(characters / 1024), limitSize: LIMIT_KILOBYTES };
}

/** What was stored before anybody was chosen belongs to the person who is chosen first. */
export function inheritStorage(openid) {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix('')))) {
    localStorage.setItem(prefix(openid) + key.slice(prefix('').length), localStorage.getItem(key));
    localStorage.removeItem(key);
  }
}

export const storage = {
  getStorageSync,
  setStorageSync,
  removeStorageSync,
  clearStorageSync,
  getStorageInfoSync,
  getStorage: call('getStorage', ({ key }) => {
    if (!keys().includes(key)) {
      fail('data not found');
    }
    return { data: getStorageSync(key) };
  }),
  setStorage: call('setStorage', ({ key, data }) => setStorageSync(key, data)),
  removeStorage: call('removeStorage', ({ key }) => removeStorageSync(key)),
  clearStorage: call('clearStorage', clearStorageSync),
  getStorageInfo: call('getStorageInfo', getStorageInfoSync),
};
