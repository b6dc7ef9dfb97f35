/** The plain built-in components: boxes, text, icon, progress, link. */

import { asAttributes, described, dom, fire, flags, number, part, setOwnStyle, text, texts, yes } from './define.js';

const box = () => described({ properties: { itemId: String } });

const NAVIGATION = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
};

export const containers = {
  view: box(),
  'cover-view': box(),
  'swiper-item': box(),
  'page-container': box(),
  'root-portal': box(),
  'match-media': box(),
  'page-meta': box(),

  /** A field with the marked points in words: there is no map without the web. */
  map: described({
    properties: { latitude: Number, longitude: Number, scale: number(16), markers: { type: Array, value: [] } },
    created() {
      dom(this).setAttribute('role', 'img');
    },
    observers: {
      'latitude, longitude'(latitude, longitude) {
        dom(this).setAttribute('aria-label', `地图：${latitude}, ${longitude}`);
      },
    },
  }),

  text: described({
    properties: { ...flags('selectable', 'userSelect', 'decode'), space: String },
    observers: asAttributes('userSelect', 'selectable', 'space'),
  }),

  icon: described({
    properties: { type: String, size: number(23), color: String },
    observers: {
      ...asAttributes('type'),
      'size, color'(size, color) {
        const pixels = `${Number(size)}px`;
        const colour = color ? `color: ${color}` : '';
        setOwnStyle(this, `font-size: ${pixels}; width: ${pixels}; height: ${pixels}; ${colour}`);
      },
    },
  }),

  progress: described({
    properties: {
      ...flags('showInfo', 'active'),
      ...texts('color', 'activeMode'),
      percent: Number,
      strokeWidth: number(6),
      activeColor: text('#09bb07'),
      backgroundColor: text('#ebebeb'),
      borderRadius: Number,
      fontSize: Number,
      duration: Number,
    },
    observers: {
      'percent, strokeWidth, activeColor, color, backgroundColor, showInfo'(
        percent,
        strokeWidth,
        activeColor,
        color,
        backgroundColor,
        showInfo,
      ) {
        const width = Math.max(0, Math.min(100, percent));
        part(this, 'bar').style.cssText = `height: ${strokeWidth}px; background: ${backgroundColor}`;
        part(this, 'fill').style.cssText = `width: ${width}%; background: ${color || activeColor}`;
        part(this, 'info').textContent = showInfo ? `${Math.round(percent)}%` : '';
        dom(this).setAttribute('aria-valuenow', percent);
      },
    },
    created() {
      dom(this).setAttribute('role', 'progressbar');
    },
  }),

  navigator: described({
    hoverClass: 'navigator-hover',
    properties: { url: String, openType: text('navigate'), delta: number(1), ...texts('target', 'appId', 'path') },
    created() {
      dom(this).setAttribute('role', 'link');
      dom(this).tabIndex = 0;
      this.addListener('tap', () => {
        const { url, openType, delta } = this.data;
        const call = globalThis.wx[NAVIGATION[openType]];
        call?.({ url, delta, fail: (error) => fire(this, 'fail', error) });
      });
    },
  }),

  'web-view': described({
    properties: { src: String },
    observers: {
      src(value) {
        part(this, 'control').src = value;
      },
    },
  }),

  video: described({
    properties: {
      ...texts('src', 'poster', 'objectFit', 'title'),
      ...flags('autoplay', 'loop', 'muted'),
      controls: yes(),
      initialTime: Number,
    },
    observers: {
      src(value) {
        part(this, 'control').src = value;
      },
      'controls, loop, muted'(controls, loop, muted) {
        Object.assign(part(this, 'control'), { controls, loop, muted });
      },
    },
    attached() {
      const control = part(this, 'control');
      for (const name of ['play', 'pause', 'ended', 'error', 'timeupdate', 'waiting']) {
        const tell = () => fire(this, name, { currentTime: control.currentTime, duration: control.duration });
        control.addEventListener(name, tell);
      }
    },
  }),
};
