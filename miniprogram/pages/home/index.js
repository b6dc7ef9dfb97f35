/**
 * The first screen: the campaign, my next event, and what is on near my home.
 *
 * It asks for two things at most before it stands: the events, and either my next event or, for visitors, the campaign.
 * Who is logged in sees the campaign as the phone kept it; it is read again once a day, after the rest.
 */

const screen = require('../../behaviors/screen');
const { listCampaigns, listEvents } = require('../../api/events');
const { listMySignups } = require('../../api/signups');
const session = require('../../core/session');
const { cardOf, nextCardOf } = require('../../core/event_words');
const { today } = require('../../core/moment_words');
const { problemText } = require('../../core/problems');
const { say } = require('../../core/texts');

const CAMPAIGN_KEY = 'campaign';
const COUNTY_DIGITS = 6;
const SHOWN = 6;

/** Among how many of the newest sign-ups the next event is looked for. */
const MY_SIGNUPS = 50;

const app = getApp();

Component({
  behaviors: [screen('home')],

  data: {
    /** @type {import('../../core/session').User | null} */
    user: null,
    greeting: '',
    /** @type {import('../../typings/api').CampaignOut | null} */
    campaign: null,
    /** @type {ReturnType<typeof cardOf> | null} */
    next: null,
    /** @type {ReturnType<typeof cardOf>[]} */
    events: [],
    state: 'loading',
    problem: '',
  },

  methods: {
    onShow() {
      return this.load();
    },

    async load() {
      const user = session.user();
      this.setData({
        user,
        greeting: user ? say('home.greeting', { name: user.nickname }) : '',
        state: this.data.events.length ? 'ready' : 'loading',
        campaign: keptCampaign().campaign,
        next: user ? this.data.next : null,
      });
      const region = user && user.home_region_code ? user.home_region_code.slice(0, COUNTY_DIGITS) : '';
      try {
        const [events] = await Promise.all([
          listEvents({ region, limit: SHOWN }),
          user ? this.loadNext() : this.loadCampaign(),
        ]);
        const cards = events.items.map((event) => cardOf(event));
        this.setData({ events: cards, state: cards.length ? 'ready' : 'empty', problem: '' });
      } catch (failure) {
        this.setData({ state: this.data.events.length ? 'ready' : 'failed', problem: problemText(failure) });
      }
      if (user) {
        await this.loadCampaign().catch(() => undefined); // the kept one stays on the screen
      }
    },

    async loadNext() {
      const { items } = await listMySignups({ limit: MY_SIGNUPS });
      this.setData({ next: nextCardOf(items) });
    },

    async loadCampaign() {
      const day = today();
      if (keptCampaign().day === day) {
        return;
      }
      const { items } = await listCampaigns(day);
      const campaign = items.find((found) => found.starts_on <= day) || null;
      wx.setStorageSync(CAMPAIGN_KEY, { day, campaign });
      this.setData({ campaign });
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.load();
      }
    },

    onChooseHome() {
      wx.navigateTo({ url: '/pages/regions/index?purpose=home' });
    },

    onCampaign() {
      const { campaign } = this.data;
      if (campaign) {
        app.globalData.eventFilter = { campaign: campaign.id, campaignName: campaign.name };
        wx.switchTab({ url: '/pages/events/index' });
      }
    },

    onAll() {
      wx.switchTab({ url: '/pages/events/index' });
    },

    async onPullDownRefresh() {
      wx.removeStorageSync(CAMPAIGN_KEY);
      await this.load();
      wx.stopPullDownRefresh();
    },

    onShareAppMessage() {
      return { title: say('home.welcome'), path: '/pages/home/index' };
    },
  },
});

/** @returns {{ day: string, campaign: import('../../typings/api').CampaignOut | null }} */
function keptCampaign() {
  return wx.getStorageSync(CAMPAIGN_KEY) || { day: '', campaign: null };
}
