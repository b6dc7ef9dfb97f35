/** How is a paper answered: one question at a time, each answer saved by itself, and handed in at the latest in time? */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const openPapers = require('../../../core/open_papers');
const { problemText } = require('../../../core/problems');
const { getAttempt, getReview, submitAttempt } = require('../api');
const { timeLeft } = require('../paper_time');
const { cardCells, handInQuestion, savedLine, shownQuestion, tells } = require('../paper_words');
const { close, queueOf } = require('./queues');
const results = require('../results');
const texts = require('../texts');

/** @typedef {import('../api').Attempt} Attempt */
/** @typedef {import('../answer_queue').Happening} Happening */

const RETRY_MS = 3000;

/** At the end the last answers have the server's grace to arrive in; then the paper is handed in. */
const LAST_ANSWERS_MS = 2000;

Component({
  behaviors: [screen('paper', texts)],

  data: {
    id: '',
    /** `loading`, `ready`, `empty`, `failed` */
    state: 'loading',
    text: '',
    /** @type {Attempt | null} */
    attempt: null,
    visible: false,
    gone: false,
    place: 0,
    /** @type {ReturnType<typeof shownQuestion> | null} */
    question: null,
    progress: '',
    /** @type {Record<number, string[]>} chosen, but not answered yet: with several right ones one says when one is done */
    picked: {},
    mustConfirm: false,
    awaiting: false,
    /** @type {Record<number, import('../paper_words').Told>} */
    told: {},
    left: { text: '', tone: 'plain', spoken: '' },
    timer: 0,
    line: { text: '', tone: 'plain' },
    elsewhere: false,
    cardOpen: false,
    /** @type {ReturnType<typeof cardCells>} */
    cells: [],
    summary: '',
    words: texts.section('card'),
    handingIn: false,
    timeUp: '',
  },

  methods: {
    /** @param {{ id?: string, begun?: string }} query `begun`: this very moment, so that the server has nothing newer */
    onLoad({ id, begun }) {
      this.setData({ id: id || '', words: texts.section('card') });
      const kept = openPapers.attemptOf(this.data.id);
      if (kept) {
        this.showAttempt(kept);
      }
      return kept && begun ? undefined : this.load();
    },

    onShow() {
      this.setData({ visible: true });
      if (this.data.attempt) {
        queueOf(this.data.id).hurry();
        this.tick();
      }
    },

    onHide() {
      this.rest();
    },

    onUnload() {
      this.rest();
      this.setData({ gone: true });
      queueOf(this.data.id).onChange = () => undefined;
    },

    rest() {
      clearTimeout(this.data.timer);
      this.setData({ visible: false });
    },

    async load() {
      if (!this.isLoggedIn()) {
        this.setData({ state: 'empty', text: this.data.t.logIn });
        return;
      }
      try {
        const attempt = await getAttempt(this.data.id);
        if (attempt.state === 'open') {
          openPapers.keep(attempt);
          this.showAttempt(attempt);
          await this.loadTold(attempt);
        } else {
          this.leave();
        }
      } catch (failure) {
        this.showLoadFailure(failure);
      }
    },

    /**
     * Whoever comes back to a practice sees again what they were told; without a network that stays unsaid.
     * @param {Attempt} attempt
     */
    async loadTold({ mode, id }) {
      const review = mode === 'practice' ? await getReview(id).catch(() => null) : null;
      const told = review ? review.items.filter(tells).map((one) => [one.item, one]) : [];
      if (told.length) {
        this.setData({ told: { ...Object.fromEntries(told), ...this.data.told } });
        this.showQuestion();
      }
    },

    /** @param {any} failure */
    showLoadFailure(failure) {
      if (failure.kind === 'missing') {
        openPapers.drop(this.data.id);
        this.setData({ state: 'empty', text: this.data.t.gone, attempt: null });
      } else if (!this.data.attempt) {
        // A paper that the phone has goes on without a network.
        this.setData({ state: 'failed', text: problemText(failure) });
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

    /** @param {Attempt} attempt */
    showAttempt(attempt) {
      const queue = queueOf(attempt.id);
      const first = !this.data.attempt;
      this.setData({ attempt, state: 'ready' });
      queue.merge(attempt.items);
      queue.onChange = (happening) => this.onHappening(happening);
      if (first) {
        const open = attempt.items.findIndex(({ item }) => !queue.optionsOf(item).length);
        this.setData({ place: Math.max(0, open) });
      }
      queue.hurry();
      this.showAll();
      this.tick();
    },

    /** @param {Happening} happening */
    onHappening({ kind, item, reply }) {
      if (kind === 'over') {
        this.handInNow();
        return;
      }
      if (item && reply && tells(reply)) {
        this.setData({ told: { ...this.data.told, [item]: reply } });
      }
      this.setData({ elsewhere: kind === 'elsewhere' || (this.data.elsewhere && kind !== 'chosen') });
      this.showAll();
    },

    showAll() {
      this.showQuestion();
      this.showLine();
      if (this.data.cardOpen) {
        this.showCard();
      }
    },

    /** @returns {Attempt['items']} */
    items() {
      return this.data.attempt ? this.data.attempt.items : [];
    },

    showQuestion() {
      const { id, place, picked, told, attempt } = this.data;
      const items = this.items();
      const { item, type } = items[place];
      const chosen = picked[item] || queueOf(id).optionsOf(item);
      const answer = told[item] || null;
      const practice = Boolean(attempt && attempt.mode === 'practice');
      const waits = queueOf(id).standing() === 'waiting' && queueOf(id).unsent().includes(item);
      this.setData({
        question: shownQuestion(items[place], chosen, answer),
        progress: texts.say('paper.progress', { n: place + 1, total: items.length }),
        mustConfirm: practice && type === 'multiple' && !answer,
        awaiting: practice && waits,
      });
    },

    showLine() {
      const queue = queueOf(this.data.id);
      const standing = queue.standing();
      const elsewhere = this.data.elsewhere && standing === 'saved';
      this.setData({ line: savedLine(elsewhere ? 'elsewhere' : standing, queue.unsent().length) });
    },

    showCard() {
      const queue = queueOf(this.data.id);
      const items = this.items();
      const open = this.openCount();
      this.setData({
        cells: cardCells(items, (item) => queue.optionsOf(item), queue.unsent(), this.data.place),
        summary: open
          ? texts.say('card.summary', { n: items.length - open, open })
          : texts.say('card.summaryAll', { n: items.length }),
      });
    },

    /** @returns {number} how many questions have no answer */
    openCount() {
      const queue = queueOf(this.data.id);
      return this.items().filter(({ item }) => !queue.optionsOf(item).length).length;
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { option: string }>} event */
    onOption(event) {
      const { question, mustConfirm, id, told, handingIn } = this.data;
      if (!question || told[question.item] || handingIn) {
        return;
      }
      const { option } = event.currentTarget.dataset;
      const chosen = question.options.filter((one) => one.chosen).map((one) => one.id);
      const options = question.multiple ? toggled(chosen, option) : [option];
      if (mustConfirm) {
        this.setData({ picked: { ...this.data.picked, [question.item]: options } });
        this.showQuestion();
      } else if (question.multiple || chosen[0] !== option) {
        queueOf(id).choose(question.item, options);
      }
    },

    onConfirm() {
      if (!this.confirmPicked()) {
        wx.showToast({ title: this.data.t.confirmFirst, icon: 'none' });
      }
    },

    /** @returns {boolean} whether what was picked on this question became an answer */
    confirmPicked() {
      const { question, picked, id } = this.data;
      const options = question ? picked[question.item] : undefined;
      if (!question || !options || !options.length) {
        return false;
      }
      const { [question.item]: taken, ...others } = picked;
      this.setData({ picked: others });
      queueOf(id).choose(question.item, taken);
      return true;
    },

    onPrevious() {
      this.go(this.data.place - 1);
    },

    onNext() {
      this.go(this.data.place + 1);
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { place: number }>} event */
    onCell(event) {
      this.go(event.currentTarget.dataset.place);
    },

    /** @param {number} place */
    go(place) {
      this.confirmPicked();
      this.setData({ place: Math.min(Math.max(place, 0), this.items().length - 1), cardOpen: false });
      this.showQuestion();
      wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    },

    onCard() {
      this.confirmPicked();
      this.setData({ cardOpen: !this.data.cardOpen });
      if (this.data.cardOpen) {
        this.showCard();
      }
    },

    /** Show the time that is left, and hand in when there is none. */
    tick() {
      clearTimeout(this.data.timer);
      const { attempt, visible, handingIn } = this.data;
      if (!attempt || !visible || handingIn) {
        return;
      }
      const { over, text, tone, spoken, tickIn } = timeLeft(attempt.deadline, clock.now());
      this.setData({ left: { text, tone, spoken } });
      if (over) {
        this.handInNow();
      } else if (tickIn) {
        this.setData({ timer: setTimeout(() => this.tick(), tickIn) });
      }
    },

    /** Hand in because the person wants it: ask first. */
    async onHandIn() {
      if (this.data.handingIn) {
        return;
      }
      this.confirmPicked();
      const queue = queueOf(this.data.id);
      await queue.settle();
      const asked = handInQuestion(this.openCount(), queue.unsent().length);
      const { confirm } = await wx.showModal({ ...asked, cancelText: texts.say('handIn.no') });
      if (!confirm || this.data.handingIn) {
        return;
      }
      this.setData({ handingIn: true });
      try {
        this.finish(await submitAttempt(this.data.id));
      } catch (failure) {
        this.setData({ handingIn: false });
        const title = failure.passes ? this.data.t.notHandedIn : problemText(failure);
        wx.showToast({ title, icon: 'none' });
        this.tick();
      }
    },

    /** Hand in because the time is over: the last answers first, and without a network as soon as there is one. */
    async handInNow() {
      if (this.data.handingIn) {
        return;
      }
      this.confirmPicked();
      this.setData({ handingIn: true, cardOpen: false, timeUp: this.data.t.timeUp });
      await Promise.race([queueOf(this.data.id).settle(), pause(LAST_ANSWERS_MS)]);
      await this.keepHandingIn();
    },

    async keepHandingIn() {
      try {
        this.finish(await submitAttempt(this.data.id));
      } catch (failure) {
        if (!failure.passes) {
          this.leave();
          return;
        }
        this.setData({ timeUp: this.data.t.timeUpOffline });
        await pause(RETRY_MS);
        await (this.data.gone ? undefined : this.keepHandingIn());
      }
    },

    /** @param {import('../api').Result} result */
    finish(result) {
      results.remember(result);
      this.leave();
    },

    /** The paper is handed in, by this phone or not: go on to its result. */
    leave() {
      const { id } = this.data;
      close(id);
      if (!this.data.gone) {
        wx.redirectTo({ url: `/packages/quiz/result/index?id=${id}` });
      }
    },
  },
});

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/**
 * @param {string[]} chosen
 * @param {string} option
 */
function toggled(chosen, option) {
  return chosen.includes(option) ? chosen.filter((id) => id !== option) : [...chosen, option];
}
