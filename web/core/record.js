/* The programme record that is shown: offices, initiatives and their counts under one filter
   {agency, priority, ...} and one kind of presence. All parts of it change together, once all of
   them are there; until then the last record stays. */
import { endpoints, keys, valueOf } from './api.js';
import { chainOf, codeAt, codeIn, HIGHEST, LEVELS, levelOf, levelsOf, nameIn, parentOf } from './levels.js';
import { NO_FILTER } from './link.js';
import { FILTERS } from './served.js';
import { lastKnown } from './store.js';

const PARTS = Object.keys(NO_FILTER);

/** Parts of the filter whose value in the link does not exist; null until that is known. */
export function unknownIn(state) {
  const given = FILTERS.filter(({ link }) => state.view[link] !== null);
  const lists = valueOf(state, keys.values)?.facets;
  if (given.length && !lists) return null;
  return given.filter(({ name, link }) => !lists[name]?.some(({ code }) => code === state.view[link])).map(({ link }) => link);
}

/** The filter that the link asks for, without what does not exist; null until that is known. */
export function filterOf(state) {
  const unknown = unknownIn(state);
  if (!unknown) return null;
  return Object.fromEntries(PARTS.map((part) => [part, unknown.includes(part) ? null : state.view[part]]));
}

/** The kind of presence as the record is asked for it: to count agencies takes offices and initiatives alike. */
export const kindOf = ({ view }) => (['offices', 'initiatives'].includes(view.kind) ? view.kind : null);

/** What two maps ask for besides: the report beside which a state's is coloured alike and, of the other one, its own. */
export const ofTwo = ({ view, of = null }) => (view.with && view.pair === 'maps' ? { classes_with: view.with, report: of } : {});

/** How the record is counted at a level: {kind, statewide}, null where the API's default is meant. */
export const countedOf = (state, level) => ({
  kind: kindOf(state),
  statewide: parentOf(level) && state.view.statewide,
  ...ofTwo(state),
});

const presenceKey = (state, level, filter) => keys.presence(level, filter, countedOf(state, level));

/** Whether a filter asks for what only initiatives have. */
export const ofInitiatives = (filter) => FILTERS.some(({ link, initiatives }) => initiatives && filter[link]);

/** Whether the values of the filters, with their names, are asked for: once the map stands, or sooner where one is on. */
export const wantsValues = ({ view, ui }) => ui.standing || ui.filtersOpen || PARTS.some((part) => view[part] !== null);

/* The areas that codes mean, by what is there of their levels. */

/** Whether an area of a level is there; null while its level is not. */
const isThere = (state, level, code) => valueOf(state, keys.areas(level))?.features.some(({ id }) => id === code) ?? null;

/** Whether an area exists at one of the levels; null while that is not known. Spares the API a question with no answer:
    of a level that the map does not show, it alone can tell. */
export function areaExists(state, code, levels = levelsOf(code)) {
  const known = levels.map((level) => isThere(state, level, code));
  if (known.includes(true)) return true;
  if (!known.includes(null)) return false;
  const drawn = chainOf(state.view.level);
  return levels.some((level, index) => known[index] === null && drawn.includes(level)) ? null : true;
}

/** The level of an area: by its code, or else as its record has it; the highest that its code fits until that is there.
    */
export const levelOfArea = (state, code) =>
  valueOf(state, keys.area(code))?.level ?? levelOf(code, (level) => isThere(state, level, code)) ?? levelsOf(code)[0];

/** Levels whose counts are needed: the highest always, the level shown, and the level of the chosen area. */
export function countedLevels(state) {
  const { level, area } = state.view;
  return [...new Set([HIGHEST, level, ...(area ? [levelOfArea(state, area)] : [])])];
}

/** Everything of the record under a filter, as it was answered; null until all of it is there. */
function answered(state, filter) {
  const initiatives = valueOf(state, keys.initiatives(filter));
  const counts = new Map(countedLevels(state).map((level) => [level, valueOf(state, presenceKey(state, level, filter))]));
  if (!initiatives || [...counts.values()].includes(null)) return null;
  const features = initiatives.features.map(({ properties }) => properties);
  const kind = kindOf(state);
  return {
    filter,
    kind,
    filtered: kind !== null || PARTS.some((part) => filter[part]),
    initiatives: new Map(features.map((properties) => [properties.initiative_id, properties])),
    totals: counts.get(HIGHEST).totals,
    areas: new Map([...counts].map(([level, { areas }]) => [level, new Map(areas.map((area) => [area.code, area]))])),
    classes: new Map([...counts].map(([level, { classes }]) => [level, classes])),
  };
}

const NONE = { inputs: [], record: null, asked: null };
const shown = new Map(); // by report, that of the page under null
const lastOf = ({ of = null }) => shown.get(of) ?? NONE;

/** What the map shows of the record, as it was asked for: a place opened beside it asks for more and changes nothing. */
const askedFor = (state, filter) =>
  [keys.initiatives(filter), ...[HIGHEST, state.view.level].map((level) => presenceKey(state, level, filter))].join();

/** The record to draw: that of the filter asked for or, while it is on its way, the one before it. */
export function shownRecord(state) {
  const filter = filterOf(state);
  const inputs = filter && [
    valueOf(state, keys.initiatives(filter)),
    ...countedLevels(state).map((level) => valueOf(state, presenceKey(state, level, filter))),
  ];
  const last = lastOf(state);
  if (inputs && (inputs.length !== last.inputs.length || inputs.some((one, index) => one !== last.inputs[index]))) {
    const record = answered(state, filter);
    if (record) shown.set(state.of ?? null, { inputs, record, asked: askedFor(state, filter) });
  }
  return lastOf(state).record;
}

/** Whether the record shown is that of another filter or kind than the one asked for, or than one not known yet. */
export function isRecordBehind(state) {
  const filter = filterOf(state);
  const last = lastOf(state);
  return Boolean(last.record) && (!filter || last.asked !== askedFor(state, filter));
}

/** How much presence of a kind ("any", "offices", ...) the counts of an area are; null where it was not counted. */
export function presenceOf(counts, kind) {
  const parts = kind === 'any' ? [counts.offices, counts.initiatives] : [counts[kind]];
  const counted = parts.filter((part) => part !== null);
  return counted.length ? counted.reduce((sum, part) => sum + part, 0) : null;
}

/** The name of the class that a count is in, by the API's limits of them; null for none. */
export const presenceClass = (count, limits) =>
  Object.entries(limits).find(([, [least, most]]) => least <= count && (most ?? Infinity) >= count)?.[0] ?? null;

/** Offices that the record shown has. An office has an agency alone: any other part of a filter leaves none. */
export function officesOf(offices, { filter, kind }) {
  if (kind === 'initiatives' || ofInitiatives(filter)) return [];
  const all = offices.features;
  return filter.agency ? all.filter(({ properties }) => properties.agency_id === filter.agency) : all;
}

/** The id of the first initiative that `fits` and is placed in an area of the highest level, in the order of the area's
    panel; null for none. */
export function firstPlaced({ initiatives }, fits, code) {
  const placed = ({ places }) => places.filter((place) => codeAt(place, HIGHEST) === code);
  const found = [...initiatives.values()].filter((one) => fits(one) && placed(one).length);
  const inside = (one) => placed(one).every(({ level }) => level !== HIGHEST);
  return found.sort((a, b) => inside(a) - inside(b))[0]?.initiative_id ?? null;
}

/** Initiatives of a record that no area can show: country-wide, in places without a name, regional. */
export const placeless = ({ initiatives }) => [...initiatives.values()].filter(({ scope }) => scope !== 'located');

/* The initiative that a link or the search asks for, and the place whose panel holds its text. */

/** An initiative among all of them, whatever the filter; undefined where there is none, null until that is known. */
export function initiativeOf(state, id) {
  const all = valueOf(state, keys.initiatives(NO_FILTER));
  return all && all.features.find((feature) => feature.id === id)?.properties;
}

/** The area to open for an initiative: the one open now if it is a place of it, else the first; null without any. */
export function placeOf({ places }, { area, level }) {
  const codes = places.map((place) => codeAt(place, level));
  return codes.includes(area) ? area : (codes[0] ?? null);
}

/* What stands on the map as a symbol: places with field offices, the headquarters count, and initiatives in areas
   that have no office to show. */

const FINEST_FIRST = [...LEVELS].reverse();

/** What the place of an office is called: as the report names it, else by the finest area that it is known to lie in; a
    symbol that stands near offices of several places is called by their area. */
export const placeName = (office, lang) =>
  (office.near ? null : office.place_reported) || FINEST_FIRST.map((level) => nameIn(office, level, lang)).find(Boolean);

/** How many field offices the measures count in these: one for each agency and area of the finest level, however many
    rows of a record say so. */
export const officeCount = (offices) => {
  const field = offices.filter(({ office_type: type }) => type === 'field');
  return new Set(field.map((office) => [office.agency_id, ...LEVELS.map((level) => codeIn(office, level) ?? '')].join('/'))).size;
};

/** What tells the places of offices apart: the areas that they lie in and the name that the report gives. */
export const placeKey = (office) =>
  [...LEVELS.map((level) => codeIn(office, level) ?? ''), office.place_reported].join('/');

/** Places with field offices, north first, and the headquarters count; offices are features of the offices layer, highest
    the areas of the highest level, at whose seats the count stands. */
export function officePlaces(offices, highest) {
  const places = new Map();
  const headquarters = [];
  for (const { geometry, properties } of offices) {
    if (properties.office_type === 'headquarters') {
      const seat = highest.features.find(({ id }) => id === codeIn(properties, HIGHEST))?.properties;
      if (seat) headquarters.push({ kind: 'headquarters', ...properties, lon: seat.seat_lon, lat: seat.seat_lat });
      continue;
    }
    if (!geometry) continue;
    // Where the point is not an office's own, all of an area stand in one spot.
    const near = properties.point_basis !== 'stated';
    const key = near ? geometry.coordinates.join() : placeKey(properties);
    const [lon, lat] = geometry.coordinates;
    if (!places.has(key)) places.set(key, { kind: 'field', ...properties, lon, lat, near, offices: [] });
    places.get(key).offices.push(properties);
  }
  const northFirst = [...places.values()].sort((a, b) => b.lat - a.lat);
  for (const place of northFirst) place.agencies = new Set(place.offices.map((office) => office.agency_id)).size;
  return [...northFirst, ...headquarters];
}

const isNear = ({ geometry, properties }) => geometry && properties.office_type === 'field' && properties.point_basis !== 'stated';
const isExact = ({ geometry, properties }) => geometry && properties.office_type === 'field' && properties.point_basis === 'stated';

/** Whether some of the offices shown have no point of their own, and whether none has; offices are features or null. */
export const someNear = (offices) => Boolean(offices?.some(isNear));
export const allNear = (offices) => someNear(offices) && !offices.some(isExact);

/** Whether initiatives stand on the map as rings: elsewhere the colour of the areas tells them. */
export const ringsIn = (view) => view === 'need';

/** The seats of areas with initiatives and without an office of any kind, north first. What an area as a
    whole has is its own and no ring of each of its parts, whether or not it counts for them. */
export function initiativePlaces(rows) {
  return [...rows.values()]
    .map((row) => (row.initiatives_statewide ? { ...row, initiatives: row.initiatives_direct } : row))
    .filter(({ initiatives, offices, headquarters }) => initiatives && !offices && !headquarters)
    .map(({ seat_lon: lon, seat_lat: lat, ...row }) => ({ kind: 'initiatives', ...row, lon, lat }))
    .sort((a, b) => b.lat - a.lat);
}

/* What each value of each filter would let through, for the lists to choose from; asked for while they are open. */

/** The path that answers for the filter of the link; null while the lists are closed or the filter is not known. */
export function facetsPath(state) {
  const filter = state.ui.filtersOpen && filterOf(state);
  return filter ? endpoints.facets(filter, kindOf(state)) : null;
}

const keptLists = /* @__PURE__ */ lastKnown();

/** {lists, error}: the lists by filter, the last ones while those asked for are on their way; null while closed. */
export function shownFacets(state) {
  const path = facetsPath(state);
  if (!path) return null;
  const { value = null, error = null } = state.data[keys.panel(path)] ?? {};
  return { lists: keptLists(value?.facets), error };
}
