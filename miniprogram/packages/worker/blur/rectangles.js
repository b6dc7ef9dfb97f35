/** Which part of a photo did a finger go over? In parts of 1, as the API takes it. */

/** @typedef {import('../../../api/files').Rectangle} Rectangle */
/** @typedef {{ x: number, y: number }} Point in pixels of the screen */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box where the photo is on the screen */

/** As many as the API takes at once. */
const MOST = 50;
/** A finger that only touched the photo has drawn nothing. */
const LEAST_PIXELS = 8;

/**
 * Return the rectangle between two points, as far as it lies on the photo.
 * @param {Point} from
 * @param {Point} to
 * @param {Box} box
 * @returns {Rectangle}
 */
function rectangleOf(from, to, box) {
  const [left, right] = ordered(part(from.x - box.left, box.width), part(to.x - box.left, box.width));
  const [top, bottom] = ordered(part(from.y - box.top, box.height), part(to.y - box.top, box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * @param {number} pixels
 * @param {number} length
 */
function part(pixels, length) {
  return Math.min(Math.max(pixels / length, 0), 1);
}

/**
 * @param {number} one
 * @param {number} other
 */
const ordered = (one, other) => (one < other ? [one, other] : [other, one]);

/**
 * Tell whether somebody meant to draw this.
 * @param {Rectangle} rectangle
 * @param {Box} box
 */
function isMeant(rectangle, box) {
  return rectangle.width * box.width >= LEAST_PIXELS && rectangle.height * box.height >= LEAST_PIXELS;
}

/**
 * Return where a rectangle stands on the photo.
 * @param {Rectangle} rectangle
 */
function styleOf({ x, y, width, height }) {
  const percent = (/** @type {number} */ value) => `${(value * 100).toFixed(2)}%`;
  return `left: ${percent(x)}; top: ${percent(y)}; width: ${percent(width)}; height: ${percent(height)}`;
}

/**
 * Return how large a photo is shown so that all of it is on the screen.
 * @param {{ width: number, height: number }} photo
 * @param {{ width: number, height: number }} room
 */
function fitted(photo, room) {
  const scale = Math.min(room.width / photo.width, room.height / photo.height);
  return { width: Math.round(photo.width * scale), height: Math.round(photo.height * scale) };
}

module.exports = { MOST, fitted, isMeant, rectangleOf, styleOf };
