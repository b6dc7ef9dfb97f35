/**
 * How does an event stand on the screen while a worker writes it, and what does the API make of it?
 *
 * Numbers are texts here, as inputs give them; days and times are those of the city's clock.
 */

const { dayOf, laterDay, momentOf, timeOf } = require('../../core/city_time');
const { formOf, questionsOf } = require('./questions');
const { movedSessions, sessionFaults, sessionsOf, timesOf } = require('./sessions');

/** @typedef {import('../../typings/api').EventIn} EventIn */
/** @typedef {import('../../typings/api').EventOut} EventOut */
/** @typedef {import('./questions').Question} Question */
/** @typedef {import('./sessions').Session} Session */
/**
 * @typedef {object} Draft
 * @property {string} title
 * @property {string} summary
 * @property {string} body
 * @property {string} region_code
 * @property {string} place_kind
 * @property {string | null} campaign_id
 * @property {string} venue
 * @property {string} address
 * @property {string} startDay
 * @property {string} startTime
 * @property {string} endDay
 * @property {string} endTime
 * @property {string} closeDay
 * @property {string} closeTime
 * @property {string} cancelUntil a moment that no worker sees, but that moves with the start; empty: the start
 * @property {string} promotionEndsAt likewise
 * @property {string} capacity empty: as many as come
 * @property {string} partyMax
 * @property {'auto' | 'offer'} waitingMode
 * @property {'fit' | 'strict'} waitingOrder
 * @property {boolean} neighboursOnly only residents of the event's own region
 * @property {string} opensBefore minutes before each session from which people check in
 * @property {string} closesAfter minutes after each session until which they do
 * @property {boolean} tracksLeaving people are scanned when they leave, too
 * @property {boolean} volunteer being there counts as volunteer hours
 * @property {Session[]} sessions
 * @property {Question[]} questions
 */

const DEFAULT_PARTY = 5;
const DEFAULT_OPENS_BEFORE = 60;
const MOST_MINUTES = 1440;

/**
 * Return an empty draft: in a week, two hours of an afternoon.
 * @param {string} regionCode
 * @param {string} now the moment it is, as the API writes moments
 * @returns {Draft}
 */
function emptyDraft(regionCode, now) {
  const day = laterDay(dayOf(now), 7);
  return {
    title: '',
    summary: '',
    body: '',
    region_code: regionCode,
    place_kind: 'community',
    campaign_id: null,
    venue: '',
    address: '',
    startDay: day,
    startTime: '15:00',
    endDay: day,
    endTime: '17:00',
    closeDay: day,
    closeTime: '15:00',
    cancelUntil: '',
    promotionEndsAt: '',
    capacity: '',
    partyMax: String(DEFAULT_PARTY),
    waitingMode: 'auto',
    waitingOrder: 'fit',
    neighboursOnly: false,
    opensBefore: String(DEFAULT_OPENS_BEFORE),
    closesAfter: '0',
    tracksLeaving: false,
    volunteer: false,
    sessions: [],
    questions: [],
  };
}

/**
 * Return an event as it stands on the screen.
 * @param {EventOut} event
 * @returns {Draft}
 */
function draftOf(event) {
  return {
    title: event.title,
    summary: event.summary || '',
    body: event.body,
    region_code: event.region_code,
    place_kind: event.place_kind,
    campaign_id: event.campaign_id || null,
    venue: event.venue || '',
    address: event.address || '',
    startDay: dayOf(event.starts_at),
    startTime: timeOf(event.starts_at),
    endDay: dayOf(event.ends_at),
    endTime: timeOf(event.ends_at),
    closeDay: dayOf(event.signup_closes_at),
    closeTime: timeOf(event.signup_closes_at),
    cancelUntil: event.cancel_until,
    promotionEndsAt: event.promotion_ends_at,
    capacity: typeof event.capacity === 'number' ? String(event.capacity) : '',
    partyMax: String(event.party_max),
    waitingMode: event.waiting_mode || 'auto',
    waitingOrder: event.waiting_order || 'fit',
    neighboursOnly: Boolean(event.audience_region_code),
    opensBefore: String(event.checkin_opens_before),
    closesAfter: String(event.checkin_closes_after),
    tracksLeaving: event.tracks_leaving,
    volunteer: event.volunteer,
    sessions: sessionsOf(event.sessions),
    questions: questionsOf(event.form),
  };
}

/**
 * Return what the API is to keep of a draft.
 * @param {Draft} draft
 * @returns {EventIn}
 */
function eventOf(draft) {
  return {
    title: draft.title.trim(),
    summary: draft.summary.trim(),
    body: draft.body.trim(),
    region_code: draft.region_code,
    place_kind: draft.place_kind,
    campaign_id: draft.campaign_id,
    venue: draft.venue.trim(),
    address: draft.address.trim(),
    starts_at: momentOf(draft.startDay, draft.startTime),
    ends_at: momentOf(draft.endDay, draft.endTime),
    signup_closes_at: momentOf(draft.closeDay, draft.closeTime),
    ...(draft.cancelUntil === '' ? {} : { cancel_until: draft.cancelUntil }),
    ...(draft.promotionEndsAt === '' ? {} : { promotion_ends_at: draft.promotionEndsAt }),
    capacity: draft.capacity === '' ? null : Number(draft.capacity),
    party_max: draft.partyMax === '' ? 0 : Number(draft.partyMax),
    waiting_mode: draft.waitingMode,
    waiting_order: draft.waitingOrder,
    audience_region_code: draft.neighboursOnly ? draft.region_code : null,
    checkin_opens_before: Number(draft.opensBefore),
    checkin_closes_after: Number(draft.closesAfter),
    tracks_leaving: draft.tracksLeaving,
    volunteer: draft.volunteer,
    sessions: timesOf(draft.sessions),
    form: formOf(draft.questions),
  };
}

/**
 * Return what differs between two drafts, as the API takes a change. What a worker did not touch is left out, so that
 * whatever another screen knows about an event (its point on the map, say) stays as it is.
 * @param {Draft} before
 * @param {Draft} after
 * @returns {Partial<EventIn>}
 */
function changesOf(before, after) {
  const [old, wanted] = [eventOf(before), eventOf(after)];
  const names = /** @type {(keyof EventIn)[]} */ (Object.keys(wanted));
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(wanted[name]));
  return Object.fromEntries(changed.map((name) => [name, wanted[name]]));
}

/**
 * Return which fields can't be sent as they stand, by their names in the API; empty when all can.
 * @param {Draft} draft
 * @returns {Record<string, string[]>}
 */
function faultsOf(draft) {
  const event = eventOf(draft);
  /** @type {Record<string, string[]>} */
  const faults = {};
  if (event.title === '') {
    faults.title = ['missing'];
  }
  if (event.ends_at <= event.starts_at) {
    faults.ends_at = ['not_after_start'];
  }
  if (String(event.signup_closes_at) > event.ends_at) {
    faults.signup_closes_at = ['after_end'];
  }
  if (event.capacity === 0) {
    faults.capacity = ['greater_than_equal'];
  }
  for (const name of /** @type {const} */ (['checkin_opens_before', 'checkin_closes_after'])) {
    if (Number(event[name]) > MOST_MINUTES) {
      faults[name] = ['less_than_equal'];
    }
  }
  Object.assign(faults, sessionFaults(event.sessions || [], event));
  for (const [index, question] of (event.form || []).entries()) {
    Object.assign(faults, questionFaults(index, question));
  }
  return faults;
}

/**
 * @param {number} index
 * @param {import('../../typings/api').FormField} question
 * @returns {Record<string, string[]>}
 */
function questionFaults(index, question) {
  const choice = question.kind === 'one_of' || question.kind === 'many_of';
  return {
    ...(question.label === '' ? { [`form.${index}.label`]: ['missing'] } : {}),
    ...(choice && !question.options?.length ? { [`form.${index}.options`]: ['missing'] } : {}),
  };
}

/**
 * Return a draft that starts on another day or at another time: what hangs on the start moves with it, so that a
 * worker who picks a new day need not pick it three times.
 * @param {Draft} draft
 * @param {{ startDay?: string, startTime?: string }} start
 * @returns {Draft}
 */
function startingAt(draft, start) {
  const moved = { ...draft, ...start };
  const days = (Date.parse(moved.startDay) - Date.parse(draft.startDay)) / 86400000;
  const from = momentOf(draft.startDay, draft.startTime);
  const to = momentOf(moved.startDay, moved.startTime);
  const closesAtStart = draft.closeDay === draft.startDay && draft.closeTime === draft.startTime;
  return {
    ...moved,
    endDay: laterDay(draft.endDay, days),
    closeDay: laterDay(draft.closeDay, days),
    closeTime: closesAtStart ? moved.startTime : draft.closeTime,
    cancelUntil: movedAlong(draft.cancelUntil, from, to),
    promotionEndsAt: movedAlong(draft.promotionEndsAt, from, to),
    sessions: movedSessions(draft.sessions, Date.parse(to) - Date.parse(from)),
  };
}

/**
 * @param {string} moment may be empty
 * @param {string} from
 * @param {string} to
 */
function movedAlong(moment, from, to) {
  if (moment === '') {
    return '';
  }
  const moved = new Date(Date.parse(moment) + Date.parse(to) - Date.parse(from));
  return `${moved.toISOString().slice(0, 19)}Z`;
}

module.exports = { changesOf, draftOf, emptyDraft, eventOf, faultsOf, startingAt };
