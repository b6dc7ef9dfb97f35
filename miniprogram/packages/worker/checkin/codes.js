/**
 * What was scanned: a resident's own code, the code of a venue, or something that has nothing to do with us?
 *
 * A resident's code `SLR-<user id>-<minute>-<signature>` says in clear whose it is, so that a phone without a network
 * finds the person in its roster. Whether the code is genuine only the server knows.
 */

const OURS = /^(SLR|SLV|SLP)-([0-9A-Z]{26})-/;
const LINK = /\/c\/([^/?#]+)/;

/** @typedef {{ kind: 'resident' | 'venue' | 'other', about: string, text: string }} Code */

/**
 * Return what a scanned text says. `about` is the resident's id, or the event's; `text` is the code without the link
 * that it may be part of.
 * @param {string} scanned
 * @returns {Code}
 */
function codeOf(scanned) {
  const link = LINK.exec(scanned);
  const text = (link ? decoded(link[1]) : scanned).trim();
  const parts = OURS.exec(text);
  if (!parts) {
    return { kind: 'other', about: '', text };
  }
  return { kind: parts[1] === 'SLR' ? 'resident' : 'venue', about: parts[2], text };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** So long a code has to be out of sight before it counts as shown again. */
const GONE_MS = 3000;

/**
 * Make a test for what the camera reports many times a second: is it another code than the one still in sight?
 * A code that changes while it is held up is still the same person's.
 * @returns {(code: Code, now: number) => boolean}
 */
function sightings() {
  let [seen, lastAt] = ['', 0];
  return (code, now) => {
    const name = code.about || code.text;
    const isNew = name !== seen || now - lastAt > GONE_MS;
    [seen, lastAt] = [name, now];
    return isNew;
  };
}

module.exports = { codeOf, sightings };
