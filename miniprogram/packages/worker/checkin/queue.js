/**
 * Where is what was recorded at the door, until the server has answered for it? On the phone, row by row.
 *
 * A row is in the storage before anything is sent, and leaves the queue only when the server has said what became of
 * it: then it is in `done`, or in `look` until a person has seen to it. Rows are kept fifty to a key, so that one more
 * row of a long queue writes little, and no key comes near WeChat's limit of 1 MB.
 */

const clock = require('../../../core/clock');
const { newKey } = require('../../../core/request');

const ROWS_A_PART = 50;
const DONE_MOST = 400;
/** So many of those who were uploaded last can be looked at. */
const DONE_SHOWN = 10;

/** @typedef {import('../../../typings/api').BatchIn['items'][number]} SentRow */
/** @typedef {import('../../../typings/api').BatchResult} BatchResult */

/**
 * Who a row is about, as this phone knows it. `signup` is '' for somebody without a sign-up; `at` is by the server's
 * clock.
 * @typedef {{ name: string, signup: string, user: string, members: number[], session: number, at: string,
 *   gate: string, leaving: boolean }} Who
 */
/**
 * `tried` is how often it was sent: the server may have it from the first time on.
 * @typedef {{ row: any, who: Who, tried?: number }} Entry
 */
/** @typedef {Entry & { result: BatchResult['result'], code: string | null, sentAt: number }} Answered */
/** @typedef {{ first: number, last: number }} Head */

class Queue {
  /**
   * @param {string} userId whose rows these are: another person on this phone has a queue of her own
   * @param {string} eventId
   */
  constructor(userId, eventId) {
    this.name = `checkin:${userId}:${eventId}`;
    /** @type {Head} */
    this.head = wx.getStorageSync(this.name) || { first: 0, last: 0 };
    /** @type {Map<number, Entry[]>} */
    this.parts = new Map();
    for (let part = this.head.first; part <= this.head.last; part += 1) {
      this.parts.set(part, wx.getStorageSync(this.keyOf(part)) || []);
    }
    /** @type {Answered[]} newest first */
    this.done = wx.getStorageSync(`${this.name}:done`) || [];
    /** @type {Answered[]} newest first */
    this.look = wx.getStorageSync(`${this.name}:look`) || [];
  }

  /** @param {number} part */
  keyOf(part) {
    return `${this.name}:${part}`;
  }

  /** @returns {Entry[]} what waits, oldest first */
  get waiting() {
    return [...this.parts.keys()].sort((a, b) => a - b).flatMap((part) => this.parts.get(part) || []);
  }

  /**
   * Keep a row. Throws when the phone's storage is full: then nothing was recorded, and nobody may think so.
   * @param {Record<string, any>} said what is sent of it
   * @param {Who} who
   * @param {number} [scannedAt] by the phone's clock
   * @returns {Entry}
   */
  add(said, who, scannedAt = clock.onPhone()) {
    const row = { ...said, client_id: newKey(), scanned_at: momentOf(scannedAt) };
    const entry = { row, who };
    const full = (this.parts.get(this.head.last) || []).length >= ROWS_A_PART;
    const last = this.head.last + (full ? 1 : 0);
    const part = [...(this.parts.get(last) || []), entry];
    // The head first: a part that it names and that is not there is empty, one that it does not name would be lost.
    this.head = { ...this.head, last };
    wx.setStorageSync(this.name, this.head);
    wx.setStorageSync(this.keyOf(last), part);
    this.parts.set(last, part);
    return entry;
  }

  /**
   * Take one of a party out of a row that was never sent, or the whole row with its last.
   * @param {string} clientId
   * @param {number} member
   * @returns {boolean} false when the server may have it already
   */
  takeOut(clientId, member) {
    const entry = this.waiting.find(({ row }) => row.client_id === clientId);
    if (!entry || entry.tried) {
      return false;
    }
    const members = entry.who.members.filter((one) => one !== member);
    const row = 'members' in entry.row ? { ...entry.row, members } : entry.row;
    const left = { row, who: { ...entry.who, members } };
    this.replace(new Map([[clientId, members.length ? left : null]]));
    return true;
  }

  /**
   * Note that rows are on their way: from now on they can't simply be taken out.
   * @param {Entry[]} entries
   */
  markTried(entries) {
    this.replace(new Map(entries.map((entry) => [entry.row.client_id, { ...entry, tried: (entry.tried || 0) + 1 }])));
  }

  /**
   * Note what the server said of rows, and let them go.
   * @param {BatchResult[]} results
   */
  settle(results) {
    const sentAt = clock.onPhone();
    const entries = new Map(this.waiting.map((entry) => [entry.row.client_id, entry]));
    const answered = results
      .filter(({ client_id }) => entries.has(client_id))
      .map(({ client_id, result, code }) => {
        const entry = /** @type {Entry} */ (entries.get(client_id));
        return { ...entry, result, code, sentAt };
      })
      .reverse();
    const good = answered.filter(({ result }) => result === 'recorded' || result === 'already');
    const bad = answered.filter((one) => !good.includes(one));
    // Their new place first: what is there twice after a crash is sent again, and answered for again.
    this.write('done', [...good, ...without(this.done, good)].slice(0, DONE_MOST));
    this.write('look', [...bad, ...without(this.look, bad)]);
    this.replace(new Map(answered.map(({ row }) => [row.client_id, null])));
  }

  /**
   * Return a row with what the server said of it; undefined as long as it has said nothing.
   * @param {string} clientId
   */
  answerOf(clientId) {
    return [...this.look, ...this.done].find(({ row }) => row.client_id === clientId);
  }

  /**
   * A person has seen to a row that could not be recorded.
   * @param {string} clientId
   */
  dismiss(clientId) {
    this.write(
      'look',
      this.look.filter(({ row }) => row.client_id !== clientId),
    );
  }

  /**
   * Let go of what the roster knows by now, but for the last few.
   * @param {number} askedAt when the roster was asked for, by the phone's clock
   */
  trim(askedAt) {
    const kept = this.done.filter(({ sentAt }, index) => index < DONE_SHOWN || sentAt >= askedAt);
    if (kept.length < this.done.length) {
      this.write('done', kept);
    }
  }

  /**
   * @param {'done' | 'look'} list
   * @param {Answered[]} entries
   */
  write(list, entries) {
    this[list] = entries;
    wx.setStorageSync(`${this.name}:${list}`, entries);
  }

  /**
   * Put others in the place of rows, or nothing.
   * @param {Map<string, Entry | null>} changes
   */
  replace(changes) {
    for (const [number, part] of this.parts) {
      if (part.some(({ row }) => changes.has(row.client_id))) {
        const kept = part.map((entry) => {
          const change = changes.get(entry.row.client_id);
          return change === undefined ? entry : change;
        });
        this.keepPart(number, /** @type {Entry[]} */ (kept.filter((entry) => entry !== null)));
      }
    }
  }

  /**
   * @param {number} number
   * @param {Entry[]} part
   */
  keepPart(number, part) {
    if (part.length || number === this.head.last) {
      this.parts.set(number, part);
      wx.setStorageSync(this.keyOf(number), part);
      return;
    }
    this.parts.delete(number);
    wx.removeStorageSync(this.keyOf(number));
    const first = Math.min(...this.parts.keys(), this.head.last);
    this.head = { ...this.head, first };
    wx.setStorageSync(this.name, this.head);
  }
}

/**
 * @param {Answered[]} entries
 * @param {Answered[]} others
 */
function without(entries, others) {
  const names = new Set(others.map(({ row }) => row.client_id));
  return entries.filter(({ row }) => !names.has(row.client_id));
}

/**
 * Return a moment as the API writes one, in whole seconds.
 * @param {number} milliseconds
 */
function momentOf(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/**
 * Tell whether somebody was there before this phone recorded it; a row that was sent twice may have met itself.
 * @param {Answered} answered
 */
function wasThere({ result, tried }) {
  return result === 'already' && (tried || 0) < 2;
}

module.exports = { DONE_SHOWN, Queue, wasThere, momentOf };
