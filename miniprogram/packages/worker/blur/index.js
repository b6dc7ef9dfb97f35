/** Which parts of a photo should nobody read: faces, numbers of cars? A finger draws over them, and they are blurred for good. */

const form = require('../../../behaviors/form');
const screen = require('../../../behaviors/screen');
const { blurPhoto } = require('../../../api/files');
const texts = require('../texts');
const { MOST, fitted, isMeant, rectangleOf, styleOf } = require('./rectangles');

/** @typedef {import('./rectangles').Rectangle} Rectangle */
/** @typedef {import('./rectangles').Box} Box */

/** Of the screen's height; below the photo stand the buttons. */
const PART_OF_HEIGHT = 0.55;
const MARGINS = 32;

Component({
  behaviors: [screen('blur', texts), form],

  data: {
    id: '',
    url: '',
    /** `loading` until the photo is there, `ready`, or `failed` */
    state: 'loading',
    frame: '',
    /** @type {Rectangle[]} */
    rectangles: [],
    /** @type {string[]} */
    styles: [],
    drawn: '',
    count: '',
    /** @type {Box | null} */
    box: null,
    start: { x: 0, y: 0 },
  },

  methods: {
    /** @param {{ id: string, url: string }} query */
    onLoad(query) {
      this.setData({ id: query.id, url: decodeURIComponent(query.url) });
    },

    /** @param {WechatMiniprogram.ImageLoad} event */
    onPicture(event) {
      const { windowWidth, windowHeight } = wx.getWindowInfo();
      const room = { width: windowWidth - MARGINS, height: windowHeight * PART_OF_HEIGHT };
      const { width, height } = fitted(event.detail, room);
      this.setData({ state: 'ready', frame: `width: ${width}px; height: ${height}px` });
    },

    onBroken() {
      this.setData({ state: 'failed' });
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onTouch(event) {
      const [{ clientX: x, clientY: y }] = event.touches;
      this.setData({ box: null, start: { x, y } });
      this.createSelectorQuery()
        .select('#photo')
        .boundingClientRect((/** @type {any} */ { left, top, width, height }) => {
          this.setData({ box: { left, top, width, height } });
        })
        .exec();
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onMove(event) {
      const rectangle = this.drawnBy(event.touches[0]);
      if (rectangle) {
        this.setData({ drawn: styleOf(rectangle) });
      }
    },

    /** @param {WechatMiniprogram.TouchEvent} event */
    onLift(event) {
      const { box, rectangles } = this.data;
      const rectangle = this.drawnBy(event.changedTouches[0]);
      this.setData({ drawn: '' });
      if (box && rectangle && isMeant(rectangle, box) && rectangles.length < MOST) {
        this.show([...rectangles, rectangle]);
      }
    },

    /**
     * @param {{ clientX: number, clientY: number }} touch
     * @returns {Rectangle | null} null until the phone has said where the photo is
     */
    drawnBy(touch) {
      const { box, start } = this.data;
      return box && rectangleOf(start, { x: touch.clientX, y: touch.clientY }, box);
    },

    /** @param {Rectangle[]} rectangles */
    show(rectangles) {
      const count = rectangles.length ? texts.say('blur.count', { n: rectangles.length }) : '';
      this.setData({ rectangles, styles: rectangles.map(styleOf), count });
    },

    onUndo() {
      this.show(this.data.rectangles.slice(0, -1));
    },

    async onSave() {
      const { id, rectangles, t } = this.data;
      if (!rectangles.length) {
        wx.showToast({ title: t.nothing, icon: 'none' });
        return;
      }
      const { confirm } = await wx.showModal({ title: t.sureTitle, content: t.sureMore });
      if (!confirm) {
        return;
      }
      const photo = await this.submit(rectangles, (key) => blurPhoto(id, rectangles, key));
      if (photo) {
        const channel = this.getOpenerEventChannel();
        if (channel.emit) {
          channel.emit('blurred', photo); // nobody listens when the page was opened from outside
        }
        wx.navigateBack({ fail: () => wx.redirectTo({ url: '/packages/worker/events/index' }) });
      }
    },
  },
});
