/** May the mini-program send messages? Shows what WeChat shows, with the numbers of the templates. */

import { modal } from './dialogs.js';

/** Returns a promise of true when the person accepts. */
export async function askToSubscribe(templates) {
  const { confirm } = await modal({
    title: '小程序想给您发送消息',
    content: templates.join('\n'),
    confirmText: '允许',
    cancelText: '拒绝',
  });
  return confirm;
}
