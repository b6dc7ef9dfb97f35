/** Who am I here, and where is what is mine? */

const form = require('../../behaviors/form');
const screen = require('../../behaviors/screen');
const { changeProfile, logOut, readProfile } = require('../../api/accounts');
const { listMessages } = require('../../api/messages');
const { getRegion } = require('../../api/regions');
const session = require('../../core/session');
const { say } = require('../../core/texts');

const SIZES = ['normal', 'large', 'largest'];
const LANGUAGES = ['zh-CN', 'en'];

Component({
  behaviors: [screen('me'), form],

  data: {
    /** @type {import('../../core/session').User | null} */
    user: null,
    nickname: '',
    homeName: '',
    homeCode: '',
    unread: 0,
    unreadText: '',
    isWorker: false,
    boardsOn: true,
    sizes: SIZES,
    languages: LANGUAGES,
  },

  methods: {
    /** What the phone knows stands at once; what the API knows comes after. */
    async onShow() {
      const draft = this.data.nickname;
      this.showUser(session.user());
      if (draft && this.data.user && draft !== this.data.user.nickname) {
        this.setData({ nickname: draft }); // typed, but not saved yet
      }
      if (this.data.user) {
        await Promise.all([this.loadProfile(), this.loadHome(), this.loadUnread()]);
      }
    },

    /** @param {import('../../core/session').User | null} user */
    showUser(user) {
      this.setData({
        user,
        nickname: user ? user.nickname : '',
        isWorker: Boolean(user && user.grants.length),
        boardsOn: isOnBoards(user),
      });
      this.showUnread(user ? this.data.unread : 0);
    },

    /** Rights may have come or gone since the login; without a network the kept ones stay on the screen. */
    async loadProfile() {
      const user = await readProfile().catch(() => null);
      if (user) {
        this.setData({ user, isWorker: user.grants.length > 0, boardsOn: isOnBoards(user) });
      }
    },

    async loadHome() {
      const code = this.data.user ? this.data.user.home_region_code : null;
      if (code === this.data.homeCode) {
        return;
      }
      const region = code ? await getRegion(code).catch(() => null) : null;
      this.setData({ homeCode: region && code ? code : '', homeName: region ? region.path : '' });
    },

    async loadUnread() {
      const page = await listMessages({ limit: 1 }).catch(() => null);
      if (page) {
        this.showUnread(page.unread);
      }
    },

    /** @param {number} unread */
    showUnread(unread) {
      this.setData({ unread, unreadText: unread ? say('me.unread', { n: unread }) : '' });
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.onShow();
      }
    },

    /** @param {WechatMiniprogram.Input} event */
    onNickname(event) {
      this.clearError('nickname');
      this.setData({ nickname: event.detail.value });
    },

    async onSaveNickname() {
      await this.save({ nickname: this.data.nickname.trim() });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { value: 'normal' | 'large' | 'largest' }>} event */
    onSize(event) {
      return this.save({ text_size: event.currentTarget.dataset.value });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { value: 'zh-CN' | 'en' }>} event */
    onLanguage(event) {
      return this.save({ language: event.currentTarget.dataset.value });
    },

    /** @param {WechatMiniprogram.SwitchChange} event */
    onBoards(event) {
      this.setData({ boardsOn: event.detail.value });
      return this.save({ on_boards: event.detail.value });
    },

    /** @param {import('../../typings/api').ProfileIn} changes */
    async save(changes) {
      const typed = this.data.nickname;
      const user = await this.submit(changes, (key) => changeProfile(changes, key));
      if (!user) {
        this.setData({ boardsOn: isOnBoards(this.data.user) });
        return;
      }
      this.showUser(user);
      if (!('nickname' in changes)) {
        this.setData({ nickname: typed });
      }
      this.dress();
      this.entitle('title');
      wx.showToast({ title: this.data.t.saved, icon: 'none' });
    },

    async onLogOut() {
      const { t, c } = this.data;
      const { confirm } = await wx.showModal({
        title: t.sureLogOut,
        content: t.sureLogOutMore,
        confirmText: t.logOut,
        cancelText: c.cancel,
        confirmColor: '#b3262e',
      });
      if (!confirm) {
        return;
      }
      await logOut().catch(() => undefined); // here nobody is logged in any more, whatever the network says
      this.setData({ homeCode: '', homeName: '', errors: {}, refusal: '' });
      this.showUser(null);
      this.dress();
      wx.showToast({ title: this.data.t.loggedOut, icon: 'none' });
    },
  },
});

/**
 * @param {import('../../core/session').User | null} user
 * @returns {boolean} whether the boards of quizzes show this person: they do until the person says otherwise
 */
function isOnBoards(user) {
  return !user || user.on_boards !== false;
}
