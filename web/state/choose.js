/* The indicator and year that the view means, once the catalogue is there. */
import { resolveChoice } from './choice.js';
import { keys, valueOf } from './keys.js';

/** The indicator and year to show; null until the catalogue is there. */
export function choiceOf(state) {
  const catalogue = valueOf(state, keys.indicators);
  return catalogue && resolveChoice(catalogue, state.view);
}

/** The key of the need values that the view asks for; null until the catalogue is there. */
export function needKey(state) {
  const choice = choiceOf(state);
  return choice && keys.need(state.view.level, choice.indicator.indicator_id, choice.year);
}
