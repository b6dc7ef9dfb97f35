/** Which quizzes are there, and which paper did I not finish? */

const listing = require('../../behaviors/listing');
const screen = require('../../behaviors/screen');
const { listQuizzes } = require('../../api/quizzes');
const { when } = require('../../core/moment_words');
const openPapers = require('../../core/open_papers');
const { cardOf } = require('../../core/quiz_words');
const { say } = require('../../core/texts');

Component({
  behaviors: [screen('quizzes'), listing],

  data: {
    loggedIn: true,
    /** @type {{ id: string, title: string, until: string }[]} */
    papers: [],
  },

  methods: {
    /** @returns {Promise<void>} */
    async onShow() {
      const loggedIn = this.isLoggedIn();
      this.setData({ loggedIn, papers: loggedIn ? openPapers.list().map(shownPaper) : [] });
      if (loggedIn) {
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
      const page = await listQuizzes(cursor);
      return { items: page.items.map((quiz) => cardOf(quiz)), next_cursor: page.next_cursor };
    },

    onShareAppMessage() {
      return { title: this.data.t.title, path: '/pages/quizzes/index' };
    },
  },
});

/** @param {import('../../core/open_papers').OpenPaper} paper */
function shownPaper({ id, title, deadline }) {
  return { id, title, until: deadline ? say('quizzes.openPaperUntil', { when: when(deadline) }) : '' };
}
