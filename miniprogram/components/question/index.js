/**
 * One question of an event's form, in the way that its kind asks for, with its fault below.
 *
 * `field` is a question as the API gives it, `value` the answer so far. `change` carries `{ key, value }`; an answer
 * that was taken back is `null`. A number comes as it was typed; whoever sends it makes it one.
 */

const { section } = require('../../core/texts');

/** @typedef {NonNullable<import('../../api/events').EventOut['form']>['fields'][number]} FormField */

/** @type {Record<string, string>} what keyboard helps with a kind */
const KEYBOARD = { number: 'digit', phone: 'tel' };

/** @type {Record<string, number>} in characters */
const LONGEST = { number: 13, phone: 16, short_text: 60, long_text: 1000 };

Component({
  properties: {
    field: { type: Object, value: /** @type {any} */ ({}) },
    value: { type: null, value: /** @type {any} */ (null) },
    error: { type: String, value: '' },
  },

  data: {
    t: section('signup'),
    c: section('shared'),
    keyboard: 'text',
    longest: LONGEST.long_text,
    shown: '',
    /** @type {{ key: string, label: string, chosen: boolean }[]} */
    options: [],
  },

  observers: {
    /**
     * @param {FormField} field
     * @param {any} value
     */
    'field, value'(field, value) {
      this.setData({
        keyboard: KEYBOARD[field.kind] || 'text',
        longest: LONGEST[field.kind] || LONGEST.long_text,
        shown: shownOf(value),
        options: optionsOf(field, value),
      });
    },
  },

  lifetimes: {
    attached() {
      this.setData({ t: section('signup'), c: section('shared') });
    },
  },

  methods: {
    /** @param {any} value */
    say(value) {
      this.triggerEvent('change', { key: this.data.field.key, value });
    },

    /** @param {WechatMiniprogram.Input} event */
    onText(event) {
      this.say(event.detail.value || null);
    },

    /** @param {WechatMiniprogram.CustomEvent<{ value: any }>} event */
    onChosen(event) {
      this.say(event.detail.value);
    },

    /** @param {WechatMiniprogram.CustomEvent<{ value: string }>} event */
    onYesNo(event) {
      this.say(event.detail.value === 'yes');
    },

    /** @param {WechatMiniprogram.CustomEvent<{ value: string[] }>} event */
    onConsent(event) {
      this.say(event.detail.value.length > 0);
    },
  },
});

/**
 * @param {any} value
 * @returns {string} what stands in a text field
 */
function shownOf(value) {
  if (value === null || value === undefined || Array.isArray(value) || typeof value === 'boolean') {
    return '';
  }
  return String(value);
}

/**
 * @param {FormField} field
 * @param {any} value
 */
function optionsOf(field, value) {
  const chosen = Array.isArray(value) ? value : [value];
  return (field.options || []).map(({ key, label }) => ({ key, label, chosen: chosen.includes(key) }));
}
