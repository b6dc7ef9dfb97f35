/** wx calls about the phone: its size, its language, its camera, its clipboard, its calendar. */

import { modal, toast } from '../dialogs/dialogs.js';
import { choosePlace } from '../dialogs/places.js';
import { byId } from '../dom.js';
import { FONT_SIZES, sandbox } from '../sandbox.js';
import { windowSize } from '../shell/layout.js';
import { offThemeChange, onThemeChange, theme } from '../shell/theme.js';
import { call, fail } from './call.js';
import { requireConsent } from './privacy.js';

const STATUS_BAR = 20;
const LIBRARY_VERSION = '3.8.12';
const WECHAT_VERSION = '8.0.60';

function getWindowInfo() {
  const { clientWidth: width, clientHeight: height } = byId('phone');
  return {
    pixelRatio: devicePixelRatio,
    screenWidth: width,
    screenHeight: height,
    ...windowSize(),
    statusBarHeight: STATUS_BAR,
    safeArea: { left: 0, right: width, top: STATUS_BAR, bottom: height, width, height: height - STATUS_BAR },
    screenTop: byId('pages').offsetTop,
  };
}

const getDeviceInfo = () => ({
  brand: 'browser',
  model: 'browser',
  system: navigator.platform,
  platform: 'devtools',
  benchmarkLevel: 50,
  memorySize: 4096,
});

const getAppBaseInfo = () => ({
  SDKVersion: LIBRARY_VERSION,
  version: WECHAT_VERSION,
  language: 'zh_CN',
  theme: theme(),
  enableDebug: false,
  host: { env: 'WeChat' },
  fontSizeSetting: sandbox.fontSize,
  fontSizeScaleFactor: sandbox.fontSize / FONT_SIZES.标准,
});

const getSystemInfoSync = () => ({ ...getWindowInfo(), ...getDeviceInfo(), ...getAppBaseInfo() });

async function scanCode() {
  await requireConsent('scanCode');
  const { confirm, content } = await modal({
    title: '扫码',
    editable: true,
    placeholderText: '浏览器不能扫码，请输入码里的内容',
  });
  return confirm ? { result: content, scanType: 'QR_CODE', charSet: 'utf-8', path: '' } : fail('cancel');
}

async function getLocation() {
  await requireConsent('getLocation');
  const place = (await choosePlace()) || fail('auth deny');
  const { latitude, longitude } = place;
  const accuracy = { accuracy: 30, horizontalAccuracy: 30, verticalAccuracy: 30 };
  return { latitude, longitude, speed: -1, altitude: 0, ...accuracy };
}

async function chooseLocation() {
  await requireConsent('chooseLocation');
  return (await choosePlace()) || fail('cancel');
}

async function openLocation({ name = '位置', address = '', latitude, longitude }) {
  await modal({ title: name, content: `${address}\n${latitude}, ${longitude}`, showCancel: false });
}

async function addPhoneCalendar({ title, startTime, location = '' }) {
  await requireConsent('addPhoneCalendar');
  const content = `${title}\n${new Date(startTime * 1000).toLocaleString('zh-CN')}\n${location}`;
  const { confirm } = await modal({ title: '加入手机日历', content, confirmText: '加入' });
  return confirm ? {} : fail('auth deny');
}

async function makePhoneCall({ phoneNumber }) {
  const { confirm } = await modal({ content: phoneNumber, confirmText: '呼叫' });
  return confirm ? {} : fail('cancel');
}

let clipboard = '';

export const device = {
  getWindowInfo,
  getDeviceInfo,
  getAppBaseInfo,
  getSystemInfoSync,
  getSystemInfo: call('getSystemInfo', getSystemInfoSync),
  getSystemInfoAsync: call('getSystemInfoAsync', getSystemInfoSync),
  getAppAuthorizeSetting: () => ({}),
  getSystemSetting: () => ({}),
  getSkylineInfoSync: () => ({ isSupported: false }),
  onThemeChange,
  offThemeChange,
  onWindowResize() {},
  offWindowResize() {},
  onKeyboardHeightChange() {},
  offKeyboardHeightChange() {},

  scanCode: call('scanCode', scanCode),
  getLocation: call('getLocation', getLocation),
  getFuzzyLocation: call('getFuzzyLocation', getLocation),
  chooseLocation: call('chooseLocation', chooseLocation),
  openLocation: call('openLocation', openLocation),
  addPhoneCalendar: call('addPhoneCalendar', addPhoneCalendar),
  makePhoneCall: call('makePhoneCall', makePhoneCall),
  setClipboardData: call('setClipboardData', ({ data }) => {
    clipboard = data;
    // A browser may refuse; within the mini-program it works all the same.
    navigator.clipboard?.writeText(data).catch(() => {});
    toast({ title: '内容已复制' });
  }),
  getClipboardData: call('getClipboardData', async () => {
    await requireConsent('getClipboardData');
    return { data: clipboard };
  }),
};
