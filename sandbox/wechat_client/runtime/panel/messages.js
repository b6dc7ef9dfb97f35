/** What has WeChat delivered? Asks the sandbox WeChat server again and again, since nobody tells the browser. */

import { people } from '../dialogs/people.js';
import { make } from '../dom.js';
import { sandbox } from '../sandbox.js';

const PAUSE_MS = 2000;
const SHOWN = 5;
const NOTHING = '还没有消息。这里会显示模拟微信服务器替小程序发出的消息。';

/** Return the newest messages as one element, which keeps itself up to date while it stands in the page. */
export function deliveredMessages() {
  const list = make('div', { class: 'messages', 'aria-live': 'polite' }, make('p', {}, NOTHING));
  follow(list);
  return list;
}

async function follow(list) {
  let known = 0;
  do {
    const messages = await read();
    if (messages.length !== known) {
      known = messages.length;
      list.replaceChildren(...(await drawn(messages)));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  } while (list.isConnected);
}

/** A server that does not answer has sent nothing; who is logged in can't be seen then either. */
const read = () => sandbox.wechat('GET', 'outbox').catch(() => []);

async function drawn(messages) {
  if (messages.length === 0) {
    return [make('p', {}, NOTHING)];
  }
  const names = new Map((await people().catch(() => [])).map(({ openid, name }) => [openid, name]));
  return messages
    .slice(-SHOWN)
    .reverse()
    .map((message) => card(message, names));
}

function card({ openid, title, data, sent_at: sentAt }, names) {
  const time = new Date(sentAt * 1000).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' });
  return make(
    'article',
    {},
    make('h3', {}, title),
    ...Object.values(data).map((value) => make('p', {}, value)),
    make('p', {}, `发给${names.get(openid) || '一位微信用户'}，${time}`),
  );
}
