/* Language and theme, which a page wears from its first paint on: the link decides, then what was chosen before, then
   the browser. */

export const THEMES = ['light', 'dark'];

/* global LANGUAGES -- written in by the build: there is one for each file of words */

const ALLOWED = { lang: LANGUAGES, theme: THEMES };
const darkMode = matchMedia('(prefers-color-scheme: dark)');

function remembered(name) {
  try {
    return localStorage.getItem(`unmap.${name}`);
  } catch {
    return null; // storage may be switched off: the choice then lives in the link alone
  }
}

/** What was chosen, by link or before; null where the browser decides. */
export function chosen(name, params = new URLSearchParams(location.search)) {
  const candidates = [params.get(name), remembered(name)];
  return candidates.find((value) => ALLOWED[name].includes(value)) ?? null;
}

export function remember(name, value) {
  try {
    localStorage.setItem(`unmap.${name}`, value);
  } catch {
    // see remembered()
  }
}

export function language(choice) {
  if (choice) return choice;
  const wanted = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2));
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? 'en';
}

export function theme(choice) {
  return choice ?? (darkMode.matches ? 'dark' : 'light');
}

/** Puts both on the document, where style sheets and screen readers look for them. */
export function applyToDocument(choices) {
  const root = document.documentElement;
  const lang = language(choices.lang);
  if (root.lang !== lang) root.lang = lang; // set anew, the same language costs a new style of every element
  root.dataset.theme = theme(choices.theme);
}

export function onSystemThemeChange(listener) {
  darkMode.addEventListener('change', listener);
}

/** What a page wears from its first paint on, and that scripts run at all. */
export function dress() {
  document.documentElement.dataset.script = 'on';
  applyToDocument({ lang: chosen('lang'), theme: chosen('theme') });
}
