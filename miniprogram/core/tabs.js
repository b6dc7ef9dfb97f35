/** What do the tabs say? `app.json` names them in Chinese; another language is put there when a tab is on the screen. */

const { language, section } = require('./texts');

/** The pages of the tabs, in their order. */
const SECTIONS = ['home', 'events', 'quizzes', 'me'];

let named = 'zh-CN';

/** Name the tabs in the language of now. On a page without tabs WeChat refuses, and the next page tries again. */
function nameTabs() {
  const wanted = language();
  if (wanted === named) {
    return;
  }
  SECTIONS.forEach((name, index) => {
    wx.setTabBarItem({
      index,
      text: section(name).tab || section(name).title,
      success: () => {
        named = wanted;
      },
      fail: () => undefined,
    });
  });
}

module.exports = { nameTabs };
