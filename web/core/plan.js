/* A plan for offices: what the link adds and takes away, the addresses that answer for it, and the answer to draw.
   {add: codes of areas of the finest level, remove: ids of offices}, in the order in which they came. */
import { BY_HIGHEST, keys, query, valueOf } from './api.js';
import { choiceOf, headcountsOf, nearest } from './choice.js';
import { codeIn, columnsAbove, FINEST, HIGHEST, isCode, itemsOf } from './levels.js';
import { TOWNS } from './link.js';
import { filterOf } from './record.js';
import { DEFAULTS } from './served.js';
import { lastKnown, memo } from './store.js';

/** Every area of the finest level with those above it, without boundaries. */
export const SITES = `${itemsOf(FINEST)}?skipGeometry=true&properties=${['code', 'name', ...columnsAbove(FINEST)]}`;
const DRAWN = `${BY_HIGHEST},left_out,plan`; // the tables of reach that panel and map show

const listed = (text) => (text ? text.split(',') : []);
const joined = (codes) => (codes.length ? codes.join(',') : null);

/** The areas to choose from: {code, name, and those above}; null until they are there. */
const sitesOf = /* @__PURE__ */ memo((answer) => answer && answer.features.map(({ properties }) => properties));

export const sitesIn = (state) => sitesOf(valueOf(state, keys.panel(SITES)));

/** The plan without what does not exist, and the parts of the view that held such things; null until it is known. */
export const planIn = (state) => knownPlan(state, state.view);

function knownPlan(state, view) {
  const asked = { add: listed(view.add), remove: listed(view.remove) };
  const sites = sitesIn(state);
  const offices = valueOf(state, keys.offices);
  if ((asked.add.length && !sites) || (asked.remove.length && !offices)) return null;
  const codes = asked.add.length ? new Set(sites.map(({ code }) => code)) : new Set();
  const ids = asked.remove.length ? new Set(offices.features.map(({ properties }) => properties.office_id)) : new Set();
  const plan = {
    add: [...new Set(asked.add)].filter((code) => codes.has(code)),
    remove: [...new Set(asked.remove)].filter((id) => ids.has(id)),
  };
  return { ...plan, unknown: Object.keys(asked).filter((part) => plan[part].length < new Set(asked[part]).size) };
}

/** A plan as parts of the view. */
export const viewOf = ({ add, remove }) => ({ add: joined(add), remove: joined(remove) });

/* Another plan that is kept beside the one on screen: both stand in the link. */

/** Parts of the view without any plan. */
export const NO_PLAN = Object.freeze({
  add: null, remove: null, name: null, other: null, other_add: null, other_remove: null, suggest: null,
});

/** The plan that is kept, {name, add, remove, unknown}; null where there is none, or until it is known. */
export function keptPlan(state) {
  const { other: name, other_add: add, other_remove: remove } = state.view;
  const plan = add || remove ? knownPlan(state, { add, remove }) : null;
  return plan && { ...plan, name };
}

/** A plan as the parts of the view that keep it. */
export const viewOfKept = ({ name, ...plan }) => {
  const { add, remove } = viewOf(plan);
  return { other: name, other_add: add, other_remove: remove };
};

/** The parts of the view that exchange the plan on screen and the one that is kept, each with its name. */
export const exchanged = ({ name }, plan, kept) => ({ ...viewOf(kept), name: kept.name, ...viewOfKept({ ...plan, name }) });

export const withPlaces = ({ add, remove }, codes) => ({
  add: [...new Set([...add, ...codes])].slice(0, DEFAULTS.most_planned),
  remove,
});
export const withoutPlace = ({ add, remove }, code) => ({ add: add.filter((one) => one !== code), remove });
/** Takes offices away or, where none of them is left, brings all of them back. */
export function switched({ add, remove }, ids) {
  const left = ids.filter((id) => !remove.includes(id));
  return { add, remove: left.length ? [...remove, ...left] : remove.filter((id) => !ids.includes(id)) };
}

/** People in need can only be counted at the finest level and only where the indicator has a headcount: the indicator
    that is shown or, where it has none, the default one. {indicator, year, other}; null until that is known. */
export function planNeed(state) {
  const catalogue = valueOf(state, keys.indicators);
  const choice = choiceOf(state);
  if (!choice || !catalogue.default[FINEST]) return null;
  const found = headcountsOf(catalogue, choice.indicator);
  const fits = found.unit === 'persons' && found.concept === choice.indicator?.concept;
  const indicator = fits ? found : headcountsOf(catalogue);
  const { year } = fits ? choice : catalogue.default[FINEST];
  return { indicator, year: nearest(indicator.years[FINEST], year), other: !fits };
}

/** What both questions, reach and siting, ask of a plan; null until its parts are known. */
function question(state, plan = planIn(state)) {
  const need = planNeed(state);
  const filter = filterOf(state);
  if (!plan || !need || !filter) return null;
  const { indicator, year } = need;
  const { radius, headquarters: counted } = state.view;
  const headquarters = counted === 'true' ? counted : null;
  const asked = { indicator: indicator.indicator_id, year, agency: filter.agency, radius, headquarters };
  return { ...asked, ...viewOf(plan) };
}

/** The address of the people reached before and after; `parts` are its table and form. Null until it is known. */
export function reachPath(state, parts = { table: DRAWN }) {
  const asked = question(state);
  return asked && `/api/reach${query({ ...asked, ...parts })}`;
}

/** The same of the plan that is kept, with its offices; null where there is none. */
export function keptPath(state) {
  const kept = keptPlan(state);
  const asked = kept && question(state, kept);
  return asked && `/api/reach${query({ ...asked, table: 'plan' })}`;
}

/** Whether best places are chosen from one area of the highest level. */
export const fromArea = (from) => Boolean(from) && !TOWNS.includes(from) && isCode(from, HIGHEST);

/** How many places can be asked for: no more than the area that they are chosen from has. */
export function mostPlaces(state) {
  const { from } = state.view;
  if (!fromArea(from)) return DEFAULTS.most_sites;
  const inside = sitesIn(state)?.filter((site) => codeIn(site, HIGHEST) === from).length;
  return Math.min(DEFAULTS.most_sites, inside || DEFAULTS.most_sites);
}

/** How many places are asked for. */
export const placesAsked = (state) => Math.min(state.view.k, mostPlaces(state));

/** What places are chosen from, as the API is asked for it: towns of so many people, capitals or an area. */
const chosenFrom = (from) => (TOWNS.includes(from) ? { min_town: from } : { candidates: from });

/** The address of the k best places beside those of the plan; `parts` are its table and form. Null until it is known. */
export function sitingPath(state, parts = {}) {
  const asked = question(state);
  if (!asked || !sitesIn(state)) return null;
  return `/api/siting${query({ k: placesAsked(state), ...chosenFrom(state.view.from), ...asked, ...parts })}`;
}

/** The address of the suggestion, where it is asked for; a change of what it depends on takes that back. */
export const suggestedPath = (state) => (state.view.suggest ? sitingPath(state) : null);

/** What the panel asks the API for. */
export function planPaths(state) {
  return [SITES, reachPath(state), keptPath(state), suggestedPath(state)].filter(Boolean);
}

const shownOnes = { own: /* @__PURE__ */ lastKnown(), kept: /* @__PURE__ */ lastKnown() };

/** The answer to draw: that of the plan or, while it is on its way, the one before it. */
export function shownReach(state) {
  const path = reachPath(state);
  return shownOnes.own(path && valueOf(state, keys.panel(path)));
}

/** The answer of the plan that is kept, in the same way; null where there is none. */
export function shownKept(state) {
  const path = keptPath(state);
  return path && shownOnes.kept(valueOf(state, keys.panel(path)));
}

/* By the sign of what the plan changes. */
const SAYS_KEYS = { '-1': 'plan.saysLess', 0: 'plan.saysSame', 1: 'plan.saysMore' };

/** What the plan on screen reaches, in a sentence with its name; null until that is known. */
export function planSays({ t, n, state, view }) {
  const answer = shownReach(state);
  if (!answer || answer.covered === null) return null;
  const { covered, change: { covered: more }, radius_km: radius, query: { add, remove } } = answer;
  const changes = add.length + remove.length > 0 && more !== null;
  const said = t(changes ? SAYS_KEYS[Math.sign(more)] : 'plan.saysToday', { people: n.people(covered), radius: n.figure(radius), n: Math.abs(more ?? 0), change: n.whole(Math.abs(more ?? 0)) });
  return view.name ? `${view.name}: ${said}` : said;
}

/** Whether the map takes offices now: the panel is open and no area covers it. */
export const planning = ({ panel, area }) => panel === 'what-if' && !area;

/** The address of the area of the finest level at a point of the map. */
export function placePath({ lng, lat }) {
  const filter = `S_INTERSECTS(geometry,POINT(${lng.toFixed(5)} ${lat.toFixed(5)}))`;
  return `${itemsOf(FINEST)}${query({ filter, skipGeometry: 'true', properties: 'code,name' })}`;
}
