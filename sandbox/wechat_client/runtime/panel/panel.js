/** What stands beside the phone on a wide screen? The person, what WeChat sent, the time, the network, the size of type. */

import { nameOf, people } from '../dialogs/people.js';
import { byId, make } from '../dom.js';
import { FONT_SIZES, sandbox } from '../sandbox.js';
import { deliveredMessages } from './messages.js';
import { networkSwitches } from './network_switches.js';
import { timeControls } from './time_controls.js';

/** As in styles/panel.css: a narrower window is all phone. */
const WIDE = matchMedia('(min-width: 600px)');

/** Draw the panel where there is room for it, and keep it in step with who is logged in. */
export function drawPanel() {
  const draw = async () => {
    if (WIDE.matches) {
      byId('panel').replaceChildren(...sections(await people().catch(() => [])));
    }
  };
  WIDE.addEventListener('change', draw);
  sandbox.onPersonChange = draw;
  draw();
}

function sections(known) {
  return [
    section(
      '石榴小程序 · 浏览器体验',
      make('p', {}, '左边是同一个微信小程序，在普通浏览器里运行。没有微信账号也能试用全部功能。'),
    ),
    section('现在是谁', personChoice(known), make('p', {}, '换一位，小程序会以他的身份重新打开。')),
    section('微信发出的消息', deliveredMessages()),
    section('时间', timeControls()),
    section('网络', networkSwitches()),
    section('微信字号', fontChoice()),
  ];
}

function section(title, ...content) {
  return make('section', {}, make('h2', {}, title), ...content);
}

function personChoice(known) {
  const options = known.map((person) =>
    make('option', { value: person.openid, selected: person.openid === sandbox.person }, nameOf(person)),
  );
  const nobody = make('option', { value: '', selected: !sandbox.person, disabled: true }, '还没有登录');
  const restart = (event) => sandbox.restart(event.target.value);
  return make('select', { 'aria-label': '现在是谁', onchange: restart }, nobody, ...options);
}

function fontChoice() {
  const options = Object.entries(FONT_SIZES).map(([name, pixels]) =>
    make('option', { value: pixels, selected: pixels === sandbox.fontSize }, name),
  );
  const change = (event) => {
    sandbox.fontSize = Number(event.target.value);
    location.reload();
  };
  return make('select', { 'aria-label': '微信字号', onchange: change }, ...options);
}
