Page({
  data: { into: '', lower: '', current: 0, refreshed: 0 },
  goInto() {
    this.setData({ into: 'row15' });
  },
  onLower() {
    this.setData({ lower: 'lower' });
  },
  onScroll(event) {
    this.inner = event.detail.scrollTop;
  },
  onSwiper(event) {
    this.setData({ current: event.detail.current });
  },
  next() {
    this.setData({ current: (this.data.current + 1) % 4 });
  },
  onPageScroll(event) {
    this.scrolled = event.scrollTop;
  },
  onReachBottom() {
    this.reached = (this.reached || 0) + 1;
  },
  onPullDownRefresh() {
    this.setData({ refreshed: this.data.refreshed + 1 });
    wx.stopPullDownRefresh();
  },
});
