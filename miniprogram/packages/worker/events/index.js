/** Which events of the own regions are there, and what is to be done with each? From here a worker makes and edits them. */

const listing = require('../../../behaviors/listing');
const screen = require('../../../behaviors/screen');
const { readProfile } = require('../../../api/accounts');
const { getRegion } = require('../../../api/regions');
const session = require('../../../core/session');
const { when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { listRegionEvents } = require('../api');
const { uploadLeft } = require('../checkin/desk');
const { LISTS, filterOf, nextStep, pageOf } = require('../event_states');
const { regionsOf } = require('../own_regions');
const texts = require('../texts');
const { listWaitingReports } = require('../verification_api');

/** @typedef {import('../event_states').List} List */
/** @typedef {import('../../../typings/api').EventListItem} EventListItem */

/** More reports than this are “some more than”. */
const MOST_COUNTED = 100;

/** States of an event that nobody changes any more. */
const CLOSED = ['held_reported', 'returned', 'verified', 'not_held'];

Component({
  behaviors: [screen('events', texts), listing],

  data: {
    states: LISTS,
    /** @type {List} */
    state: 'published',
    /** @type {{ code: string, name: string }[]} */
    regions: [],
    regionIndex: 0,
    /** `asking`, `nobody` is logged in, somebody has `no_grant`, `ready`, or it could not be found out (`failed`). */
    access: 'asking',
    problem: '',
    /** How many reports wait for this person; empty when none, or when nobody says. */
    waiting: '',
  },

  methods: {
    onShow() {
      uploadLeft();
      return this.data.access === 'ready' ? this.reload() : this.open();
    },

    async open() {
      const user = session.user();
      if (!user) {
        this.setData({ access: 'nobody' });
        return;
      }
      try {
        // A right may have been given since the login, so that the kept profile does not know it.
        const codes = ownCodes(user) || ownCodes(await readProfile());
        await this.openRegions(codes || []);
      } catch (failure) {
        this.setData({ access: 'failed', problem: problemText(failure) });
      }
    },

    /** @param {string[]} codes */
    async openRegions(codes) {
      if (!codes.length) {
        this.setData({ access: 'no_grant' });
        return;
      }
      const regions = await Promise.all(codes.map((code) => getRegion(code)));
      this.setData({ access: 'ready', regions: regions.map(({ code, path }) => ({ code, name: path })) });
      await this.reload();
    },

    /** Say how many reports of others wait; the list does not wait for that number. */
    async countWaiting() {
      try {
        const { items, next_cursor: more } = await listWaitingReports(null, MOST_COUNTED);
        this.setData({ waiting: items.length ? `${items.length}${more ? '+' : ''}` : '' });
      } catch {
        this.setData({ waiting: '' });
      }
    },

    async onLogIn() {
      if (await this.enter()) {
        this.setData({ access: 'asking' });
        await this.open();
      }
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const { regions, regionIndex, state } = this.data;
      if (cursor === null) {
        this.countWaiting();
      }
      const page = await listRegionEvents({ region: regions[regionIndex].code, ...filterOf(state) }, cursor);
      return { items: page.items.map(rowOf), next_cursor: page.next_cursor };
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onRegion(event) {
      this.setData({ regionIndex: Number(event.detail.value) });
      return this.startOver();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onState(event) {
      this.setData({ state: event.currentTarget.dataset.state });
      return this.startOver();
    },

    onCreate() {
      const { regions, regionIndex } = this.data;
      wx.navigateTo({ url: `/packages/worker/edit/index?region=${regions[regionIndex].code}` });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onEdit(event) {
      wx.navigateTo({ url: `/packages/worker/edit/index?id=${event.currentTarget.dataset.id}` });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onStep(event) {
      const { id, step } = event.currentTarget.dataset;
      wx.navigateTo({ url: pageOf(step, id) });
    },

    onQueue() {
      wx.navigateTo({ url: '/packages/worker/queue/index' });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onSignups(event) {
      wx.navigateTo({ url: `/packages/worker/signups/index?id=${event.currentTarget.dataset.id}` });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onCheckin(event) {
      wx.navigateTo({ url: `/packages/worker/checkin/index?id=${event.currentTarget.dataset.id}` });
    },
  },
});

/**
 * Return where this person makes events; null when nowhere.
 * @param {import('../../../core/session').User} user
 */
function ownCodes(user) {
  const codes = regionsOf(user.grants);
  return codes.length ? codes : null;
}

/**
 * Return what a row of the list shows.
 * @param {EventListItem} event
 */
function rowOf(event) {
  const taken =
    typeof event.capacity === 'number'
      ? texts.say('events.takenOf', { n: event.taken, capacity: event.capacity })
      : texts.say('events.taken', { n: event.taken });
  const step = nextStep(event);
  return {
    id: event.id,
    title: event.title,
    when: when(event.starts_at),
    venue: event.venue,
    taken,
    waiting: event.waiting ? texts.say('events.waiting', { n: event.waiting }) : '',
    hasSignups: event.state !== 'draft',
    mayEdit: !CLOSED.includes(event.state),
    status: texts.section('events').statuses[event.state] || '',
    step,
    stepText: step && texts.section('events').steps[step],
    stepLabel: step && texts.say('events.stepOf', { step: texts.section('events').steps[step], title: event.title }),
    hasCheckin: event.state !== 'draft' && event.state !== 'cancelled',
    editLabel: texts.say('events.editOf', { title: event.title }),
    checkinLabel: texts.say('events.checkinOf', { title: event.title }),
    signupsLabel: texts.say('events.signupsOf', { title: event.title }),
  };
}
