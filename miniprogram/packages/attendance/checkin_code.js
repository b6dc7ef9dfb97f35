/**
 * What was scanned? A code of the venue (`SLV-…`, or `SLP-…` of the poster), plain or at the end of a link; a resident's
 * own code (`SLR-…`); or something else. Whether a code is good only the API knows.
 */

const VENUE = /^SL[VP]-([0-9A-HJKMNP-TV-Z]{26})-[\w-]+$/;
const OWN = /^SLR-/;
const IN_LINK = /\/c\/([^/?#]+)\/?(?:[?#].*)?$/;

/**
 * @typedef {object} Scanned
 * @property {'venue' | 'own' | 'other'} kind
 * @property {string} code as the API takes it; empty unless it is a venue's
 * @property {string} eventId empty unless it is a venue's
 */

/**
 * @param {string} text as the camera read it
 * @returns {Scanned}
 */
function readScanned(text) {
  const written = text.trim();
  const link = IN_LINK.exec(written);
  const code = link ? decoded(link[1]) : written;
  const venue = VENUE.exec(code);
  if (venue) {
    return { kind: 'venue', code, eventId: venue[1] };
  }
  return { kind: OWN.test(code) ? 'own' : 'other', code: '', eventId: '' };
}

/**
 * Return what a page was opened with: `q` is an encoded link, as WeChat passes one on that was scanned outside.
 * @param {{ q?: string, code?: string }} options
 */
function openedWith({ q, code }) {
  return decoded(code || q || '');
}

/** @param {string} text @returns {string} the text itself where it is not encoded properly */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

module.exports = { readScanned, openedWith };
