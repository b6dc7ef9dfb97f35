Page({
  data: { seen: '', outer: 0, long: 0, measured: '' },
  onReady() {
    wx.createIntersectionObserver(this)
      .relativeToViewport()
      .observe('#far', (result) => {
        this.ratio = result.intersectionRatio;
      });
  },
  onOuter() {
    this.setData({ outer: this.data.outer + 1 });
  },
  onEvent(event) {
    const { type, currentTarget, target, mark, detail, changedTouches } = event;
    const seen = { type, id: currentTarget.id, dataset: currentTarget.dataset, mark, target: target.id };
    this.setData({ seen: JSON.stringify({ ...seen, x: typeof detail.x, touches: changedTouches.length }) });
  },
  onLong() {
    this.setData({ long: this.data.long + 1 });
  },
  measure() {
    const query = wx.createSelectorQuery();
    query.select('#box').fields({ size: true, dataset: true, computedStyle: ['color'] });
    query.selectViewport().scrollOffset();
    query.exec(([box, viewport]) => {
      const size = `${Math.round(box.width)}x${Math.round(box.height)}`;
      this.setData({ measured: `${size} ${box.dataset.word} ${box.color} ${viewport.scrollTop}` });
    });
  },
});
