Page({
  data: { items: ['乙', '丙'], count: 0, found: '' },
  onCount(event) {
    this.setData({ count: event.detail.value });
  },
  add() {
    this.setData({ items: this.data.items.concat('丁') });
  },
  find() {
    const group = this.selectComponent('#group');
    this.setData({ found: `${group.describe()}|${this.selectAllComponents('.one').length}` });
  },
});
