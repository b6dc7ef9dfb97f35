/** Who comes to an event, who waits, and what did they answer? A waiting party can be moved up, with a reason. */

const listing = require('../../../behaviors/listing');
const screen = require('../../../behaviors/screen');
const { partyText } = require('../../../core/event_words');
const { problemText } = require('../../../core/problems');
const { listEventSignups, moveUp, readEvent } = require('../api');
const { askReason } = require('../reason');
const texts = require('../texts');

/** @typedef {import('../api').StaffSignup} StaffSignup */
/** @typedef {import('../../../typings/api').FormField} FormField */

/** @type {StaffSignup['state'][]} */
const STATES = ['confirmed', 'waiting', 'offered', 'cancelled'];
Component({
  behaviors: [screen('signups', texts), listing],

  data: {
    id: '',
    states: STATES,
    /** @type {StaffSignup['state']} */
    state: 'confirmed',
    name: '',
    count: '',
    /** @type {FormField[]} */
    questions: [],
  },

  methods: {
    /** @param {{ id: string }} query */
    onLoad(query) {
      this.setData({ id: query.id });
      return this.reload();
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      if (cursor === null) {
        await this.readHead();
      }
      const page = await listEventSignups(this.data.id, this.data.state, cursor);
      return { items: page.items.map((signup) => rowOf(signup, this.data.questions)), next_cursor: page.next_cursor };
    },

    async readHead() {
      const { title, taken, waiting, capacity, form } = await readEvent(this.data.id);
      const count =
        typeof capacity === 'number'
          ? texts.say('signups.countOf', { taken, waiting, capacity })
          : texts.say('signups.count', { taken, waiting });
      this.setData({ name: title, count, questions: form ? form.fields : [] });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onState(event) {
      this.setData({ state: event.currentTarget.dataset.state });
      return this.startOver();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onMoveUp(event) {
      const { t } = this.data;
      const reason = await askReason({ title: t.moveTitle, placeholder: t.moveReason, needed: t.reasonNeeded });
      if (reason) {
        await this.givePlaces(event.currentTarget.dataset.id, reason);
      }
    },

    /**
     * @param {string} signupId
     * @param {string} reason
     */
    async givePlaces(signupId, reason) {
      try {
        await moveUp(this.data.id, signupId, reason);
        wx.showToast({ title: this.data.t.moved, icon: 'success' });
      } catch (failure) {
        wx.showModal({ title: this.data.t.moveTitle, content: problemText(failure), showCancel: false });
      }
      await this.startOver();
    },
  },
});

/**
 * Return what a row of the list shows.
 * @param {StaffSignup} signup
 * @param {FormField[]} questions
 */
function rowOf(signup, questions) {
  return {
    id: signup.id,
    person: signup.person,
    party: partyText(signup),
    seats: texts.say('signups.seats', { n: signup.seats }),
    position: signup.position === null ? '' : texts.say('signups.position', { n: signup.position }),
    answers: questions.filter(({ key }) => key in signup.answers).map((question) => said(question, signup.answers)),
    moveLabel: texts.say('signups.moveUpOf', { person: signup.person }),
  };
}

/**
 * Return a question and its answer in words.
 * @param {FormField} question
 * @param {Record<string, any>} answers
 */
function said(question, answers) {
  const given = [].concat(answers[question.key]);
  const words = given.map((value) => wordsOf(question, value));
  return { key: question.key, label: question.label, words: words.join('、') };
}

/**
 * @param {FormField} question
 * @param {any} value
 */
function wordsOf(question, value) {
  if (typeof value === 'boolean') {
    return texts.section('signups')[value ? 'yes' : 'no'];
  }
  const option = (question.options || []).find(({ key }) => key === value);
  return option ? option.label : String(value);
}
