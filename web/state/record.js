/* The programme record that is shown: offices, initiatives and their counts under one filter {agency, outcome}.
   All parts of it change together, once all of them are there; until then the last record stays. */
import { keys, valueOf } from './keys.js';

/** What the link asks for that does not exist, of {agency, outcome}; null until that is known. */
export function unknownIn(state) {
  const { agency, outcome } = state.view;
  const agencies = valueOf(state, keys.agencies)?.agencies;
  const outcomes = valueOf(state, keys.framework)?.outcomes;
  if ((agency !== null && !agencies) || (outcome !== null && !outcomes)) return null;
  return [
    ...(agency === null || agencies.some(({ agency_id: id }) => id === agency) ? [] : ['agency']),
    ...(outcome === null || outcomes.some(({ outcome_id: id }) => id === outcome) ? [] : ['outcome']),
  ];
}

/** The filter that the link asks for, without what does not exist; null until that is known. */
export function filterOf(state) {
  const unknown = unknownIn(state);
  if (!unknown) return null;
  const { agency, outcome } = state.view;
  return { agency, outcome, ...Object.fromEntries(unknown.map((name) => [name, null])) };
}

/** Levels whose counts are needed: states always, the level shown, and the level of the chosen area. */
export function levelsOf({ view }) {
  return [...new Set(['state', view.level, ...(view.area?.length === 5 ? ['municipality'] : [])])];
}

/** Everything of the record under a filter, as it was answered; null until all of it is there. */
function answered(state, filter) {
  const initiatives = valueOf(state, keys.initiatives(filter));
  const counts = new Map(levelsOf(state).map((level) => [level, valueOf(state, keys.presence(level, filter))]));
  if (!initiatives || [...counts.values()].includes(null)) return null;
  const features = initiatives.features.map(({ properties }) => properties);
  return {
    filter,
    filtered: Boolean(filter.agency || filter.outcome),
    initiatives: new Map(features.map((properties) => [properties.initiative_id, properties])),
    totals: counts.get('state').totals,
    areas: new Map([...counts].map(([level, { areas }]) => [level, new Map(areas.map((area) => [area.code, area]))])),
  };
}

let last = { inputs: [], record: null };

/** The record to draw: that of the filter asked for or, while it is on its way, the one before it. */
export function shownRecord(state) {
  const filter = filterOf(state);
  const inputs = filter && [
    valueOf(state, keys.initiatives(filter)),
    ...levelsOf(state).map((level) => valueOf(state, keys.presence(level, filter))),
  ];
  if (inputs && (inputs.length !== last.inputs.length || inputs.some((one, index) => one !== last.inputs[index]))) {
    const record = answered(state, filter);
    if (record) last = { inputs, record };
  }
  return last.record;
}

/** Offices that the filter lets through. An office has no outcome, so a filter by outcome leaves none. */
export function officesOf(offices, { agency, outcome }) {
  if (outcome) return [];
  const all = offices.features;
  return agency ? all.filter(({ properties }) => properties.agency_id === agency) : all;
}
