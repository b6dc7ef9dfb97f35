/** Did the person agree to the privacy guideline? WeChat asks before a call that touches personal data. */

import { modal } from '../dialogs/dialogs.js';
import { call, fail } from './call.js';
import { storage } from './storage.js';

const AGREED = '__wechat_privacy_agreed';
const REFUSED = 104;

let ask = null;

export const needsConsent = () => !storage.getStorageSync(AGREED);

/** Note that the person agreed, by the button with this id. */
export function agree() {
  storage.setStorageSync(AGREED, true);
}

/** Go on when the person has agreed or agrees now; throws when not. */
export async function requireConsent(referrer) {
  if (!needsConsent()) {
    return;
  }
  const { event } = await (ask ? askByPage(referrer) : askByUs());
  if (event === 'agree') {
    agree();
  }
  if (needsConsent()) {
    fail('privacy permission is not authorized', { errno: REFUSED });
  }
}

function askByPage(referrer) {
  return new Promise((resolve) => {
    const answer = (given) => {
      // `exposureAuthorization` only says that the question was shown.
      if (given.event !== 'exposureAuthorization') {
        resolve(given);
      }
    };
    ask(answer, { referrer });
  });
}

async function askByUs() {
  const { confirm } = await modal({
    title: '用户隐私保护提示',
    content: '使用前，请阅读并同意小程序的《用户隐私保护指引》。',
    confirmText: '同意',
    cancelText: '拒绝',
  });
  return { event: confirm ? 'agree' : 'disagree' };
}

export const privacy = {
  getPrivacySetting: call('getPrivacySetting', () => ({
    needAuthorization: needsConsent(),
    privacyContractName: '《用户隐私保护指引》',
  })),
  onNeedPrivacyAuthorization(listener) {
    ask = listener;
  },
  requirePrivacyAuthorize: call('requirePrivacyAuthorize', () => requireConsent('requirePrivacyAuthorize')),
  openPrivacyContract: call('openPrivacyContract', async () => {
    const content = '在微信里，这里会打开运营者填写的《用户隐私保护指引》。';
    await modal({ title: '用户隐私保护指引', content, showCancel: false });
  }),
};
