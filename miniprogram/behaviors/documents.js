/** How does a page give a document away: open it, save its picture, copy the address that verifies it? */

const clock = require('../core/clock');
const { openDocument, savePicture } = require('../core/document_files');
const { problemText } = require('../core/problems');

/** Links are good for a quarter of an hour at least; older ones are fetched again before they are used. */
const FRESH_MS = 10 * 60 * 1000;
const COPIED_MS = 1500;

/** @typedef {{ pdf_url: string | null, picture_url: string | null, verify_url: string }} Links */

/**
 * A page with this behavior gives `readAgain()`, calls `keepLinks(document)` when it has one, and has the words of the
 * buttons in its section. `busy` names what is under way: `open`, `save`, or nothing.
 */
module.exports = Behavior({
  data: {
    /** @type {Links | null} */
    links: null,
    readAt: 0,
    busy: '',
  },

  methods: {
    /**
     * Return the document with fresh links, and show it; each page has its own.
     * @returns {Promise<Links | null>}
     */
    async readAgain() {
      return null;
    },

    /** @param {Links} document */
    keepLinks({ pdf_url, picture_url, verify_url }) {
      this.setData({ links: { pdf_url, picture_url, verify_url }, readAt: clock.now() });
    },

    onOpen() {
      return this.use('open', wordsOf(this).t.opening, ({ pdf_url }) => openDocument(pdf_url || ''));
    },

    onSave() {
      const { t } = wordsOf(this);
      return this.use('save', t.saving, ({ picture_url }) => savePicture(picture_url || ''), t.saved);
    },

    /**
     * Do something with the document's links, one thing at a time, and say why it did not work.
     * @param {string} busy
     * @param {string} title
     * @param {(links: Links) => Promise<void>} work
     * @param {string} [said] once it is done
     */
    async use(busy, title, work, said) {
      if (this.data.busy || !this.data.links) {
        return;
      }
      this.setData({ busy });
      wx.showLoading({ title, mask: true });
      let problem = null;
      try {
        await work(await this.freshLinks(this.data.links));
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
     * Return links that still work.
     * @param {Links} links
     */
    async freshLinks(links) {
      if (clock.now() - this.data.readAt < FRESH_MS) {
        return links;
      }
      return (await this.readAgain()) || links;
    },

    /** @param {any} failure */
    async showProblem(failure) {
      const { t, c } = wordsOf(this);
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
      const { links } = this.data;
      const { t } = wordsOf(this);
      if (links) {
        wx.setClipboardData({
          data: links.verify_url,
          success: () => wx.showToast({ title: t.copied, icon: 'none', duration: COPIED_MS }),
        });
      }
    },
  },
});

/**
 * Return the words that `screen` gives the page.
 * @param {{ data: any }} page
 * @returns {{ t: Record<string, string>, c: Record<string, string> }}
 */
function wordsOf({ data }) {
  return data;
}
