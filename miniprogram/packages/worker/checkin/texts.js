/** Which words are on the screens at the door? */

const { textsOf } = require('../../../core/texts');

module.exports = textsOf({
  'zh-CN': require('./texts/zh-CN'),
  en: require('./texts/en'),
});
