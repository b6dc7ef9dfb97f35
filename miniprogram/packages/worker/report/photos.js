/**
 * Which photos belong to a report, in which order, and how far is each on its way?
 *
 * Photos are named by the key that they are sent under. `small` is the file that is sent: once made, it is sent again
 * and again, since another file under the same key would be refused.
 */

/**
 * @typedef {object} Photo
 * @property {string} key
 * @property {string} id of the file at the API; empty until it is there
 * @property {string} path on this phone; empty for one that came from the API
 * @property {number} size in bytes
 * @property {string} small
 * @property {string} url of the small picture
 * @property {string} large
 * @property {'waiting' | 'sending' | 'failed' | 'done'} state
 * @property {number} percent
 * @property {string} problem
 * @property {number} sentAt in milliseconds; 0 for one that belongs to the event already
 */

const MOST = 9;

/** The API keeps a photo for a day unless it is attached to something; one that is nearly gone is chosen again. */
const GOOD_MS = 20 * 60 * 60 * 1000;

/** @type {Photo} */
const EMPTY = {
  ...{ key: '', id: '', path: '', size: 0, small: '', url: '', large: '' },
  ...{ state: 'waiting', percent: 0, problem: '', sentAt: 0 },
};

/**
 * Return the photos with those that were chosen, as many as fit.
 * @param {Photo[]} photos
 * @param {{ tempFilePath: string, size: number }[]} files
 * @param {() => string} newKey
 * @returns {Photo[]}
 */
function withChosen(photos, files, newKey) {
  const chosen = files.map(({ tempFilePath, size }) => ({ ...EMPTY, key: newKey(), path: tempFilePath, size }));
  return [...photos, ...chosen].slice(0, MOST);
}

/**
 * Return the photos of an earlier report; they belong to the event already.
 * @param {{ id: string, urls: import('../../../typings/api').PictureLinks }[]} photos
 * @returns {Photo[]}
 */
function reported(photos) {
  return photos.map(({ id, urls }) => ({ ...EMPTY, key: id, id, url: urls.small, large: urls.large, state: 'done' }));
}

/**
 * Return the photos with one of them changed; one that was removed meanwhile stays away.
 * @param {Photo[]} photos
 * @param {string} key
 * @param {Partial<Photo>} changes
 */
function withChange(photos, key, changes) {
  return photos.map((photo) => (photo.key === key ? { ...photo, ...changes } : photo));
}

/**
 * @param {Photo[]} photos
 * @param {string} key
 */
function without(photos, key) {
  return photos.filter((photo) => photo.key !== key);
}

/**
 * Return the photos with one moved a place to the front.
 * @param {Photo[]} photos
 * @param {string} key
 */
function movedForward(photos, key) {
  const index = photos.findIndex((photo) => photo.key === key);
  if (index < 1) {
    return photos;
  }
  const [before, moved] = [photos[index - 1], photos[index]];
  return [...photos.slice(0, index - 1), moved, before, ...photos.slice(index + 1)];
}

/**
 * Return the photos that are kept on the phone as they are good again after `now`, and how many are not: those whose
 * file the API has deleted by then.
 * @param {Photo[]} kept
 * @param {number} now
 * @returns {{ photos: Photo[], lost: number }}
 */
function readAgain(kept, now) {
  const good = kept.filter(({ id, sentAt }) => !id || sentAt === 0 || now - sentAt < GOOD_MS);
  const photos = good.map((photo) => (photo.id ? withLinksOf(photo, now) : { ...photo, ...UNSENT }));
  return { photos, lost: kept.length - good.length };
}

/** @type {Partial<Photo>} */
const UNSENT = { state: 'waiting', percent: 0, problem: '' };

/**
 * Return a photo without the links whose time is over.
 * @param {Photo} photo
 * @param {number} now
 */
function withLinksOf(photo, now) {
  const [, until] = /[?&]until=(\d+)/.exec(photo.url) || ['', '0'];
  return Number(until) * 1000 > now ? photo : { ...photo, url: '', large: '' };
}

/**
 * Return kept photos with the links that the API gave just now.
 * @param {Photo[]} photos
 * @param {Photo[]} fresh
 */
function withFreshLinks(photos, fresh) {
  const known = new Map(fresh.map(({ id, url, large }) => [id, { url, large }]));
  return photos.map((photo) => (photo.id ? { ...photo, ...known.get(photo.id) } : photo));
}

/** @param {Photo[]} photos @returns {Photo | undefined} the next to be sent */
const nextToSend = (photos) => photos.find(({ state }) => state === 'waiting');

/** @param {Photo[]} photos */
const allThere = (photos) => photos.every(({ state }) => state === 'done');

module.exports = {
  MOST,
  allThere,
  movedForward,
  nextToSend,
  readAgain,
  reported,
  withChange,
  withChosen,
  withFreshLinks,
  without,
};
