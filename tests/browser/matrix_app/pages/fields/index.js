Page({
  data: {
    typed: '',
    slider: 3,
    text: '',
    seasons: [
      ['春', '夏'],
      ['早', '晚'],
    ],
    chosen: [0, 0],
    time: '09:30',
    month: [2],
    form: '',
  },
  toUpperCase(event) {
    return event.detail.value.toUpperCase();
  },
  onSlider(event) {
    this.setData({ slider: event.detail.value });
  },
  onText(event) {
    this.setData({ text: event.detail.value });
  },
  onColumn(event) {
    this.column = event.detail;
  },
  onSeason(event) {
    this.setData({ chosen: event.detail.value });
  },
  onTime(event) {
    this.setData({ time: event.detail.value });
  },
  onMonth(event) {
    this.setData({ month: event.detail.value });
  },
  onSubmit(event) {
    this.setData({ form: JSON.stringify(event.detail.value) });
  },
});
