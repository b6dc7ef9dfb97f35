/** How does a proof or a certificate get out of the mini-program: as a document, as a picture among the phone's photos? */

/** What can go wrong: the file did not come, the phone can't open it, may not save it, or failed to. */
class NotDone extends Error {
  /** @param {'failed' | 'failedOpen' | 'failedSave' | 'refused' | 'cancelled'} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Show the document in the phone's own reader; `NotDone` when that fails.
 * @param {string} url
 */
async function openDocument(url) {
  const filePath = await download(url);
  await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true }).catch(() => {
    throw new NotDone('failedOpen');
  });
}

/**
 * Save a picture to the phone's photos; `NotDone`, also when the person refused it, now or before.
 * @param {string} url
 */
async function savePicture(url) {
  const filePath = await download(url);
  await wx.saveImageToPhotosAlbum({ filePath }).catch((failure) => {
    throw new NotDone(reasonOf(String(failure.errMsg)));
  });
}

/** @param {string} said by WeChat */
function reasonOf(said) {
  if (/auth|permission|privacy/.test(said)) {
    return 'refused';
  }
  return said.includes('cancel') ? 'cancelled' : 'failedSave';
}

/** @param {string} url */
async function download(url) {
  const { statusCode, tempFilePath } = await downloaded(url).catch(() => {
    throw new NotDone('failed');
  });
  if (statusCode !== 200) {
    throw new NotDone('failed');
  }
  return tempFilePath;
}

/**
 * @param {string} url
 * @returns {Promise<WechatMiniprogram.DownloadFileSuccessCallbackResult>}
 */
function downloaded(url) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({ url, success: resolve, fail: reject });
  });
}

module.exports = { NotDone, openDocument, savePicture };
