/** What have I been told? Whatever was on the screen counts as read. */

const listing = require('../../behaviors/listing');
const own = require('../../behaviors/own');
const screen = require('../../behaviors/screen');
const { listMessages, markReadUpTo } = require('../../api/messages');
const { when } = require('../../core/moment_words');

/** Messages about something else than an event's page, and what their link is called. */
/** @type {Record<string, { url: string, words: string }>} */
const ELSEWHERE = {
  proof_issued: { url: '/packages/attendance/proofs/index', words: 'seeProofs' },
  proof_revoked: { url: '/packages/attendance/proofs/index', words: 'seeProofs' },
  signup_held_back: { url: '/packages/attendance/hours/index', words: 'seeHours' },
  report_returned: { url: '/packages/worker/events/index', words: 'seeWork' },
  event_verified: { url: '/packages/worker/events/index', words: 'seeWork' },
  verification_overdue: { url: '/packages/worker/queue/index', words: 'seeQueue' },
};

Component({
  behaviors: [screen('inbox'), listing, own],

  methods: {
    /** @param {string | null} cursor */
    async readItems(cursor) {
      const page = await listMessages({}, cursor);
      if (!cursor && page.unread) {
        // If this does not arrive, the messages stay unread, and the next look tells the API.
        markReadUpTo(page.items[0].id).catch(() => undefined);
      }
      const items = page.items.map(({ id, kind, title, body, event_id, created_at, read_at }) => ({
        id,
        title,
        body,
        link: linkOf(kind, event_id),
        when: when(created_at),
        unread: !read_at,
      }));
      return { items, next_cursor: page.next_cursor };
    },
  },
});

/**
 * Return where a message leads to, and in which words; null when it leads nowhere.
 * @param {string} kind
 * @param {string | null} eventId
 */
function linkOf(kind, eventId) {
  const event = eventId ? { url: `/pages/event/index?id=${eventId}`, words: 'see' } : null;
  return ELSEWHERE[kind] || event;
}
