/**
 * Who comes along, and what does the event want to know? For a new sign-up and for a change of one.
 *
 * Every key stroke is kept on the phone until the API has answered, and the same form sent twice signs up once.
 */

const form = require('../../behaviors/form');
const screen = require('../../behaviors/screen');
const { getEvent } = require('../../api/events');
const { changeSignup, mySignupFor, signUp } = require('../../api/signups');
const { signupText, stageOf } = require('../../core/event_words');
const { span } = require('../../core/moment_words');
const { problemText } = require('../../core/problems');
const { bodyOf, typedOf } = require('../../core/signup_form');
const { say } = require('../../core/texts');

/** @typedef {import('../../core/signup_form').Typed} Typed */

Component({
  behaviors: [screen('signup'), form],

  data: {
    eventId: '',
    state: 'loading',
    problem: '',
    /** @type {import('../../api/events').EventOut | null} */
    event: null,
    when: '',
    /** @type {import('../../api/signups').MySignup | null} */
    signup: null,
    /** @type {Typed} */
    typed: { party: [], answers: {} },
    restored: false,
    partyHint: '',
    /** @type {string[]} */
    quick: [],
    seatsText: '',
    submitText: '',
    /** @type {{ title: string, more: string } | null} */
    done: null,
  },

  methods: {
    /** @param {{ event?: string }} query */
    onLoad(query) {
      this.setData({ eventId: query.event || '', draftName: `signup:${query.event}` });
    },

    /** Coming back from choosing a home, what was typed is still here: only the refusal goes. */
    async onShow() {
      if (this.data.event) {
        this.setData({ refusal: '', refusalCode: '' });
      } else if (this.isLoggedIn()) {
        await this.load();
      } else {
        this.setData({ state: 'stranger' });
      }
    },

    async onLogIn() {
      if (await this.enter()) {
        await this.load();
      }
    },

    async load() {
      this.setData({ state: 'loading', problem: '', refusal: '', refusalCode: '' });
      try {
        const [event, signup] = await Promise.all([getEvent(this.data.eventId), mySignupFor(this.data.eventId)]);
        this.showForm(event, signup);
      } catch (failure) {
        this.setData({ state: 'failed', problem: problemText(failure) });
      }
    },

    /**
     * @param {import('../../api/events').EventOut} event
     * @param {import('../../api/signups').MySignup | null} signup
     */
    showForm(event, signup) {
      const draft = this.readDraft();
      const waits = stageOf(event) === 'wait';
      const { t } = this.data;
      this.setData({
        event,
        signup,
        state: 'ready',
        when: span(event.starts_at, event.ends_at),
        restored: Boolean(draft),
        fieldOrder: event.form ? event.form.fields.map(({ key }) => `answers.${key}`) : [],
        submitText: signup ? t.submitChange : waits ? t.submitWait : t.submit,
      });
      this.entitle(signup ? 'titleChange' : 'title');
      this.show(draft || typedOf(signup));
    },

    /** @param {Typed} typed */
    show(typed) {
      const { event, t } = this.data;
      const more = event ? event.party_max - typed.party.length : 0;
      const hint = event && event.party_max === 0 ? t.partyNone : t.partyFull;
      this.setData({
        typed,
        partyHint: more > 0 ? say('signup.partyHint', { n: more }) : hint,
        quick: more > 0 ? t.quick : [],
        seatsText: say('signup.seats', { n: typed.party.length + 1 }),
      });
    },

    /** @param {Typed} typed */
    change(typed) {
      this.show(typed);
      this.keepDraft(typed);
    },

    /** @param {(party: Typed['party']) => Typed['party']} alter */
    changeParty(alter) {
      const { typed } = this.data;
      this.change({ ...typed, party: alter(typed.party) });
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { label: string }>} event */
    onQuick(event) {
      const { label } = event.currentTarget.dataset;
      this.changeParty((party) => [...party, { label, child: label === this.data.t.quickChild }]);
    },

    onAdd() {
      this.changeParty((party) => [...party, { label: '', child: false }]);
    },

    /** @param {WechatMiniprogram.TouchEvent<any, any, { index: number }>} event */
    onRemove(event) {
      const { index } = event.currentTarget.dataset;
      this.setData({ errors: {} }); // faults are named by number, which changes now
      this.changeParty((party) => party.filter((_, number) => number !== index));
    },

    /** @param {WechatMiniprogram.Input<any, { index: number }>} event */
    onLabel(event) {
      const { index } = event.currentTarget.dataset;
      const label = event.detail.value;
      this.clearError(`party.${index}.label`);
      this.changeParty((party) => party.map((one, number) => (number === index ? { ...one, label } : one)));
    },

    /** @param {WechatMiniprogram.SwitchChange<any, { index: number }>} event */
    onChild(event) {
      const { index } = event.currentTarget.dataset;
      const child = event.detail.value;
      this.changeParty((party) => party.map((one, number) => (number === index ? { ...one, child } : one)));
    },

    /** @param {WechatMiniprogram.CustomEvent<{ key: string, value: any }>} event */
    onAnswer(event) {
      const { key, value } = event.detail;
      const { typed } = this.data;
      this.clearError(`answers.${key}`);
      this.change({ ...typed, answers: { ...typed.answers, [key]: value } });
    },

    async onSubmit() {
      const { event, signup, typed, eventId } = this.data;
      if (!event) {
        return;
      }
      const body = bodyOf(typed, event.form);
      const kept = await this.submit(body, (key) =>
        signup ? changeSignup(signup.id, body, key) : signUp(eventId, body, key),
      );
      if (kept) {
        this.dropDraft();
        this.setData({ done: doneWords(kept, Boolean(signup)) });
        wx.pageScrollTo({ scrollTop: 0, duration: 0 });
      }
    },

    onChooseHome() {
      wx.navigateTo({ url: '/pages/regions/index?purpose=home' });
    },

    /** The form was changed meanwhile: read it again; what was typed comes back from the phone. */
    onRefresh() {
      return this.load();
    },

    onMine() {
      wx.redirectTo({ url: '/pages/my-signups/index' });
    },

    onBack() {
      const url = `/pages/event/index?id=${this.data.eventId}`;
      wx.navigateBack({ fail: () => wx.redirectTo({ url }) });
    },
  },
});

/**
 * Return what somebody reads who has just signed up, or changed it.
 * @param {import('../../api/signups').SignupOut} signup
 * @param {boolean} changed
 */
function doneWords(signup, changed) {
  const n = signup.seats;
  if (signup.waits_until) {
    return { title: signupText(signup), more: say('signup.heldBackMore', { n }) };
  }
  if (signup.state === 'waiting') {
    const title = say('signup.waitTitle', { n: signup.position || '' });
    return { title, more: say('signup.waitMore', { n }) };
  }
  const title = changed ? say('signup.changedTitle') : say('signup.doneTitle');
  return { title, more: say('signup.doneMore', { n }) };
}
