/** How does a worker write one question of a sign-up form? Triggers `change` with the question, and `remove`. */

const { KINDS, hasOptions } = require('../../questions');
const texts = require('../../texts');

/** @typedef {import('../../questions').Question} Question */

Component({
  properties: {
    question: { type: Object, value: {} },
    number: { type: Number, value: 1 },
    /** What is wrong with the label and with the options, if anything. */
    labelFault: { type: String, value: '' },
    optionsFault: { type: String, value: '' },
  },

  data: {
    /** @type {import('../../../../core/texts').Section} */
    t: {},
    /** @type {string[]} */
    kindNames: [],
    kindIndex: 0,
    choice: false,
    /** What each field is called aloud, with the number of its question. */
    spoken: {},
  },

  observers: {
    'question, number': function () {
      const t = texts.section('question');
      const n = this.data.number;
      const kind = /** @type {Question} */ (this.data.question).kind;
      const names = ['nth', 'labelOf', 'kindOf', 'optionsOf', 'requiredOf', 'removeOf'];
      this.setData({
        t,
        kindNames: KINDS.map((name) => t.kinds[name]),
        kindIndex: KINDS.indexOf(kind),
        choice: hasOptions(kind),
        spoken: Object.fromEntries(names.map((name) => [name, texts.say(`question.${name}`, { n })])),
      });
    },
  },

  methods: {
    /** @param {WechatMiniprogram.Input} event */
    onLabel(event) {
      this.tell({ label: event.detail.value });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onKind(event) {
      this.tell({ kind: KINDS[Number(event.detail.value)] });
    },

    /** @param {WechatMiniprogram.Input} event */
    onOptions(event) {
      this.tell({ optionText: event.detail.value });
    },

    /** @param {WechatMiniprogram.SwitchChange} event */
    onRequired(event) {
      this.tell({ required: event.detail.value });
    },

    onRemove() {
      this.triggerEvent('remove');
    },

    /** @param {Partial<Question>} changes */
    tell(changes) {
      this.triggerEvent('change', { ...this.data.question, ...changes });
    },
  },
});
