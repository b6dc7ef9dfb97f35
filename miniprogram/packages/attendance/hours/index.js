/** How much volunteer time have I given, and which places did I leave unused? */

const own = require('../../../behaviors/own');
const screen = require('../../../behaviors/screen');
const { span } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { readHours, readNoShows } = require('../api');
const { durationText } = require('../durations');
const texts = require('../texts');

Component({
  behaviors: [screen('hours', texts), own],

  data: {
    state: 'loading',
    problem: '',
    total: '',
    /** @type {{ year: string, time: string, events: string }[]} */
    years: [],
    /** @type {{ id: string, eventId: string, title: string, when: string }[]} */
    unused: [],
    ruleText: '',
  },

  methods: {
    async reload() {
      try {
        const [hours, noShows] = await Promise.all([readHours(), readNoShows()]);
        this.setData({ state: 'ready', ...shownHours(hours), ...shownNoShows(noShows) });
      } catch (failure) {
        this.showProblem(problemText(failure));
      }
    },

    /** @param {string} problem */
    showProblem(problem) {
      if (this.data.state === 'ready') {
        wx.showToast({ title: problem, icon: 'none' });
      } else {
        this.setData({ state: 'failed', problem });
      }
    },

    async onPullDownRefresh() {
      await this.onShow();
      wx.stopPullDownRefresh();
    },
  },
});

/** @param {import('../../../typings/api').HoursOut} hours */
function shownHours({ years }) {
  const minutes = years.reduce((sum, year) => sum + year.minutes, 0);
  return {
    total: years.length ? durationText(minutes) : '',
    years: years.map((one) => ({
      year: texts.say('hours.year', { year: one.year }),
      time: durationText(one.minutes),
      events: texts.say('hours.events', { n: one.events }),
    })),
  };
}

/** @param {import('../../../typings/api').NoShowsOut} noShows */
function shownNoShows({ items, count, rule }) {
  const unused = items.map(({ signup_id, event }) => ({
    id: signup_id,
    eventId: event.id,
    title: event.title,
    when: span(event.starts_at, event.ends_at),
  }));
  const ruleText = rule
    ? texts.say('hours.rule', { days: rule.days, most: rule.most, count })
    : texts.section('hours').ownEyes;
  return { unused, ruleText };
}
