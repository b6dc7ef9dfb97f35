/** Photos: sent, and made unreadable in parts. */

const { send, upload } = require('../core/request');

/** @typedef {import('../typings/api').FileOut} FileOut */
/** @typedef {{ x: number, y: number, width: number, height: number }} Rectangle in parts of 1, from the upper left corner */

/**
 * @param {string} filePath of a photo on the phone
 * @param {string} key says which photo this is, however often it is sent
 * @param {(percent: number) => void} [onProgress]
 * @returns {Promise<FileOut>} the photo with its links; it is kept for a day unless it is attached to something
 */
function uploadPhoto(filePath, key, onProgress) {
  return upload('/files', filePath, { key, onProgress });
}

/**
 * Make parts of a photo unreadable, for good.
 * @param {string} id
 * @param {Rectangle[]} rectangles
 * @param {string} key
 * @returns {Promise<FileOut>} the photo with new links; those before lead nowhere
 */
function blurPhoto(id, rectangles, key) {
  return send('POST', `/files/${id}/blur`, { body: { rectangles }, key });
}

module.exports = { uploadPhoto, blurPhoto };
