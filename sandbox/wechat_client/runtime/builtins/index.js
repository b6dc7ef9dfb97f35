/** Which components does WeChat have built in, and how do they become known to every page? */

import { cameras } from './camera.js';
import { choices } from './choices.js';
import { containers } from './containers.js';
import { forms } from './forms.js';
import { pickers } from './pickers.js';
import { pictures } from './pictures.js';
import { scrollView } from './scroll_view.js';
import { swiper } from './swiper.js';
import { textFields } from './text_fields.js';

const builtins = {
  ...containers,
  ...pictures,
  ...cameras,
  ...forms,
  ...textFields,
  ...choices,
  ...pickers,
  'scroll-view': scrollView,
  swiper,
};

/** Define all in the engine's own space and let the mini-program's components use them. */
export function registerBuiltins(own, components, templates) {
  for (const [name, description] of Object.entries(builtins)) {
    const path = `wx://${name}`;
    const template = { content: templates[path], groupList: templates };
    components.setGlobalUsingComponent(name, own.defineComponent({ is: path, ...description, template }));
  }
}
