/** Which pictures or files? The browser's own file dialog stands in for the phone's album and camera. */

import { make } from '../dom.js';

/**
 * Let the person choose; returns a promise of `[{tempFilePath, size, name, fileType, type}]`, and rejects with
 * `cancel` when nothing was chosen.
 */
export function chooseFiles(accept, { multiple = false, camera = false } = {}) {
  return new Promise((resolve, reject) => {
    const input = make('input', { type: 'file', accept, multiple, capture: camera && 'environment', hidden: true });
    const end = (settle) => {
      input.remove();
      settle();
    };
    input.addEventListener('change', () => end(() => resolve(Array.from(input.files, described))));
    input.addEventListener('cancel', () => end(() => reject(new Error('cancel'))));
    document.body.append(input);
    input.click();
  });
}

function described(file) {
  return {
    tempFilePath: URL.createObjectURL(file),
    size: file.size,
    name: file.name,
    fileType: file.type.split('/')[0],
    type: file.type,
  };
}
