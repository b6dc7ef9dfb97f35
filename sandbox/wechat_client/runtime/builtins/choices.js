/** Built-in components that one chooses with: checkbox, radio, switch, slider. */

import { any, componentOf, described, dom, fire, flags, inside, number, onKeys, part, text, texts } from './define.js';

const checkedObservers = {
  checked(value) {
    dom(this).toggleAttribute('checked', value);
    dom(this).setAttribute('aria-checked', value);
  },
  disabled(value) {
    dom(this).toggleAttribute('disabled', value);
    dom(this).setAttribute('aria-disabled', value);
  },
  color(value) {
    part(this, 'box').style.setProperty('--color', value);
  },
};

function makeOperable(component, role) {
  const element = dom(component);
  element.setAttribute('role', role);
  element.setAttribute('aria-checked', false);
  element.tabIndex = 0;
  component.addListener('tap', () => component.hostActivate());
  onKeys(element, () => component.hostActivate());
}

const group = (name, isMultiple) =>
  described({
    properties: { name: String, value: any() },
    created() {
      dom(this).setAttribute('role', isMultiple ? 'group' : 'radiogroup');
    },
    methods: {
      hostValues() {
        const chosen = inside(this, `wx-${name}`).filter((one) => one.data.checked);
        return chosen.map((one) => one.data.value);
      },
      hostValue() {
        return isMultiple ? this.hostValues() : (this.hostValues()[0] ?? '');
      },
      hostReset() {
        inside(this, `wx-${name}`).forEach((one) => one.setData({ checked: one.initial }));
      },
    },
  });

const choice = (name, isMultiple) =>
  described({
    properties: { value: any(''), ...flags('checked', 'disabled'), ...texts('color', 'name') },
    observers: checkedObservers,
    created() {
      makeOperable(this, name);
    },
    attached() {
      this.initial = this.data.checked;
    },
    methods: {
      hostActivate() {
        if (this.data.disabled || (!isMultiple && this.data.checked)) {
          return;
        }
        const around = componentOf(dom(this).closest(`wx-${name}-group`));
        if (around && !isMultiple) {
          const others = inside(around, `wx-${name}`).filter((one) => one !== this && one.data.checked);
          others.forEach((one) => one.setData({ checked: false }));
        }
        this.setData({ checked: !this.data.checked });
        if (around) {
          fire(around, 'change', { value: isMultiple ? around.hostValues() : this.data.value });
        }
        fire(this, 'change', { value: this.data.checked });
      },
    },
  });

const toggle = described({
  properties: { type: text('switch'), ...flags('checked', 'disabled'), ...texts('color', 'name') },
  observers: checkedObservers,
  created() {
    makeOperable(this, 'switch');
  },
  attached() {
    this.initial = this.data.checked;
  },
  methods: {
    hostActivate() {
      if (!this.data.disabled) {
        this.setData({ checked: !this.data.checked });
        fire(this, 'change', { value: this.data.checked });
      }
    },
    hostValue() {
      return this.data.checked;
    },
    hostReset() {
      this.setData({ checked: this.initial });
    },
  },
});

const slider = described({
  properties: {
    min: Number,
    max: number(100),
    step: number(1),
    value: Number,
    blockSize: Number,
    activeColor: text('#1aad19'),
    ...flags('disabled', 'showValue'),
    ...texts('name', 'backgroundColor', 'blockColor', 'color', 'selectedColor'),
  },
  observers: {
    'min, max, step, value, disabled, showValue, activeColor'(min, max, step, value, disabled, showValue, activeColor) {
      const element = part(this, 'control');
      Object.assign(element, { min, max, step, disabled });
      element.value = value;
      element.style.accentColor = activeColor;
      part(this, 'info').textContent = showValue ? value : '';
    },
    ariaLabel(value) {
      part(this, 'control').setAttribute('aria-label', value || '');
    },
  },
  created() {
    const element = part(this, 'control');
    element.addEventListener('input', () => {
      part(this, 'info').textContent = this.data.showValue ? element.value : '';
      fire(this, 'changing', { value: Number(element.value) });
    });
    element.addEventListener('change', () => {
      const value = Number(element.value);
      this.setData({ value });
      fire(this, 'change', { value });
    });
  },
  methods: {
    hostValue() {
      return Number(part(this, 'control').value);
    },
    hostReset() {
      this.setData({ value: this.data.min });
    },
  },
});

export const choices = {
  'checkbox-group': group('checkbox', true),
  'radio-group': group('radio', false),
  checkbox: choice('checkbox', true),
  radio: choice('radio', false),
  switch: toggle,
  slider,
};
