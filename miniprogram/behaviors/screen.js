/** What does every page have? Its words (`t`), words that all share (`c`), the size of its text, and the way to log in. */

const appearance = require('../core/appearance');
const consent = require('../core/consent');
const mainTexts = require('../core/texts');
const session = require('../core/session');
const { nameTabs } = require('../core/tabs');
const { logIn } = require('../core/request');

/**
 * Return the behavior of a page with the words of this section. A text called `title` becomes the page's title.
 * @param {string} name of the section
 * @param {{ section: (name: string) => import('../core/texts').Section }} [texts] of the page's package
 */
module.exports = function screen(name, texts = mainTexts) {
  return Behavior({
    data: {
      /** @type {import('../core/texts').Section} */
      t: texts.section(name),
      /** @type {import('../core/texts').Section} */
      c: mainTexts.section('shared'),
      /** Put it on the outermost view: `<view class="screen" style="{{look}}">`. */
      look: '--scale: 1',
      /** Which of the words is the title of the page now. */
      titleName: 'title',
    },

    lifetimes: {
      attached() {
        this.dress();
      },
    },

    pageLifetimes: {
      show() {
        this.dress();
        this.entitle(this.data.titleName);
      },
    },

    methods: {
      /** Read words and size again: the person may have chosen others on another page. */
      dress() {
        const look = `--scale: ${appearance.scale()}`;
        const t = texts.section(name);
        if (look !== this.data.look || t !== this.data.t) {
          this.setData({ look, t, c: mainTexts.section('shared') });
        }
      },

      /** @param {string} titleName which of the words is the page's title from now on */
      entitle(titleName) {
        this.setData({ titleName });
        wx.setNavigationBarTitle({ title: this.data.t[titleName] });
        nameTabs();
      },

      /** @returns {boolean} */
      isLoggedIn() {
        return Boolean(session.user());
      },

      /**
       * Log in, after asking for consent on the first time.
       * @returns {Promise<boolean>} whether somebody is logged in now
       */
      async enter() {
        if (this.isLoggedIn()) {
          return true;
        }
        if (!consent.given() && !(await askForConsent())) {
          return false;
        }
        try {
          await logIn();
        } catch (failure) {
          wx.showToast({ title: failure.message || mainTexts.say('shared.noNetwork'), icon: 'none' });
          return false;
        }
        this.dress();
        return true;
      },
    },
  });
};

/** @returns {Promise<boolean>} whether the person agreed */
function askForConsent() {
  return new Promise((resolve) => {
    wx.navigateTo({
      url: '/pages/privacy/index?ask=1',
      events: { answered: resolve },
      fail: () => resolve(false),
    });
  });
}
