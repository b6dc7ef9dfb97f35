/** Which events are there? A list by start, narrowed by words, time, kind of place, region, campaign, or to the own. */

const listing = require('../../behaviors/listing');
const screen = require('../../behaviors/screen');
const { listEvents } = require('../../api/events');
const { listPlaceKinds } = require('../../api/regions');
const { laterDay, momentOf } = require('../../core/city_time');
const { cardOf } = require('../../core/event_words');
const { today } = require('../../core/moment_words');
const { say } = require('../../core/texts');

/** The choices of time, in the order of the screen; in days from today, 0 for any time. */
const TIMES = [
  { name: 'anyTime', days: 0 },
  { name: 'today', days: 1 },
  { name: 'week', days: 7 },
  { name: 'month', days: 30 },
];
const TYPING_PAUSE_MS = 400;

const app = getApp();

Component({
  behaviors: [screen('events'), listing],

  data: {
    /** @type {import('../../api/events').EventFilter} */
    filter: {},
    words: '',
    timer: 0,
    timeIndex: 0,
    /** @type {string[]} */
    times: [],
    /** @type {{ id: string, name: string }[]} */
    kinds: [],
    kindIndex: 0,
    campaignTag: '',
    narrowed: false,
  },

  methods: {
    onLoad() {
      this.setData({ times: TIMES.map(({ name }) => this.data.t[name]) });
      return this.loadKinds();
    },

    /** @returns {Promise<void>} */
    onShow() {
      const given = app.globalData.eventFilter;
      app.globalData.eventFilter = null;
      if (given) {
        this.setData({ words: '', timeIndex: 0, kindIndex: 0 });
        return this.narrow(given);
      }
      return this.reload();
    },

    /**
     * @param {string | null} cursor
     */
    async readItems(cursor) {
      const page = await listEvents(this.data.filter, cursor);
      return { items: page.items.map((event) => cardOf(event)), next_cursor: page.next_cursor };
    },

    /**
     * Show the list that this filter gives.
     * @param {import('../../api/events').EventFilter} filter
     */
    narrow(filter) {
      const { campaignName } = filter;
      this.setData({
        filter,
        campaignTag: campaignName ? say('events.campaign', { name: campaignName }) : '',
        narrowed: Object.values(filter).some(Boolean),
      });
      return this.startOver();
    },

    /** @param {WechatMiniprogram.Input} event */
    onWords(event) {
      const words = event.detail.value;
      clearTimeout(this.data.timer);
      const timer = setTimeout(() => this.narrow({ ...this.data.filter, q: words.trim() }), TYPING_PAUSE_MS);
      this.setData({ words, timer });
    },

    onClearWords() {
      clearTimeout(this.data.timer);
      this.setData({ words: '' });
      return this.narrow({ ...this.data.filter, q: '' });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onTime(event) {
      const timeIndex = Number(event.detail.value);
      const { days } = TIMES[timeIndex];
      const to = days ? momentOf(laterDay(today(), days), '00:00') : '';
      this.setData({ timeIndex });
      return this.narrow({ ...this.data.filter, to });
    },

    /** Without the kinds the list can still be narrowed by all the rest, so that nobody is told. */
    async loadKinds() {
      const kinds = await listPlaceKinds().catch(() => []);
      this.setData({ kinds: [{ id: '', name: this.data.t.anyKind }, ...kinds] });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onKind(event) {
      const kindIndex = Number(event.detail.value);
      this.setData({ kindIndex });
      return this.narrow({ ...this.data.filter, place_kind: this.data.kinds[kindIndex].id });
    },

    onRegion() {
      wx.navigateTo({
        url: '/pages/regions/index?purpose=filter',
        events: {
          /** @param {{ code: string, name: string }} region */
          picked: (region) => this.narrow({ ...this.data.filter, region: region.code, regionName: region.name }),
        },
      });
    },

    async onMine() {
      if (!this.data.filter.mine && !(await this.enter())) {
        return;
      }
      await this.narrow({ ...this.data.filter, mine: !this.data.filter.mine });
    },

    onClear() {
      this.setData({ words: '', timeIndex: 0, kindIndex: 0 });
      return this.narrow({});
    },

    onShareAppMessage() {
      return { title: this.data.t.title, path: '/pages/events/index' };
    },
  },
});
