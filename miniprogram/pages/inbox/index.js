/** What have I been told? Whatever was on the screen counts as read. */

const listing = require('../../behaviors/listing');
const screen = require('../../behaviors/screen');
const { listMessages, markReadUpTo } = require('../../api/messages');
const { when } = require('../../core/moment_words');

Component({
  behaviors: [screen('inbox'), listing],

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
      const page = await listMessages({}, cursor);
      if (!cursor && page.unread) {
        // If this does not arrive, the messages stay unread, and the next look tells the API.
        markReadUpTo(page.items[0].id).catch(() => undefined);
      }
      const items = page.items.map(({ id, title, body, event_id, created_at, read_at }) => ({
        id,
        title,
        body,
        eventId: event_id,
        when: when(created_at),
        unread: !read_at,
      }));
      return { items, next_cursor: page.next_cursor };
    },
  },
});
