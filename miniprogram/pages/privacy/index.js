/**
 * What do we note about people? With `ask=1` somebody is about to log in and answers here; the opener hears it by the
 * event `answered`.
 */

const screen = require('../../behaviors/screen');
const consent = require('../../core/consent');
const { logOut } = require('../../api/accounts');

Component({
  behaviors: [screen('privacy')],

  data: {
    asked: false,
    answered: false,
    agreed: false,
  },

  lifetimes: {
    detached() {
      this.tell(false); // leaving by "back" is no consent
    },
  },

  methods: {
    /** @param {{ ask?: string }} query */
    onLoad(query) {
      this.setData({ asked: query.ask === '1', agreed: consent.given() });
    },

    onAgree() {
      consent.give();
      this.tell(true);
      goBack();
    },

    onRefuse() {
      goBack();
    },

    async onTakeBack() {
      await logOut().catch(() => undefined); // here nobody is logged in any more, whatever the network says
      consent.takeBack();
      this.setData({ agreed: false });
      wx.showToast({ title: this.data.t.takenBack, icon: 'none' });
    },

    /** @param {boolean} agreed */
    tell(agreed) {
      if (!this.data.asked || this.data.answered) {
        return;
      }
      this.data.answered = true;
      const channel = this.getOpenerEventChannel();
      if (channel.emit) {
        channel.emit('answered', agreed); // nobody listens when the page was opened from outside
      }
    },
  },
});

function goBack() {
  wx.navigateBack({ fail: () => wx.switchTab({ url: '/pages/home/index' }) });
}
