/** Who stands where: people, communities, organisations, and where am I? */

const listing = require('../../../behaviors/listing');
const screen = require('../../../behaviors/screen');
const session = require('../../../core/session');
const { when } = require('../../../core/moment_words');
const { readBoard } = require('../boards_api');
const { ownLine, rowOf } = require('./rows');
const texts = require('../texts');

/** @typedef {'person' | 'community' | 'organisation'} By */

/** @type {By[]} */
const BOARDS = ['person', 'community', 'organisation'];

Component({
  behaviors: [screen('board', texts), listing],

  data: {
    id: '',
    loggedIn: true,
    boards: BOARDS,
    /** @type {By} */
    by: 'person',
    /** @type {{ rank: string, score: string, time: string } | null} */
    mine: null,
    mineNote: '',
    /** @type {string[]} */
    notes: [],
  },

  methods: {
    /** @param {{ quiz?: string }} query */
    onLoad({ quiz }) {
      this.setData({ id: quiz || '' });
    },

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

    /** @param {WechatMiniprogram.TouchEvent<any, any, { by: By }>} event */
    onBy(event) {
      this.setData({ by: event.currentTarget.dataset.by });
      return this.startOver();
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const { id, by } = this.data;
      const page = await readBoard(id, by, cursor);
      if (!cursor && by === this.data.by) {
        this.showAround(page);
      }
      return { items: page.items.map((item, place) => rowOf(item, place, by)), next_cursor: page.next_cursor };
    },

    /** @param {import('../boards_api').Board} page */
    showAround({ by, me, voided, frozen_at }) {
      const user = session.user();
      const hidden = Boolean(user && user.on_boards === false); // a session kept from before knows nothing of it
      this.setData({
        mine: by === 'person' ? ownLine(me) : null,
        mineNote: by === 'person' && !(me && me.rank) ? this.data.t[hidden ? 'hidden' : 'notYet'] : '',
        notes: [
          frozen_at ? texts.say('board.frozen', { when: when(frozen_at) }) : '',
          voided ? texts.say('board.voided', { n: voided }) : '',
          by === 'person' && !hidden ? this.data.t.optOut : '',
        ].filter(Boolean),
      });
    },
  },
});
