/**
 * What stands where the content will be, or would be? `state` is `loading`, `failed` (with `text`, and a button that
 * triggers `retry`) or `empty` (with `text`, and with `action` a button that triggers `act`); anything else shows
 * nothing.
 */

const { section } = require('../../core/texts');

Component({
  properties: {
    state: { type: String, value: '' },
    text: { type: String, value: '' },
    action: { type: String, value: '' },
  },

  data: {
    c: section('shared'),
  },

  lifetimes: {
    attached() {
      this.setData({ c: section('shared') });
    },
  },

  methods: {
    onRetry() {
      this.triggerEvent('retry');
    },

    onAct() {
      this.triggerEvent('act');
    },
  },
});
