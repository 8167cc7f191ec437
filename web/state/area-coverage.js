/* Need set against presence for the open area, at its own level: a state may be open over a map of municipalities, and
   the reverse. Where the map shows the area's level, its answer is taken; else the area is asked for, with those
   around it. */
import { endpoints } from '../api/endpoints.js';
import { choose, resolveChoice } from './choice.js';
import { choiceOf } from './choose.js';
import { questionOf, shownCoverage } from './coverage.js';
import { keys, valueOf } from './keys.js';

/** The indicator and year that the view means at a level: the nearest that it has. */
export function choiceAt(state, level) {
  const choice = choiceOf(state);
  const { view } = state;
  if (!choice || level === view.level) return choice;
  const catalogue = valueOf(state, keys.indicators);
  return resolveChoice(catalogue, { level, ...pick(choose(catalogue, view, choice, { level })) });
}

const pick = ({ indicator, year }) => ({ indicator, year });

function pathOf(state) {
  const area = valueOf(state, keys.area(state.view.area));
  const question = area && area.level !== state.view.level ? questionOf(state) : null;
  if (!question) return null;
  const { indicator, year } = choiceAt(state, area.level);
  const codes = [area, ...area.neighbours].map(({ code }) => code).join(',');
  const own = { level: area.level, indicator: indicator.indicator_id, year, statewide: null, area: codes };
  return endpoints.coverage({ ...question, ...own });
}

/** The paths that the open area asks for beside its record. */
export function wantedByArea(state) {
  const area = valueOf(state, keys.area(state.view.area));
  const choice = area && choiceAt(state, area.level);
  if (!choice) return [];
  return [pathOf(state), endpoints.change(area.level, area.code, choice.indicator.concept)];
}

/** {row, rows, answer, all, error} for the open area; row is null while it is on its way, all says if it ranks all. */
export function coverageOfArea(state, { level, code }) {
  if (level === state.view.level) {
    const shown = shownCoverage(state);
    const { rows = null, answer = null } = shown ?? {};
    return { row: rows?.get(code) ?? null, rows, answer, all: true, error: null };
  }
  const path = pathOf(state);
  const { value = null, error = null } = (path && state.data[keys.panel(path)]) ?? {};
  const rows = value && new Map(value.areas.map((row) => [row.code, row]));
  return { row: rows?.get(code) ?? null, rows, answer: value, all: false, error };
}
