/**
 * Which papers did this phone begin and not hand in, and what was answered on them? It lies in the phone's storage, so
 * that an app that is killed, or a network that is away, loses no answer.
 */

const clock = require('./clock');
const session = require('./session');

const LIST = 'papers';

/** How long a paper whose time is over stays: whoever comes back to it is led to the result. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** @typedef {{ id: string, quizId: string, title: string, deadline: string | null, user: string, at: number }} OpenPaper */

/** @param {string} id */
const paperKey = (id) => `paper:${id}`;

/** @param {string} id */
const answersKey = (id) => `answers:${id}`;

/** @returns {string} who uses this phone: nobody else is shown a paper of theirs */
function me() {
  const user = session.user();
  return user ? user.id : '';
}

/** @returns {OpenPaper[]} */
function all() {
  return wx.getStorageSync(LIST) || [];
}

/** @returns {OpenPaper[]} the own ones, the newest first, whose time is not over */
function list() {
  const now = clock.now();
  return all().filter(({ user, deadline }) => user === me() && (!deadline || Date.parse(deadline) > now));
}

/**
 * Keep a paper as the API gave it.
 * @param {{ id: string, quiz_id: string, deadline: string | null }} attempt
 * @param {string} [title] of the quiz, where it is known
 */
function keep(attempt, title) {
  const { id, quiz_id: quizId, deadline } = attempt;
  const former = all().find((one) => one.id === id);
  const others = withoutOld(all().filter((one) => one.id !== id));
  const named = title || (former && former.title) || '';
  write(LIST, [{ id, quizId, title: named, deadline, user: me(), at: clock.now() }, ...others]);
  write(paperKey(id), { user: me(), attempt });
}

/**
 * @param {OpenPaper[]} papers
 * @returns {OpenPaper[]}
 */
function withoutOld(papers) {
  const before = clock.now() - KEPT_MS;
  const old = papers.filter(({ deadline, at }) => (deadline ? Date.parse(deadline) : at + 6 * KEPT_MS) < before);
  old.forEach(({ id }) => forget(id));
  return papers.filter((one) => !old.includes(one));
}

/**
 * @param {string} id
 * @returns {any} the paper as the API gave it; null when this person has none of this id here
 */
function attemptOf(id) {
  const kept = wx.getStorageSync(paperKey(id));
  return kept && kept.user === me() ? kept.attempt : null;
}

/**
 * @param {string} id
 * @returns {Record<string, any>} what was answered here, by the number of the question
 */
function answersOf(id) {
  return wx.getStorageSync(answersKey(id)) || {};
}

/**
 * @param {string} id
 * @param {Record<string, any>} answers
 */
function keepAnswers(id, answers) {
  write(answersKey(id), answers);
}

/** @param {string} id of a paper that was handed in */
function drop(id) {
  write(
    LIST,
    all().filter((one) => one.id !== id),
  );
  forget(id);
}

/** @param {string} id */
function forget(id) {
  wx.removeStorageSync(paperKey(id));
  wx.removeStorageSync(answersKey(id));
}

/**
 * @param {string} key
 * @param {any} value
 */
function write(key, value) {
  try {
    wx.setStorageSync(key, value);
  } catch {
    // A phone without room still takes the quiz: what is sent is kept by the server.
  }
}

module.exports = { answersOf, attemptOf, drop, keep, keepAnswers, list };
