/** How do I check in by the code at the venue, with those who came along? */

const screen = require('../../../behaviors/screen');
const { getEvent } = require('../../../api/events');
const { mySignupFor } = require('../../../api/signups');
const clock = require('../../../core/clock');
const { newKey } = require('../../../core/request');
const { checkIn } = require('../api');
const { openedWith, readScanned } = require('../checkin_code');
const { peopleOf, shownOf } = require('./people');
const { problemOf, problemOfFailure } = require('./problems');
const texts = require('../texts');

/** @typedef {import('../../../api/signups').MySignup} MySignup */

Component({
  behaviors: [screen('checkin', texts)],

  data: {
    /** `start`, `login`, `reading`, `choose`, `done`, `problem` */
    step: 'start',
    /** The event from whose page this was opened, if it was. */
    wanted: '',
    code: '',
    eventId: '',
    title: '',
    /** @type {{ member: number, name: string, here: boolean }[]} */
    people: [],
    submitText: '',
    key: '',
    /** @type {{ text: string, next: import('./problems').Next } | null} */
    problem: null,
    done: { title: '', lines: /** @type {string[]} */ ([]) },
  },

  methods: {
    /** @param {{ q?: string, code?: string, event?: string, scan?: string }} options */
    onLoad(options) {
      this.setData({ wanted: options.event || '' });
      const text = openedWith(options);
      if (text) {
        return this.take(text);
      }
      return options.scan ? this.onScan() : undefined;
    },

    async onScan() {
      try {
        const { result } = await wx.scanCode({ scanType: ['qrCode'] });
        await this.take(result);
      } catch (failure) {
        if (!String(failure.errMsg).includes('cancel')) {
          this.showProblem(problemOf('camera'));
        }
      }
    },

    /**
     * Take what was scanned.
     * @param {string} text
     */
    async take(text) {
      const { kind, code, eventId } = readScanned(text);
      if (kind !== 'venue') {
        this.showProblem(problemOf(kind === 'own' ? 'own_code' : 'not_ours'));
        return;
      }
      this.setData({ code, eventId, title: '', key: '', people: [] });
      if (this.isLoggedIn()) {
        await this.begin();
      } else {
        this.setData({ step: 'login' });
      }
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.begin();
      }
    },

    /** Find the own sign-up, and let those be chosen who are here; somebody alone is checked in at once. */
    async begin() {
      this.setData({ step: 'reading' });
      try {
        const { wanted, eventId } = this.data;
        if (wanted && wanted !== eventId) {
          const { title } = await getEvent(wanted);
          this.showProblem(problemOf('other_event', title));
          return;
        }
        this.showSignup(await mySignupFor(eventId));
      } catch (failure) {
        this.showProblem(problemOfFailure(failure, this.data.title, null, clock.now()));
        return;
      }
      if (this.data.people.length === 1) {
        await this.send();
      }
    },

    /** @param {MySignup | null} signup */
    showSignup(signup) {
      if (!signup) {
        this.showProblem(problemOf('not_signed_up'));
        return;
      }
      const { title } = signup.event;
      this.setData({ title });
      if (signup.state === 'waiting' || signup.state === 'offered') {
        this.showProblem(problemOf(signup.state, title));
        return;
      }
      const people = peopleOf(signup);
      this.setData({ people, step: people.length > 1 ? 'choose' : 'reading' });
      this.countHere();
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onPerson(event) {
      const { index } = event.currentTarget.dataset;
      this.setData({ [`people[${index}].here`]: !this.data.people[index].here, key: '' });
      this.countHere();
    },

    countHere() {
      const n = this.data.people.filter(({ here }) => here).length;
      this.setData({ submitText: texts.say('checkin.submit', { n }) });
    },

    onSubmit() {
      if (this.data.people.some(({ here }) => here)) {
        return this.send();
      }
      wx.showToast({ title: this.data.t.nobody, icon: 'none' });
      return undefined;
    },

    /** Check in, once however often it is sent: a second try carries the same key. */
    async send() {
      const { eventId, code, people } = this.data;
      const key = this.data.key || newKey();
      const members = people.filter(({ here }) => here).map(({ member }) => member);
      this.setData({ step: 'reading', key });
      try {
        const answer = await checkIn(eventId, { code, members }, key);
        this.setData({ step: 'done', key: '', done: shownOf(answer, people, '') });
        await this.nameSession(answer);
      } catch (failure) {
        await this.showRefusal(failure);
      }
    },

    /**
     * Say which part of the event it was, where it has parts; without a network that stays unsaid.
     * @param {import('../api').CheckinOut} answer
     */
    async nameSession(answer) {
      const event = await getEvent(this.data.eventId).catch(() => null);
      const part = event && event.sessions[answer.items[0].session - 1];
      if (part) {
        this.setData({ done: shownOf(answer, this.data.people, part.label) });
      }
    },

    /** @param {any} failure */
    async showRefusal(failure) {
      const { eventId, title, t } = this.data;
      const needed = failure.code === 'checkin_not_open';
      const event = needed ? await getEvent(eventId).catch(() => null) : null;
      const problem = problemOfFailure(failure, title, event, clock.now());
      if (failure.code === 'already_checked_in') {
        this.setData({ step: 'done', key: '', done: { title: t.doneAlready, lines: [problem.text] } });
        return;
      }
      this.showProblem(problem);
    },

    /** @param {{ text: string, next: import('./problems').Next }} problem */
    showProblem(problem) {
      this.setData({ step: 'problem', problem, key: problem.next === 'again' ? this.data.key : '' });
    },

    onAgain() {
      return this.data.people.length ? this.send() : this.begin();
    },

    onEvent() {
      wx.navigateTo({ url: `/pages/event/index?id=${this.data.eventId}` });
    },

    onMine() {
      wx.navigateTo({ url: '/pages/my-signups/index' });
    },

    onCode() {
      wx.redirectTo({ url: '/packages/attendance/my-code/index' });
    },

    onLeave() {
      if (getCurrentPages().length > 1) {
        wx.navigateBack();
      } else {
        wx.switchTab({ url: '/pages/home/index' });
      }
    },
  },
});
