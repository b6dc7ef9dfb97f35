/** Which reports of others wait to be verified, for how long, and whose turn is it? */

const listing = require('../../../behaviors/listing');
const screen = require('../../../behaviors/screen');
const { getRegion } = require('../../../api/regions');
const { when } = require('../../../core/moment_words');
const { pageOf } = require('../event_states');
const texts = require('../texts');
const { listWaitingReports } = require('../verification_api');

/** @typedef {import('../../../typings/api').WaitingReport} WaitingReport */

Component({
  behaviors: [screen('queue', texts), listing],

  data: {
    /** Names of regions that were asked for, by their codes. */
    /** @type {Record<string, string>} */
    regionNames: {},
  },

  methods: {
    /** What was decided meanwhile is no longer in the list. */
    onShow() {
      return this.reload();
    },

    /** @param {string | null} cursor */
    async readItems(cursor) {
      const page = await listWaitingReports(cursor);
      await this.nameRegions(page.items.map(({ event }) => event.region_code));
      return { items: page.items.map((report) => rowOf(report, this.data.regionNames)), next_cursor: page.next_cursor };
    },

    /** @param {string[]} codes */
    async nameRegions(codes) {
      const unknown = [...new Set(codes)].filter((code) => !(code in this.data.regionNames));
      const regions = await Promise.all(unknown.map((code) => getRegion(code)));
      const named = Object.fromEntries(regions.map(({ code, path }) => [code, path]));
      this.setData({ regionNames: { ...this.data.regionNames, ...named } });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onOpen(event) {
      wx.navigateTo({ url: pageOf('see', event.currentTarget.dataset.id) });
    },
  },
});

/**
 * Return what a row of the list shows.
 * @param {WaitingReport} report
 * @param {Record<string, string>} regionNames
 */
function rowOf(report, regionNames) {
  const { event, headcount, present, age_days: days } = report;
  return {
    id: event.id,
    title: event.title,
    place: regionNames[event.region_code],
    when: when(event.starts_at),
    counts: texts.say('queue.counts', { headcount, present }),
    age: days ? texts.say('queue.age', { n: days }) : texts.section('queue').fresh,
    turn: texts.say('queue.turn', { level: texts.section('queue').levels[report.level] }),
    overdue: report.overdue ? texts.say('queue.overdue', { n: report.due_at_days }) : '',
  };
}
