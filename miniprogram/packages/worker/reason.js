/** How is a worker asked for a reason that is kept beside what was done? */

/** As in models/fields.py. */
const SHORTEST = 2;

/**
 * Return the reason; null when the worker thought better of it, or gave none and was told that one is needed.
 * @param {{ title: string, placeholder: string, needed: string }} words
 * @returns {Promise<string | null>}
 */
async function askReason({ title, placeholder, needed }) {
  const { confirm, content } = await wx.showModal({ title, editable: true, placeholderText: placeholder });
  const reason = (content || '').trim();
  if (confirm && reason.length < SHORTEST) {
    wx.showToast({ title: needed, icon: 'none' });
  }
  return confirm && reason.length >= SHORTEST ? reason : null;
}

module.exports = { askReason };
