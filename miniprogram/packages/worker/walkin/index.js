/** Who came without a sign-up? A name is enough; a scanned code says which resident it is. */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const { problemText } = require('../../../core/problems');
const atDesk = require('../checkin/at_desk');
const { codeOf } = require('../checkin/codes');
const texts = require('../checkin/texts');
const { windowOf } = require('../checkin/words');

Component({
  behaviors: [screen('walkin', texts), atDesk],

  data: {
    hubWords: texts.section('hub'),
    name: '',
    fault: '',
    code: '',
    user: '',
    scannedAt: 0,
    known: '',
    window: '',
  },

  methods: {
    /** @param {{ id: string, code?: string, at?: string }} query */
    onLoad(query) {
      const arrived = this.goTo(query.id);
      if (query.code) {
        this.take(decodeURIComponent(query.code), Number(query.at) || clock.onPhone());
      }
      return arrived;
    },

    paint() {
      const { shown, on } = this.desk();
      this.setData({ hubWords: texts.section('hub'), window: shown && !on ? windowOf(shown).text : '' });
    },

    /**
     * @param {string} scanned
     * @param {number} scannedAt
     */
    take(scanned, scannedAt) {
      const { kind, about, text } = codeOf(scanned);
      if (kind !== 'resident') {
        wx.showToast({ title: this.data.t.notResident, icon: 'none' });
        return;
      }
      const { book } = this.desk();
      const party = book && book.byUser.get(about);
      const known = party ? texts.say('walkin.known', { name: party.name }) : '';
      this.setData({ code: text, user: about, scannedAt, known });
    },

    /** @param {WechatMiniprogram.Input} event */
    onName(event) {
      this.setData({ name: event.detail.value, fault: '' });
    },

    async onScan() {
      try {
        const { result } = await wx.scanCode({ onlyFromCamera: true });
        this.take(result, clock.onPhone());
      } catch (failure) {
        if (!String(failure.errMsg).includes('cancel')) {
          wx.showToast({ title: problemText(failure), icon: 'none' });
        }
      }
    },

    onRoster() {
      wx.redirectTo({ url: `/packages/worker/roster/index?id=${this.data.id}` });
    },

    async onSave() {
      const { t, code, user, scannedAt } = this.data;
      const name = this.data.name.trim();
      if (!name) {
        this.setData({ fault: t.nameNeeded });
        return;
      }
      try {
        this.desk().recordWalkIn(name, code, user, code ? scannedAt : clock.onPhone());
      } catch {
        wx.showModal({ title: texts.section('scan').problem, content: texts.section('scan').full, showCancel: false });
        return;
      }
      wx.showToast({ title: t.saved, icon: 'success' });
      await wx.navigateBack();
    },
  },
});
