/** An event in a list: what, when, where, and whether there is room. `event` comes from `core/event_words.js: cardOf`. */

Component({
  properties: {
    event: { type: Object, value: {} },
  },
});
