/** Who is it? Lets one choose one of the demo people, since a browser knows no WeChat account. */

import { make } from '../dom.js';
import { sandbox } from '../sandbox.js';
import { showBox } from './dialogs.js';

/** Roles in the words of the screen; another role shows as it is written. */
const ROLES = {
  resident: '居民',
  community_worker: '社区工作者',
  township_reviewer: '乡镇（街道）审核员',
  county_admin: '县（市）管理员',
  city_admin: '市级管理员',
  auditor: '核验员',
};

/** Return the demo people: `[{openid, name, role, region_code}]`. */
export const people = () => sandbox.wechat('GET', 'people');

/** How a person is called in lists. */
export const nameOf = ({ name, role }) => `${name} · ${ROLES[role] || role}`;

/** Ask who is holding the phone; returns a promise of the openid, or undefined when nobody was chosen. */
export async function choosePerson() {
  const known = await people();
  return showBox({ look: 'sheet people', label: '选一位体验者登录' }, (box, close) => {
    const list = make('div', { class: 'sheet-list' });
    list.append(...known.map((person) => make('button', { onclick: () => close(person.openid) }, nameOf(person))));
    box.append(
      make('p', { class: 'sheet-tip' }, '选一位体验者登录'),
      list,
      make('button', { class: 'sheet-cancel', onclick: () => close(undefined) }, '取消'),
    );
  });
}
