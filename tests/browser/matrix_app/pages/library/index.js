import Toast from 'tdesign-miniprogram/toast/index';

Page({
  data: {
    tab: '0',
    open: [],
    isOn: false,
    steps: 1,
    text: '',
    checked: ['a'],
    isPicking: false,
    picked: '',
    isPopup: false,
    code: 'SLR-01M859KFE40QES7ACA9MQA7QBG-h5k2x-0123456789abcdef',
    cities: [
      { label: '上海', value: 'a' },
      { label: '杭州', value: 'b' },
      { label: '南京', value: 'c' },
    ],
  },
  onTab(event) {
    this.setData({ tab: event.detail.value });
  },
  onOpen(event) {
    this.setData({ open: event.detail.value });
  },
  onSwitch(event) {
    this.setData({ isOn: event.detail.value });
  },
  onStep(event) {
    this.setData({ steps: event.detail.value });
  },
  onText(event) {
    this.setData({ text: event.detail.value });
  },
  onCheck(event) {
    this.setData({ checked: event.detail.value });
  },
  pick() {
    this.setData({ isPicking: true });
  },
  onPicked(event) {
    this.setData({ isPicking: false, picked: event.detail.label.join() });
  },
  popUp() {
    this.setData({ isPopup: true });
  },
  onPopup(event) {
    this.setData({ isPopup: event.detail.visible });
  },
  changeCode() {
    this.setData({ code: 'SLR-01M859KFE40QES7ACA9MQA7QBG-h5k2y-fedcba9876543210' });
  },
  showToast() {
    Toast({ context: this, selector: '#toast', message: '组件库的提示', theme: 'success' });
  },
});
