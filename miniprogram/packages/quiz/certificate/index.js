/** What does one certificate say, and how do I give it to others? */

const documents = require('../../../behaviors/documents');
const screen = require('../../../behaviors/screen');
const { when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { findCertificate } = require('../boards_api');
const { marksText } = require('../paper_words');
const texts = require('../texts');

/** @typedef {import('../boards_api').Certificate} Certificate */

Component({
  behaviors: [screen('certificate', texts), documents],

  data: {
    serial: '',
    /** `loading`, `ready`, `empty`, `failed` */
    state: 'loading',
    text: '',
    /** @type {Certificate | null} */
    certificate: null,
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
        const found = await this.readAgain();
        if (!found) {
          this.setData({ state: 'empty', text: this.data.t.gone, certificate: null });
        }
      } catch (failure) {
        this.setData({ state: 'failed', text: problemText(failure) });
      }
    },

    /** @returns {Promise<Certificate | null>} */
    async readAgain() {
      const found = await findCertificate(this.data.serial);
      if (found) {
        this.showCertificate(found);
      }
      return found;
    },

    /** @param {Certificate} certificate */
    showCertificate(certificate) {
      const { revoked_at } = certificate;
      this.keepLinks(certificate);
      this.setData({
        certificate,
        state: 'ready',
        facts: factsOf(certificate),
        revoked: revoked_at ? texts.say('certificate.revokedOn', { when: when(revoked_at) }) : '',
      });
    },

    async onAct() {
      if (this.isLoggedIn()) {
        wx.redirectTo({ url: '/packages/quiz/certificates/index' });
      } else if (await this.enter()) {
        await this.load();
      }
    },
  },
});

/** @param {Certificate} certificate */
function factsOf({ score, full, serial, issued_at }) {
  const t = texts.section('certificate');
  const marks = texts.say('certificate.scoreValue', { n: marksText(score), full: marksText(full) });
  return [
    { head: t.score, text: marks },
    { head: t.serial, text: serial },
    { head: t.issued, text: when(issued_at) },
  ];
}
