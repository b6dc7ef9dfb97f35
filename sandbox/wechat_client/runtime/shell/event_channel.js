/** How do a page and the page that opened it talk to each other? Each holds one end of a channel. */

export class EventChannel {
  #listeners = {};

  /** Without a peer both ends are made; the opener's is `opener`. */
  constructor(peer) {
    this.opener = peer ? null : new EventChannel(this);
    this.peer = peer || this.opener;
  }

  on(name, listener) {
    (this.#listeners[name] ||= []).push(listener);
  }

  once(name, listener) {
    const first = (...values) => {
      this.off(name, first);
      listener(...values);
    };
    this.on(name, first);
  }

  off(name, listener) {
    const kept = this.#listeners[name] || [];
    this.#listeners[name] = listener ? kept.filter((one) => one !== listener) : [];
  }

  emit(name, ...values) {
    const listeners = this.peer.#listeners[name] || [];
    listeners.forEach((listener) => listener(...values));
  }
}
