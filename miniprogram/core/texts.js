/** Which words are on the screen? Each package has one dictionary in each language: language -> section -> name -> words. */

const session = require('./session');

const CHINESE = 'zh-CN';

/** @typedef {Record<string, any>} Section */

/**
 * Make the two ways of reading a package's dictionaries.
 * @param {Record<string, Record<string, Section>>} dictionaries
 */
function textsOf(dictionaries) {
  const dictionary = () => dictionaries[language()] || dictionaries[CHINESE];

  /**
   * Return all words of a section, for a page's template.
   * @param {string} name
   * @returns {Section}
   */
  function section(name) {
    return dictionary()[name];
  }

  /**
   * Return one text with its blanks filled: `say('event.left', { n: 3 })`.
   * @param {string} path
   * @param {Record<string, string | number>} [blanks]
   * @returns {string}
   */
  function say(path, blanks = {}) {
    const [first, second] = path.split('.');
    return fill(dictionary()[first][second], blanks);
  }

  return { section, say };
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} blanks
 */
function fill(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (blank, name) => (name in blanks ? String(blanks[name]) : blank));
}

/** @returns {string} the language that the person chose; Chinese until then */
function language() {
  const user = session.user();
  return user ? user.language : CHINESE;
}

const { section, say } = textsOf({
  'zh-CN': require('../texts/zh-CN'),
  en: require('../texts/en'),
});

module.exports = { textsOf, language, section, say };
