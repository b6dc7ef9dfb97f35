/** What does one proof say, and how do I give it to others? */

const documents = require('../../../behaviors/documents');
const screen = require('../../../behaviors/screen');
const { span, when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { findProof } = require('../api');
const { durationText } = require('../durations');
const texts = require('../texts');

/** @typedef {import('../api').ProofOut} ProofOut */

Component({
  behaviors: [screen('proof', texts), documents],

  data: {
    serial: '',
    /** `loading`, `ready`, `empty`, `failed`, or `login` */
    state: 'loading',
    text: '',
    /** @type {ProofOut | null} */
    proof: null,
    /** @type {{ head: string, text: string }[]} */
    facts: [],
    revoked: '',
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
      this.keepLinks(proof);
      this.setData({
        proof,
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

    /** @returns {Promise<ProofOut | null>} */
    async readAgain() {
      const found = await findProof(this.data.serial);
      if (found) {
        this.showProof(found);
      }
      return found;
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
