/**
 * How does a worker report that an event took place, or that it did not? With words, a head count and photos.
 *
 * What was typed and which photos were chosen is kept on the phone until the API has the report. Photos are sent one
 * after the other while the worker still writes.
 */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const { uploadPhoto } = require('../../../api/files');
const clock = require('../../../core/clock');
const { Failure } = require('../../../core/failure');
const { span, when } = require('../../../core/moment_words');
const { problemText } = require('../../../core/problems');
const { newKey } = require('../../../core/request');
const { readEvent } = require('../api');
const { deskOf } = require('../checkin/desk');
const { nextStep, pageOf } = require('../event_states');
const { decisionText } = require('../report_words');
const { askReason } = require('../reason');
const texts = require('../texts');
const { readAttendance, readReport, reportHeld, reportNotHeld } = require('../verification_api');
const { faultsOf, reportOf } = require('./held_report');
const { isThere, smaller } = require('./photo_files');
const photoList = require('./photos');

/** @typedef {import('./photos').Photo} Photo */
/** @typedef {import('./held_report').Typed} Typed */

Component({
  behaviors: [screen('report', texts), form],

  data: {
    id: '',
    /** `loading`, `failed` with a `problem`, `form`, or why there is none: `early`, `done`, `not_held`, `closed` */
    state: 'loading',
    problem: '',
    title: '',
    when: '',
    begins: '',
    endsAt: '',
    attendance: '',
    returned: '',
    restored: false,
    lost: '',
    /** @type {Typed} */
    typed: { summary: '', headcount: '' },
    /** @type {Photo[]} */
    photos: [],
    most: photoList.MOST,
    uploading: false,
    fieldOrder: ['summary', 'headcount', 'photo_ids'],
  },

  methods: {
    /** @param {{ id: string }} query */
    onLoad(query) {
      this.setData({ id: query.id, draftName: `report:${query.id}` });
      return this.load();
    },

    async load() {
      this.setData({ state: 'loading', refusal: '', refusalCode: '' });
      try {
        const { id } = this.data;
        const event = await readEvent(id);
        this.setData({ title: event.title, when: span(event.starts_at, event.ends_at), endsAt: event.ends_at });
        const step = nextStep(event);
        if (step === 'report' || step === 'report_again') {
          const [attendance, report] = await Promise.all([
            readAttendance(id),
            step === 'report_again' ? readReport(id) : null,
          ]);
          await this.openForm(attendance, report);
        } else {
          this.setData({ state: stateWithoutForm(event), begins: when(event.starts_at) });
        }
      } catch (failure) {
        this.setData({ state: 'failed', problem: problemText(failure) });
      }
    },

    /**
     * @param {import('../verification_api').AttendanceSummary} attendance
     * @param {import('../verification_api').HeldReport | null} report the one that was returned
     */
    async openForm({ present, expected }, report) {
      const before = report ? photoList.reported(report.photos) : [];
      const kept = this.readDraft();
      const { photos, lost } = kept ? await keptPhotos(kept.photos) : { photos: before, lost: 0 };
      const first = report
        ? { summary: report.summary, headcount: String(report.headcount) }
        : { summary: '', headcount: present ? String(present) : '' };
      this.setData({
        state: 'form',
        attendance: texts.say('report.attendance', { present, expected }),
        returned: report && report.verification ? decisionText(report.verification) : '',
        restored: Boolean(kept),
        lost: lost ? texts.say('report.lost', { n: lost }) : '',
        typed: kept ? kept.typed : first,
        photos: photoList.withFreshLinks(photos, before),
      });
      await this.sendPhotos();
    },

    /** Keep all that is there so far: a closed page loses nothing. */
    keep() {
      this.keepDraft({ typed: this.data.typed, photos: this.data.photos });
    },

    /** @param {WechatMiniprogram.Input} event */
    onText(event) {
      const { field } = event.currentTarget.dataset;
      this.setData({ [`typed.${field}`]: event.detail.value });
      this.keep();
      this.clearError(field);
    },

    /** @param {Photo[]} photos */
    showPhotos(photos) {
      this.setData({ photos });
      this.keep();
      this.clearError('photo_ids');
    },

    async onChoose() {
      const { photos, t } = this.data;
      try {
        const { tempFiles } = await wx.chooseMedia({
          count: photoList.MOST - photos.length,
          mediaType: ['image'],
          sourceType: ['album', 'camera'],
        });
        this.showPhotos(photoList.withChosen(this.data.photos, tempFiles, newKey));
      } catch (refusal) {
        if (!/cancel/.test(refusal.errMsg || '')) {
          wx.showToast({ title: t.noPhotos, icon: 'none' });
        }
        return;
      }
      await this.sendPhotos();
    },

    /** Send what waits, one photo after the other; a second call meanwhile has nothing to do. */
    async sendPhotos() {
      if (this.data.uploading) {
        return;
      }
      this.setData({ uploading: true });
      let photo = photoList.nextToSend(this.data.photos);
      while (photo) {
        await this.sendPhoto(photo);
        photo = photoList.nextToSend(this.data.photos);
      }
      this.setData({ uploading: false });
    },

    /** @param {Photo} photo */
    async sendPhoto(photo) {
      const { key } = photo;
      const change = (/** @type {Partial<Photo>} */ changes) =>
        this.setData({ photos: photoList.withChange(this.data.photos, key, changes) });
      change({ state: 'sending', percent: 0, problem: '' });
      try {
        const small = photo.small || (await smaller(photo.path, photo.size));
        change({ small });
        const { id, urls } = await uploadPhoto(small, key, (percent) => change({ percent }));
        change({ state: 'done', id, url: urls.small, large: urls.large, sentAt: clock.now() });
        this.keep();
        this.clearError('photo_ids');
      } catch (failure) {
        change({ state: 'failed', problem: problemText(failure) });
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onRetry(event) {
      this.showPhotos(
        photoList.withChange(this.data.photos, event.currentTarget.dataset.key, { state: 'waiting', problem: '' }),
      );
      return this.sendPhotos();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onRemove(event) {
      this.showPhotos(photoList.without(this.data.photos, event.currentTarget.dataset.key));
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onForward(event) {
      this.showPhotos(photoList.movedForward(this.data.photos, event.currentTarget.dataset.key));
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onBlur(event) {
      const { key } = event.currentTarget.dataset;
      const photo = this.data.photos.find((one) => one.key === key);
      if (!photo || !photo.large) {
        return;
      }
      wx.navigateTo({
        url: `/packages/worker/blur/index?id=${photo.id}&url=${encodeURIComponent(photo.large)}`,
        events: {
          /** @param {import('../../../api/files').FileOut} file */
          blurred: ({ urls }) => {
            // The photo as it was lies on this phone still; what is shown from now on is the one that others see.
            const changes = { path: '', small: '', url: urls.small, large: urls.large };
            this.showPhotos(photoList.withChange(this.data.photos, key, changes));
          },
        },
      });
    },

    onForget() {
      this.dropDraft();
      this.setData({ errors: {} });
      return this.load();
    },

    async onSubmit() {
      const { id, photos, t, typed } = this.data;
      const fields = faultsOf(typed, photos);
      if (Object.keys(fields).length) {
        this.showFailure(new Failure('fields', { code: 'check', fields, message: t.check }));
        return;
      }
      const desk = deskOf(id);
      const unsent = desk ? desk.queue.waiting.length : 0;
      if (unsent) {
        this.setData({ refusal: texts.say('report.unsent', { n: unsent }), refusalCode: 'unsent' });
        return;
      }
      const body = reportOf(typed, photos);
      // Whoever reports while people still come would leave them without a check-in.
      const content = clock.now() < Date.parse(this.data.endsAt) ? t.sureEarly : t.sureMore;
      const asked = { title: t.sureTitle, content, confirmText: t.sureYes };
      if (!(await wx.showModal(asked)).confirm) {
        return;
      }
      if (await this.submit(body, (key) => reportHeld(id, body, key))) {
        this.dropDraft();
        this.setData({ state: 'done' });
      }
    },

    async onNotHeld() {
      const { id, t } = this.data;
      const words = { title: t.notHeldTitle, placeholder: t.notHeldReason, needed: t.reasonNeeded };
      const reason = await askReason(words);
      if (!reason) {
        return;
      }
      const sure = { title: t.sureNotHeld, content: texts.say('report.sureNotHeldMore', { reason }) };
      if (
        (await wx.showModal(sure)).confirm &&
        (await this.submit({ reason }, (key) => reportNotHeld(id, reason, key)))
      ) {
        this.dropDraft();
        this.setData({ state: 'not_held' });
      }
    },

    onSee() {
      wx.redirectTo({ url: pageOf('see', this.data.id) });
    },

    onBack() {
      wx.navigateBack({ fail: () => wx.redirectTo({ url: '/packages/worker/events/index' }) });
    },
  },
});

/**
 * Return the photos of a draft that can still be used, and how many can't.
 * @param {Photo[]} kept
 */
async function keptPhotos(kept) {
  const there = await Promise.all(kept.map(({ id, path }) => id !== '' || isThere(path)));
  const { photos, lost } = photoList.readAgain(
    kept.filter((photo, index) => there[index]),
    clock.now(),
  );
  return { photos, lost: lost + there.filter((one) => !one).length };
}

/**
 * Return why there is no form for an event.
 * @param {import('../api').EventOut} event
 */
function stateWithoutForm(event) {
  if (event.state === 'published') {
    return 'early';
  }
  if (event.state === 'not_held') {
    return 'not_held';
  }
  return nextStep(event) === 'see' ? 'done' : 'closed';
}
