/** Which words are on the screens of a quiz? */

const { textsOf } = require('../../core/texts');

module.exports = textsOf({
  'zh-CN': require('./texts/zh-CN'),
  en: require('./texts/en'),
});
