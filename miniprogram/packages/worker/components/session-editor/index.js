/** How does a worker write one session of an event? Triggers `change` with the session, and `remove`. */

const texts = require('../../texts');

/** @typedef {import('../../sessions').Session} Session */

Component({
  properties: {
    session: { type: Object, value: {} },
    number: { type: Number, value: 1 },
    /** What is wrong with the label and with the times, if anything. */
    labelFault: { type: String, value: '' },
    timesFault: { type: String, value: '' },
  },

  data: {
    /** @type {import('../../../../core/texts').Section} */
    t: {},
    /** What each field is called aloud, with the number of its session. */
    spoken: {},
  },

  observers: {
    number() {
      const n = this.data.number;
      const names = ['nth', 'labelOf', 'startDay', 'startTime', 'endDay', 'endTime', 'removeOf'];
      this.setData({
        t: texts.section('session'),
        spoken: Object.fromEntries(names.map((name) => [name, texts.say(`session.${name}`, { n })])),
      });
    },
  },

  methods: {
    /** @param {WechatMiniprogram.Input} event */
    onLabel(event) {
      this.tell({ label: event.detail.value });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onMoment(event) {
      this.tell({ [event.currentTarget.dataset.field]: String(event.detail.value) });
    },

    onRemove() {
      this.triggerEvent('remove');
    },

    /** @param {Partial<Session>} changes */
    tell(changes) {
      this.triggerEvent('change', { ...this.data.session, ...changes });
    },
  },
});
