/** The built-in component that shows one of several cards and lets a finger change them. */

import { make } from '../dom.js';
import { asAttributes, described, dom, fire, flags, number, part, text, texts } from './define.js';

const A_DRAG = 5;
const ENOUGH = 1 / 5;

const track = (swiper) => part(swiper, 'track');

/** Let a finger or the mouse drag the cards. Returns what ends it. */
function followDragging(swiper) {
  const element = dom(swiper);
  let start = null;
  let moved = 0;
  const along = (event) => (swiper.data.vertical ? event.clientY : event.clientX);
  const down = (event) => {
    start = along(event);
    moved = 0;
  };
  const move = (event) => {
    if (start !== null) {
      moved = along(event) - start;
      swiper.hostPlace({ isSmooth: false, drag: Math.abs(moved) > A_DRAG ? moved : 0 });
    }
  };
  const up = () => {
    if (start === null) {
      return;
    }
    start = null;
    const size = swiper.data.vertical ? element.clientHeight : element.clientWidth;
    const isFar = Math.abs(moved) > size * ENOUGH;
    swiper.hostMoveBy(isFar ? -Math.sign(moved) : 0);
  };
  element.addEventListener('pointerdown', down);
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  return () => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
  };
}

const methods = {
  hostItems() {
    return Array.from(track(this).children).filter((element) => element.localName === 'wx-swiper-item');
  },

  hostDrawDots() {
    const colour = (index) => (index === this.shown ? this.data.indicatorActiveColor : this.data.indicatorColor);
    const dots = this.hostItems().map((_item, index) => make('i', { style: `background: ${colour(index)}` }));
    part(this, 'dots').replaceChildren(...(this.data.indicatorDots ? dots : []));
  },

  hostPlace({ isSmooth, drag = 0 }) {
    const { style } = track(this);
    style.transition = isSmooth ? `transform ${this.data.duration}ms` : 'none';
    style.transform = `translate${this.data.vertical ? 'Y' : 'X'}(calc(${-100 * this.shown}% + ${drag}px))`;
  },

  hostMoveBy(step) {
    const count = this.hostItems().length;
    const next = this.shown + step;
    const isPossible = this.data.circular || (next >= 0 && next < count);
    if (step && isPossible) {
      this.hostShow(next, 'touch');
    } else {
      this.hostPlace({ isSmooth: true });
    }
  },

  /** `source` says who wanted it: `touch`, `autoplay`, or '' for the page itself, which is not told. */
  hostShow(index, source) {
    const count = this.hostItems().length;
    if (!count) {
      return;
    }
    this.shown = (index + count) % count;
    this.hostPlace({ isSmooth: true });
    this.hostDrawDots();
    if (source) {
      const detail = { current: this.shown, source };
      this.setData({ current: this.shown });
      fire(this, 'change', { ...detail, currentItemId: '' });
      setTimeout(() => fire(this, 'animationfinish', detail), this.data.duration);
    }
  },

  hostPlay() {
    clearInterval(this.timer);
    if (!this.data.autoplay) {
      return;
    }
    this.timer = setInterval(() => {
      if (this.data.circular || this.shown + 1 < this.hostItems().length) {
        this.hostShow(this.shown + 1, 'autoplay');
      }
    }, this.data.interval);
  },
};

export const swiper = described({
  properties: {
    ...flags('indicatorDots', 'autoplay', 'circular', 'vertical', 'snapToEdge'),
    ...texts('currentItemId', 'previousMargin', 'nextMargin', 'easingFunction'),
    indicatorColor: text('rgba(0, 0, 0, .3)'),
    indicatorActiveColor: text('#000'),
    current: Number,
    interval: number(5000),
    duration: number(500),
    displayMultipleItems: number(1),
  },
  observers: {
    ...asAttributes('vertical'),
    'indicatorDots, indicatorColor, indicatorActiveColor'() {
      if (this.isAttached) {
        this.hostDrawDots();
      }
    },
    current(value) {
      if (this.isAttached && value !== this.shown) {
        this.hostShow(value, '');
      }
    },
    'autoplay, interval'() {
      if (this.isAttached) {
        this.hostPlay();
      }
    },
  },
  methods,
  attached() {
    this.isAttached = true;
    this.shown = this.data.current;
    this.stopFollowing = followDragging(this);
    requestAnimationFrame(() => {
      this.hostPlace({ isSmooth: false });
      this.hostDrawDots();
    });
    this.hostPlay();
    this.watch = new MutationObserver(() => {
      this.shown = this.shown < this.hostItems().length ? this.shown : 0;
      this.hostDrawDots();
    });
    this.watch.observe(track(this), { childList: true });
  },
  detached() {
    clearInterval(this.timer);
    this.watch.disconnect();
    this.stopFollowing();
  },
});
