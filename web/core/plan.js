/* A plan for offices: what the link adds and takes away, the addresses that answer for it, and the answer to draw.
   {add: codes of municipalities, remove: ids of offices}, in the order in which they came. */
import { keys, query, valueOf } from './api.js';
import { choiceOf, nearest, nearestIndicator } from './choice.js';
import { filterOf } from './record.js';
import { lastKnown, memo } from './store.js';

export const MOST_ADDED = 50;
const MOST_PLACES = 20;
/** Every municipality with its state, without boundaries. */
export const MUNICIPALITIES =
  '/api/collections/municipalities/items?skipGeometry=true&properties=code,name,state_code,state_name';
const OF_STATE = /^\d{2}$/;
const DRAWN = 'by_state,left_out,plan'; // the tables of reach that panel and map show

const listed = (text) => (text ? text.split(',') : []);
const joined = (codes) => (codes.length ? codes.join(',') : null);

/** The municipalities to choose from: {code, name, state_code, state_name}; null until they are there. */
const municipalitiesOf = /* @__PURE__ */ memo((answer) => answer && answer.features.map(({ properties }) => properties));

export const municipalitiesIn = (state) => municipalitiesOf(valueOf(state, keys.panel(MUNICIPALITIES)));

/** The plan without what does not exist, and the parts of the view that held such things; null until it is known. */
export function planIn(state) {
  const asked = { add: listed(state.view.add), remove: listed(state.view.remove) };
  const municipalities = municipalitiesIn(state);
  const offices = valueOf(state, keys.offices);
  if ((asked.add.length && !municipalities) || (asked.remove.length && !offices)) return null;
  const codes = asked.add.length ? new Set(municipalities.map(({ code }) => code)) : new Set();
  const ids = asked.remove.length ? new Set(offices.features.map(({ properties }) => properties.office_id)) : new Set();
  const plan = {
    add: [...new Set(asked.add)].filter((code) => codes.has(code)),
    remove: [...new Set(asked.remove)].filter((id) => ids.has(id)),
  };
  return { ...plan, unknown: Object.keys(asked).filter((part) => plan[part].length < new Set(asked[part]).size) };
}

/** A plan as parts of the view. */
export const viewOf = ({ add, remove }) => ({ add: joined(add), remove: joined(remove) });

export const withPlaces = ({ add, remove }, codes) => ({
  add: [...new Set([...add, ...codes])].slice(0, MOST_ADDED),
  remove,
});
export const withoutPlace = ({ add, remove }, code) => ({ add: add.filter((one) => one !== code), remove });
/** Takes offices away or, where none of them is left, brings all of them back. */
export function switched({ add, remove }, ids) {
  const left = ids.filter((id) => !remove.includes(id));
  return { add, remove: left.length ? [...remove, ...left] : remove.filter((id) => !ids.includes(id)) };
}

/** People in need can only be counted by municipality and only where the indicator has a headcount: the indicator
    that is shown or, where it has none, the default one. {indicator, year, other}; null until that is known. */
export function planNeed(state) {
  const catalogue = valueOf(state, keys.indicators);
  const choice = choiceOf(state);
  if (!choice) return null;
  const fallback = catalogue.default.municipality;
  const standard = catalogue.indicators.find(({ indicator_id: id }) => id === fallback.indicator_id);
  const counted = (indicator) => nearestIndicator(catalogue, 'municipality', indicator, { unit: 'persons' });
  const found = counted(choice.indicator);
  const fits = found.unit === 'persons' && found.concept === choice.indicator.concept;
  const indicator = fits ? found : counted(standard);
  return { indicator, year: nearest(indicator.years.municipality, fits ? choice.year : fallback.year), other: !fits };
}

/** What both questions, reach and siting, ask; null until its parts are known. */
function question(state) {
  const plan = planIn(state);
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

/** How many places can be asked for: no more than a state that they are chosen from has. */
export function mostPlaces(state) {
  const { from } = state.view;
  if (!OF_STATE.test(from)) return MOST_PLACES;
  const inside = municipalitiesIn(state)?.filter(({ state_code: code }) => code === from).length;
  return Math.min(MOST_PLACES, inside || MOST_PLACES);
}

/** How many places are asked for. */
export const placesAsked = (state) => Math.min(state.view.k, mostPlaces(state));

/** What places are chosen from, as the API is asked for it: towns of so many people, capitals or a state. */
const chosenFrom = (from) => (/^\d{5}$/.test(from) ? { min_town: from } : { candidates: from });

/** The address of the k best places beside those of the plan; `parts` are its table and form. Null until it is known. */
export function sitingPath(state, parts = {}) {
  const asked = question(state);
  if (!asked || !municipalitiesIn(state)) return null;
  return `/api/siting${query({ k: placesAsked(state), ...chosenFrom(state.view.from), ...asked, ...parts })}`;
}

/** The address of the suggestion, where it is asked for; a change of what it depends on takes that back. */
export const suggestedPath = (state) => (state.view.suggest ? sitingPath(state) : null);

/** What the panel asks the API for. */
export function planPaths(state) {
  return [MUNICIPALITIES, reachPath(state), suggestedPath(state)].filter(Boolean);
}

const keptReach = /* @__PURE__ */ lastKnown();

/** The answer to draw: that of the plan or, while it is on its way, the one before it. */
export function shownReach(state) {
  const path = reachPath(state);
  return keptReach(path && valueOf(state, keys.panel(path)));
}

/** Whether the map takes offices now: the panel is open and no area covers it. */
export const planning = ({ panel, area }) => panel === 'what-if' && !area;

/** The address of the municipality at a point of the map. */
export function placePath({ lng, lat }) {
  const filter = `S_INTERSECTS(geometry,POINT(${lng.toFixed(5)} ${lat.toFixed(5)}))`;
  return `/api/collections/municipalities/items${query({ filter, skipGeometry: 'true', properties: 'code,name' })}`;
}
