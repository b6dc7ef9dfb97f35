Page({
  data: {
    deep: { a: { b: 1 } },
    list: [{ name: 'x' }, { name: 'y' }],
    rows: [
      { id: 1, cells: ['p', 'q'] },
      { id: 2, cells: ['r'] },
    ],
    n: 1,
    badge: { text: 'T' },
  },

  onLoad() {
    this.trace = ['load'];
  },
  onShow() {
    this.trace.push('show');
  },
  onReady() {
    this.trace.push('ready');
  },
  onHide() {
    this.trace.push('hide');
  },

  setPaths() {
    this.setData({ 'deep.a.b': 2, 'list[1].name': 'Y', 'list[2]': { name: 'z' } }, () => {
      this.called = true;
    });
  },
  add() {
    this.setData({ n: this.data.n + 1 });
  },
  onCell(event) {
    this.cell = event.currentTarget.dataset.place;
  },
  openOther() {
    wx.navigateTo({
      url: '/pages/other/index?name=%E7%8E%8B&n=1',
      events: {
        answer: (text) => {
          this.answer = text;
        },
      },
      success: ({ eventChannel }) => eventChannel.emit('question', '在吗'),
    });
  },
  onShareAppMessage() {
    return { title: '来看看', path: '/pages/other/index?n=2' };
  },
});
