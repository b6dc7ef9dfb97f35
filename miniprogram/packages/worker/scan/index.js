/**
 * Who stands at the door? One scan after the other, each recorded on the phone at once, with a network or without.
 *
 * Of a family the worker ticks who came; when the next code is scanned first, those who are ticked are recorded.
 */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const { problemText } = require('../../../core/problems');
const atDesk = require('../checkin/at_desk');
const { codeOf, sightings } = require('../checkin/codes');
const { wasThere } = require('../checkin/queue');
const { planFor } = require('../checkin/scanning');
const texts = require('../checkin/texts');
const { alreadyText, reasonText, windowOf } = require('../checkin/words');
const { cardOf, cardOfPlan, cardOfRecorded, choicesOf } = require('./cards');
const feedback = require('./feedback');

/** @typedef {import('./cards').Card} Card */
/** @typedef {import('../checkin/codes').Code} Code */
/** @typedef {{ code: Code, scannedAt: number, signup: string }} Pending */

const isNew = sightings();

Component({
  behaviors: [screen('scan', texts), atDesk],

  data: {
    cameraState: 'on',
    leaving: false,
    tracksLeaving: false,
    gate: '',
    gateWords: texts.section('hub'),
    count: '',
    /** when people can check in, unless they can now */
    window: '',
    waiting: '',
    /** @type {Card | null} */
    card: null,
    /** @type {import('./cards').Choice[]} */
    choices: [],
    allText: '',
    onlyText: '',
    chosen: 0,
    /** @type {Pending | null} what the card is about, as long as something can be done with it */
    pending: null,
  },

  lifetimes: {
    detached() {
      this.finish();
    },
  },

  pageLifetimes: {
    show() {
      feedback.begin();
      wx.setKeepScreenOn({ keepScreenOn: true, fail: () => undefined });
      this.setData({ gateWords: texts.section('hub') });
    },

    hide() {
      this.finish();
    },
  },

  methods: {
    finish() {
      this.recordTicked();
      feedback.end();
      wx.setKeepScreenOn({ keepScreenOn: false, fail: () => undefined });
    },

    paint() {
      const { book, roster, gate, queue, on, shown } = this.desk();
      if (!book || !roster || !shown) {
        return;
      }
      const { present, expected } = book;
      const n = queue.waiting.length;
      this.setData({
        ...{ gate, tracksLeaving: roster.tracks_leaving },
        count: texts.say('scan.count', { present, expected }),
        window: on ? '' : windowOf(shown).text,
        waiting: n ? texts.say('scan.waiting', { n }) : '',
      });
      this.follow();
    },

    /** @param {{ detail: { result: string } }} event */
    onCode(event) {
      if (this.data.deskState !== 'ready') {
        return;
      }
      const [code, scannedAt] = [codeOf(event.detail.result), clock.onPhone()];
      const { card, pending } = this.data;
      const asks = card && card.action === 'choose';
      const isSame = asks && pending && pending.code.about && pending.code.about === code.about;
      if (isNew(code, scannedAt) && !isSame) {
        this.recordTicked();
        this.take(code, scannedAt);
      }
    },

    /**
     * Do what is to be done about a code.
     * @param {Code} code
     * @param {number} scannedAt
     * @param {boolean} [anyway] also outside the time for it
     */
    take(code, scannedAt, anyway = false) {
      const desk = this.desk();
      const { leaving } = this.data;
      if (!desk.book || !desk.shown || !desk.isOpen) {
        this.say(cardOf('problem', { title: this.data.t.problem, more: reasonText('sheet_closed') }));
        return;
      }
      const plan = planFor(desk.book, code, leaving);
      const signup = plan.party ? plan.party.signup : '';
      const pending = { code, scannedAt, signup };
      const writes = ['record', 'choose', 'stranger'].includes(plan.kind);
      if (writes && !leaving && !anyway && !desk.on) {
        const title = windowOf(desk.shown).text;
        this.say(cardOf('problem', { title, name: plan.party ? plan.party.name : '', action: 'anyway' }), pending);
      } else if (plan.kind === 'record') {
        this.record(plan.members, pending);
      } else {
        this.say(cardOfPlan(plan, leaving), writes ? pending : null);
        this.setChoices(plan.party && plan.kind === 'choose' ? choicesOf(plan.party, plan.members) : []);
      }
      if (plan.kind === 'stranger') {
        this.lookAgain(code, scannedAt);
      }
    },

    /**
     * Ask for a newer roster: a stranger may have signed up a minute ago.
     * @param {Code} code
     * @param {number} scannedAt
     */
    async lookAgain(code, scannedAt) {
      const desk = this.desk();
      await desk.refresh();
      const { pending, leaving, card } = this.data;
      const isStill = card && card.action === 'walk_in' && pending && pending.scannedAt === scannedAt;
      if (isStill && desk.book && planFor(desk.book, code, leaving).kind !== 'stranger') {
        this.take(code, scannedAt);
      }
    },

    /**
     * @param {number[]} members
     * @param {Pending} pending
     */
    record(members, { code, scannedAt, signup }) {
      const desk = this.desk();
      const party = desk.book && desk.book.bySignup.get(signup);
      if (!party) {
        return;
      }
      try {
        const entry = desk.record(party, members, { code: code.text, leaving: this.data.leaving, scannedAt });
        this.say(cardOfRecorded(party, entry));
      } catch {
        this.say(cardOf('problem', { title: this.data.t.problem, name: party.name, more: this.data.t.full }));
      }
    },

    /** Record those of the family on the card who are ticked, if the worker has gone on without a word. */
    recordTicked() {
      const { card, pending, choices } = this.data;
      const members = choices.filter(({ ticked }) => ticked).map(({ member }) => member);
      if (card && card.action === 'choose' && pending && members.length) {
        this.record(members, pending);
      }
    },

    /**
     * @param {Card} card
     * @param {Pending | null} [pending]
     */
    say(card, pending = null) {
      this.setData({ card, pending, choices: [] });
      feedback.give(card.tone);
    },

    /** Show what the server has said meanwhile of the row on the card. */
    follow() {
      const { card, t } = this.data;
      const { queue, uploadFailure } = this.desk();
      const answered = card && card.clientId ? queue.answerOf(card.clientId) : undefined;
      if (!card || !card.clientId) {
        return;
      }
      if (!answered) {
        this.setData(uploadFailure && !card.more ? { 'card.more': t.kept } : {});
      } else if (wasThere(answered)) {
        this.say(cardOf('already', { title: t.already, name: card.name }));
        this.sayWhen(answered.who);
      } else if (answered.result === 'conflict' || answered.result === 'rejected') {
        this.say(cardOf('problem', { title: t.problem, name: card.name, more: reasonText(answered.code) }));
      } else {
        this.setData({ 'card.clientId': '', ...(card.more === t.kept ? { 'card.more': '' } : {}) });
      }
    },

    /**
     * Somebody was recorded elsewhere: say when and where, once the roster tells.
     * @param {import('../checkin/queue').Who} who
     */
    async sayWhen(who) {
      const { card } = this.data;
      const desk = this.desk();
      await desk.refresh();
      const party = desk.book && desk.book.bySignup.get(who.signup);
      const mark = party && party.marks[who.members[0]];
      if (mark && this.data.card === card) {
        this.setData({ 'card.more': alreadyText(mark) });
      }
    },

    /** @param {import('./cards').Choice[]} choices */
    setChoices(choices) {
      const open = choices.filter(({ here }) => !here).length;
      const chosen = choices.filter(({ ticked }) => ticked).length;
      this.setData({
        ...{ choices, chosen },
        allText: open > 1 ? texts.say('scan.all', { n: open }) : '',
        onlyText: texts.say('scan.only', { n: chosen }),
      });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onTick(event) {
      const { member } = event.currentTarget.dataset;
      const turned = this.data.choices.map((one) =>
        one.member === member && !one.here ? { ...one, ticked: !one.ticked } : one,
      );
      this.setChoices(turned);
    },

    onAll() {
      this.setData({ choices: this.data.choices.map((one) => ({ ...one, ticked: !one.here })) });
      this.recordTicked();
    },

    onOnly() {
      this.recordTicked();
    },

    onCancel() {
      this.setData({ card: null, pending: null, choices: [] });
    },

    onAnyway() {
      const { pending } = this.data;
      if (pending) {
        this.take(pending.code, pending.scannedAt, true);
      }
    },

    onWalkIn() {
      const { pending, id } = this.data;
      const code = pending ? `&code=${encodeURIComponent(pending.code.text)}&at=${pending.scannedAt}` : '';
      this.onCancel();
      wx.navigateTo({ url: `/packages/worker/walkin/index?id=${id}${code}` });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onMode(event) {
      this.recordTicked();
      this.setData({ leaving: Boolean(event.currentTarget.dataset.leaving), card: null, pending: null, choices: [] });
    },

    onRoster() {
      wx.navigateTo({ url: `/packages/worker/roster/index?id=${this.data.id}` });
    },

    onCameraFailed() {
      this.setData({ cameraState: 'off' });
    },

    async onByWechat() {
      try {
        const { result } = await wx.scanCode({ onlyFromCamera: true });
        this.onCode({ detail: { result } });
      } catch (failure) {
        const closed = String(failure.errMsg).includes('cancel');
        wx.showToast({ title: closed ? this.data.t.problem : problemText(failure), icon: 'none' });
      }
    },
  },
});
