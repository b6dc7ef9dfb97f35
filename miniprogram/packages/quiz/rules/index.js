/** What is this quiz, by which rules, and how do I begin? */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const openPapers = require('../../../core/open_papers');
const { problemText } = require('../../../core/problems');
const { getQuiz, startAttempt } = require('../api');
const { findOrganisations } = require('../boards_api');
const { clockText } = require('../paper_time');
const { SOON_MS, factsOf, hindrance } = require('./facts');
const texts = require('../texts');

/** @typedef {import('../api').Quiz} Quiz */

const MINUTE = 60;
const TYPING_PAUSE_MS = 400;
const SECOND_MS = 1000;
const LONGEST_WAIT_MS = 60 * 60 * SECOND_MS;

/** The server's second and ours may differ by a part of one: whoever was too early tries again so much later. */
const TOO_EARLY_MS = SECOND_MS;

Component({
  behaviors: [screen('rules', texts), form],

  data: {
    id: '',
    /** `loading`, `ready`, `empty`, `failed` */
    state: 'loading',
    text: '',
    /** @type {Quiz | null} */
    quiz: null,
    /** @type {{ head: string, text: string }[]} */
    facts: [],
    rulesHead: '',
    hindrance: '',
    agreed: false,
    askAgain: false,
    words: '',
    /** @type {{ id: string, name: string }[] | null} null: nothing was searched for */
    organisations: null,
    /** @type {{ id: string, name: string } | null} */
    organisation: null,
    /** When this person may begin: the server spreads the many over some seconds after the opening. */
    mayStartAt: 0,
    /** Seconds until it begins by itself; 0 when nobody waits for it. */
    waitSeconds: 0,
    waitText: '',
    timer: 0,
    opening: 0,
    typing: 0,
  },

  methods: {
    /** @param {{ id?: string }} query */
    onLoad({ id }) {
      this.setData({ id: id || '' });
    },

    /** Read it at each return: tries are used up, and rules change. */
    onShow() {
      return this.load();
    },

    onHide() {
      clearTimeout(this.data.opening);
    },

    onUnload() {
      this.onWaitCancel();
      clearTimeout(this.data.opening);
      clearTimeout(this.data.typing);
    },

    async load() {
      if (!this.isLoggedIn()) {
        this.setData({ state: 'empty', text: this.data.t.logIn });
        return;
      }
      try {
        this.showQuiz(await getQuiz(this.data.id));
      } catch (failure) {
        this.showLoadFailure(failure);
      }
    },

    /** @param {any} failure */
    showLoadFailure(failure) {
      if (failure.kind === 'missing') {
        this.setData({ state: 'empty', text: this.data.t.gone, quiz: null });
      } else if (this.data.quiz) {
        wx.showToast({ title: problemText(failure), icon: 'none' });
      } else {
        this.setData({ state: 'failed', text: problemText(failure) });
      }
    },

    /** @param {Quiz} quiz */
    showQuiz(quiz) {
      const former = this.data.quiz;
      const sameRules = !former || former.rules_version === quiz.rules_version;
      this.setData({
        quiz,
        state: 'ready',
        text: '',
        facts: factsOf(quiz),
        rulesHead: texts.say('rules.rules', { n: quiz.rules_version }),
        hindrance: quiz.open_attempt_id ? '' : hindrance(quiz),
        agreed: sameRules && this.data.agreed,
        mayStartAt: Date.parse(quiz.opens_at) + quiz.start_after * SECOND_MS,
      });
      this.awaitOpening(quiz);
    },

    /**
     * Let those who wait for the opening get ready shortly before it, without asking the server again.
     * @param {Quiz} quiz
     */
    awaitOpening(quiz) {
      clearTimeout(this.data.opening);
      const ms = Date.parse(quiz.opens_at) - SOON_MS - clock.now();
      if (ms > 0 && ms < LONGEST_WAIT_MS) {
        this.setData({ opening: setTimeout(() => this.showQuiz(quiz), ms + SECOND_MS) });
      }
    },

    async onAct() {
      if (this.isLoggedIn()) {
        wx.switchTab({ url: '/pages/quizzes/index' });
      } else if (await this.enter()) {
        this.setData({ state: 'loading', text: '' });
        await this.load();
      }
    },

    onAgree() {
      this.setData({ agreed: !this.data.agreed, askAgain: false });
    },

    /** @param {WechatMiniprogram.Input} event */
    onWords(event) {
      const words = event.detail.value;
      clearTimeout(this.data.typing);
      this.setData({ words, typing: setTimeout(() => this.search(words.trim()), TYPING_PAUSE_MS) });
    },

    /** @param {string} words */
    async search(words) {
      if (!words) {
        this.setData({ organisations: null });
        return;
      }
      const page = await findOrganisations(words).catch(() => null);
      if (page && words === this.data.words.trim()) {
        this.setData({ organisations: page.items });
      }
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onOrganisation(event) {
      const found = this.data.organisations || [];
      const organisation = found[event.currentTarget.dataset.index];
      this.setData({ organisation, organisations: null, words: '' });
    },

    onNoOrganisation() {
      this.setData({ organisation: null });
    },

    onResume() {
      const { quiz } = this.data;
      if (quiz && quiz.open_attempt_id) {
        wx.navigateTo({ url: `/packages/quiz/paper/index?id=${quiz.open_attempt_id}` });
      }
    },

    /** Begin, as soon as it is this person's turn. */
    onStart() {
      if (!this.data.agreed) {
        this.setData({ askAgain: true });
        wx.pageScrollTo({ selector: '#agree', offsetTop: -80, fail: () => undefined });
        return undefined;
      }
      return this.wait();
    },

    /** Count down to the person's turn, calmly, and begin then. */
    wait() {
      clearTimeout(this.data.timer);
      const ms = this.data.mayStartAt - clock.now();
      if (ms <= 0) {
        this.setData({ waitSeconds: 0 });
        return this.start();
      }
      const waitSeconds = Math.ceil(ms / SECOND_MS);
      const timer = setTimeout(() => this.wait(), ms % SECOND_MS || SECOND_MS);
      this.setData({ waitSeconds, waitText: waitText(waitSeconds), timer });
      return undefined;
    },

    onWaitCancel() {
      clearTimeout(this.data.timer);
      this.setData({ waitSeconds: 0 });
    },

    async start() {
      const { quiz, organisation } = this.data;
      if (!quiz) {
        return;
      }
      const agreed = {
        rules_version: quiz.rules_version,
        ...(organisation ? { organisation_id: organisation.id } : {}),
      };
      const attempt = await this.submit(agreed, (key) => startAttempt(quiz.id, agreed, key));
      if (attempt) {
        openPapers.keep(attempt, quiz.title);
        wx.navigateTo({ url: `/packages/quiz/paper/index?id=${attempt.id}&begun=1` });
      } else {
        await this.afterRefusal();
      }
    },

    /** What was refused has changed meanwhile: show how things are now. */
    async afterRefusal() {
      const { refusalCode, t } = this.data;
      if (refusalCode === 'quiz_not_open' && clock.now() > this.data.mayStartAt - TOO_EARLY_MS) {
        this.setData({ mayStartAt: clock.now() + TOO_EARLY_MS, refusal: '', refusalCode: '' });
        this.wait();
        return;
      }
      if (refusalCode === 'rules_changed') {
        this.setData({ agreed: false, refusal: t.rulesChanged });
      }
      if (refusalCode && refusalCode !== 'network') {
        await this.load();
      }
    },

    onBoard() {
      wx.navigateTo({ url: `/packages/quiz/board/index?quiz=${this.data.id}` });
    },
  },
});

/** @param {number} seconds */
function waitText(seconds) {
  return seconds < MINUTE ? texts.say('rules.waitSeconds', { n: seconds }) : clockText(seconds);
}
