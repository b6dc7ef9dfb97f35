/** How did it go, and what comes next? */

const screen = require('../../../behaviors/screen');
const { problemText } = require('../../../core/problems');
const { getAttempt, submitAttempt } = require('../api');
const { durationText } = require('../paper_time');
const { marksText } = require('../paper_words');
const results = require('../results');
const texts = require('../texts');

/** @typedef {import('../api').Result} Result */

Component({
  behaviors: [screen('result', texts)],

  data: {
    id: '',
    /** `loading`, `ready`, `empty`, `failed` */
    state: 'loading',
    text: '',
    /** @type {ReturnType<typeof shownResult> | null} */
    result: null,
  },

  methods: {
    /** @param {{ id?: string }} query */
    onLoad({ id }) {
      this.setData({ id: id || '' });
      const told = results.take(this.data.id);
      return this.load(told);
    },

    onRetry() {
      return this.load(null);
    },

    /** @param {Result | null} told what was answered a moment ago, when the paper was handed in */
    async load(told) {
      if (!this.isLoggedIn()) {
        this.setData({ state: 'empty', text: this.data.t.logIn });
        return;
      }
      this.setData({ state: 'loading', text: '' });
      try {
        await this.show(told);
      } catch (failure) {
        this.setData({ state: 'failed', text: problemText(failure) });
      }
    },

    /** @param {Result | null} told */
    async show(told) {
      const attempt = await getAttempt(this.data.id);
      if (attempt.state === 'open' && !told) {
        // Nobody hands a paper in by looking at its result.
        wx.redirectTo({ url: `/packages/quiz/paper/index?id=${attempt.id}` });
        return;
      }
      const result = told || (await submitAttempt(attempt.id));
      this.setData({ state: 'ready', result: shownResult(result, attempt) });
    },

    async onAct() {
      if (await this.enter()) {
        await this.load(null);
      }
    },

    onReview() {
      wx.navigateTo({ url: `/packages/quiz/review/index?id=${this.data.id}` });
    },

    onBoard() {
      this.go('board/index?quiz');
    },

    onAgain() {
      this.go('rules/index?id');
    },

    onCertificates() {
      wx.navigateTo({ url: '/packages/quiz/certificates/index' });
    },

    onBack() {
      wx.switchTab({ url: '/pages/quizzes/index' });
    },

    /** @param {string} where */
    go(where) {
      const { result } = this.data;
      if (result) {
        wx.redirectTo({ url: `/packages/quiz/${where}=${result.quizId}` });
      }
    },
  },
});

/**
 * @param {Result} result
 * @param {import('../api').Attempt} attempt
 */
function shownResult({ state, score, full, milliseconds, rank, best, late, review_allowed }, { mode, quiz_id }) {
  const t = texts.section('result');
  const counts = state !== 'void';
  return {
    quizId: quiz_id,
    head: mode === 'practice' ? t.donePractice : t.done,
    score: score === null ? '' : texts.say('result.score', { n: marksText(score) }),
    full: texts.say('result.full', { n: marksText(full) }),
    time: durationText(milliseconds),
    rank: counts && rank ? texts.say('result.rank', { n: rank }) : '',
    best: counts && best && score !== null ? t.best : '',
    void: counts ? '' : t.void,
    late: counts && late ? t.late : '',
    review: review_allowed.some((part) => part !== 'score'),
    contest: mode === 'contest',
  };
}
