/** What did I sign up for, where do I stand, and how do I change or cancel it? */

const listing = require('../../behaviors/listing');
const own = require('../../behaviors/own');
const screen = require('../../behaviors/screen');
const { acceptOffer, cancelSignup, declineOffer, listMySignups } = require('../../api/signups');
const { isAround } = require('../../core/attendance_times');
const clock = require('../../core/clock');
const { partyText, signupText, signupTone } = require('../../core/event_words');
const { when } = require('../../core/moment_words');
const { problemText } = require('../../core/problems');
const { section } = require('../../core/texts');

/** @typedef {import('../../api/signups').MySignup} MySignup */

const CALLED_OFF = ['cancelled', 'not_held'];
const STATES = ['', 'confirmed', 'waiting', 'offered'];

Component({
  behaviors: [screen('mySignups'), listing, own],

  data: {
    stateIndex: 0,
    /** @type {{ id: string, name: string }[]} */
    states: [],
    busy: '',
  },

  methods: {
    onLoad() {
      const { t } = this.data;
      this.setData({ states: STATES.map((id) => ({ id, name: t[id || 'all'] })) });
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const page = await listMySignups({ state: STATES[this.data.stateIndex] }, cursor);
      return { items: page.items.map((signup) => itemOf(signup)), next_cursor: page.next_cursor };
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onState(event) {
      this.setData({ stateIndex: event.currentTarget.dataset.index });
      return this.startOver();
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { event: string }>} event */
    onChange(event) {
      wx.navigateTo({ url: `/pages/signup/index?event=${event.currentTarget.dataset.event}` });
    },

    onMyCode() {
      wx.navigateTo({ url: '/packages/attendance/my-code/index' });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { event: string }>} event */
    onCheckin(event) {
      const { event: id } = event.currentTarget.dataset;
      wx.navigateTo({ url: `/packages/attendance/checkin/index?scan=1&event=${id}` });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { id: string }>} event */
    async onCancel(event) {
      const { t } = this.data;
      const { confirm } = await wx.showModal({
        title: t.sureCancel,
        content: t.sureCancelMore,
        confirmText: t.sureYes,
        cancelText: t.keep,
        confirmColor: '#b3262e',
      });
      if (confirm) {
        await this.act(event.currentTarget.dataset.id, cancelSignup, t.cancelled);
      }
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { id: string }>} event */
    onAccept(event) {
      return this.act(event.currentTarget.dataset.id, acceptOffer, this.data.t.accepted);
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { id: string }>} event */
    onDecline(event) {
      return this.act(event.currentTarget.dataset.id, declineOffer, this.data.t.cancelled);
    },

    /**
     * Do something with a sign-up once, say how it went, and show how things stand now.
     * @param {string} id
     * @param {(id: string) => Promise<any>} write
     * @param {string} said
     */
    async act(id, write, said) {
      if (this.data.busy) {
        return;
      }
      this.setData({ busy: id });
      try {
        await write(id);
        wx.showToast({ title: said, icon: 'none' });
      } catch (failure) {
        wx.showToast({ title: problemText(failure), icon: 'none' });
      }
      this.setData({ busy: '' });
      await this.reload();
    },

    onLook() {
      wx.switchTab({ url: '/pages/events/index' });
    },
  },
});

/**
 * Return what the list shows of a sign-up.
 * @param {MySignup} signup
 */
function itemOf(signup) {
  const { event } = signup;
  const live = signup.state !== 'cancelled';
  const coming = event.state === 'published' && clock.now() < Date.parse(event.ends_at);
  const waiting = signup.state === 'waiting';
  const over = live && !coming && !CALLED_OFF.includes(event.state);
  return {
    id: signup.id,
    eventId: event.id,
    title: event.title,
    when: when(event.starts_at),
    venue: event.venue,
    status: over ? section('stages').over : signupText(signup),
    tone: over ? 'plain' : signupTone(signup),
    party: partyText(signup),
    eventCancelled: event.state === 'cancelled',
    eventNotHeld: live && event.state === 'not_held',
    arriving: signup.state === 'confirmed' && isAround(event),
    waiting,
    offered: signup.state === 'offered' && coming,
    changeable: live && coming && clock.now() < Date.parse(event.cancel_until),
    leavable: waiting && coming,
  };
}
