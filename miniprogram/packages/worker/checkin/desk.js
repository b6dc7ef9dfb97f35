/**
 * What do all pages at one event's door share? Its roster, its queue, the name of the gate, and one upload at a time.
 *
 * A desk lives as long as the app does; what it knows is on the phone, so that the next one goes on where it ended.
 */

const clock = require('../../../core/clock');
const { Failure } = require('../../../core/failure');
const session = require('../../../core/session');
const { readRoster, undoAttendance, uploadAttendances } = require('../api');
const { Queue, momentOf } = require('./queue');
const { bookOf, sessionOn, sessionShown } = require('./roster_book');
const store = require('./roster_store');

const ROWS_AT_ONCE = 200;
const TRIES = 3;
const PAUSE_MS = 1000;
const OLD_MS = 60 * 1000;
/** So many people recorded here the roster need not know before it is asked for again. */
const UNSEEN_MOST = 100;
/** By so little the server's time of a record differs from the phone's. */
const SAME_MS = 10 * 1000;

/** @typedef {import('./roster_book').Book} Book */
/** @typedef {import('./roster_book').Party} Party */
/** @typedef {import('./roster_book').Mark} Mark */
/** @typedef {import('./queue').Entry} Entry */
/** @typedef {{ code?: string, leaving?: boolean, scannedAt?: number }} Scan */

class Desk {
  /**
   * @param {string} userId
   * @param {string} eventId
   */
  constructor(userId, eventId) {
    this.userId = userId;
    this.eventId = eventId;
    this.queue = new Queue(userId, eventId);
    this.kept = store.readKept(userId, eventId);
    /** @type {Map<number, () => void>} */
    this.listeners = new Map();
    /** @type {Book | null} */
    this.known = null;
    /** @type {Promise<void> | null} */
    this.uploading = null;
    /** @type {Failure | null} why the last upload did not end */
    this.uploadFailure = null;
    /** @type {Promise<void> | null} */
    this.refreshing = null;
    /** @type {Failure | null} why the roster could not be asked for */
    this.rosterFailure = null;
  }

  /**
   * Hear of every change; `unlisten` with the number that this returns ends it.
   * @param {() => void} listener
   * @returns {number}
   */
  listen(listener) {
    const number = Math.max(0, ...this.listeners.keys()) + 1;
    this.listeners.set(number, listener);
    return number;
  }

  /** @param {number} number */
  unlisten(number) {
    this.listeners.delete(number);
  }

  tell() {
    this.listeners.forEach((listener) => listener());
  }

  /** Say that somebody came, or is no longer known to be there. */
  tellOfPeople() {
    this.known = null;
    this.tell();
  }

  /** @returns {import('./roster_store').Roster | null} */
  get roster() {
    return this.kept ? this.kept.roster : null;
  }

  /** @returns {number} milliseconds since the roster was asked for; without one, for ever */
  get age() {
    return this.kept ? Math.max(clock.onPhone() - this.kept.askedAt, 0) : Infinity;
  }

  /** @returns {import('./roster_book').Session | null} the session that takes people now */
  get on() {
    return this.roster ? sessionOn(this.roster.sessions, clock.now()) : null;
  }

  /** @returns {import('./roster_book').Session | null} the session that the pages are about */
  get shown() {
    return this.roster ? sessionShown(this.roster.sessions, clock.now()) : null;
  }

  /** @returns {boolean} whether people can still be recorded */
  get isOpen() {
    return Boolean(this.roster) && /** @type {any} */ (this.roster).event.state === 'published';
  }

  /** @returns {Entry[]} what this phone recorded and the roster need not know yet */
  get unseen() {
    const askedAt = this.kept ? this.kept.askedAt : 0;
    return [...this.queue.done.filter(({ sentAt }) => sentAt >= askedAt), ...this.queue.waiting];
  }

  /** @returns {Book | null} everybody at the session that is shown; null without a roster */
  get book() {
    const { roster, shown } = this;
    if (roster && shown && (!this.known || this.known.session !== shown.number)) {
      this.known = bookOf(roster, this.unseen, shown.number);
    }
    return this.known;
  }

  /** @returns {string} where this phone stands, '' when nobody said */
  get gate() {
    return wx.getStorageSync(`gate:${this.userId}:${this.eventId}`) || '';
  }

  set gate(name) {
    wx.setStorageSync(`gate:${this.userId}:${this.eventId}`, name);
    this.tell();
  }

  /**
   * Record some of a party: by the code that was scanned, or else by the roster, a row for each. Throws when the phone
   * is full.
   * @param {Party} party
   * @param {number[]} members
   * @param {Scan} [scan]
   * @returns {Entry} the last row
   */
  record(party, members, { code, leaving = false, scannedAt } = {}) {
    const about = { name: party.name, signup: party.signup, user: party.user, leaving };
    if (code) {
      return this.add({ code, members }, { ...about, members }, scannedAt);
    }
    const entries = members.map((member) =>
      this.add({ signup_id: party.signup, member }, { ...about, members: [member] }, scannedAt),
    );
    return entries[entries.length - 1];
  }

  /**
   * Record somebody without a sign-up; a scanned code says which resident it is. Throws when the phone is full.
   * @param {string} label
   * @param {string} [code]
   * @param {string} [user] whose code it is
   * @param {number} [scannedAt] by the phone's clock: a code holds for the minute in which it was scanned
   * @returns {Entry}
   */
  recordWalkIn(label, code = '', user = '', scannedAt = clock.onPhone()) {
    const walk_in = code ? { label, code } : { label };
    return this.add({ walk_in }, { name: label, signup: '', user, members: [0], leaving: false }, scannedAt);
  }

  /**
   * @param {Record<string, any>} said
   * @param {Omit<Entry['who'], 'session' | 'at' | 'gate'>} about
   * @param {number} [scannedAt]
   */
  add(said, about, scannedAt) {
    const { gate, shown } = this;
    const who = { ...about, gate, session: shown ? shown.number : 1, at: clock.moment() };
    noteWaiting(this.userId, this.eventId);
    const entry = this.queue.add({ ...said, gate, leaving: about.leaving }, who, scannedAt);
    this.tellOfPeople();
    this.upload();
    return entry;
  }

  /**
   * Send all that waits; who calls while that goes on waits for the same end.
   * @returns {Promise<void>} also when it failed: `uploadFailure` says so
   */
  upload() {
    if (!this.uploading && this.queue.waiting.length) {
      this.uploading = this.sendAll().finally(() => {
        this.uploading = null;
        this.tell();
      });
      this.tell();
    }
    return this.uploading || Promise.resolve();
  }

  async sendAll() {
    this.uploadFailure = null;
    let failures = 0;
    while (this.queue.waiting.length && !this.uploadFailure) {
      const failure = await this.sendSome();
      failures = failure ? failures + 1 : 0;
      if (failure && (!failure.passes || failures === TRIES)) {
        this.uploadFailure = failure;
      } else if (failure) {
        await pause(PAUSE_MS * failures);
      }
    }
    const recorded = this.queue.done.filter(({ sentAt }) => this.kept && sentAt >= this.kept.askedAt).length;
    if (recorded && !this.uploadFailure && (this.age > OLD_MS || recorded >= UNSEEN_MOST)) {
      this.refresh();
    }
  }

  /** @returns {Promise<Failure | null>} why the next rows were not answered for */
  async sendSome() {
    const entries = this.queue.waiting.slice(0, ROWS_AT_ONCE);
    if (!(await isOnline())) {
      return new Failure('network', { code: 'no_network' });
    }
    try {
      this.queue.markTried(entries);
      const device_now = momentOf(clock.onPhone());
      const { items } = await uploadAttendances(this.eventId, { device_now, items: entries.map(({ row }) => row) });
      const before = this.queue.waiting.length;
      this.queue.settle(items);
      this.tellOfPeople();
      return this.queue.waiting.length < before ? null : new Failure('broken');
    } catch (failure) {
      return failure;
    }
  }

  /** Ask for the roster again. What is known stays when that fails: `rosterFailure` says why. */
  refresh() {
    if (!this.refreshing) {
      this.refreshing = this.readAgain().finally(() => {
        this.refreshing = null;
        this.tell();
      });
      this.tell();
    }
    return this.refreshing;
  }

  /** Ask for the roster when it is not of this minute. */
  refreshWhenOld() {
    return this.age > OLD_MS ? this.refresh() : Promise.resolve();
  }

  async readAgain() {
    const askedAt = clock.onPhone();
    if (this.kept && !(await isOnline())) {
      this.rosterFailure = new Failure('network');
      return;
    }
    try {
      const { data, tag } = await readRoster(this.eventId, this.kept ? this.kept.tag : '');
      this.keepRoster(data, tag, askedAt);
      this.rosterFailure = null;
    } catch (failure) {
      this.rosterFailure = failure;
    }
  }

  /**
   * @param {import('./roster_store').Roster | null} data
   * @param {string} tag
   * @param {number} askedAt
   */
  keepRoster(data, tag, askedAt) {
    if (data) {
      this.kept = { roster: data, tag, askedAt };
      store.keep(this.userId, this.kept, clock.now());
    } else if (this.kept) {
      this.kept = { ...this.kept, askedAt };
      store.touch(this.userId, this.eventId, askedAt);
    }
    this.queue.trim(askedAt);
    this.known = null;
  }

  /**
   * Take back that somebody is there. Throws when it can't be done now.
   * @param {Mark} mark
   * @param {string} reason
   * @param {{ signup: string, member: number, name?: string }} who
   */
  async undo(mark, reason, who) {
    const id = mark.id || (await this.idOf(mark, who));
    if (!id) {
      throw new Failure('conflict', { code: 'not_sent_yet' });
    }
    await undoAttendance(id, reason);
    await this.refresh();
  }

  /**
   * Return the server's name for a record of which only this phone knew; '' when it could not be learned.
   * @param {Mark} mark
   * @param {{ signup: string, member: number, name?: string }} who
   */
  async idOf({ at }, { signup, member, name }) {
    await this.upload();
    await this.refresh();
    const party = this.book && this.book.bySignup.get(signup);
    const walkIns = this.book && !signup ? this.book.walkIns : [];
    const meant = walkIns.filter((one) => one.name === name && Math.abs(Date.parse(one.at) - Date.parse(at)) < SAME_MS);
    const mark = party ? party.marks[member] : meant.length === 1 && meant[0];
    return mark ? mark.id : '';
  }
}

/** @type {Map<string, Desk>} */
const desks = new Map();

/**
 * Return the desk of an event for whoever is logged in; null when nobody is.
 * @param {string} eventId
 * @returns {Desk | null}
 */
function deskOf(eventId) {
  const user = session.user();
  if (!user) {
    return null;
  }
  const name = `${user.id}:${eventId}`;
  const desk = desks.get(name) || new Desk(user.id, eventId);
  if (!desks.size) {
    wx.onNetworkStatusChange(({ isConnected }) => isConnected && uploadAll());
  }
  desks.set(name, desk);
  return desk;
}

/** @param {string} userId */
const listOf = (userId) => `checkins:${userId}`;

/**
 * Note that rows wait at an event, so that they go up also when nobody opens its pages again.
 * @param {string} userId
 * @param {string} eventId
 */
function noteWaiting(userId, eventId) {
  /** @type {string[]} */
  const events = wx.getStorageSync(listOf(userId)) || [];
  if (!events.includes(eventId)) {
    wx.setStorageSync(listOf(userId), [...events, eventId]);
  }
}

/**
 * Send what an earlier run of the app left waiting, of whichever events.
 * @returns {Promise<void>}
 */
async function uploadLeft() {
  const user = session.user();
  /** @type {string[]} */
  const events = (user && wx.getStorageSync(listOf(user.id))) || [];
  for (const desk of events.map(deskOf)) {
    await (desk && desk.upload());
  }
  const left = events.filter((event) => {
    const desk = deskOf(event);
    return desk && desk.queue.waiting.length;
  });
  if (user && left.length < events.length) {
    wx.setStorageSync(listOf(user.id), left);
  }
}

/** Send what waits at all desks of whoever is logged in. */
function uploadAll() {
  const user = session.user();
  desks.forEach((desk) => user && desk.userId === user.id && desk.upload());
}

/** @returns {Promise<boolean>} */
async function isOnline() {
  try {
    const { networkType } = await wx.getNetworkType();
    return networkType !== 'none';
  } catch {
    return true; // then trying tells
  }
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

module.exports = { Desk, deskOf, uploadLeft };
