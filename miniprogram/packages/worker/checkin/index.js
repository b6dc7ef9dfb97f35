/** How does check-in go at one event, what waits on this phone, and what has a person to look at? */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const { problemText } = require('../../../core/problems');
const atDesk = require('./at_desk');
const texts = require('./texts');
const { clockText, lookOf, sessionName, uploadedOf, windowOf } = require('./words');

/** @typedef {import('./desk').Desk} Desk */

const FRESH_MS = 60 * 1000;

Component({
  behaviors: [screen('hub', texts), atDesk],

  data: {
    name: '',
    session: '',
    window: '',
    stage: 'on',
    isOpen: false,
    closedText: '',
    present: 0,
    expected: 0,
    walkIns: '',
    gate: '',
    waiting: 0,
    waitingText: '',
    uploadProblem: '',
    sending: false,
    /** @type {ReturnType<typeof lookOf>[]} */
    toLook: [],
    lookTitle: '',
    /** @type {ReturnType<typeof uploadedOf>} */
    uploaded: [],
    uploadedTitle: '',
    rosterText: '',
    rosterProblem: '',
    refreshing: false,
  },

  methods: {
    paint() {
      const desk = this.desk();
      const { roster, book, shown } = desk;
      if (!roster || !book || !shown) {
        return;
      }
      const { stage, text } = windowOf(shown);
      this.setData({
        name: roster.event.title,
        session: roster.sessions.length > 1 ? sessionName(shown) : '',
        ...{ stage, window: text, isOpen: desk.isOpen, closedText: closedText(roster.event.state) },
        ...{ present: book.present, expected: book.expected, gate: desk.gate },
        walkIns: book.walkIns.length ? texts.say('hub.walkIns', { n: book.walkIns.length }) : '',
        ...queueOf(desk),
        ...rosterOf(desk),
      });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onOpen(event) {
      wx.navigateTo({ url: `/packages/worker/${event.currentTarget.dataset.page}/index?id=${this.data.id}` });
    },

    onUpload() {
      return this.desk().upload();
    },

    onDownload() {
      return this.desk().refresh();
    },

    async onPullDownRefresh() {
      await this.desk().refresh();
      wx.stopPullDownRefresh();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onSeenTo(event) {
      const { t } = this.data;
      const { confirm } = await wx.showModal({ title: t.lookDone, content: t.lookSure });
      if (confirm) {
        this.dismiss(event.currentTarget.dataset.id);
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onWalkIn(event) {
      const { id } = event.currentTarget.dataset;
      const answered = this.desk().queue.look.find(({ row }) => row.client_id === id);
      if (answered) {
        const { row, who } = answered;
        const name = who.name || this.data.t.walkInTag;
        this.desk().recordWalkIn(name, row.code, who.user, row.code ? Date.parse(row.scanned_at) : undefined);
        this.dismiss(id);
      }
    },

    /** @param {string} id */
    dismiss(id) {
      this.desk().queue.dismiss(id);
      this.paint();
    },
  },
});

/** @param {string} state of the event */
function closedText(state) {
  const t = texts.section('hub');
  if (state === 'published') {
    return '';
  }
  return state === 'cancelled' || state === 'draft' ? t.cancelled : t.closed;
}

/**
 * Return what the queue's part of the page shows.
 * @param {Desk} desk
 */
function queueOf({ queue, uploading, uploadFailure }) {
  const [n, sending] = [queue.waiting.length, Boolean(uploading)];
  const t = texts.section('hub');
  const uploaded = uploadedOf(queue.done);
  return {
    ...{ waiting: n, sending, uploaded },
    waitingText: n ? texts.say(sending ? 'hub.sending' : 'hub.waiting', { n }) : t.waitingNone,
    uploadProblem: n && !sending ? problemOf(uploadFailure) : '',
    toLook: queue.look.map(lookOf),
    lookTitle: texts.say('hub.look', { n: queue.look.length }),
    uploadedTitle: texts.say('hub.uploaded', { n: uploaded.length }),
  };
}

/** @param {any} failure */
function problemOf(failure) {
  return !failure || failure.kind === 'network' ? texts.section('hub').safe : problemText(failure);
}

/**
 * Return what is said of how old the roster is.
 * @param {Desk} desk
 */
function rosterOf({ age, refreshing, rosterFailure }) {
  const t = texts.section('hub');
  const askedAt = new Date(clock.now() - age).toISOString();
  return {
    rosterText: age < FRESH_MS ? t.rosterNow : texts.say('hub.rosterAge', { time: clockText(askedAt) }),
    rosterProblem: rosterFailure ? t.rosterOld : '',
    refreshing: Boolean(refreshing),
  };
}
