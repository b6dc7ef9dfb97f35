/** How does a page stand at an event's door? It has the desk, hears of changes, and lets rows go up while it shows. */

const { logIn } = require('../../../core/request');
const { problemText } = require('../../../core/problems');
const { deskOf } = require('./desk');
const texts = require('./texts');

/** So often a page that shows looks whether rows wait, and at the clock. */
const TICK_MS = 20000;

/**
 * A page with this behavior gives `paint()`, which shows what the desk knows. `deskState`: `asking`, `nobody` is logged
 * in, `failed` (there is no roster, `deskProblem` says why), `ready`.
 */
module.exports = Behavior({
  data: {
    id: '',
    deskState: 'asking',
    deskProblem: '',
    listener: 0,
    ticker: 0,
  },

  lifetimes: {
    detached() {
      this.leaveDesk();
    },
  },

  pageLifetimes: {
    show() {
      this.arrive();
    },

    hide() {
      this.leaveDesk();
    },
  },

  methods: {
    /** Show what the desk knows; each page has its own. */
    paint() {},

    /** @returns {import('./desk').Desk} only once somebody is logged in */
    desk() {
      const desk = deskOf(this.data.id);
      if (!desk) {
        throw new Error('nobody is logged in');
      }
      return desk;
    },

    /** @param {{ id: string }} query */
    onLoad(query) {
      return this.goTo(query.id);
    },

    /** @param {string} id of the event */
    goTo(id) {
      this.setData({ id });
      return this.arrive();
    },

    async arrive() {
      const desk = deskOf(this.data.id);
      if (!this.data.id || this.data.listener) {
        return;
      }
      if (!desk) {
        this.setData({ deskState: 'nobody' });
        return;
      }
      const listener = desk.listen(() => this.showDesk());
      this.setData({ listener, ticker: Number(setInterval(() => this.tick(), TICK_MS)) });
      this.showDesk();
      desk.upload();
      await desk.refreshWhenOld();
    },

    leaveDesk() {
      const { id, listener, ticker } = this.data;
      const desk = id ? deskOf(id) : null;
      clearInterval(ticker);
      if (desk) {
        desk.unlisten(listener);
      }
      this.setData({ listener: 0 });
    },

    tick() {
      this.showDesk();
      this.desk().upload();
    },

    showDesk() {
      const desk = this.desk();
      if (desk.roster) {
        this.setData({ deskState: 'ready' });
        this.paint();
        return;
      }
      const failure = desk.refreshing ? null : desk.rosterFailure;
      const network = failure && failure.kind === 'network';
      const deskProblem = network ? texts.section('hub').noRoster : problemText(failure || {});
      this.setData(failure ? { deskState: 'failed', deskProblem } : { deskState: 'asking' });
    },

    onRetryDesk() {
      return this.desk().refresh();
    },

    async onLogInAtDesk() {
      try {
        await logIn();
      } catch (failure) {
        wx.showToast({ title: problemText(failure), icon: 'none' });
        return;
      }
      this.setData({ deskState: 'asking' });
      await this.arrive();
    },

    /** Ask at which gate this phone stands. */
    async onGate() {
      const t = texts.section('hub');
      const desk = this.desk();
      const { confirm, content } = await wx.showModal({
        title: t.gateTitle,
        editable: true,
        placeholderText: t.gateHint,
        content: desk.gate,
      });
      if (confirm) {
        desk.gate = (content || '').trim().slice(0, 20);
      }
    },
  },
});
