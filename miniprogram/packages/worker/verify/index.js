/** Is a report true? Its words and photos stand beside what the sheet says; somebody else than its makers decides. */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const { span, when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { readEvent } = require('../api');
const { nextStep, pageOf } = require('../event_states');
const { decisionText, earlierOf } = require('../report_words');
const texts = require('../texts');
const { decideOnReport, readAttendance, readReport } = require('../verification_api');
const { hindranceOf, mayCorrect } = require('../verifiers');
const { correctionOf, countsOf } = require('./beside');

/** @typedef {import('../../../typings/api').VerificationIn} Decision */
/** @typedef {NonNullable<Decision['reason_code']>} Reason */

/** @type {Reason[]} */
const REASONS = ['photos_unclear', 'headcount_differs', 'summary_incomplete', 'wrong_event', 'other'];

Component({
  behaviors: [screen('verify', texts), form],

  data: {
    id: '',
    /** `loading`, `ready`, `none` (nothing was reported), or `failed` with a `problem` */
    state: 'loading',
    problem: '',
    eventState: '',
    title: '',
    when: '',
    /** @type {import('../verification_api').HeldReport | null} */
    report: null,
    reportedAt: '',
    decision: '',
    counts: countsOf({ sessions: [], present: 0, expected: 0, headcount: null, corrections: [] }, 0),
    /** @type {ReturnType<typeof correctionOf>[]} */
    corrections: [],
    /** @type {ReturnType<typeof earlierOf>[]} */
    earlier: [],
    /** why the person can't decide; see verifiers.js */
    hindrance: 'not_waiting',
    mayCorrect: false,
    mayReportAgain: false,
    returning: false,
    reasons: REASONS,
    /** @type {Reason | ''} */
    reason: '',
    words: '',
    fieldOrder: ['reason_code', 'text'],
  },

  methods: {
    /** @param {{ id: string }} query */
    onLoad(query) {
      this.setData({ id: query.id });
    },

    /** Corrections may have been made on the page behind. */
    onShow() {
      return this.load();
    },

    async load() {
      const { id } = this.data;
      try {
        const event = await readEvent(id);
        this.setData({ title: event.title, when: span(event.starts_at, event.ends_at), eventState: event.state });
        if (nextStep(event) === 'see' || nextStep(event) === 'report_again') {
          const [report, attendance] = await Promise.all([readReport(id), readAttendance(id)]);
          this.show(event, report, attendance);
        } else {
          this.setData({ state: 'none' });
        }
      } catch (failure) {
        this.failToLoad(problemText(failure));
      }
    },

    /**
     * What is on the screen stays there: somebody may be writing why a report is returned.
     * @param {string} problem
     */
    failToLoad(problem) {
      if (this.data.state === 'ready') {
        wx.showToast({ title: problem, icon: 'none' });
        return;
      }
      this.setData({ state: 'failed', problem });
    },

    /**
     * @param {import('../api').EventOut} event
     * @param {import('../verification_api').HeldReport} report
     * @param {import('../verification_api').AttendanceSummary} attendance
     */
    show(event, report, attendance) {
      this.setData({
        state: 'ready',
        eventState: event.state,
        report,
        reportedAt: texts.say('verify.reportedAt', { when: when(report.reported_at) }),
        decision: report.verification ? decisionText(report.verification) : '',
        counts: countsOf(attendance, report.headcount),
        corrections: attendance.corrections.map(correctionOf),
        earlier: report.history.map(earlierOf),
        hindrance: hindranceOf(event, report),
        mayCorrect: mayCorrect(event, report),
        mayReportAgain: nextStep(event) === 'report_again' && (report.reported_by_me || report.organised_by_me),
      });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onPhoto(event) {
      const { report } = this.data;
      const urls = report ? report.photos.map((photo) => photo.urls.large) : [];
      wx.previewImage({ urls, current: urls[event.currentTarget.dataset.index] });
    },

    async onVerify() {
      const { t } = this.data;
      const { confirm } = await wx.showModal({ title: t.sureTitle, content: t.sureMore, confirmText: t.verify });
      if (confirm) {
        await this.decide({ decision: 'verified' });
      }
    },

    onReturn() {
      this.setData({ returning: true });
    },

    onKeep() {
      this.setData({ returning: false, errors: {}, refusal: '' });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onReason(event) {
      this.setData({ reason: event.currentTarget.dataset.reason });
      this.clearError('reason_code');
      this.clearError('text');
    },

    /** @param {WechatMiniprogram.Input} event */
    onWords(event) {
      this.setData({ words: event.detail.value });
      this.clearError('text');
    },

    async onReturnSent() {
      const { reason, t, words } = this.data;
      const text = words.trim();
      if (!reason) {
        this.setData({ errors: { reason_code: t.reasonNeeded } });
        return;
      }
      if (reason === 'other' && !text) {
        this.setData({ errors: { text: t.wordsNeeded } });
        return;
      }
      await this.decide({ decision: 'returned', reason_code: reason, text });
    },

    /**
     * Decide, and show what became of the report; one that somebody else decided on meanwhile is shown as it is now.
     * @param {Decision} decision
     */
    async decide(decision) {
      const { id } = this.data;
      if (await this.submit(decision, (key) => decideOnReport(id, decision, key))) {
        this.setData({ returning: false });
        await this.load();
        wx.pageScrollTo({ scrollTop: 0, fail: () => undefined });
      }
    },

    onCorrect() {
      wx.navigateTo({ url: `/packages/worker/corrections/index?id=${this.data.id}` });
    },

    onReportAgain() {
      wx.redirectTo({ url: pageOf('report_again', this.data.id) });
    },

    onRefresh() {
      this.setData({ refusal: '', refusalCode: '', returning: false });
      return this.load();
    },
  },
});
