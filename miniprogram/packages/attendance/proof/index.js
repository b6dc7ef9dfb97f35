/** What does one proof say, and how do I give it to others? */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const { span, when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { findProof } = require('../api');
const { durationText } = require('../durations');
const { openDocument, savePicture } = require('./files');
const texts = require('../texts');

/** @typedef {import('../api').ProofOut} ProofOut */

/** Links are good for a quarter of an hour at least; older ones are fetched again before they are used. */
const FRESH_MS = 10 * 60 * 1000;
const COPIED_MS = 1500;

Component({
  behaviors: [screen('proof', texts)],

  data: {
    serial: '',
    /** `loading`, `ready`, `empty`, `failed`, or `login` */
    state: 'loading',
    text: '',
    /** @type {ProofOut | null} */
    proof: null,
    readAt: 0,
    /** @type {{ head: string, text: string }[]} */
    facts: [],
    revoked: '',
    busy: '',
  },

  methods: {
    /** @param {{ serial?: string }} query */
    onLoad({ serial }) {
      this.setData({ serial: serial || '' });
      return this.load();
    },

    async load() {
      if (!this.isLoggedIn()) {
        this.setData({ state: 'empty', text: this.data.t.logIn });
        return;
      }
      this.setData({ state: 'loading', text: '' });
      try {
        this.showProof(await findProof(this.data.serial));
      } catch (failure) {
        this.setData({ state: 'failed', text: problemText(failure) });
      }
    },

    /** @param {ProofOut | null} proof */
    showProof(proof) {
      if (!proof) {
        this.setData({ state: 'empty', text: this.data.t.gone, proof: null });
        return;
      }
      const { revoked_at } = proof;
      this.setData({
        proof,
        readAt: clock.now(),
        state: 'ready',
        facts: factsOf(proof),
        revoked: revoked_at ? texts.say('proof.revokedOn', { when: when(revoked_at) }) : '',
      });
    },

    async onAct() {
      if (this.isLoggedIn()) {
        wx.redirectTo({ url: '/packages/attendance/proofs/index' });
      } else if (await this.enter()) {
        await this.load();
      }
    },

    onOpen() {
      return this.use('open', this.data.t.opening, ({ pdf_url }) => openDocument(pdf_url || ''));
    },

    onSave() {
      const { t } = this.data;
      return this.use('save', t.saving, ({ picture_url }) => savePicture(picture_url || ''), t.saved);
    },

    /**
     * Do something with the proof's links, one thing at a time, and say why it did not work.
     * @param {string} busy
     * @param {string} title
     * @param {(proof: ProofOut) => Promise<void>} work
     * @param {string} [said] once it is done
     */
    async use(busy, title, work, said) {
      if (this.data.busy || !this.data.proof) {
        return;
      }
      this.setData({ busy });
      wx.showLoading({ title, mask: true });
      let problem = null;
      try {
        await work(await this.fresh(this.data.proof));
      } catch (failure) {
        problem = failure;
      }
      this.setData({ busy: '' });
      wx.hideLoading();
      if (problem) {
        await this.showProblem(problem);
      } else if (said) {
        wx.showToast({ title: said, icon: 'success' }); // not before: hiding the one hides the other
      }
    },

    /**
     * Return the proof with links that still work.
     * @param {ProofOut} proof
     */
    async fresh(proof) {
      if (clock.now() - this.data.readAt < FRESH_MS) {
        return proof;
      }
      const found = (await findProof(proof.serial)) || proof;
      this.showProof(found);
      return found;
    },

    /** @param {any} failure */
    async showProblem(failure) {
      const { t, c } = this.data;
      if (failure.reason === 'cancelled') {
        return;
      }
      if (failure.reason !== 'refused') {
        wx.showToast({ title: failure.reason ? t[failure.reason] : problemText(failure), icon: 'none' });
        return;
      }
      const { confirm } = await wx.showModal({
        title: t.refusedTitle,
        content: t.refused,
        confirmText: t.settings,
        cancelText: c.cancel,
      });
      if (confirm) {
        wx.openSetting();
      }
    },

    onCopy() {
      const { proof, t } = this.data;
      if (proof) {
        wx.setClipboardData({
          data: proof.verify_url,
          success: () => wx.showToast({ title: t.copied, icon: 'none', duration: COPIED_MS }),
        });
      }
    },
  },
});

/** @param {ProofOut} proof */
function factsOf({ event, minutes, volunteer, serial, issued_at }) {
  const t = texts.section('proof');
  const facts = [
    { head: t.when, text: span(event.starts_at, event.ends_at) },
    { head: t.where, text: event.venue },
    { head: t.minutes, text: durationText(minutes) },
    { head: t.volunteer, text: volunteer ? t.volunteerYes : '' },
    { head: t.serial, text: serial },
    { head: t.issued, text: when(issued_at) },
  ];
  return facts.filter(({ text }) => text);
}
