/* What is looked at, mirrored in the link. A parameter at its default is left out, so the plain address is the
   default view; what a link asks for and cannot have is told in words, never passed over. */
import { chosen, remember, THEMES } from './preferences.js';
import { finerThan, FINEST, HIGHEST, isCode, LEVELS, levelsOf } from './levels.js';
import { BOUNDS, DEFAULTS, EDITION, FILTERS, HOLDS, NEED, REPORT, REPORTS } from './served.js';

/* The map's place in the link: latitude, longitude and zoom, as far as the map goes. */

const [WEST, SOUTH, EAST, NORTH] = BOUNDS;

/** How far the map can be moved (degrees), a continent beyond the country, and its least and most zoom. */
export const PLACES = Object.freeze({
  south: Math.max(-85, Math.floor(SOUTH - 64)),
  west: Math.floor(WEST - 72),
  north: Math.min(85, Math.floor(NORTH + 40)),
  east: Math.ceil(EAST + 71),
  least: 3,
  most: 11,
});

const FORM = /^-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/;
const rounded = (value, digits) => Number(value.toFixed(digits));

export function readPlace(text) {
  const [lat, lon, zoom] = text.split(',').map(Number);
  return { lat, lon, zoom };
}

export const writtenPlace = ({ lat, lon, zoom }) => [rounded(lat, 3), rounded(lon, 3), rounded(zoom, 2)].join(',');

/** Whether a text names a place on the map. */
export function isPlace(text) {
  if (!FORM.test(text)) return false;
  const { lat, lon, zoom } = readPlace(text);
  const { south, west, north, east, least, most } = PLACES;
  return lat >= south && lat <= north && lon >= west && lon <= east && zoom >= least && zoom <= most;
}

export const VIEWS = ['need', 'presence', 'both', 'gap'];

/** Whether the data place anything at all. */
export const HAS_PRESENCE = HOLDS.offices || HOLDS.initiatives;

/** Whether there are figures of need at a level. */
export const hasNeed = (level) => HOLDS.need.includes(level);

/** The views that the data hold anything for at a level; that of presence where they hold nothing at all. */
export function viewsAt(level) {
  const need = hasNeed(level);
  const held = { need, presence: HAS_PRESENCE, both: need && HAS_PRESENCE, gap: need && HAS_PRESENCE };
  const views = VIEWS.filter((name) => held[name]);
  return views.length ? views : ['presence'];
}

/** The level that is shown at first: the highest that has figures of need. */
const FIRST_LEVEL = LEVELS.find(hasNeed) ?? HIGHEST;
export const KINDS = ['any', 'offices', 'agencies', 'initiatives'];
/** The sizes of towns (people) that best places may be chosen from. */
export const TOWNS = ['15000', '50000'];
/** The filters of the record, none of them on. `topic` is the API's theme: `theme` says which colours the page wears. */
export const NO_FILTER = Object.freeze(Object.fromEntries(FILTERS.map(({ link }) => [link, null])));
/** What can stand in the place of the area panel; the framework needs more room and covers the map. */
const PANELS = ['questions', 'what-if', 'framework', 'initiatives', 'beside-the-map', 'change'];

/** The matrices of the framework's panel that the data hold anything for: agencies stand beside need. */
export const MATRICES = [HOLDS.outcomes && HOLDS.initiatives && 'outcomes', HAS_PRESENCE && hasNeed(HIGHEST) && 'agencies'].filter(Boolean);

/** The panels that the data hold anything for. */
export function panelsHeld() {
  const held = {
    questions: (NEED.given && HAS_PRESENCE) || (HOLDS.people_in_need && HOLDS.offices),
    'what-if': HOLDS.people_in_need,
    framework: MATRICES.length > 0,
    initiatives: HOLDS.initiatives,
    'beside-the-map': HOLDS.off_the_map,
    change: REPORTS.length > 1,
  };
  return PANELS.filter((name) => held[name]);
}
/** Everything that narrows what is counted: the filters, the kind of presence, statewide work, a cell of the legend. */
export const EVERYTHING = Object.freeze({ ...NO_FILTER, kind: 'any', statewide: null, cell: null });
/** The ways to list the areas. */
export const LISTS = ['table', 'ranking'];
const COLUMNS = ['name', 'value', 'presence', 'gap', 'rank', 'with', 'kept', 'new', 'not_again'];
/** The ways to look at two reports: two maps side by side, and what changed between them. */
export const PAIRS = ['maps', 'change'];

const oneOf = (list) => (text) => list.includes(text);
const matches = (pattern) => (text) => pattern.test(text);
const aCode = matches(/^[\w.-]{1,240}$/); // as long as ids made of report, organisation, area and place are
/** A list of a plan, as long as one may be. */
const listOf = (fits) => (text) => text.split(',').length <= DEFAULTS.most_planned && text.split(',').every(fits);
/** The most letters of the name of a plan. */
export const NAME_LETTERS = 60;
const isName = (text) => text.trim().length > 0 && text.length <= NAME_LETTERS && !/\p{Cc}/u.test(text);
const whole = (least, most) => (text) => /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;

/* name: [default, what it accepts, the words where it does not, how it is read] */
const PARAMETERS = {
  report: [null, oneOf(REPORTS.map(({ report_id: id }) => id)), 'problem.report'], // another one is another page
  edition: [null, matches(/^[0-9a-f]{12}$/), 'problem.edition'], // the data as they were then
  with: [null, (text) => REPORTS.some(({ report_id: id, shown }) => id === text && !shown), 'problem.with'], // another beside it
  pair: ['maps', oneOf(PAIRS), 'problem.pair'],
  view: [viewsAt(FIRST_LEVEL)[0], oneOf(VIEWS), 'problem.view'],
  level: [FIRST_LEVEL, oneOf(LEVELS), 'problem.level'],
  indicator: [null, (text) => text.length > 0 && text.length <= 100, 'problem.indicator'],
  year: [null, matches(/^\d{4}$/), 'problem.year', Number],
  ...Object.fromEntries(FILTERS.map(({ link }) => [link, [null, aCode, `problem.${link}`]])),
  kind: ['any', oneOf(KINDS), 'problem.kind'],
  statewide: [null, oneOf(['true']), 'problem.statewide'], // areas count what the one above as a whole has
  cell: [null, matches(/^(any-0|need-[1-7]|(low|middle|high)-(0|1|2\+|few|many))$/), 'problem.cell'], // of need, of need x presence; any-0 in all views
  area: [null, (text) => levelsOf(text).length > 0, 'problem.area'],
  within: [null, (text) => levelsOf(text).some(finerThan), 'problem.within'], // the parts of one area alone are listed
  sort: [null, matches(new RegExp(`^-?(${COLUMNS.join('|')})$`)), 'problem.sort'], // "-" in front: the greatest first
  list: ['table', oneOf(LISTS), 'problem.list'],
  initiative: [null, aCode, 'problem.initiative'], // unfolded where its text stands
  panel: [null, oneOf(PANELS), 'problem.panel'],
  question: [null, matches(/^[a-z-]{1,40}$/), 'problem.question'],
  matrix: [MATRICES[0] ?? 'outcomes', oneOf(MATRICES), 'problem.matrix'],
  radius: [DEFAULTS.radius_km, whole(1, DEFAULTS.most_radius_km), 'problem.radius', Number],
  k: [DEFAULTS.sites, whole(1, DEFAULTS.most_sites), 'problem.k', Number],
  // A plan starts from all that is known to be there: whoever has headquarters needs no office beside them.
  headquarters: ['true', oneOf(['true', 'false']), 'problem.headquarters'],
  // What best places are chosen from.
  from: [null, (text) => ['capitals', ...TOWNS].includes(text) || isCode(text, HIGHEST), 'problem.from'],
  suggest: [null, oneOf(['true']), 'problem.suggest'], // the best k places beside the plan are shown
  add: [null, listOf((text) => isCode(text, FINEST)), 'problem.plan'], // areas that a plan gives an office
  remove: [null, listOf(aCode), 'problem.plan'], // offices that it takes away
  name: [null, isName, 'problem.name'], // what the plan is called
  // Another plan, kept to compare with.
  other: [null, isName, 'problem.name'],
  other_add: [null, listOf((text) => isCode(text, FINEST)), 'problem.plan'],
  other_remove: [null, listOf(aCode), 'problem.plan'],
  at: [null, isPlace, 'problem.at'], // latitude, longitude, zoom
  lang: [null, oneOf(LANGUAGES), 'problem.lang'],
  theme: [null, oneOf(THEMES), 'problem.theme'],
};
const TRACKING = /^(utm_\w+|fbclid|gclid)$/; // what mail and social sites append to links says nothing about the map
const NAMES = Object.keys(PARAMETERS);
const PLAIN = Object.fromEntries(NAMES.map((name) => [name, PARAMETERS[name][0]]));
const LOOKS = ['lang', 'theme'];
const NO_STEP = [...LOOKS, 'at', 'sort', 'list']; // a change of these is no step to go back from

/** Reads a link alone, without what was chosen before: the view, and the words for what could not be used. */
export function readLink(search) {
  const params = new URLSearchParams(search);
  const view = { ...PLAIN };
  const problems = new Set();
  for (const [name, text] of params) {
    if (TRACKING.test(name)) continue;
    if (!Object.hasOwn(PARAMETERS, name)) {
      problems.add('problem.unknown');
      continue;
    }
    const [, accepts, problem, read = String] = PARAMETERS[name];
    if (accepts(text)) view[name] = read(text);
    else problems.add(problem);
  }
  // A link to a plan alone means the panel that shows it.
  if ((view.add || view.remove || view.suggest || view.other_add || view.other_remove) && !params.has('panel')) view.panel = 'what-if';
  // A link to an area alone means the map of its level, and one to the parts of an area the map of these.
  if (!params.has('level')) {
    if (view.within) view.level = finerThan(levelsOf(view.within)[0]);
    else if (view.area) [view.level] = levelsOf(view.area);
  }
  const views = viewsAt(view.level);
  if (!views.includes(view.view)) {
    if (params.has('view')) problems.add('problem.viewHere');
    [view.view] = views;
  }
  if (view.list === 'ranking' && !views.includes('gap')) {
    problems.add('problem.listHere');
    view.list = 'table';
  }
  const noChange = view.panel === 'change' && !(view.with && view.pair === 'change');
  if (view.panel && (noChange || !panelsHeld().includes(view.panel))) {
    problems.add('problem.panelHere');
    view.panel = null;
  }
  return { view, problems: [...problems] };
}

/** Reads a link: the view, and in words (locale keys) what in it could not be used. */
export function parseView(search) {
  const { view, problems } = readLink(search);
  const params = new URLSearchParams(search);
  return { view: { ...view, lang: chosen('lang', params), theme: chosen('theme', params) }, problems };
}

export function viewSearch(view) {
  const params = new URLSearchParams();
  for (const name of NAMES) {
    if (view[name] !== PLAIN[name]) params.set(name, view[name]);
  }
  const text = params.toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** The link of the default view with some parts of it set: what a ready-made question or a matrix cell opens. */
export const linkTo = (parts) => viewSearch({ ...PLAIN, report: REPORT, edition: EDITION, ...parts });

/** Every part of a view at its default but report, language, colours and what `parts` sets. */
export const freshView = ({ lang, theme }, parts = {}) => ({ ...PLAIN, report: REPORT, edition: EDITION, lang, theme, ...parts });

/** The same view of another report, without what one report alone has; null for the newest. Of two that are looked at
    the one chosen changes places with the other. */
export function ofReport(view, report) {
  const [newest] = REPORTS;
  const chosenOne = report ?? newest.report_id;
  const beside = view.with === chosenOne ? (REPORT ?? newest.report_id) : view.with;
  return viewSearch({ ...view, report, with: beside, initiative: null, remove: null, other_remove: null, suggest: null });
}

/** Keeps link and store alike, both ways; how one came to an area goes back with the back button. */
export function mirrorView(store, { onProblems }) {
  let written = store.get().view;
  history.replaceState(null, '', location.pathname + viewSearch(written) + location.hash);
  store.subscribe(({ view }) => {
    if (view === written) return;
    const address = location.pathname + viewSearch(view);
    const sameMap = NAMES.every((name) => NO_STEP.includes(name) || view[name] === written[name]);
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
