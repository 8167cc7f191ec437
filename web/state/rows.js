/* One row an area: what the table, the tooltip and the map say of it. Joins the area's own facts with the
   need values now shown; nothing is computed here. */
import { keys, needKey, valueOf } from './data.js';

function memo(compute) {
  let last = [];
  let result = null;
  return (...inputs) => {
    if (!result || inputs.some((input, index) => input !== last[index])) {
      result = compute(...inputs);
      last = inputs;
    }
    return result;
  };
}

const joined = memo((areas, need) => {
  const values = new Map(need?.values.map((entry) => [entry.code, entry]));
  return new Map(
    areas.features.map(({ properties: area }) => {
      const { value = null, pct = null, persons = null } = values.get(area.code) ?? {};
      return [area.code, { ...area, value, pct, persons }];
    }),
  );
});

let lastNeed = null;

/** The need values to draw: those asked for or, while these are on their way, the last ones of the level. */
export function shownNeed(state) {
  const need = valueOf(state, needKey(state));
  if (need) lastNeed = need;
  return lastNeed?.level === state.view.level ? lastNeed : null;
}

/** Rows by area code at the level shown; null until the areas are there. */
export function rowsOf(state) {
  const areas = valueOf(state, keys.areas(state.view.level));
  return areas && joined(areas, shownNeed(state));
}

/** The states with neither a field office nor headquarters, by name. */
export function absentStates(state) {
  const states = valueOf(state, keys.areas('state'));
  if (!states) return [];
  return states.features
    .map(({ properties }) => properties)
    .filter(({ presence }) => presence === 'none-reported')
    .sort((a, b) => a.name.localeCompare(b.name, 'es'));
}
