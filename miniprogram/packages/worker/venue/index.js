/** Which code do those who come scan with their own phones? It changes every minute, and shows itself anew. */

const screen = require('../../../behaviors/screen');
const clock = require('../../../core/clock');
const { baseUrl } = require('../../../core/config');
const { problemText } = require('../../../core/problems');
const { readVenueCode } = require('../api');
const { deskOf } = require('../checkin/desk');
const texts = require('../checkin/texts');
const { betweenText, clockText, sessionName, windowOf } = require('../checkin/words');
const screenLight = require('./screen_light');

/** @typedef {import('../../../typings/api').VenueCodeOut} VenueCode */

const SECOND_MS = 1000;
const AGAIN_SECONDS = 5;
/** A code holds for a minute after the next one is there: with less than that to go, the next one did not come. */
const LATE_SECONDS = 55;
const WIDEST = 340;
const MARGINS = 80;

Component({
  behaviors: [screen('venue', texts)],

  data: {
    id: '',
    /** `loading`, `ready`, or `failed` with a `problem` */
    state: 'loading',
    problem: '',
    hubWords: texts.section('hub'),
    name: '',
    /** @type {{ number: number, name: string }[]} */
    sessions: [],
    chosen: 0,
    size: WIDEST,
    /** @type {VenueCode | null} */
    venue: null,
    qr: '',
    window: '',
    stage: 'on',
    stageText: '',
    leftText: '',
    nextAt: 0,
    asking: false,
    ticker: 0,
  },

  lifetimes: {
    detached() {
      this.leave();
    },
  },

  pageLifetimes: {
    show() {
      this.arrive();
    },

    hide() {
      this.leave();
    },
  },

  methods: {
    /** @param {{ id: string }} query */
    onLoad(query) {
      const { windowWidth } = wx.getWindowInfo();
      this.setData({ id: query.id, size: Math.min(windowWidth - MARGINS, WIDEST) });
      this.readSessions();
      return this.arrive();
    },

    /** The roster on the phone knows what the event is called and which sessions it has. */
    readSessions() {
      const desk = deskOf(this.data.id);
      const roster = desk && desk.roster;
      if (roster) {
        const sessions = roster.sessions.map((one) => ({ number: one.number, name: sessionName(one) }));
        this.setData({ name: roster.event.title, sessions: sessions.length > 1 ? sessions : [] });
      }
    },

    async arrive() {
      if (!this.data.id || this.data.ticker) {
        return;
      }
      this.setData({ ticker: Number(setInterval(() => this.tick(), SECOND_MS)) });
      screenLight.light();
      await this.load();
    },

    leave() {
      clearInterval(this.data.ticker);
      this.setData({ ticker: 0 });
      screenLight.restore();
    },

    async load() {
      if (this.data.asking) {
        return;
      }
      this.setData({ asking: true });
      try {
        this.show(await readVenueCode(this.data.id, this.data.chosen || null));
      } catch (failure) {
        this.fail(failure);
      } finally {
        this.setData({ asking: false });
      }
    },

    /** @param {VenueCode} venue */
    show(venue) {
      const { opens_at, closes_at, session, refresh_in } = venue;
      const isWanted = !this.data.chosen || this.data.chosen === session;
      this.setData({
        ...{ state: 'ready', venue, qr: venue.link || venue.code },
        nextAt: isWanted ? clock.onPhone() + refresh_in * SECOND_MS : 0,
        window: betweenText(opens_at, closes_at),
      });
      this.tick();
    },

    /** @param {any} failure a code that still holds stays on the screen while the network is away */
    fail(failure) {
      const { venue } = this.data;
      const mayPass = venue && (failure.kind === 'network' || failure.passes);
      this.setData(
        mayPass
          ? { nextAt: clock.onPhone() + AGAIN_SECONDS * SECOND_MS }
          : { state: 'failed', problem: problemText(failure), venue: null },
      );
    },

    tick() {
      const { venue, nextAt, asking, t } = this.data;
      if (!venue) {
        return;
      }
      const now = clock.now();
      const { stage } = windowOf(/** @type {any} */ (venue), now);
      const left = Math.ceil((Date.parse(venue.expires_at) - now) / SECOND_MS);
      const next = Math.ceil((nextAt - clock.onPhone()) / SECOND_MS);
      const stageText = {
        on: '',
        before: texts.say('venue.notOpen', { time: clockText(venue.opens_at) }),
        over: t.over,
      };
      this.setData({
        ...{ stage, stageText: stageText[stage], hubWords: texts.section('hub') },
        qr: left > 0 ? venue.link || venue.code : '',
        leftText: this.leftText(left, next),
      });
      if (next <= 0 && !asking) {
        this.load();
      }
    },

    /**
     * @param {number} left seconds that the code still holds
     * @param {number} next seconds until the next is asked for
     */
    leftText(left, next) {
      if (left <= 0) {
        return this.data.t.expired;
      }
      return left < LATE_SECONDS
        ? texts.say('venue.stale', { n: left })
        : texts.say('venue.left', { n: Math.max(next, 0) });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onSession(event) {
      this.setData({ chosen: event.currentTarget.dataset.number, nextAt: 0 });
      return this.load();
    },

    async onPoster() {
      const { venue, t } = this.data;
      if (!venue || !venue.poster_url) {
        return;
      }
      try {
        const { tempFilePath, statusCode } = await download(addressOf(venue.poster_url));
        if (statusCode !== 200) {
          throw new Error(String(statusCode));
        }
        await wx.openDocument({ filePath: tempFilePath, fileType: 'pdf', showMenu: true });
      } catch {
        wx.showToast({ title: t.posterFailed, icon: 'none' });
      }
    },
  },
});

/**
 * Return the whole address of something on the API's server.
 * @param {string} address
 */
function addressOf(address) {
  return /^https?:/.test(address) ? address : baseUrl().replace(/\/api\/v1$/, '') + address;
}

/**
 * @param {string} url
 * @returns {Promise<WechatMiniprogram.DownloadFileSuccessCallbackResult>}
 */
function download(url) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({ url, success: resolve, fail: reject });
  });
}
