/** Built-in components that offer lists: picker (a sheet) and picker-view (in the page). */

import { openPicker } from '../dialogs/picker.js';
import {
  any,
  componentOf,
  described,
  dom,
  fire,
  flags,
  inside,
  onKeys,
  part,
  stopWhenDisabled,
  text,
  texts,
} from './define.js';

const ROW_HEIGHT = 34;
const SETTLED_MS = 120;

const picker = described({
  properties: {
    mode: text('selector'),
    range: any([]),
    value: any(0),
    fields: text('day'),
    disabled: Boolean,
    ...texts('rangeKey', 'start', 'end', 'name', 'headerText', 'customItem', 'level'),
  },
  created() {
    const element = dom(this);
    element.setAttribute('role', 'button');
    element.setAttribute('aria-haspopup', 'dialog');
    element.tabIndex = 0;
    stopWhenDisabled(this);
    this.addListener('tap', () => this.hostActivate());
    onKeys(element, () => this.hostActivate());
  },
  methods: {
    async hostActivate() {
      if (this.data.disabled) {
        return;
      }
      const value = await openPicker(this.data, (column, index) =>
        fire(this, 'columnchange', { column, value: index }),
      );
      if (value === undefined) {
        fire(this, 'cancel');
        return;
      }
      this.setData({ value });
      fire(this, 'change', { value });
    },
    hostValue() {
      return this.data.value;
    },
    hostReset() {
      this.setData({ value: this.data.mode === 'selector' ? 0 : '' });
    },
  },
});

const pickerView = described({
  properties: {
    value: any([]),
    ...texts('indicatorStyle', 'indicatorClass', 'maskStyle', 'maskClass'),
    ...flags('immediateChange'),
  },
  observers: {
    value() {
      this.hostScroll();
    },
  },
  methods: {
    hostScroll() {
      const columns = inside(this, 'wx-picker-view-column');
      columns.forEach((column, index) => column.hostScrollTo((this.data.value || [])[index] || 0));
    },
    hostSettled() {
      const value = inside(this, 'wx-picker-view-column').map((column) => column.hostIndex());
      if (String(value) !== String(this.data.value)) {
        this.setData({ value });
        fire(this, 'change', { value });
      }
    },
  },
  attached() {
    requestAnimationFrame(() => this.hostScroll());
  },
});

const rowHeight = (column) => part(column, 'track').children[0]?.offsetHeight || ROW_HEIGHT;

const pickerViewColumn = described({
  methods: {
    hostIndex() {
      return Math.round(dom(this).scrollTop / rowHeight(this));
    },
    hostScrollTo(index) {
      dom(this).scrollTop = index * rowHeight(this);
    },
  },
  attached() {
    const element = dom(this);
    let timer = 0;
    requestAnimationFrame(() => {
      // The first and the last row can also stand in the middle.
      const space = Math.max(0, (element.clientHeight - rowHeight(this)) / 2);
      part(this, 'track').style.padding = `${space}px 0`;
    });
    const scrolled = () => {
      clearTimeout(timer);
      timer = setTimeout(() => componentOf(element.closest('wx-picker-view'))?.hostSettled(), SETTLED_MS);
    };
    element.addEventListener('scroll', scrolled, { passive: true });
  },
});

export const pickers = { picker, 'picker-view': pickerView, 'picker-view-column': pickerViewColumn };
