/** Built-in components around a form: form, button, label. */

import {
  asAttributes,
  componentOf,
  described,
  dom,
  fire,
  flags,
  inside,
  onKeys,
  stopWhenDisabled,
  text,
  texts,
} from './define.js';
import { openTypes } from './open_types.js';

const FIELDS = 'wx-input,wx-textarea,wx-checkbox-group,wx-radio-group,wx-switch,wx-slider,wx-picker,[wx-form-field]';
const LABELLED = 'wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea,wx-button,wx-picker';

const dataOf = (component) => component.getMethodCaller().data || component.data;

const form = described({
  properties: { reportSubmit: Boolean, reportSubmitTimeout: Number },
  methods: {
    hostSubmit(button) {
      const value = {};
      for (const field of inside(this, FIELDS)) {
        const { name, value: own } = dataOf(field);
        if (name) {
          value[name] = field.hostValue ? field.hostValue() : own;
        }
      }
      fire(this, 'submit', { value, target: button });
    },
    hostReset() {
      inside(this, FIELDS).forEach((field) => field.hostReset?.());
      fire(this, 'reset');
    },
  },
});

const button = described({
  hoverClass: 'button-hover',
  properties: {
    type: text('default'),
    size: text('default'),
    ...flags('plain', 'disabled', 'loading', 'showMessageCard', 'phoneNumberNoQuotaToast'),
    ...texts('formType', 'openType', 'name', 'lang', 'sessionFrom', 'appParameter'),
    ...texts('sendMessageTitle', 'sendMessagePath', 'sendMessageImg'),
  },
  observers: {
    ...asAttributes('type', 'size', 'plain', 'loading', 'formType'),
    disabled(value) {
      const element = dom(this);
      element.toggleAttribute('disabled', !!value);
      element.setAttribute('aria-disabled', !!value);
      element.tabIndex = value ? -1 : 0;
    },
  },
  created() {
    const element = dom(this);
    element.setAttribute('role', 'button');
    element.tabIndex = 0;
    stopWhenDisabled(this);
    onKeys(element, () => {
      if (!this.data.disabled) {
        fire(this, 'tap', {}, { bubbles: true, composed: true, capturePhase: true });
      }
    });
    this.addListener('tap', () => act(this));
  },
});

function act(pressed) {
  const { disabled, formType, openType } = pressed.data;
  if (disabled) {
    return;
  }
  const around = componentOf(dom(pressed).closest('wx-form'));
  if (around && formType === 'submit') {
    around.hostSubmit(pressed);
  } else if (around && formType === 'reset') {
    around.hostReset();
  }
  // Two may be joined: `getPhoneNumber|agreePrivacyAuthorization`.
  openType.split('|').forEach((one) => openTypes[one]?.(pressed));
}

const label = described({
  properties: { for: String },
  created() {
    this.addListener('tap', (event) => {
      const tapped = event.getOriginalEvent?.()?.target?.closest?.(LABELLED);
      const handlesItself = tapped && dom(this).contains(tapped);
      if (!handlesItself) {
        componentOf(labelled(this))?.hostActivate?.();
      }
    });
  },
});

function labelled(component) {
  const element = dom(component);
  return component.data.for
    ? element.closest('wx-page').querySelector(`#${CSS.escape(component.data.for)}`)
    : element.querySelector(LABELLED);
}

export const forms = { form, button, label };
