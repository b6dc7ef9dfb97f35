/** Which dialogs does the phone itself show? Toast, modal, action sheet and pictures. */

import { byId, make } from '../dom.js';

let toastElement = null;
let toastTimer = 0;

/** Show a short message; with `isLoading` it stays until hidden. */
export function toast({ title = '', icon = 'success', image, duration = 1500, mask }, isLoading = false) {
  hideToast();
  const kind = isLoading ? 'loading' : icon;
  toastElement = make(
    'div',
    { class: `toast toast-${image ? 'image' : kind}`, 'data-mask': !!mask, role: 'status' },
    kind !== 'none' && make('i', { class: `toast-icon toast-icon-${kind}` }),
    make('p', {}, title),
  );
  byId('dialogs').append(toastElement);
  if (!isLoading) {
    toastTimer = setTimeout(hideToast, duration);
  }
}

export function hideToast() {
  clearTimeout(toastTimer);
  toastElement?.remove();
  toastElement = null;
}

/**
 * Show a box above everything; `fill(box, close)` puts content into it. Returns a promise of what `close` is called
 * with; a tap beside the box closes it with undefined, unless it is an alert.
 */
export function showBox({ look, role = 'dialog', label }, fill) {
  return new Promise((resolve) => {
    const mask = make('div', { class: 'mask' });
    const close = (value) => {
      mask.remove();
      resolve(value);
    };
    const box = make('div', { class: look, role, 'aria-modal': 'true', 'aria-label': label });
    fill(box, close);
    mask.append(box);
    mask.addEventListener('click', (event) => {
      if (event.target === mask && role !== 'alertdialog') {
        close(undefined);
      }
    });
    byId('dialogs').append(mask);
  });
}

/** Ask a question; returns a promise of `{confirm, cancel, content}`. */
export function modal(asked) {
  const { title = '', content = '', showCancel = true, editable, placeholderText = '' } = asked;
  const { cancelText = '取消', confirmText = '确定', confirmColor, cancelColor } = asked;
  return showBox({ look: 'modal', role: 'alertdialog', label: title || content || confirmText }, (box, close) => {
    const field = editable ? make('textarea', { placeholder: placeholderText, 'aria-label': title, rows: 2 }) : null;
    if (field) {
      field.value = content;
    }
    const end = (confirm) => close({ confirm, cancel: !confirm, content: confirm && field ? field.value : null });
    const colour = (value) => value && `color: ${value}`;
    box.append(
      ...[title && make('h3', {}, title), field || (content && make('p', {}, content))].filter(Boolean),
      make(
        'div',
        { class: 'modal-buttons' },
        showCancel && make('button', { style: colour(cancelColor), onclick: () => end(false) }, cancelText),
        make('button', { class: 'primary', style: colour(confirmColor), onclick: () => end(true) }, confirmText),
      ),
    );
  });
}

/** Offer a list; returns a promise of the index, or undefined when nothing was chosen. */
export function actionSheet({ itemList, itemColor, alertText }) {
  return showBox({ look: 'sheet', label: alertText || '操作' }, (box, close) => {
    const style = itemColor && `color: ${itemColor}`;
    box.append(
      ...[alertText && make('p', { class: 'sheet-tip' }, alertText)].filter(Boolean),
      ...itemList.map((text, index) => make('button', { style, onclick: () => close(index) }, text)),
      make('button', { class: 'sheet-cancel', onclick: () => close(undefined) }, '取消'),
    );
  });
}

/** Show pictures large; a tap on the picture shows the next, a tap beside it closes. */
export function showPictures(urls, current) {
  return showBox({ look: 'pictures', label: '图片预览' }, (box, close) => {
    let index = Math.max(0, urls.indexOf(current));
    const picture = make('img');
    const counter = make('span');
    const draw = () => {
      picture.src = urls[index];
      picture.alt = `${index + 1} / ${urls.length}`;
      counter.textContent = picture.alt;
    };
    picture.addEventListener('click', (event) => {
      event.stopPropagation();
      index = (index + 1) % urls.length;
      draw();
    });
    draw();
    box.append(picture, counter);
    box.addEventListener('click', () => close(undefined));
  });
}
