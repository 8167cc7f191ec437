/* What is looked at, mirrored in the link: ?level=&indicator=&year=&area=&agency=&outcome=&list=&lang=&theme=
   A parameter at its default is left out, so the plain address is the default view. */
import { LANGUAGES, THEMES, chosen, remember } from './preferences.js';

export const LEVELS = ['state', 'municipality'];
export const NO_FILTER = Object.freeze({ agency: null, outcome: null });
export const BESIDE = 'beside-the-map'; // the one list that can stand in the place of the area panel
const DEFAULTS = {
  level: 'state',
  indicator: null,
  year: null,
  area: null,
  ...NO_FILTER,
  list: null,
  lang: null,
  theme: null,
};
const LOOKS = ['lang', 'theme']; // a change of these is no step to go back from
const A_CODE = /^[\w-]{1,60}$/;
const ACCEPTS = {
  level: (text) => LEVELS.includes(text),
  indicator: (text) => text.length > 0 && text.length <= 100,
  year: (text) => /^\d{4}$/.test(text),
  area: (text) => /^(\d{2}|\d{5})$/.test(text),
  agency: (text) => A_CODE.test(text),
  outcome: (text) => A_CODE.test(text),
  list: (text) => text === BESIDE,
  lang: (text) => LANGUAGES.includes(text),
  theme: (text) => THEMES.includes(text),
};
const PROBLEMS = {
  level: 'problem.level',
  indicator: 'problem.indicator',
  year: 'problem.year',
  area: 'problem.area',
  agency: 'problem.agency',
  outcome: 'problem.outcome',
  list: 'problem.list',
  lang: 'problem.lang',
  theme: 'problem.theme',
};

/** Reads a link: the view, and in words (locale keys) what in it could not be used. */
export function parseView(search) {
  const params = new URLSearchParams(search);
  const view = { ...DEFAULTS };
  const problems = new Set();
  for (const [name, text] of params) {
    if (!(name in DEFAULTS)) problems.add('problem.unknown');
    else if (!ACCEPTS[name](text)) problems.add(PROBLEMS[name]);
    else view[name] = name === 'year' ? Number(text) : text;
  }
  // A link to a municipality alone means the municipalities' map.
  if (view.area?.length === 5 && !params.has('level')) view.level = 'municipality';
  if (view.area) view.list = null; // both would stand in one place
  view.lang = chosen('lang', params);
  view.theme = chosen('theme', params);
  return { view, problems: [...problems] };
}

export function viewSearch(view) {
  const params = new URLSearchParams();
  for (const name of Object.keys(DEFAULTS)) {
    if (view[name] !== DEFAULTS[name]) params.set(name, view[name]);
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** Keeps link and store alike, both ways; how one came to an area goes back with the back button. */
export function mirrorView(store, { onProblems }) {
  let written = store.get().view;
  history.replaceState(null, '', location.pathname + viewSearch(written) + location.hash);
  store.subscribe(({ view }) => {
    if (view === written) return;
    const address = location.pathname + viewSearch(view);
    const sameMap = Object.keys(DEFAULTS).every((name) => LOOKS.includes(name) || view[name] === written[name]);
    if (address !== location.pathname + location.search) {
      history[sameMap ? 'replaceState' : 'pushState'](null, '', address);
    }
    for (const name of LOOKS) {
      if (view[name] && view[name] !== written[name]) remember(name, view[name]);
    }
    written = view;
  });
  addEventListener('popstate', () => {
    const { view, problems } = parseView(location.search);
    written = view;
    store.set({ view });
    onProblems(problems);
  });
}
