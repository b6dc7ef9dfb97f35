/** Who is expected and who is there? Found by initials or characters, ticked one by one, taken back with a reason. */

const screen = require('../../../behaviors/screen');
const { problemText } = require('../../../core/problems');
const atDesk = require('../checkin/at_desk');
const { found } = require('../checkin/roster_book');
const { askReason } = require('../reason');
const texts = require('../checkin/texts');
const { windowOf } = require('../checkin/words');
const { rowOf, walkInRowOf } = require('./rows');

/** @typedef {import('../checkin/roster_book').Filter} Filter */
/** @typedef {import('../checkin/roster_book').Mark} Mark */
/** @typedef {{ signup: string, member: number, name: string, label: string }} Who */

/** So many rows are drawn at a time: a list of two thousand stays quick. */
const ROWS_AT_ONCE = 40;
/** @type {Filter[]} */
const FILTERS = ['all', 'missing', 'there'];

Component({
  behaviors: [screen('roster', texts), atDesk],

  data: {
    hubWords: texts.section('hub'),
    filters: FILTERS,
    /** @type {Filter} */
    filter: 'all',
    typed: '',
    most: ROWS_AT_ONCE,
    isOpen: false,
    count: '',
    /** @type {ReturnType<typeof rowOf>[]} */
    rows: [],
    hasMore: false,
    /** @type {ReturnType<typeof walkInRowOf>[]} */
    walkIns: [],
  },

  methods: {
    paint() {
      const { book, isOpen } = this.desk();
      const { typed, filter, most } = this.data;
      if (!book) {
        return;
      }
      const parties = found(book.parties, typed, filter);
      const walkIns = filter === 'missing' ? [] : book.walkIns.map(walkInRowOf);
      const { present, expected } = book;
      this.setData({
        ...{ isOpen, hasMore: parties.length > most, hubWords: texts.section('hub') },
        count: texts.say('scan.count', { present, expected }),
        rows: parties.slice(0, most).map(rowOf),
        walkIns: walkIns.filter(({ name }) => name.includes(typed.trim())),
      });
    },

    onReachBottom() {
      if (this.data.hasMore) {
        this.setData({ most: this.data.most + ROWS_AT_ONCE });
        this.paint();
      }
    },

    async onPullDownRefresh() {
      await this.desk().refresh();
      wx.stopPullDownRefresh();
    },

    /** @param {WechatMiniprogram.Input} event */
    onSearch(event) {
      this.setData({ typed: event.detail.value, most: ROWS_AT_ONCE });
      this.paint();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onFilter(event) {
      this.setData({ filter: event.currentTarget.dataset.filter, most: ROWS_AT_ONCE });
      this.paint();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onBox(event) {
      const { signup, member } = event.currentTarget.dataset;
      const desk = this.desk();
      const party = desk.book && desk.book.bySignup.get(signup);
      if (!party || !this.data.isOpen) {
        wx.showToast({ title: this.data.t.closed, icon: 'none' });
        return;
      }
      const mark = party.marks[member];
      if (!mark) {
        await this.mark(party, member);
        return;
      }
      const label = party.members[member].label || (party.members.length > 1 ? this.data.t.me : '');
      const who = { signup, member, name: party.name, label };
      if (!desk.roster || !desk.roster.tracks_leaving || mark.leftAt) {
        await this.takeBack(mark, who);
      } else {
        await this.leaveOrTakeBack(mark, who);
      }
    },

    /**
     * @param {import('../checkin/roster_book').Party} party
     * @param {number} member
     */
    async mark(party, member) {
      const desk = this.desk();
      if (!desk.on && desk.shown) {
        const { text } = windowOf(desk.shown);
        const { confirm } = await wx.showModal({ title: text, confirmText: texts.section('scan').anyway });
        if (!confirm) {
          return;
        }
      }
      this.keep(() => desk.record(party, [member]));
    },

    /**
     * Record something on the phone, or say that it is full.
     * @param {() => any} record
     */
    keep(record) {
      try {
        record();
        wx.vibrateShort({ type: 'medium', fail: () => undefined });
      } catch {
        wx.showModal({ title: texts.section('scan').problem, content: texts.section('scan').full, showCancel: false });
      }
    },

    /**
     * @param {Mark} mark
     * @param {Who} who
     */
    async leaveOrTakeBack(mark, who) {
      const { t } = this.data;
      const desk = this.desk();
      const party = desk.book && desk.book.bySignup.get(who.signup);
      try {
        const { tapIndex } = await wx.showActionSheet({ itemList: [t.leave, t.undo] });
        if (tapIndex === 1) {
          await this.takeBack(mark, who);
        } else if (party) {
          this.keep(() => desk.record(party, [who.member], { leaving: true }));
          wx.showToast({ title: t.leftDone, icon: 'success' });
        }
      } catch {
        // The list was closed: nothing is to be done.
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onWalkInRow(event) {
      const { book } = this.desk();
      const walkIn = book && book.walkIns[event.currentTarget.dataset.index];
      if (walkIn && this.data.isOpen) {
        await this.takeBack(walkIn, { signup: '', member: 0, name: walkIn.name, label: '' });
      }
    },

    /**
     * Take back that somebody is there: what was never sent simply goes, anything else needs a reason and a network.
     * @param {Mark} mark
     * @param {Who} who
     */
    async takeBack(mark, who) {
      const { t } = this.data;
      const { queue } = this.desk();
      const isHere = queue.waiting.some(({ row, tried }) => row.client_id === mark.clientId && !tried);
      if (!isHere) {
        const reason = await askReason({ title: t.undo, placeholder: t.undoReason, needed: t.undoShort });
        if (reason) {
          await this.undo(mark, reason, who);
        }
        return;
      }
      const title = texts.say('roster.undoSure', { name: who.name, member: who.label });
      if (!(await wx.showModal({ title })).confirm) {
        return;
      }
      if (!queue.takeOut(mark.clientId, who.member)) {
        wx.showToast({ title: t.notSentYet, icon: 'none' });
        return;
      }
      this.desk().tellOfPeople();
      wx.showToast({ title: t.undone, icon: 'success' });
    },

    /**
     * @param {Mark} mark
     * @param {string} reason
     * @param {Who} who
     */
    async undo(mark, reason, who) {
      const { t } = this.data;
      try {
        await this.desk().undo(mark, reason, who);
        wx.showToast({ title: t.undone, icon: 'success' });
      } catch (failure) {
        const content = failure.code === 'not_sent_yet' ? t.notSentYet : problemText(failure);
        wx.showModal({ title: t.undo, content, showCancel: false });
      }
    },

    onAddWalkIn() {
      wx.navigateTo({ url: `/packages/worker/walkin/index?id=${this.data.id}` });
    },
  },
});
