/** How does a page with a form send it? Faults stand beside the fields, and nothing that was typed is lost. */

const drafts = require('../core/drafts');
const { newKey } = require('../core/request');
const { fieldTexts, problemText } = require('../core/problems');

/**
 * `errors` maps a field's name to what is wrong with it, `refusal` is what is wrong with the whole. The page sets
 * `draftName` when it knows what the form is about.
 */
module.exports = Behavior({
  data: {
    /** @type {Record<string, string>} */
    errors: {},
    refusal: '',
    refusalCode: '',
    sending: false,
    draftName: '',
    /** The names of fields from top to bottom, as far as a page knows them: the first fault is scrolled to. */
    /** @type {string[]} */
    fieldOrder: [],
    writeKey: '',
    writtenBody: '',
  },

  methods: {
    /** @param {any} typed all that the person wrote so far */
    keepDraft(typed) {
      drafts.keep(this.data.draftName, typed);
    },

    /** @returns {any} */
    readDraft() {
      return drafts.read(this.data.draftName);
    },

    dropDraft() {
      drafts.drop(this.data.draftName);
    },

    /** @param {string} field whose fault is no longer shown, since it is being mended */
    clearError(field) {
      if (this.data.errors[field]) {
        const { [field]: mended, ...errors } = this.data.errors;
        const refusal = Object.keys(errors).length ? this.data.refusal : '';
        this.setData({ errors, refusal });
      }
    },

    /**
     * Send the form, once however often the button is tapped, and show what was wrong with it.
     * @param {any} body a second attempt with the same body carries the same key, and so adds nothing
     * @param {(key: string) => Promise<any>} write
     * @returns {Promise<any>} the answer; undefined when it failed
     */
    async submit(body, write) {
      if (this.data.sending) {
        return undefined;
      }
      const writtenBody = JSON.stringify(body);
      const writeKey = writtenBody === this.data.writtenBody && this.data.writeKey ? this.data.writeKey : newKey();
      this.setData({ sending: true, errors: {}, refusal: '', refusalCode: '', writeKey, writtenBody });
      try {
        const answer = await write(writeKey);
        this.setData({ writeKey: '', writtenBody: '' });
        return answer;
      } catch (failure) {
        this.showFailure(failure);
        return undefined;
      } finally {
        this.setData({ sending: false });
      }
    },

    /** @param {any} failure */
    showFailure(failure) {
      const errors = fieldTexts(failure.fields || {});
      this.setData({ errors, refusal: problemText(failure), refusalCode: failure.code || '' });
      const first = this.data.fieldOrder.find((name) => name in errors) || Object.keys(errors)[0];
      if (first) {
        wx.pageScrollTo({ selector: `#${fieldId(first)}`, offsetTop: -24, fail: () => undefined });
      }
    },
  },
});

/**
 * Return the id of a field's place on the page: `answers.phone` -> `field-answers-phone`.
 * @param {string} field
 */
function fieldId(field) {
  return `field-${field.replace(/\W/g, '-')}`;
}
