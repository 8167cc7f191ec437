/* The programme record that is shown: offices, initiatives and their counts under one filter
   {agency, priority, outcome, topic, pillar} and one kind of presence. All parts of it change together, once all of
   them are there; until then the last record stays. */
import { keys, valueOf } from './keys.js';
import { NO_FILTER } from './view.js';

const PARTS = Object.keys(NO_FILTER);

/** What can be asked for, by part of the filter: lists of ids; null where that is not known yet. */
function known(state) {
  const agencies = valueOf(state, keys.agencies)?.agencies;
  const framework = valueOf(state, keys.framework);
  return {
    agency: agencies?.map(({ agency_id: id }) => id),
    priority: framework?.priorities.map(({ priority_id: id }) => id),
    outcome: framework?.outcomes.map(({ outcome_id: id }) => id),
    topic: framework?.themes.map(({ theme_id: id }) => id),
    pillar: framework?.covid_pillars.map(({ pillar_id: id }) => id),
  };
}

/** Parts of the filter whose value in the link does not exist; null until that is known. */
export function unknownIn(state) {
  const lists = known(state);
  const given = PARTS.filter((part) => state.view[part] !== null);
  if (given.some((part) => !lists[part])) return null;
  return given.filter((part) => !lists[part].some((id) => String(id) === state.view[part]));
}

/** The filter that the link asks for, without what does not exist; null until that is known. */
export function filterOf(state) {
  const unknown = unknownIn(state);
  if (!unknown) return null;
  return Object.fromEntries(PARTS.map((part) => [part, unknown.includes(part) ? null : state.view[part]]));
}

/** The kind of presence as the record is asked for it: to count agencies takes offices and initiatives alike. */
export const kindOf = ({ view }) => (['offices', 'initiatives'].includes(view.kind) ? view.kind : null);

/** How the record is counted at a level: {kind, statewide}, null where the API's default is meant. */
export const countedOf = (state, level) => ({
  kind: kindOf(state),
  statewide: level === 'municipality' ? state.view.statewide : null,
});

const presenceKey = (state, level, filter) => keys.presence(level, filter, countedOf(state, level));

/** Whether a filter asks for what only initiatives have. */
export const ofInitiatives = ({ priority, outcome, topic, pillar }) => Boolean(priority || outcome || topic || pillar);

/** Levels whose counts are needed: states always, the level shown, and the level of the chosen area. */
export function levelsOf({ view }) {
  return [...new Set(['state', view.level, ...(view.area?.length === 5 ? ['municipality'] : [])])];
}

/** Everything of the record under a filter, as it was answered; null until all of it is there. */
function answered(state, filter) {
  const initiatives = valueOf(state, keys.initiatives(filter));
  const counts = new Map(levelsOf(state).map((level) => [level, valueOf(state, presenceKey(state, level, filter))]));
  if (!initiatives || [...counts.values()].includes(null)) return null;
  const features = initiatives.features.map(({ properties }) => properties);
  const kind = kindOf(state);
  return {
    filter,
    kind,
    filtered: kind !== null || PARTS.some((part) => filter[part]),
    initiatives: new Map(features.map((properties) => [properties.initiative_id, properties])),
    totals: counts.get('state').totals,
    areas: new Map([...counts].map(([level, { areas }]) => [level, new Map(areas.map((area) => [area.code, area]))])),
  };
}

let last = { inputs: [], record: null, asked: null };

/** What the map shows of the record, as it was asked for: a place opened beside it asks for more and changes nothing. */
const askedFor = (state, filter) =>
  [keys.initiatives(filter), ...['state', state.view.level].map((level) => presenceKey(state, level, filter))].join();

/** The record to draw: that of the filter asked for or, while it is on its way, the one before it. */
export function shownRecord(state) {
  const filter = filterOf(state);
  const inputs = filter && [
    valueOf(state, keys.initiatives(filter)),
    ...levelsOf(state).map((level) => valueOf(state, presenceKey(state, level, filter))),
  ];
  if (inputs && (inputs.length !== last.inputs.length || inputs.some((one, index) => one !== last.inputs[index]))) {
    const record = answered(state, filter);
    if (record) last = { inputs, record, asked: askedFor(state, filter) };
  }
  return last.record;
}

/** Whether the record shown is that of another filter or kind than the one asked for. */
export function isRecordBehind(state) {
  const filter = filterOf(state);
  return Boolean(last.record && filter) && last.asked !== askedFor(state, filter);
}

/** Offices that the record shown has. An office has an agency alone: any other part of a filter leaves none. */
export function officesOf(offices, { filter, kind }) {
  if (kind === 'initiatives' || ofInitiatives(filter)) return [];
  const all = offices.features;
  return filter.agency ? all.filter(({ properties }) => properties.agency_id === filter.agency) : all;
}

/** The id of the first initiative that `fits` and is placed in a state, in the order of the state's panel; null for none. */
export function firstPlaced({ initiatives }, fits, state) {
  const inState = ({ places }) => places.filter(({ state_code: code }) => code === state);
  const found = [...initiatives.values()].filter((one) => fits(one) && inState(one).length);
  const inside = (one) => inState(one).every(({ level }) => level !== 'state');
  return found.sort((a, b) => inside(a) - inside(b))[0]?.initiative_id ?? null;
}

/** Initiatives of a record that no area can show: country-wide, in places without a name, regional. */
export const placeless = ({ initiatives }) => [...initiatives.values()].filter(({ scope }) => scope !== 'located');
