/** How does one choose from lists, a date or a time? The sheet behind the `picker` component. */

import { make } from '../dom.js';
import { showBox } from './dialogs.js';

const two = (number) => String(number).padStart(2, '0');

/**
 * Open the sheet for the properties of a `picker`; `onColumn(column, index)` hears of each change in one of several
 * lists. Returns a promise of the value, or undefined when cancelled.
 */
export function openPicker(properties, onColumn) {
  const { mode } = properties;
  if (mode === 'date' || mode === 'time') {
    return pickTime(properties);
  }
  return mode === 'region' ? pickRegion(properties) : pickFromLists(properties, onColumn);
}

function pickerBox(properties, fill) {
  const label = properties.headerText || '选择';
  return showBox({ look: 'picker', label }, (box, close) => {
    const { content, value } = fill();
    const finish = () => {
      const chosen = value();
      if (chosen !== undefined) {
        close(chosen);
      }
    };
    const bar = make(
      'div',
      { class: 'picker-bar' },
      make('button', { onclick: () => close(undefined) }, '取消'),
      make('span', {}, properties.headerText || ''),
      make('button', { class: 'primary', onclick: finish }, '确定'),
    );
    box.append(bar, content);
  });
}

function pickTime({ mode, fields, start, end, value, headerText }) {
  return pickerBox({ headerText }, () => {
    const type = mode === 'time' ? 'time' : { month: 'month', year: 'number' }[fields] || 'date';
    const input = make('input', { type, min: start, max: end, 'aria-label': mode === 'time' ? '时间' : '日期' });
    input.value = value || textOfNow(type);
    return { content: input, value: () => (input.value && input.checkValidity() ? input.value : undefined) };
  });
}

function textOfNow(type) {
  const now = new Date();
  const month = `${now.getFullYear()}-${two(now.getMonth() + 1)}`;
  const texts = {
    time: `${two(now.getHours())}:${two(now.getMinutes())}`,
    month,
    number: String(now.getFullYear()),
    date: `${month}-${two(now.getDate())}`,
  };
  return texts[type];
}

function pickRegion({ value, headerText }) {
  return pickerBox({ headerText }, () => {
    const inputs = ['省', '市', '区'].map((level, index) => {
      const input = make('input', { placeholder: level, 'aria-label': level });
      input.value = value?.[index] || '';
      return input;
    });
    const content = make('div', { class: 'picker-columns' }, ...inputs);
    return { content, value: () => inputs.map((input) => input.value) };
  });
}

function pickFromLists(properties, onColumn) {
  const several = properties.mode === 'multiSelector';
  const lists = () => (several ? properties.range : [properties.range]) || [];
  const given = several ? properties.value || [] : [properties.value];
  const chosen = lists().map((_list, column) => Math.max(0, Number(given[column]) || 0));
  return pickerBox(properties, () => {
    const content = make('div', { class: 'picker-columns' });
    const choose = (column, index) => {
      chosen[column] = index;
      if (several) {
        onColumn(column, index);
      }
      draw();
    };
    const draw = () => {
      const columns = lists().map((items, column) =>
        columnOf(items, { properties, chosen: chosen[column], choose: (index) => choose(column, index) }),
      );
      content.replaceChildren(...columns);
    };
    draw();
    requestAnimationFrame(() => showChosen(content));
    return { content, value: () => (several ? chosen : chosen[0]) };
  });
}

function columnOf(items, { properties, chosen, choose }) {
  const { rangeKey } = properties;
  const text = (item) => String(rangeKey && item && typeof item === 'object' ? item[rangeKey] : item);
  const option = (item, index) =>
    make('li', { role: 'option', 'aria-selected': String(index === chosen), onclick: () => choose(index) }, text(item));
  return make('ul', { role: 'listbox', 'aria-label': properties.headerText || '选项' }, ...items.map(option));
}

function showChosen(content) {
  for (const option of content.querySelectorAll('[aria-selected=true]')) {
    option.scrollIntoView({ block: 'center' });
  }
}
