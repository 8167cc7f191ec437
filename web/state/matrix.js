/* What the framework view asks of the API: a matrix under the filter shown. Its own columns stay whole, since the one
   that the filter names is marked among them: outcomes in one matrix, agencies in the other. */
import { endpoints } from '../api/endpoints.js';
import { choiceOf } from './choose.js';
import { filterOf, kindOf } from './record.js';

const OWN = { outcomes: 'outcome', agencies: 'agency' };

/** The need that states are ordered by: the one on the map where it shows states, else the API's own choice. */
function needOf(state) {
  const choice = state.view.level === 'state' ? choiceOf(state) : null;
  return choice ? { indicator: choice.indicator.indicator_id, year: choice.year } : {};
}

/** The paths of the matrix, by part: {states, matrix, counts}; null until the filter is known. Outcomes have
    initiatives alone, whatever kind of presence the map counts. */
export function matrixPaths(state) {
  const filter = filterOf(state);
  if (!filter || !choiceOf(state)) return null;
  const { matrix } = state.view;
  const across = { ...filter, [OWN[matrix]]: null };
  const need = needOf(state);
  const states = endpoints.statesBy('need_rank', need);
  if (matrix === 'outcomes') {
    return { states, matrix: endpoints.outcomesByState(across), counts: endpoints.presence('state', across) };
  }
  const kind = kindOf(state);
  return {
    states,
    matrix: endpoints.agenciesByState(across, { ...need, kind }),
    counts: endpoints.presence('state', across, { kind }),
  };
}
