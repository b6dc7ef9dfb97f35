/** wx.login and what else is about the person and the account. */

import { choosePerson } from '../dialogs/people.js';
import { askToSubscribe } from '../dialogs/subscribing.js';
import { sandbox } from '../sandbox.js';
import { shell } from '../shell/state.js';
import { call, fail } from './call.js';
import { inheritStorage } from './storage.js';

let choosing = null;

/** The openid of this phone's person; asks who it is when nobody was chosen, once also for several calls. */
async function person() {
  if (!sandbox.person) {
    choosing ||= choosePerson();
    const openid = await choosing;
    choosing = null;
    if (!openid) {
      fail('nobody was chosen to log in');
    }
    inheritStorage(openid);
    sandbox.person = openid;
    sandbox.onPersonChange?.();
  }
  return sandbox.person;
}

const login = call('login', async () => {
  const { code } = await sandbox.wechat('POST', 'codes', { openid: await person(), kind: 'login' });
  return { code };
});

/** The product answers at the address that this page came from. */
const getExtConfigSync = () => ({ ...shell.config.ext, baseUrl: location.origin + shell.server.api_base });

export const session = {
  login,
  checkSession: call('checkSession', () => (sandbox.person ? {} : fail('session is invalid'))),
  getSetting: call('getSetting', () => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true } })),
  openSetting: call('openSetting', () => ({ authSetting: {} })),
  authorize: call('authorize', () => ({})),
  requestSubscribeMessage: call('requestSubscribeMessage', async ({ tmplIds = [] }) => {
    if (tmplIds.length === 0) {
      fail('TmplIds can not be empty', { errCode: 10001 });
    }
    const openid = await person();
    const answer = (await askToSubscribe(tmplIds)) ? 'accept' : 'reject';
    for (const tmpl of tmplIds) {
      await sandbox.wechat('POST', 'subscribe', { openid, tmpl, result: answer });
    }
    return Object.fromEntries(tmplIds.map((id) => [id, answer]));
  }),
  getExtConfigSync,
  getExtConfig: call('getExtConfig', () => ({ extConfig: getExtConfigSync() })),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }),
  getLaunchOptionsSync: () => shell.launch,
  getEnterOptionsSync: () => shell.launch,
};
