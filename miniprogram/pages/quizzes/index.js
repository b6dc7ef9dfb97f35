/** Quizzes are not open yet: the page says so, and where to go instead. */

const screen = require('../../behaviors/screen');

Component({
  behaviors: [screen('quizzes')],

  methods: {
    onLook() {
      wx.switchTab({ url: '/pages/events/index' });
    },
  },
});
