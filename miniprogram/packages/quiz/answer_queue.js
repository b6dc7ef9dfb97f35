/**
 * How does an answer get from the finger to the server, whatever the network does?
 *
 * Each answer is kept on the phone first, with a sequence number that only rises, and sent by itself: one at a time, again
 * and again until the server has it. An older one that arrives late can't replace a newer one, since its number is lower.
 */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;

/**
 * `refused`: the server does not take it, and says so each time. `turn` is the order in which they are sent.
 * @typedef {{ options: string[], seq: number, state: 'saved' | 'unsent' | 'refused', turn: number }} Kept
 */

/** @typedef {{ item: number, answer: string[], seq: number }} OnServer */

/**
 * What one thing that happened was: `saved` (with the server's reply), `waiting` for the network, `elsewhere` (the question
 * was answered on another phone: that stands now), `refused`, `over` (no answer is taken any more), or `chosen`.
 * @typedef {{ kind: 'chosen' | 'saved' | 'waiting' | 'elsewhere' | 'refused' | 'over', item?: number, reply?: any }} Happening
 */

class AnswerQueue {
  /**
   * @param {object} ways
   * @param {Record<string, Kept>} ways.kept what was kept on the phone
   * @param {(kept: Record<string, Kept>) => void} ways.keep
   * @param {(item: number, body: { options: string[], seq: number }) => Promise<any>} ways.send
   * @param {() => Promise<OnServer[]>} ways.reread what the server has
   */
  constructor({ kept, keep, send, reread }) {
    this.entries = kept;
    this.keep = keep;
    this.send = send;
    this.reread = reread;
    /** @type {(happening: Happening) => void} */
    this.onChange = () => undefined;
    this.sending = false;
    this.waiting = false;
    this.over = false;
    this.pauses = 0;
    /** @type {any} */
    this.timer = null;
    /** @type {((allSaved: boolean) => void)[]} */
    this.listeners = [];
  }

  /**
   * Bring what is kept here together with what the server has: the higher number stands.
   * @param {OnServer[]} items
   */
  merge(items) {
    for (const { item, answer, seq } of items) {
      const mine = this.entries[item];
      if (seq > 0 && (!mine || seq >= mine.seq)) {
        this.takeOver(item, answer, seq);
      } else if (mine && mine.state === 'saved' && seq < mine.seq) {
        mine.state = 'unsent'; // a server that was set back lacks what it once confirmed
      }
    }
    this.keep(this.entries);
  }

  /**
   * @param {number} item
   * @param {string[]} answer
   * @param {number} seq
   */
  takeOver(item, answer, seq) {
    const mine = this.entries[item];
    const other = mine && mine.state === 'unsent' && !sameOptions(mine.options, answer);
    this.entries[item] = { options: answer, seq, state: 'saved', turn: mine ? mine.turn : 0 };
    if (other) {
      this.onChange({ kind: 'elsewhere', item });
    }
  }

  /**
   * Take an answer: it is kept before anything is sent.
   * @param {number} item
   * @param {string[]} options
   */
  choose(item, options) {
    const former = this.entries[item];
    this.entries[item] = {
      options,
      seq: (former ? former.seq : 0) + 1,
      state: 'unsent',
      turn: 1 + Math.max(0, ...Object.values(this.entries).map(({ turn }) => turn)),
    };
    this.keep(this.entries);
    this.onChange({ kind: 'chosen', item });
    this.pump();
  }

  /** @param {number} item @returns {string[]} */
  optionsOf(item) {
    return this.entries[item] ? this.entries[item].options : [];
  }

  /** @returns {number[]} the questions whose answer the server has not confirmed */
  unsent() {
    return Object.keys(this.entries)
      .map(Number)
      .filter((item) => this.entries[item].state !== 'saved');
  }

  /** @returns {'idle' | 'saved' | 'sending' | 'waiting' | 'refused'} how things stand, for the line on the screen */
  standing() {
    const entries = Object.values(this.entries);
    if (entries.some(({ state }) => state === 'unsent')) {
      return this.waiting ? 'waiting' : 'sending';
    }
    if (entries.some(({ state }) => state === 'refused')) {
      return 'refused';
    }
    return entries.length ? 'saved' : 'idle';
  }

  /** Send again at once what waits: there is a network again, or the person is back. */
  hurry() {
    this.stopTimer();
    this.pauses = 0;
    this.pump();
  }

  /** The paper was handed in: nothing is sent or told any more. */
  end() {
    this.over = true;
    this.onChange = () => undefined;
    this.stopTimer();
  }

  stopTimer() {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }

  /**
   * Try to send all that is not sent, once.
   * @returns {Promise<boolean>} whether the server has all answers
   */
  settle() {
    const settled = new Promise((resolve) => {
      this.listeners.push(resolve);
    });
    this.hurry();
    return settled;
  }

  /** Send what is next, unless something is on its way already. */
  pump() {
    if (this.sending) {
      return;
    }
    const next = this.over ? undefined : this.next();
    if (next === undefined) {
      this.tellListeners(this.unsent().length === 0);
      return;
    }
    this.stopTimer();
    this.sending = true;
    this.deliver(next).finally(() => {
      this.sending = false;
      if (this.timer === null) {
        this.pump();
      }
    });
  }

  /** @returns {number | undefined} the question whose answer waits longest */
  next() {
    const waiting = Object.entries(this.entries).filter(([, { state }]) => state === 'unsent');
    waiting.sort(([, one], [, other]) => one.turn - other.turn);
    return waiting.length ? Number(waiting[0][0]) : undefined;
  }

  /** @param {number} item */
  async deliver(item) {
    const { options, seq } = this.entries[item];
    try {
      const reply = await this.send(item, { options, seq });
      this.waiting = false;
      this.pauses = 0;
      this.mark(item, seq, 'saved');
      this.onChange({ kind: 'saved', item, reply });
    } catch (failure) {
      await this.cope(item, seq, failure);
    }
  }

  /**
   * @param {number} item
   * @param {number} seq
   * @param {any} failure
   */
  async cope(item, seq, failure) {
    if (failure.code === 'attempt_over') {
      this.over = true;
      this.onChange({ kind: 'over', item });
      this.tellListeners(false);
      return;
    }
    if (failure.code === 'stale_sequence') {
      await this.catchUp(item, seq);
      return;
    }
    if (failure.passes || failure.kind === 'login' || failure.kind === 'broken') {
      this.wait();
      return;
    }
    this.mark(item, seq, 'refused');
    this.onChange({ kind: 'refused', item });
  }

  /**
   * The server knows a number as high as ours: see what it has.
   * @param {number} item
   * @param {number} seq
   */
  async catchUp(item, seq) {
    try {
      this.merge(await this.reread());
    } catch {
      this.wait();
      return;
    }
    const { seq: known, state } = this.entries[item];
    if (known === seq && state === 'unsent') {
      this.wait(); // it says one thing and then another: give it time
      return;
    }
    this.waiting = false;
    this.onChange({ kind: 'saved', item });
  }

  /**
   * @param {number} item
   * @param {number} seq of the answer that was sent; a newer one is not meant
   * @param {Kept['state']} state
   */
  mark(item, seq, state) {
    const entry = this.entries[item];
    if (entry.seq === seq) {
      entry.state = state;
      this.keep(this.entries);
    }
  }

  /** Try again later, each time a little later. */
  wait() {
    if (this.over) {
      this.tellListeners(false); // what was on its way when the paper was handed in
      return;
    }
    this.waiting = true;
    this.stopTimer();
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.pauses, LONGEST_PAUSE_MS);
    this.pauses += 1;
    // Not all phones at the same moment.
    this.timer = setTimeout(() => this.tryAgain(), pause * (0.75 + Math.random() / 2));
    this.onChange({ kind: 'waiting' });
    this.tellListeners(false);
  }

  tryAgain() {
    this.timer = null;
    this.pump();
  }

  /** @param {boolean} allSaved */
  tellListeners(allSaved) {
    const { listeners } = this;
    this.listeners = [];
    listeners.forEach((tell) => tell(allSaved));
  }
}

/**
 * @param {string[]} one
 * @param {string[]} other
 */
function sameOptions(one, other) {
  return one.length === other.length && one.every((id) => other.includes(id));
}

module.exports = { AnswerQueue };
