/** How does a page with a list read it? Page by page, with pull to refresh, and never a blank screen. */

const { problemText } = require('../core/problems');

/**
 * A page with this behavior gives `readItems(cursor)`, and calls `reload()` when it wants the list.
 *
 * `listState`: `loading` (nothing yet), `ready`, `empty`, `failed` (nothing to show, `listProblem` says why).
 * `moreState`: `idle`, `loading`, `failed` (the next page did not come), `end`.
 */
module.exports = Behavior({
  data: {
    /** @type {any[]} */
    items: [],
    /** @type {string | null} */
    cursor: null,
    listState: 'loading',
    listProblem: '',
    moreState: 'idle',
    round: 0,
  },

  methods: {
    /**
     * Return a page of the list; each page with a list has its own.
     * @param {string | null} cursor
     * @returns {Promise<{ items: any[], next_cursor: string | null }>}
     */
    async readItems(cursor) {
      return { items: [], next_cursor: cursor };
    },

    /** Read the list from its beginning. What is on the screen stays until the answer is there. */
    async reload() {
      const round = this.data.round + 1;
      this.setData({ round, listState: this.data.items.length ? 'ready' : 'loading', listProblem: '' });
      try {
        const page = await this.readItems(null);
        this.showPage(round, page.items, page.next_cursor);
      } catch (failure) {
        this.failList(round, failure);
      }
    },

    /** Read the list from its beginning, with nothing of the old one on the screen: it is another list now. */
    startOver() {
      this.setData({ items: [], cursor: null });
      return this.reload();
    },

    async loadMore() {
      const { cursor, moreState, round, items } = this.data;
      if (!cursor || moreState === 'loading') {
        return;
      }
      this.setData({ moreState: 'loading' });
      try {
        const page = await this.readItems(cursor);
        this.showPage(round, [...items, ...page.items], page.next_cursor);
      } catch (failure) {
        // Of a list that was asked for again since, nobody wants to know.
        this.setData(round === this.data.round ? { moreState: 'failed' } : {});
      }
    },

    /**
     * Show what came, unless the list was asked for again since.
     * @param {number} round
     * @param {any[]} items
     * @param {string | null} cursor
     */
    showPage(round, items, cursor) {
      if (round !== this.data.round) {
        return;
      }
      const listState = items.length ? 'ready' : 'empty';
      this.setData({ items, cursor, listState, moreState: cursor ? 'idle' : 'end' });
    },

    /**
     * @param {number} round
     * @param {any} failure
     */
    failList(round, failure) {
      if (round !== this.data.round) {
        return;
      }
      const listProblem = problemText(failure);
      if (this.data.items.length) {
        wx.showToast({ title: listProblem, icon: 'none' });
        return;
      }
      this.setData({ listState: 'failed', listProblem });
    },

    onReachBottom() {
      return this.loadMore();
    },

    async onPullDownRefresh() {
      await this.reload();
      wx.stopPullDownRefresh();
    },
  },
});
