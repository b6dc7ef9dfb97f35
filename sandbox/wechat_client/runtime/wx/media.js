/** wx calls about pictures and files. */

import { showPictures } from '../dialogs/dialogs.js';
import { chooseFiles } from '../dialogs/files.js';
import { make } from '../dom.js';
import { assetUrl } from '../shell/addresses.js';
import { shell } from '../shell/state.js';
import { call, fail } from './call.js';
import { requireConsent } from './privacy.js';

async function chooseMedia({ count = 9, mediaType = ['image', 'video'], sourceType = ['album', 'camera'] }) {
  await requireConsent('chooseMedia');
  const accept = mediaType.map((type) => (type === 'mix' ? 'image/*,video/*' : `${type}/*`)).join(',');
  const camera = sourceType.length === 1 && sourceType[0] === 'camera';
  const files = await chooseFiles(accept, { multiple: count > 1, camera });
  return { type: mediaType.length === 1 ? mediaType[0] : 'mix', tempFiles: files.slice(0, count) };
}

async function chooseImage({ count = 9 }) {
  await requireConsent('chooseImage');
  const files = (await chooseFiles('image/*', { multiple: count > 1 })).slice(0, count);
  return {
    tempFilePaths: files.map((file) => file.tempFilePath),
    tempFiles: files.map((file) => ({ path: file.tempFilePath, size: file.size })),
  };
}

async function chooseMessageFile({ count = 1, type, extension }) {
  await requireConsent('chooseMessageFile');
  const byType = type === 'image' ? 'image/*' : '*/*';
  const accept = extension ? extension.map((one) => `.${one}`).join(',') : byType;
  const files = (await chooseFiles(accept, { multiple: count > 1 })).slice(0, count);
  return {
    tempFiles: files.map((file) => ({
      path: file.tempFilePath,
      size: file.size,
      name: file.name,
      type: file.fileType,
    })),
  };
}

function getImageInfo({ src }) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const known = { path: src, type: 'unknown', orientation: 'up' };
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight, ...known });
    image.onerror = () => reject(new Error('load image fail'));
    image.src = assetUrl(src);
  });
}

async function canvasToTempFilePath({ canvas, canvasId, fileType = 'png', quality }) {
  const byId = () => shell.top.element.querySelector(canvasId ? `#${CSS.escape(canvasId)} canvas` : 'canvas');
  const element = canvas?.toBlob ? canvas : byId();
  const type = `image/${fileType === 'jpg' ? 'jpeg' : fileType}`;
  const picture = await new Promise((resolve) => element.toBlob(resolve, type, quality));
  return { tempFilePath: URL.createObjectURL(picture) };
}

/** Draw a picture smaller and as JPEG; `quality` is 0 to 100. Only one of the sizes keeps the picture's shape. */
async function compressImage({ src, quality = 80, compressedWidth, compressedHeight }) {
  const image = new Image();
  image.src = assetUrl(src);
  await image.decode().catch(() => fail('image not found'));
  const { naturalWidth, naturalHeight } = image;
  const shape = naturalWidth / naturalHeight;
  const width = compressedWidth || (compressedHeight ? compressedHeight * shape : naturalWidth);
  const height = compressedHeight || width / shape;
  const canvas = make('canvas', { width: Math.round(width), height: Math.round(height) });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvasToTempFilePath({ canvas, fileType: 'jpg', quality: quality / 100 });
}

/** Show a document in a tab of its own; where the browser opens none, it is downloaded. */
function openDocument({ filePath, fileType = '' }) {
  if (!window.open(filePath)) {
    make('a', { href: filePath, download: fileType ? `document.${fileType}` : 'document' }).click();
  }
}

async function saveImageToPhotosAlbum({ filePath }) {
  await requireConsent('saveImageToPhotosAlbum');
  make('a', { href: assetUrl(filePath), download: 'picture' }).click();
}

async function readFile({ filePath, encoding }) {
  const file = await (await fetch(filePath)).blob();
  const bytes = await file.arrayBuffer();
  if (encoding === 'base64') {
    return { data: arrayBufferToBase64(bytes) };
  }
  return { data: encoding ? await file.text() : bytes };
}

const arrayBufferToBase64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const base64ToArrayBuffer = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

export const media = {
  chooseMedia: call('chooseMedia', chooseMedia),
  chooseImage: call('chooseImage', chooseImage),
  chooseMessageFile: call('chooseMessageFile', chooseMessageFile),
  compressImage: call('compressImage', compressImage),
  getImageInfo: call('getImageInfo', getImageInfo),
  previewImage: call('previewImage', ({ urls, current }) => {
    showPictures(urls.map(assetUrl), assetUrl(current));
  }),
  previewMedia: call('previewMedia', ({ sources, current = 0 }) => {
    const urls = sources.map(({ url }) => assetUrl(url));
    showPictures(urls, urls[current]);
  }),
  canvasToTempFilePath: call('canvasToTempFilePath', canvasToTempFilePath),
  saveImageToPhotosAlbum: call('saveImageToPhotosAlbum', saveImageToPhotosAlbum),
  openDocument: call('openDocument', openDocument),
  getFileSystemManager: () => ({ readFile: call('readFile', readFile) }),
  arrayBufferToBase64,
  base64ToArrayBuffer,
  loadFontFace: call('loadFontFace', async ({ family, source }) => {
    const face = new FontFace(family, source);
    document.fonts.add(await face.load());
  }),
};
