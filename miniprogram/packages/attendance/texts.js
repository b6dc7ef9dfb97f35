/** Which words are on a resident's screens about being there? */

const { textsOf } = require('../../core/texts');

module.exports = textsOf({
  'zh-CN': require('./texts/zh-CN'),
  en: require('./texts/en'),
});
