/** How is a closed sheet put right? Somebody who was there is added, somebody who was not is taken off; each with a reason. */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const { problemText } = require('../../../core/problems');
const { askReason } = require('../reason');
const texts = require('../texts');
const { correctAttendance, readAttendance, readRoster } = require('../verification_api');
const { rowsOf } = require('./sheet');

/** @typedef {import('./sheet').Row} Row */

/** As in models/fields.py. */
const LONGEST_LABEL = 20;

Component({
  behaviors: [screen('corrections', texts), form],

  data: {
    id: '',
    /** `loading`, `ready`, or `failed` with a `problem` */
    state: 'loading',
    problem: '',
    title: '',
    present: '',
    session: 1,
    /** @type {{ number: number, label: string }[]} */
    sessions: [],
    /** @type {import('../verification_api').Roster | null} */
    roster: null,
    /** @type {import('../../../typings/api').CorrectionOut[]} */
    corrections: [],
    /** @type {Row[]} */
    rows: [],
  },

  methods: {
    /** @param {{ id: string }} query */
    onLoad(query) {
      this.setData({ id: query.id });
      return this.load();
    },

    async load() {
      const { id } = this.data;
      try {
        const [roster, attendance] = await Promise.all([readRoster(id), readAttendance(id)]);
        this.setData({
          state: 'ready',
          roster,
          corrections: attendance.corrections,
          title: roster.event.title,
          present: texts.say('corrections.present', { n: attendance.present }),
          sessions: attendance.sessions.map(({ number, label }) => ({
            number,
            label: label || texts.say('verify.session', { n: number }),
          })),
        });
        this.showRows();
      } catch (failure) {
        this.setData({ state: 'failed', problem: problemText(failure) });
      }
    },

    showRows() {
      const { corrections, roster, session } = this.data;
      this.setData({ rows: roster ? rowsOf(roster, corrections, session) : [] });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onSession(event) {
      this.setData({ session: Number(event.currentTarget.dataset.number) });
      this.showRows();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onAdd(event) {
      const row = this.data.rows[event.currentTarget.dataset.index];
      const { recordId: removal, signupId, member, person } = row;
      const change = removal ? { remove: removal } : { add: { signup_id: signupId, member } };
      await this.correct(texts.say('corrections.addOf', { person }), change);
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    async onRemove(event) {
      const row = this.data.rows[event.currentTarget.dataset.index];
      await this.correct(texts.say('corrections.removeOf', { person: row.person }), { remove: row.recordId });
    },

    async onAddByName() {
      const { t } = this.data;
      const asked = { title: t.addByName, editable: true, placeholderText: t.nameExample };
      const { confirm, content } = await wx.showModal(asked);
      const label = (content || '').trim();
      if (!confirm) {
        return;
      }
      if (label === '' || label.length > LONGEST_LABEL) {
        wx.showToast({ title: t.nameNeeded, icon: 'none' });
        return;
      }
      await this.correct(texts.say('corrections.addOf', { person: label }), { add: { label } });
    },

    /**
     * Ask for the reason and put the sheet right.
     * @param {string} title
     * @param {Pick<import('../../../typings/api').CorrectionIn, 'add' | 'remove'>} change
     */
    async correct(title, change) {
      const { id, session, t } = this.data;
      const reason = await askReason({ title, placeholder: t.reason, needed: t.reasonNeeded });
      if (!reason) {
        return;
      }
      const body = { session, reason, ...change };
      if (await this.submit(body, (key) => correctAttendance(id, body, key))) {
        wx.showToast({ title: t.done, icon: 'success' });
        await this.load();
        return;
      }
      // The row that was tapped may be far below the top of the page.
      wx.showModal({ title, content: this.data.refusal, showCancel: false });
    },
  },
});
