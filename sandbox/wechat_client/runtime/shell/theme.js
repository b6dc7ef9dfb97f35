/** Is it day or night on the phone, and which colour does `@name` of theme.json mean then? */

import { shell } from './state.js';

const night = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

/** `light` or `dark`; always light for a mini-program that does not know dark mode. */
export const theme = () => (night.matches && shell.config.app.darkmode ? 'dark' : 'light');

/** The object with each value `@name` replaced by what theme.json says for now. */
export function themed(values) {
  const names = shell.config.theme[theme()] || {};
  const meaning = (value) => (typeof value === 'string' && value.startsWith('@') ? names[value.slice(1)] : value);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, meaning(value)]));
}

export const onThemeChange = (listener) => listeners.add(listener);
export const offThemeChange = (listener) => (listener ? listeners.delete(listener) : listeners.clear());

/** Call back whenever day turns to night or back, the host's own part first. */
export function followTheme(redraw) {
  night.addEventListener('change', () => {
    redraw();
    listeners.forEach((listener) => listener({ theme: theme() }));
  });
}
