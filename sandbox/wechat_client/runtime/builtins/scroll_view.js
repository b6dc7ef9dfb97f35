/** The built-in component that scrolls a part of a page. */

import { toPixels } from '../shell/layout.js';
import { any, asAttributes, described, dom, fire, flags, number, texts, yes } from './define.js';

const isGiven = (value) => value !== null && value !== '';

/** Tell the page how far it is scrolled, and when an end comes near. */
function followScrolling(component) {
  const element = dom(component);
  let last = { scrollTop: 0, scrollLeft: 0, atStart: true, atEnd: false };
  return () => {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = element;
    const { scrollY, upperThreshold, lowerThreshold } = component.data;
    const deltaX = last.scrollLeft - scrollLeft;
    const deltaY = last.scrollTop - scrollTop;
    fire(component, 'scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX, deltaY });
    const before = scrollY ? scrollTop : scrollLeft;
    const after = scrollY ? scrollHeight - clientHeight - scrollTop : scrollWidth - clientWidth - scrollLeft;
    const now = { scrollTop, scrollLeft, atStart: before <= upperThreshold, atEnd: after <= lowerThreshold };
    if (now.atStart && !last.atStart) {
      fire(component, 'scrolltoupper', { direction: scrollY ? 'top' : 'left' });
    }
    if (now.atEnd && !last.atEnd) {
      fire(component, 'scrolltolower', { direction: scrollY ? 'bottom' : 'right' });
    }
    last = now;
  };
}

export const scrollView = described({
  properties: {
    ...flags('scrollX', 'scrollY', 'scrollWithAnimation', 'enableFlex', 'enableBackToTop', 'enhanced', 'bounces'),
    ...flags('refresherEnabled', 'refresherTriggered', 'pagingEnabled', 'fastDeceleration', 'scrollAnchoring'),
    ...flags('enablePassive', 'usingSticky'),
    ...texts('scrollIntoView', 'refresherDefaultStyle', 'refresherBackground', 'type'),
    upperThreshold: number(50),
    lowerThreshold: number(50),
    scrollTop: any(),
    scrollLeft: any(),
    showScrollbar: yes(),
    refresherThreshold: Number,
  },
  observers: {
    ...asAttributes('scrollX', 'scrollY', 'enableFlex', 'showScrollbar'),
    scrollTop(value) {
      if (isGiven(value)) {
        this.hostScrollTo({ top: toPixels(value) });
      }
    },
    scrollLeft(value) {
      if (isGiven(value)) {
        this.hostScrollTo({ left: toPixels(value) });
      }
    },
    scrollIntoView(id) {
      if (id) {
        requestAnimationFrame(() => this.hostShow(id));
      }
    },
  },
  methods: {
    hostScrollTo(place) {
      const behavior = this.data.scrollWithAnimation ? 'smooth' : 'instant';
      requestAnimationFrame(() => dom(this).scrollTo({ ...place, behavior }));
    },
    hostShow(id) {
      const element = dom(this);
      const target = element.querySelector(`#${CSS.escape(id)}`);
      if (!target) {
        return;
      }
      const wanted = target.getBoundingClientRect();
      const own = element.getBoundingClientRect();
      const top = element.scrollTop + wanted.top - own.top;
      this.hostScrollTo({ top, left: element.scrollLeft + wanted.left - own.left });
    },
  },
  attached() {
    dom(this).addEventListener('scroll', followScrolling(this), { passive: true });
  },
});
