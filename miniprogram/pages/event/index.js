/** What is this event, and how do I get a place? */

const screen = require('../../behaviors/screen');
const { getEvent } = require('../../api/events');
const { mySignupFor } = require('../../api/signups');
const { isAround } = require('../../core/attendance_times');
const { dayOf, timeOf } = require('../../core/city_time');
const { baseUrl } = require('../../core/config');
const { placesText, signupText, signupTone, stageOf, partyText } = require('../../core/event_words');
const { span, when } = require('../../core/moment_words');
const { problemText } = require('../../core/problems');
const { say } = require('../../core/texts');

/** @typedef {import('../../api/events').EventOut} EventOut */
/** @typedef {import('../../api/signups').MySignup} MySignup */

const COPIED_MS = 1500;

/** @type {import('../../core/event_words').Stage[]} */
const ENDED = ['over', 'cancelled', 'not_held'];

Component({
  behaviors: [screen('event')],

  data: {
    id: '',
    state: 'loading',
    problem: '',
    gone: false,
    /** @type {EventOut | null} */
    event: null,
    /** @type {MySignup | null} */
    signup: null,
    /** @type {{ head: string, text: string }[]} */
    facts: [],
    /** @type {{ label: string, text: string }[]} */
    sessions: [],
    /** @type {import('../../core/event_words').Stage | ''} */
    stage: '',
    stageText: '',
    afterText: '',
    changeable: false,
    arriving: false,
    signupLine: '',
    signupTone: 'plain',
    party: '',
  },

  methods: {
    /** @param {{ id?: string }} query */
    onLoad(query) {
      this.setData({ id: query.id || '' });
    },

    /** Places go while people read: whoever comes back sees how it stands now. */
    onShow() {
      return this.load();
    },

    async load() {
      this.setData({ state: this.data.event ? 'ready' : 'loading', problem: '' });
      try {
        const [event, signup] = await Promise.all([
          getEvent(this.data.id),
          this.isLoggedIn() ? mySignupFor(this.data.id) : null,
        ]);
        this.showEvent(event, signup);
      } catch (failure) {
        this.showProblem(failure);
      }
    },

    /**
     * @param {EventOut} event
     * @param {MySignup | null} signup
     */
    showEvent(event, signup) {
      const stage = stageOf(event);
      this.setData({
        event,
        signup,
        stage,
        state: 'ready',
        facts: factsOf(event),
        sessions: event.sessions.map((one) => ({ label: one.label, text: sessionText(event, one) })),
        stageText: stageText(event, stage),
        afterText: signup ? afterText(event) : '',
        changeable: !ENDED.includes(stage),
        arriving: Boolean(signup && signup.state === 'confirmed' && isAround(event)),
        ...standingOf(signup, stage),
        party: signup ? partyText(signup) : '',
      });
    },

    /** @param {any} failure */
    showProblem(failure) {
      if (failure.kind === 'missing') {
        this.setData({ state: 'empty', gone: true, event: null });
        return;
      }
      const problem = problemText(failure);
      if (this.data.event) {
        wx.showToast({ title: problem, icon: 'none' });
      } else {
        this.setData({ state: 'failed', problem });
      }
    },

    async onSignUp() {
      if (await this.enter()) {
        wx.navigateTo({ url: `/pages/signup/index?event=${this.data.id}` });
      }
    },

    onChange() {
      wx.navigateTo({ url: `/pages/signup/index?event=${this.data.id}` });
    },

    onMine() {
      wx.navigateTo({ url: '/pages/my-signups/index' });
    },

    onMyCode() {
      wx.navigateTo({ url: '/packages/attendance/my-code/index' });
    },

    onCheckin() {
      wx.navigateTo({ url: `/packages/attendance/checkin/index?scan=1&event=${this.data.id}` });
    },

    onMap() {
      const { event } = this.data;
      if (event && event.point) {
        const { lat, lon } = event.point;
        wx.openLocation({ latitude: lat, longitude: lon, name: event.venue, address: event.address });
      }
    },

    onCopyAddress() {
      const { event, t } = this.data;
      if (event) {
        copy([event.venue, event.address].filter(Boolean).join(' '), t.copied);
      }
    },

    /** Where the phone has no calendar for us, the address of the event's calendar file goes to the clipboard. */
    onCalendar() {
      const { event, t } = this.data;
      if (!event) {
        return;
      }
      wx.addPhoneCalendar({
        title: event.title,
        startTime: Date.parse(event.starts_at) / 1000,
        endTime: String(Date.parse(event.ends_at) / 1000),
        location: [event.venue, event.address].filter(Boolean).join(' '),
        success: () => wx.showToast({ title: t.calendarAdded }),
        fail: ({ errMsg }) => {
          if (!errMsg.includes('cancel')) {
            copy(`${baseUrl()}/events/${event.id}/calendar.ics`, t.calendarCopied);
          }
        },
      });
    },

    onOthers() {
      wx.switchTab({ url: '/pages/events/index' });
    },

    onShareAppMessage() {
      const { event, id, t } = this.data;
      return { title: event ? event.title : t.title, path: `/pages/event/index?id=${id}` };
    },
  },
});

/**
 * Return the short facts of an event, each with its head.
 * @param {EventOut} event
 */
function factsOf(event) {
  const party = event.party_max ? say('event.partyMaxValue', { n: event.party_max }) : say('event.partyMaxNone');
  const total = event.capacity === null ? '' : `（${say('event.placesOf', { n: event.capacity })}）`;
  const facts = [
    { head: say('event.when'), text: span(event.starts_at, event.ends_at) },
    { head: say('event.places'), text: placesText(event) + total },
    { head: say('event.partyMax'), text: party },
    { head: say('event.closes'), text: when(event.signup_closes_at) },
  ];
  if (event.audience_region_code) {
    facts.push({ head: say('event.audience'), text: say('event.audienceValue') });
  }
  return facts;
}

/**
 * Return when a session is; its day only where the event has several.
 * @param {EventOut} event
 * @param {EventOut['sessions'][number]} one
 */
function sessionText(event, one) {
  const days = [event.starts_at, event.ends_at].map(dayOf);
  return days[0] === days[1] ? `${timeOf(one.starts_at)} – ${timeOf(one.ends_at)}` : span(one.starts_at, one.ends_at);
}

/**
 * @param {EventOut} event
 * @param {import('../../core/event_words').Stage} stage
 * @returns {string} why nobody can sign up now; empty when one can
 */
function stageText(event, stage) {
  if (stage === 'sign_up' || stage === 'wait') {
    return '';
  }
  if (stage === 'not_open') {
    return say('event.opensAt', { when: when(event.signup_opens_at) });
  }
  return say(`stages.${stage}`);
}

/**
 * Return where the own sign-up stands; who still waited when the event was over waits no more.
 * @param {MySignup | null} signup
 * @param {import('../../core/event_words').Stage} stage
 */
function standingOf(signup, stage) {
  if (!signup) {
    return { signupLine: '', signupTone: 'plain' };
  }
  const tooLate = stage === 'over' && signup.state !== 'confirmed';
  return tooLate
    ? { signupLine: say('stages.over'), signupTone: 'plain' }
    : { signupLine: signupText(signup), signupTone: signupTone(signup) };
}

/**
 * @param {EventOut} event
 * @returns {string} what whoever signed up reads once the event is over; empty before
 */
function afterText({ state }) {
  if (state === 'verified') {
    return say('event.verified');
  }
  return state === 'held_reported' || state === 'returned' ? say('event.heldReported') : '';
}

/**
 * @param {string} text
 * @param {string} said
 */
function copy(text, said) {
  wx.setClipboardData({
    data: text,
    success: () => wx.showToast({ title: said, icon: 'none', duration: COPIED_MS }),
  });
}
