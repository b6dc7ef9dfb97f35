Page({
  data: { camera: '', scanned: '', heard: '' },
  onLoad() {
    this.sound = wx.createInnerAudioContext();
    this.sound.src = '/sounds/beep.wav';
    this.sound.onEnded(() => this.setData({ heard: `${this.data.heard}ended ` }));
    this.sound.onStop(() => this.setData({ heard: `${this.data.heard}stopped ` }));
  },
  onUnload() {
    this.sound.destroy();
  },
  onCamera() {
    this.setData({ camera: 'on' });
  },
  onRefused(event) {
    this.setData({ camera: event.detail.errMsg });
  },
  onScan(event) {
    const { type, result, charSet } = event.detail;
    this.setData({ scanned: `${this.data.scanned}${result} ` });
    this.last = { type, charSet };
  },
  onSound() {
    this.sound.stop();
    this.sound.play();
  },
});
