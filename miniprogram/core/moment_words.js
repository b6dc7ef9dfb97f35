/** How is a moment read aloud? Always by the city's clocks, and near days as people say them. */

const { dayOf, timeOf } = require('./city_time');
const clock = require('./clock');
const { section, language } = require('./texts');

const DAY_MS = 24 * 60 * 60 * 1000;

/** @param {number} [moment] @returns {string} today, on the city's calendar */
function today(moment = clock.now()) {
  return dayOf(new Date(moment).toISOString());
}

/**
 * Return a day in words: 11月25日 周三, with the year if it is another one than now.
 * @param {string} day 2026-11-25
 * @param {number} [now]
 */
function dayText(day, now = clock.now()) {
  const words = section('moments');
  const [year, month, date] = day.split('-').map(Number);
  const weekday = words.weekdays[new Date(day).getUTCDay()];
  const otherYear = day.slice(0, 4) !== today(now).slice(0, 4);
  if (language() === 'en') {
    return `${weekday} ${date} ${words.months[month - 1]}${otherYear ? ` ${year}` : ''}`;
  }
  return `${otherYear ? `${year}年` : ''}${month}月${date}日 ${weekday}`;
}

/**
 * Return a moment in words: 今天 14:00, 明天 09:30, 11月25日 周三 14:00.
 * @param {string} moment
 * @param {number} [now]
 */
function when(moment, now = clock.now()) {
  const words = section('moments');
  const days = Math.round((Date.parse(dayOf(moment)) - Date.parse(today(now))) / DAY_MS);
  const day = [words.today, words.tomorrow][days] || dayText(dayOf(moment), now);
  return `${day} ${timeOf(moment)}`;
}

/**
 * Return from when to when, naming the day once if it is one day.
 * @param {string} from
 * @param {string} to
 */
function span(from, to) {
  const end = dayOf(from) === dayOf(to) ? timeOf(to) : `${dayText(dayOf(to))} ${timeOf(to)}`;
  return `${dayText(dayOf(from))} ${timeOf(from)} – ${end}`;
}

module.exports = { today, dayText, when, span };
