/**
 * How does a worker make an event, or edit one? With `id` an event that is there; with `region` a new one.
 *
 * What was typed is kept on the phone until the API has it. A draft is saved first and then published, so that a
 * publication that is refused (its time has passed, say) leaves the draft where it can be mended.
 */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const { listCampaigns } = require('../../../api/events');
const { getRegion, listPlaceKinds } = require('../../../api/regions');
const clock = require('../../../core/clock');
const { today } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { Failure } = require('../../../core/failure');
const { cancelEvent, changeEvent, createEvent, publishEvent, readEvent } = require('../api');
const { changesOf, draftOf, emptyDraft, eventOf, faultsOf, startingAt } = require('../event_draft');
const { MOST, withOneMore } = require('../questions');
const { MOST_SESSIONS, faultsOfSessions, withOneMoreSession } = require('../sessions');
const texts = require('../texts');
const { choicesOf, faultsOfQuestions, fieldOf, withQuestion } = require('./choices');

/** @typedef {import('../event_draft').Draft} Draft */
/** @typedef {import('../api').EventOut} EventOut */

Component({
  behaviors: [screen('edit', texts), form],

  data: {
    id: '',
    /** @type {EventOut['state']} */
    eventState: 'draft',
    /** `loading`, `ready`, or `failed` with a `problem` */
    state: 'loading',
    problem: '',
    home: '',
    draft: emptyDraft('', clock.moment()),
    before: emptyDraft('', clock.moment()),
    restored: false,
    regionName: '',
    /** @type {import('../../../typings/api').CampaignOut | null} */
    campaign: null,
    campaignLabel: '',
    /** @type {import('../../../typings/api').PlaceKindOut[]} */
    kinds: [],
    choices: choicesOf(emptyDraft('', clock.moment()), []),
    /** @type {{ label: string, options: string }[]} */
    questionFaults: [],
    mayAddQuestion: true,
    /** @type {{ label: string, times: string }[]} */
    sessionFaults: [],
    mayAddSession: true,
  },

  methods: {
    /** @param {{ id?: string, region?: string }} query */
    onLoad(query) {
      this.setData({ id: query.id || '', home: query.region || '', draftName: `event:${query.id || 'new'}` });
      return this.load();
    },

    async load() {
      this.setData({ state: 'loading' });
      try {
        const [event, kinds, campaigns] = await Promise.all([
          this.data.id ? readEvent(this.data.id) : null,
          listPlaceKinds(),
          listCampaigns(today()),
        ]);
        const before = event ? draftOf(event) : emptyDraft(this.data.home, clock.moment());
        this.setData({
          kinds,
          before,
          eventState: event ? event.state : 'draft',
          campaign: campaigns.items[0] || null,
        });
        const kept = this.readDraft();
        this.setData({ restored: Boolean(kept) });
        this.show(kept || before);
        this.setData({ state: 'ready' });
        await this.nameRegion();
      } catch (failure) {
        this.setData({
          state: 'failed',
          problem: failure.kind === 'missing' ? this.data.t.gone : problemText(failure),
        });
      }
    },

    async nameRegion() {
      const { path } = await getRegion(this.data.draft.region_code);
      this.setData({ regionName: path });
    },

    /** @param {Draft} draft */
    show(draft) {
      const { campaign, kinds } = this.data;
      this.setData({
        draft,
        choices: choicesOf(draft, kinds),
        campaignLabel: campaign ? texts.say('edit.campaign', { name: campaign.name }) : '',
        mayAddQuestion: draft.questions.length < MOST,
        mayAddSession: draft.sessions.length < MOST_SESSIONS,
      });
    },

    /**
     * Show what the worker changed, and keep it on the phone.
     * @param {Partial<Draft>} changes
     */
    write(changes) {
      const draft = { ...this.data.draft, ...changes };
      this.show(draft);
      this.keepDraft(draft);
      for (const name of Object.keys(changes)) {
        this.clearError(fieldOf(name));
      }
    },

    /** @param {WechatMiniprogram.Input} event */
    onText(event) {
      this.write({ [event.currentTarget.dataset.field]: event.detail.value });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onStart(event) {
      const start = { [event.currentTarget.dataset.field]: String(event.detail.value) };
      this.write(startingAt(this.data.draft, start));
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onMoment(event) {
      this.write({ [event.currentTarget.dataset.field]: String(event.detail.value) });
    },

    /** @param {WechatMiniprogram.PickerChange} event */
    onChoice(event) {
      const { field } = event.currentTarget.dataset;
      const list = this.data.choices[/** @type {'place_kind' | 'waitingOrder' | 'waitingMode'} */ (field)];
      this.write({ [field]: list.values[Number(event.detail.value)] });
    },

    /** @param {WechatMiniprogram.SwitchChange} event */
    onNeighboursOnly(event) {
      this.write({ neighboursOnly: event.detail.value });
    },

    /** @param {WechatMiniprogram.SwitchChange} event */
    onSwitch(event) {
      this.write({ [event.currentTarget.dataset.field]: event.detail.value });
    },

    /** @param {WechatMiniprogram.SwitchChange} event */
    onCampaign(event) {
      const { campaign } = this.data;
      this.write({ campaign_id: event.detail.value && campaign ? campaign.id : null });
    },

    onRegion() {
      wx.navigateTo({
        url: '/pages/regions/index?purpose=filter',
        events: {
          /** @param {{ code: string, name: string }} region */
          picked: (region) => {
            this.setData({ regionName: region.name });
            this.write({ region_code: region.code });
          },
        },
      });
    },

    onAddQuestion() {
      this.write({ questions: withOneMore(this.data.draft.questions) });
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    onQuestion(event) {
      const { index } = event.currentTarget.dataset;
      this.write({ questions: withQuestion(this.data.draft.questions, index, /** @type {any} */ (event.detail)) });
      if (this.data.questionFaults[index]) {
        this.setData({ [`questionFaults[${index}]`]: { label: '', options: '' } });
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onRemoveQuestion(event) {
      const { index } = event.currentTarget.dataset;
      this.write({ questions: this.data.draft.questions.filter((question, place) => place !== index) });
      this.setData({ questionFaults: [] });
    },

    onAddSession() {
      this.write({ sessions: withOneMoreSession(this.data.draft.sessions, this.data.draft) });
    },

    /** @param {WechatMiniprogram.CustomEvent} event */
    onSession(event) {
      const { index } = event.currentTarget.dataset;
      const changed = /** @type {any} */ (event.detail);
      this.write({ sessions: this.data.draft.sessions.map((one, place) => (place === index ? changed : one)) });
      if (this.data.sessionFaults[index]) {
        this.setData({ [`sessionFaults[${index}]`]: { label: '', times: '' } });
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onRemoveSession(event) {
      const { index } = event.currentTarget.dataset;
      this.write({ sessions: this.data.draft.sessions.filter((one, place) => place !== index) });
      this.setData({ sessionFaults: [] });
    },

    onForget() {
      this.dropDraft();
      this.setData({ restored: false, errors: {}, refusal: '', questionFaults: [], sessionFaults: [] });
      this.show(this.data.before);
      return this.nameRegion();
    },

    async onSave() {
      if (await this.send(false)) {
        wx.showToast({ title: this.data.t.saved, icon: 'success' });
      }
    },

    async onPublish() {
      const { sureTitle, sureMore, published } = this.data.t;
      const { confirm } = await wx.showModal({ title: sureTitle, content: sureMore });
      if (confirm && (await this.send(true))) {
        wx.showToast({ title: published, icon: 'success' });
        wx.navigateBack({ fail: () => wx.redirectTo({ url: '/packages/worker/events/index' }) });
      }
    },

    /**
     * Save what was written, and publish it if that is wished.
     * @param {boolean} publish
     * @returns {Promise<boolean>} whether all of it was done
     */
    async send(publish) {
      const { draft, id, before, t } = this.data;
      const fields = faultsOf(draft);
      if (Object.keys(fields).length) {
        this.showFaults(new Failure('fields', { fields, message: t.check }));
        return false;
      }
      const body = id ? changesOf(before, draft) : eventOf(draft);
      const answer = await this.submit({ body, publish }, (key) => this.store(body, key, publish));
      this.placeFaults();
      return Boolean(answer);
    },

    /**
     * @param {Partial<import('../api').EventIn>} body
     * @param {string} key
     * @param {boolean} publish
     * @returns {Promise<boolean>}
     */
    async store(body, key, publish) {
      const { id } = this.data;
      if (!id) {
        this.adopt(await createEvent(/** @type {import('../api').EventIn} */ (body), key));
      } else if (Object.keys(body).length) {
        this.adopt(await changeEvent(id, body, key));
      }
      this.dropDraft();
      this.setData({ restored: false });
      if (publish) {
        this.adopt(await publishEvent(this.data.id));
      }
      return true;
    },

    /**
     * Go on with the event as the API has it now.
     * @param {EventOut} event
     */
    adopt(event) {
      this.dropDraft();
      const before = draftOf(event);
      this.setData({ id: event.id, before, eventState: event.state, draftName: `event:${event.id}` });
      this.show(before);
    },

    /** @param {Failure} failure */
    showFaults(failure) {
      this.showFailure(failure);
      this.placeFaults();
    },

    /** Show what is wrong with a question or a session beside it. */
    placeFaults() {
      const { errors, draft } = this.data;
      this.setData({
        questionFaults: faultsOfQuestions(errors, draft.questions.length),
        sessionFaults: faultsOfSessions(errors, draft.sessions.length),
      });
    },

    async onCancelEvent() {
      const { t } = this.data;
      const asked = { title: t.cancelTitle, editable: true, placeholderText: t.cancelReason };
      const { confirm, content } = await wx.showModal(asked);
      const reason = (content || '').trim();
      if (!confirm) {
        return;
      }
      const event = await this.submit({ reason }, () => cancelEvent(this.data.id, reason));
      if (event) {
        this.adopt(event);
        wx.showToast({ title: t.cancelled, icon: 'none' });
      }
    },
  },
});
