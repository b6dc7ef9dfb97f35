/** What stands below a list? That more is coming, how to get it, or that this was all: see `behaviors/listing.js`. */

const { section } = require('../../core/texts');

Component({
  properties: {
    state: { type: String, value: 'idle' },
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
    onMore() {
      this.triggerEvent('more');
    },
  },
});
