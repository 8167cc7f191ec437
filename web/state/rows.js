/* One row an area: what the table, the tooltip and the map say of it. Joins the area's own facts with the need
   values and the counts of presence now shown, and under `gaps` its row of coverage; nothing is computed here. */
import { needKey } from './choose.js';
import { shownCoverage } from './coverage.js';
import { keys, valueOf } from './keys.js';
import { memo } from './memo.js';
import { shownRecord } from './record.js';

const NOT_COUNTED_YET = Object.freeze({ offices: null, headquarters: null, initiatives: null });

const joined = memo((areas, need, counts, gaps) => {
  const values = new Map(need?.values.map((entry) => [entry.code, entry]));
  return new Map(
    areas.features.map(({ properties: area }) => {
      const { value = null, pct = null, persons = null } = values.get(area.code) ?? {};
      return [area.code, { ...area, ...(counts?.get(area.code) ?? NOT_COUNTED_YET), value, pct, persons, gaps: gaps?.get(area.code) ?? null }];
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
  const { level } = state.view;
  const areas = valueOf(state, keys.areas(level));
  return areas && joined(areas, shownNeed(state), shownRecord(state)?.areas.get(level), shownCoverage(state)?.rows);
}

/** The states without an office, by name: {nothing, initiativesOnly}; null until they are counted. */
export function statesWithout(state) {
  const states = valueOf(state, keys.areas('state'));
  const counts = shownRecord(state)?.areas.get('state');
  if (!states || !counts) return null;
  const without = states.features
    .map(({ properties: { code, name } }) => ({ code, name, ...counts.get(code) }))
    .filter(({ offices, headquarters }) => !offices && !headquarters)
    .sort((a, b) => a.name.localeCompare(b.name, 'es'));
  return {
    nothing: without.filter(({ initiatives }) => !initiatives),
    initiativesOnly: without.filter(({ initiatives }) => initiatives),
  };
}
