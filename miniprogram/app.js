/** What happens when the mini-program starts? Almost nothing: each page asks for what it shows. */

const appearance = require('./core/appearance');

App({
  /** What one page leaves for the next when an address can't carry it: tabs take no query. */
  globalData: {
    /** @type {import('./api/events').EventFilter | null} */
    eventFilter: null,
  },

  onLaunch() {
    this.updateWhenReady();
  },

  onShow() {
    appearance.read();
  },

  /** Take a new version at the next start, and say so: the API keeps serving the last two. */
  updateWhenReady() {
    if (!wx.getUpdateManager) {
      return;
    }
    const manager = wx.getUpdateManager();
    manager.onUpdateReady(() => manager.applyUpdate());
  },
});
