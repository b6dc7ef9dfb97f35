/** What stands above and below the page: navigation bar and tab bar. */

import { byId, make } from '../dom.js';
import { assetUrl, isTab } from './addresses.js';
import { layOut } from './layout.js';
import { callIfThere, shell } from './state.js';
import { themed } from './theme.js';

/** Window settings of a page: app.json, its own JSON, and what its code changed. */
export function windowOf(page) {
  return themed({ ...shell.config.app.window, ...shell.config.pageConf[page.path], ...page.changed });
}

/** Draw both bars for the page on top. */
export function drawBars() {
  const page = shell.top;
  if (!page) {
    return;
  }
  drawNavigationBar(page);
  drawTabBar(page.path);
  layOut();
}

function drawNavigationBar(page) {
  const settings = windowOf(page);
  const bar = byId('navigation-bar');
  bar.hidden = settings.navigationStyle === 'custom';
  bar.style.background = settings.navigationBarBackgroundColor || '#ffffff';
  bar.dataset.text = settings.navigationBarTextStyle || 'black';
  const title = settings.navigationBarTitleText || '';
  byId('title').textContent = title;
  document.title = title;
  const isOnly = shell.stack.length < 2;
  byId('back').hidden = isOnly;
  byId('home').hidden = !isOnly || isTab(page.path) || !!page.homeHidden;
  byId('pages').style.background = settings.backgroundColor || '#ffffff';
}

function drawTabBar(path) {
  const settings = shell.config.app.tabBar;
  const bar = byId('tab-bar');
  bar.hidden = !settings || settings.custom || shell.tabBarHidden || !isTab(path);
  if (bar.hidden) {
    return;
  }
  const colours = themed(settings);
  bar.style.background = colours.backgroundColor || '#ffffff';
  const items = settings.list.map((item, index) => tabItem(item, index, { path, colours }));
  bar.replaceChildren(...items);
}

function tabItem(written, index, { path, colours }) {
  const item = { ...themed(written), ...shell.tabItems[index] };
  const isOn = written.pagePath === path;
  const icon = (isOn && item.selectedIconPath) || item.iconPath;
  const tap = () => {
    if (!isOn) {
      shell.switchTab({ url: `/${written.pagePath}` });
    }
    callIfThere(shell.top.caller, 'onTabItemTap', { index, pagePath: written.pagePath, text: item.text });
  };
  return make(
    'button',
    {
      role: 'tab',
      'aria-selected': String(isOn),
      style: `color: ${isOn ? colours.selectedColor : colours.color}`,
      onclick: tap,
    },
    icon && make('img', { src: assetUrl(`/${icon.replace(/^\//, '')}`), alt: '' }),
    item.text || '',
    (item.badge || item.dot) && make('sup', {}, item.badge || ''),
  );
}
