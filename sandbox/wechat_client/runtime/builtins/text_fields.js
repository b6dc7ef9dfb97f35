/** Built-in components that one types into: input, textarea. */

import * as engine from 'glass-easel';

import { described, dom, fire, flags, number, part, text, texts } from './define.js';

const LONGEST = 140;
const KEYBOARDS = { number: 'numeric', digit: 'decimal', tel: 'tel' };

const control = (component) => part(component, 'control');

function grow(component) {
  // Outside of the document nothing has a height.
  if (component.data.autoHeight && control(component).isConnected) {
    const { style } = control(component);
    style.height = 'auto';
    style.height = `${control(component).scrollHeight}px`;
  }
}

const properties = {
  ...texts('value', 'name', 'placeholder', 'placeholderStyle', 'cursorColor', 'safePasswordCertPath'),
  ...flags('disabled', 'focus', 'autoFocus', 'confirmHold', 'adjustPosition', 'holdKeyboard', 'alwaysEmbed'),
  ...flags('password', 'showConfirmBar', 'autoHeight', 'fixed', 'disableDefaultPadding'),
  placeholderClass: text('input-placeholder'),
  maxlength: number(LONGEST),
  cursorSpacing: Number,
  cursor: number(-1),
  selectionStart: number(-1),
  selectionEnd: number(-1),
  confirmType: text('done'),
  type: text('text'),
};

const observers = {
  value(value) {
    if (control(this).value !== value) {
      control(this).value = value;
    }
    grow(this);
  },
  placeholder(value) {
    control(this).placeholder = value;
  },
  placeholderStyle(value) {
    const colour = /(?:^|;)\s*color\s*:\s*([^;]+)/.exec(value);
    control(this).style.setProperty('--placeholder', colour ? colour[1] : '');
  },
  disabled(value) {
    control(this).disabled = value;
    dom(this).toggleAttribute('disabled', value);
  },
  // The label belongs to what takes the focus.
  ariaLabel(value) {
    control(this).setAttribute('aria-label', value || this.data.placeholder);
  },
  ariaInvalid(value) {
    control(this).setAttribute('aria-invalid', String(!!value));
  },
  name(value) {
    control(this).name = value;
  },
  maxlength(value) {
    if (value >= 0) {
      control(this).maxLength = value;
    } else {
      control(this).removeAttribute('maxlength');
    }
  },
  'focus, autoFocus'(focus, autoFocus) {
    if (focus || autoFocus) {
      requestAnimationFrame(() => control(this).focus());
    } else if (document.activeElement === control(this)) {
      control(this).blur();
    }
  },
};

/** Tell the page what was typed; a handler may return what shall stand there instead. */
function tellInput(component, keyCode) {
  const element = control(component);
  component.setData({ value: element.value });
  const put = (answer) => {
    const value = typeof answer === 'string' ? answer : answer?.value;
    if (typeof value === 'string' && value !== element.value) {
      element.value = value;
      component.setData({ value });
    }
  };
  const detail = { value: element.value, cursor: element.selectionStart, keyCode };
  const event = new engine.Event('input', detail, {
    handleListenerReturn: (answer) => {
      put(answer);
      return undefined;
    },
  });
  engine.Event.dispatchEvent(component, event);
  grow(component);
}

function created() {
  const element = control(this);
  element.autocomplete = 'off';
  if (element.maxLength < 0) {
    element.maxLength = LONGEST;
  }
  let keyCode = 0;
  element.addEventListener('keydown', (event) => {
    keyCode = event.keyCode;
    if (event.key === 'Enter' && element.localName === 'input') {
      fire(this, 'confirm', { value: element.value });
    }
  });
  element.addEventListener('input', () => tellInput(this, keyCode));
  element.addEventListener('focus', () => {
    dom(this).setAttribute('focused', '');
    fire(this, 'focus', { value: element.value, height: 0 });
  });
  element.addEventListener('blur', () => {
    dom(this).removeAttribute('focused');
    fire(this, 'blur', { value: element.value, cursor: element.selectionStart });
  });
}

const methods = {
  hostValue() {
    return control(this).value;
  },
  hostReset() {
    this.setData({ value: '' });
    control(this).value = '';
  },
  hostActivate() {
    control(this).focus();
  },
};

export const textFields = {
  input: described({
    properties,
    observers: {
      ...observers,
      'type, password'(type, password) {
        const element = control(this);
        element.type = password || type === 'safe-password' ? 'password' : 'text';
        element.inputMode = KEYBOARDS[type] || 'text';
      },
    },
    created,
    methods,
  }),
  textarea: described({
    properties,
    observers,
    created,
    methods,
    attached() {
      requestAnimationFrame(() => grow(this));
    },
  }),
};
