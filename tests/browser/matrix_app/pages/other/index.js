Component({
  properties: { name: String, n: Number },
  data: { question: '' },
  methods: {
    onLoad() {
      const channel = this.getOpenerEventChannel();
      channel.on('question', (question) => {
        this.setData({ question });
        channel.emit('answer', '在');
      });
    },
    again() {
      wx.navigateTo({ url: `/pages/other/index?n=${this.data.n + 1}` });
    },
  },
});
