/** What does a button with an `open-type` do? */

import { chooseFiles } from '../dialogs/files.js';
import { modal } from '../dialogs/dialogs.js';
import { agree, needsConsent } from '../wx/privacy.js';
import { sandbox } from '../sandbox.js';
import { share } from '../shell/sharing.js';
import { dom, fire } from './define.js';

/** Each is called with the pressed button. */
export const openTypes = {
  share: (button) => share('button', { id: dom(button).id, dataset: button.dataset || {} }),

  agreePrivacyAuthorization(button) {
    agree(dom(button).id);
    fire(button, 'agreeprivacyauthorization', { errMsg: 'agreePrivacyAuthorization:ok' });
  },

  async getPhoneNumber(button) {
    fire(button, 'getphonenumber', await phoneNumber());
  },

  async chooseAvatar(button) {
    const [file] = await chooseFiles('image/*').catch(() => []);
    if (file) {
      fire(button, 'chooseavatar', { avatarUrl: file.tempFilePath });
    }
  },

  openSetting: (button) => fire(button, 'opensetting', { authSetting: {} }),

  contact: () => modal({ title: '客服', content: '在微信里，这里会打开客服会话。', showCancel: false }),

  feedback: () => modal({ title: '意见反馈', content: '在微信里，这里会打开意见反馈。', showCancel: false }),
};

async function phoneNumber() {
  if (needsConsent()) {
    return { errMsg: 'getPhoneNumber:fail privacy permission is not authorized', errno: 104 };
  }
  const { confirm } = await modal({
    title: '手机号',
    content: '允许小程序使用您在微信绑定的手机号吗？',
    confirmText: '允许',
  });
  if (!confirm) {
    return { errMsg: 'getPhoneNumber:fail user deny' };
  }
  const { code } = await sandbox.wechat('POST', 'codes', { openid: sandbox.person, kind: 'phone' });
  return { code, errMsg: 'getPhoneNumber:ok' };
}
