/** How is a bad network made? Switches that act on every call of the mini-program. */

import { make } from '../dom.js';
import { sandbox } from '../sandbox.js';

const DELAYS = { 没有延迟: 0, '延迟 0.5 秒': 500, '延迟 2 秒': 2000, '延迟 5 秒': 5000 };
const LOSSES = { 不丢失: 0, '丢失 10%': 0.1, '丢失 30%': 0.3, '丢失 60%': 0.6 };

/** Return the switches as one element. */
export function networkSwitches() {
  return make(
    'div',
    { class: 'switches' },
    choice('延迟', DELAYS, 'delay'),
    choice('丢失', LOSSES, 'loss'),
    offlineSwitch(),
  );
}

function choice(label, values, name) {
  const now = sandbox.network[name];
  const options = Object.entries(values).map(([text, value]) =>
    make('option', { value, selected: value === now }, text),
  );
  const change = (event) => {
    sandbox.network = { [name]: Number(event.target.value) };
  };
  return make('select', { 'aria-label': label, onchange: change }, ...options);
}

function offlineSwitch() {
  const change = (event) => {
    sandbox.network = { offline: event.target.checked };
  };
  const box = make('input', { type: 'checkbox', checked: sandbox.network.offline, onchange: change });
  return make('label', {}, box, '断网');
}
