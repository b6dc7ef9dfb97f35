/** Which words are on the screens of workers? */

const { textsOf } = require('../../core/texts');

module.exports = textsOf({
  'zh-CN': require('./texts/zh-CN'),
  en: require('./texts/en'),
});
