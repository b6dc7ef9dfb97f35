/** Which certificates of quizzes have I earned? */

const listing = require('../../../behaviors/listing');
const screen = require('../../../behaviors/screen');
const { when } = require('../../../core/moment_words');
const { listCertificates } = require('../boards_api');
const { marksText } = require('../paper_words');
const texts = require('../texts');

Component({
  behaviors: [screen('certificates', texts), listing],

  data: {
    loggedIn: true,
  },

  methods: {
    /** @returns {Promise<void>} */
    async onShow() {
      this.setData({ loggedIn: this.isLoggedIn() });
      if (this.data.loggedIn) {
        await this.reload();
      }
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.onShow();
      }
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const page = await listCertificates(cursor);
      return { items: page.items.map((one) => itemOf(one)), next_cursor: page.next_cursor };
    },
  },
});

/** @param {import('../boards_api').Certificate} certificate */
function itemOf({ serial, quiz, score, issued_at, revoked_at }) {
  const t = texts.section('certificates');
  return {
    serial,
    title: quiz.title,
    score: texts.say('certificates.score', { n: marksText(score) }),
    issued: texts.say('certificates.issued', { when: when(issued_at) }),
    status: revoked_at ? t.revoked : t.valid,
    tone: revoked_at ? 'plain' : 'good',
  };
}
