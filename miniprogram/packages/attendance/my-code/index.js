/** What does a worker scan to let me in? The own code, bright and always fresh. */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const session = require('../../../core/session');
const { readMyCode } = require('../api');
const { kept, secondsGood, standing } = require('../own_code');
const texts = require('../texts');

const RETRY_MS = 3000;
const BRIGHTEST = 1;

Component({
  behaviors: [screen('myCode', texts)],

  data: {
    loggedIn: true,
    visible: false,
    name: '',
    /** @type {import('../own_code').OwnCode | null} */
    own: null,
    good: false,
    share: 0,
    line: '',
    offline: false,
    asking: false,
    askAgainAt: 0,
    timer: 0,
    /** @type {number | null} */
    formerBrightness: null,
  },

  methods: {
    async onShow() {
      const user = session.user();
      this.setData({ loggedIn: Boolean(user), name: user ? user.nickname : '', visible: Boolean(user), askAgainAt: 0 });
      if (user) {
        this.tick();
        await this.brighten();
      }
    },

    onHide() {
      this.leave();
    },

    onUnload() {
      this.leave();
    },

    leave() {
      clearTimeout(this.data.timer);
      this.setData({ visible: false });
      this.dim();
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.onShow();
      }
    },

    /** Show how things stand, ask for the next code when it is due, and look again when the number of seconds changes. */
    tick() {
      clearTimeout(this.data.timer);
      if (!this.data.visible) {
        return;
      }
      const now = clock.now();
      const { good, due, share, tickIn } = standing(this.data.own, now);
      if (due && !this.data.asking && now >= this.data.askAgainAt) {
        this.ask();
      }
      this.setData({ good, share, line: this.lineAt(now), timer: setTimeout(() => this.tick(), tickIn) });
    },

    /** @param {number} now */
    lineAt(now) {
      const { own, offline, t } = this.data;
      const { due, left } = standing(own, now);
      if (offline) {
        return texts.say('myCode.offline', { n: secondsGood(own, now) });
      }
      return due ? t.renewing : texts.say('myCode.left', { n: left });
    },

    async ask() {
      this.setData({ asking: true });
      this.noteNetwork();
      try {
        const answer = await readMyCode();
        this.setData({ own: kept(answer, clock.now()), offline: false });
      } catch (failure) {
        this.setData({ offline: true, askAgainAt: clock.now() + RETRY_MS });
      }
      this.setData({ asking: false });
      this.tick();
    },

    /** Without any network that is said at once, and not only when all tries were in vain. */
    async noteNetwork() {
      const { networkType } = await wx.getNetworkType();
      if (networkType === 'none') {
        this.setData({ offline: true });
      }
    },

    /** Light the screen up for the scanner; a phone that refuses shows the code all the same. */
    async brighten() {
      wx.setKeepScreenOn({ keepScreenOn: true, fail: () => undefined });
      const former = await wx.getScreenBrightness().catch(() => null);
      if (former && this.data.visible && this.data.formerBrightness === null) {
        this.setData({ formerBrightness: former.value });
        wx.setScreenBrightness({ value: BRIGHTEST, fail: () => undefined });
      }
    },

    dim() {
      const { formerBrightness } = this.data;
      wx.setKeepScreenOn({ keepScreenOn: false, fail: () => undefined });
      if (formerBrightness !== null) {
        this.setData({ formerBrightness: null });
        wx.setScreenBrightness({ value: formerBrightness, fail: () => undefined });
      }
    },
  },
});
