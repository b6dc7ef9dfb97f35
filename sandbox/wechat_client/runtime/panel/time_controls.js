/** What time is it in the sandbox, and how does a person let time pass? For the product and the phone alike. */

import { make } from '../dom.js';
import { sandbox } from '../sandbox.js';
import { shell } from '../shell/state.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const SHOWN = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Return the clock and its buttons as one element. */
export function timeControls() {
  const time = make('p', { class: 'time' });
  const note = make('p', { role: 'status' });
  const buttons = [
    button('快进 1 小时', () => HOUR),
    button('快进 1 天', () => DAY),
    button('到下一个活动开始', untilNextEvent),
  ];
  showTime(time);
  return make('div', { class: 'switches' }, time, ...buttons, note);

  function button(text, secondsAhead) {
    const press = async () => {
      buttons.forEach((one) => (one.disabled = true));
      const problem = await move(secondsAhead);
      note.textContent = problem ?? '';
      buttons.forEach((one) => (one.disabled = false));
    };
    return make('button', { onclick: press }, text);
  }
}

/** Let as much time pass as `secondsAhead()` says; returns what kept it from passing, for people. */
async function move(secondsAhead) {
  try {
    const seconds = await secondsAhead();
    if (seconds === null) {
      return '没有将要开始的活动';
    }
    await sandbox.letPass(seconds);
    return undefined;
  } catch {
    return '没有成功，请再试一次';
  }
}

async function untilNextEvent() {
  const [{ now }, answer] = await Promise.all([
    sandbox.wechat('GET', 'clock'),
    fetch(`${shell.server.api_base}/api/v1/events?limit=100`, { cache: 'no-store' }),
  ]);
  const { items } = await answer.json();
  const starts = items.map((event) => Date.parse(event.starts_at) / 1000).filter((start) => start > now);
  return starts.length ? Math.min(...starts) - now : null;
}

async function showTime(time) {
  const { offset } = await sandbox.wechat('GET', 'clock').catch(() => ({ offset: 0 }));
  const tick = () => {
    time.textContent = `本市现在是 ${SHOWN.format(Date.now() + offset * 1000)}${ahead(offset)}`;
  };
  tick();
  const timer = setInterval(() => (time.isConnected ? tick() : clearInterval(timer)), 1000);
}

function ahead(offset) {
  const [days, hours] = [Math.floor(offset / DAY), Math.floor((offset % DAY) / HOUR)];
  const parts = [days && `${days} 天`, hours && `${hours} 小时`].filter(Boolean);
  return parts.length ? `（已快进 ${parts.join(' ')}）` : '';
}
