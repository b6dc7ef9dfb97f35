/** What did I answer, and what is right, as far as it may be seen now? */

const screen = require('../../../behaviors/screen');
const { problemText } = require('../../../core/problems');
const { getReview } = require('../api');
const { marksText, shownQuestion } = require('../paper_words');
const texts = require('../texts');

Component({
  behaviors: [screen('review', texts)],

  data: {
    id: '',
    /** `loading`, `ready`, `empty`, `failed` */
    state: 'loading',
    text: '',
    score: '',
    /** @type {ReturnType<typeof shownItem>[]} */
    questions: [],
  },

  methods: {
    /** @param {{ id?: string }} query */
    onLoad({ id }) {
      this.setData({ id: id || '' });
      return this.load();
    },

    async load() {
      if (!this.isLoggedIn()) {
        this.setData({ state: 'empty', text: this.data.t.logIn });
        return;
      }
      this.setData({ state: 'loading', text: '' });
      try {
        this.show(await getReview(this.data.id));
      } catch (failure) {
        this.showFailure(failure);
      }
    },

    /** @param {any} failure */
    showFailure(failure) {
      const closed = failure.kind === 'conflict' || failure.kind === 'denied';
      const text = closed ? this.data.t.closed : problemText(failure);
      this.setData({ state: closed || failure.kind === 'missing' ? 'empty' : 'failed', text });
    },

    /** @param {import('../api').Review} review */
    show({ score, full, items }) {
      const told = score !== undefined && score !== null;
      this.setData({
        state: items.length ? 'ready' : 'empty',
        text: items.length ? '' : this.data.t.closed,
        score: told ? texts.say('review.score', { n: marksText(score), full: marksText(full) }) : '',
        questions: items.map((item, place) => shownItem(item, place, items.length)),
      });
    },

    async onAct() {
      if (this.isLoggedIn()) {
        wx.switchTab({ url: '/pages/quizzes/index' });
      } else if (await this.enter()) {
        await this.load();
      }
    },
  },
});

/**
 * @param {import('../api').Review['items'][number]} item
 * @param {number} place
 * @param {number} total
 */
function shownItem(item, place, total) {
  const { answer, right, score } = item;
  const told = { right, key: item.key, explanation: item.explanation, source: item.source };
  return {
    ...shownQuestion(item, answer || [], told),
    head: texts.say('paper.progress', { n: place + 1, total }),
    unanswered: Boolean(answer && !answer.length),
    earned: score === undefined || score === null ? '' : texts.say('review.earned', { n: marksText(score) }),
  };
}
