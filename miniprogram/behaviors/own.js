/** How does a page show what is a person's own? To whoever is logged in, read anew each time that it shows. */

/**
 * A page with this behavior has `screen` too, and a `reload()` of its own or of `listing`.
 */
module.exports = Behavior({
  data: {
    loggedIn: true,
  },

  methods: {
    /** @returns {Promise<void>} */
    async onShow() {
      const page = /** @type {any} */ (this);
      this.setData({ loggedIn: page.isLoggedIn() });
      if (this.data.loggedIn) {
        await page.reload();
      }
    },

    async onLogIn() {
      const page = /** @type {any} */ (this);
      if (await page.enter()) {
        await this.onShow();
      }
    },
  },
});
