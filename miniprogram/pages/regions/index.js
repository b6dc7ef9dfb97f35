/**
 * Which region? Down the tree, or by name. Regions come from the API a step at a time, never from a file of ours.
 *
 * With `purpose=home` the choice is a village or community and is saved as the home; else any region will do, and the
 * opener hears it by the event `picked` with `{ code, name }`, both empty for all regions.
 */

const listing = require('../../behaviors/listing');
const screen = require('../../behaviors/screen');
const { changeProfile } = require('../../api/accounts');
const { listRegions } = require('../../api/regions');
const { problemText } = require('../../core/problems');
const { say } = require('../../core/texts');

/** @typedef {{ code: string, name: string }} Region */

const TYPING_PAUSE_MS = 400;

Component({
  behaviors: [screen('regions'), listing],

  data: {
    forHome: false,
    /** @type {Region[]} from the top to where we are */
    trail: [],
    chooseText: '',
    words: '',
    timer: 0,
    saving: false,
  },

  methods: {
    /** @param {{ purpose?: string }} query */
    onLoad(query) {
      const forHome = query.purpose === 'home';
      this.setData({ forHome, titleName: forHome ? 'titleHome' : 'title' });
      return this.reload();
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const { trail, words } = this.data;
      const here = trail.length ? trail[trail.length - 1].code : '';
      const page = await listRegions({ parent: here, q: words }, cursor);
      const [only, another] = page.items;
      // Who began to type meanwhile searches everywhere.
      if (here || this.data.words || another || !only || !only.has_children) {
        return page;
      }
      // One city has nothing to choose at its top.
      this.setTrail([{ code: only.code, name: only.name }]);
      return listRegions({ parent: only.code }, null);
    },

    /** @param {Region[]} trail */
    go(trail) {
      clearTimeout(this.data.timer);
      this.setTrail(trail);
      return this.startOver();
    },

    /** @param {Region[]} trail */
    setTrail(trail) {
      const here = trail[trail.length - 1];
      this.setData({ trail, words: '', chooseText: here ? say('regions.choose', { name: here.name }) : '' });
    },

    /** @param {WechatMiniprogram.Input} event */
    onWords(event) {
      clearTimeout(this.data.timer);
      const timer = setTimeout(() => this.startOver(), TYPING_PAUSE_MS);
      this.setData({ words: event.detail.value.trim(), timer });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onTrail(event) {
      return this.go(this.data.trail.slice(0, event.currentTarget.dataset.index + 1));
    },

    onTop() {
      return this.go([]);
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onRegion(event) {
      const { code, name, has_children } = this.data.items[event.currentTarget.dataset.index];
      if (has_children) {
        return this.go([...this.data.trail, { code, name }]);
      }
      return this.choose({ code, name });
    },

    onChoose() {
      const { trail } = this.data;
      return this.choose(trail[trail.length - 1] || { code: '', name: '' });
    },

    /** @param {Region} region */
    tell(region) {
      const channel = this.getOpenerEventChannel();
      if (channel.emit) {
        channel.emit('picked', region); // nobody listens when the page was opened from outside
      }
      leave();
    },

    /** @param {Region} region */
    async choose(region) {
      if (!this.data.forHome) {
        this.tell(region);
        return;
      }
      if (this.data.saving || !(await this.enter())) {
        return;
      }
      this.setData({ saving: true });
      try {
        await changeProfile({ home_region_code: region.code });
        wx.showToast({ title: say('regions.saved', { name: region.name }), icon: 'none' });
        leave();
      } catch (failure) {
        wx.showToast({ title: problemText(failure), icon: 'none' });
      } finally {
        this.setData({ saving: false });
      }
    },
  },
});

function leave() {
  wx.navigateBack({ fail: () => wx.switchTab({ url: '/pages/home/index' }) });
}
