/* Need set against presence, as the API answers it: gaps, ranks with their intervals, classes. */
import { choiceOf } from './choose.js';
import { keys, valueOf } from './keys.js';
import { filterOf } from './record.js';

/** The question that the view asks of coverage at its level; null until its parts are known. */
export function questionOf(state) {
  const { level, kind, statewide } = state.view;
  const choice = choiceOf(state);
  const filter = filterOf(state);
  if (!choice || !filter) return null;
  return {
    level,
    indicator: choice.indicator.indicator_id,
    year: choice.year,
    kind,
    statewide: level === 'municipality' ? statewide : null,
    filter,
  };
}

const byCode = new WeakMap();

/** Rows of an answer by area code. */
function rowsOf(answer) {
  if (!byCode.has(answer)) byCode.set(answer, new Map(answer.areas.map((row) => [row.code, row])));
  return byCode.get(answer);
}

let last = null;

/** The answer to draw: {...answer, rows}; the last of the level while the one asked for is on its way, or null. */
export function shownCoverage(state) {
  const question = questionOf(state);
  const answer = question && valueOf(state, keys.coverage(question));
  if (answer && last?.answer !== answer) last = { answer, rows: rowsOf(answer), question };
  return last?.answer.query.level === state.view.level ? last : null;
}
