/** Which events was I at, as others may read it? */

const listing = require('../../../behaviors/listing');
const own = require('../../../behaviors/own');
const screen = require('../../../behaviors/screen');
const { span } = require('../../../core/moment_words');
const { listProofs } = require('../api');
const { durationText } = require('../durations');
const texts = require('../texts');

Component({
  behaviors: [screen('proofs', texts), listing, own],

  methods: {
    /** @param {string | null} cursor */
    async readItems(cursor) {
      const page = await listProofs(cursor);
      return { items: page.items.map((proof) => itemOf(proof)), next_cursor: page.next_cursor };
    },
  },
});

/** @param {import('../api').ProofOut} proof */
function itemOf({ serial, event, minutes, revoked_at }) {
  const t = texts.section('proofs');
  return {
    serial,
    title: event.title,
    when: span(event.starts_at, event.ends_at),
    length: texts.say('proofs.minutes', { time: durationText(minutes) }),
    status: revoked_at ? t.revoked : t.valid,
    tone: revoked_at ? 'plain' : 'good',
  };
}
