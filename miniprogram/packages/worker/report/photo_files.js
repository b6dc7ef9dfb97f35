/** Which file of the phone is sent for a photo? One that is still there, small enough for a weak network, and clear enough. */

/** What is smaller than this goes as it is. */
const LARGE_BYTES = 1200000;
/** Pixels of the longer side: as many as the API keeps. */
const LONGER_SIDE = 2048;
const QUALITY = 80;

/** Kinds that the phone can make smaller without changing what they are; `unknown` is tried. */
const COMPRESSED = ['jpeg', 'jpg', 'unknown'];

/**
 * Return the path of a smaller photo, or the same path: where it is small, of another kind than JPEG, or the phone can't.
 * @param {string} path
 * @param {number} bytes
 * @returns {Promise<string>}
 */
async function smaller(path, bytes) {
  if (bytes < LARGE_BYTES) {
    return path;
  }
  try {
    const { width, height, type } = await wx.getImageInfo({ src: path });
    if (!COMPRESSED.includes(type)) {
      return path;
    }
    const { tempFilePath } = await wx.compressImage({ src: path, quality: QUALITY, ...sizeOf(width, height) });
    return tempFilePath;
  } catch {
    return path;
  }
}

/**
 * Return the longer side that is wanted; nothing when the photo is not larger than that.
 * @param {number} width
 * @param {number} height
 * @returns {{ compressedWidth?: number, compressedHeight?: number }}
 */
function sizeOf(width, height) {
  if (Math.max(width, height) <= LONGER_SIDE) {
    return {};
  }
  return width >= height ? { compressedWidth: LONGER_SIDE } : { compressedHeight: LONGER_SIDE };
}

/**
 * Tell whether a chosen photo is still on the phone: WeChat throws its copies away when it is closed.
 * @param {string} path
 */
async function isThere(path) {
  try {
    await wx.getImageInfo({ src: path });
    return true;
  } catch {
    return false;
  }
}

module.exports = { isThere, smaller };
