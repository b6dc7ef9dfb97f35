/** The built-in component camera. A browser on a desk sees no codes: what one holds is typed below the picture. */

import { requireConsent } from '../wx/privacy.js';
import { described, dom, fire, part, text } from './define.js';

const SCANNING = 'scanCode';

/** Tell the page what was typed, as if the camera had just seen it. */
function scan(component) {
  const field = part(component, 'content');
  const result = field.value.trim();
  if (result) {
    field.value = '';
    fire(component, 'scancode', { type: 'qrcode', result, charSet: 'utf-8', scanArea: [0, 0, 0, 0] });
  }
  field.focus();
}

/** WeChat shows nothing before the person has agreed to the privacy guideline. */
async function switchOn(component) {
  try {
    await requireConsent('camera');
    dom(component).setAttribute('on', '');
    fire(component, 'initdone', { maxZoom: 1 });
  } catch {
    fire(component, 'error', { errMsg: 'camera:fail privacy permission is not authorized' });
  }
}

const camera = described({
  properties: {
    mode: text('normal'),
    resolution: text('medium'),
    devicePosition: text('back'),
    flash: text('auto'),
    frameSize: text('medium'),
  },
  observers: {
    mode(value) {
      part(this, 'reader').hidden = value !== SCANNING;
    },
  },
  created() {
    const field = part(this, 'content');
    Object.assign(field, { autocomplete: 'off', placeholder: '扫到的内容' });
    field.setAttribute('aria-label', '扫到的内容');
    field.addEventListener('keydown', (event) => event.key === 'Enter' && scan(this));
    const button = part(this, 'scan');
    Object.assign(button, { textContent: '扫', type: 'button' });
    button.addEventListener('click', () => scan(this));
    part(this, 'reader').hidden = true;
  },
  attached() {
    switchOn(this);
  },
});

export const cameras = { camera };
