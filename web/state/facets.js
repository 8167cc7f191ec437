/* What each value of each filter would let through, for the lists to choose from; asked for while they are open. */
import { endpoints } from '../api/endpoints.js';
import { keys } from './keys.js';
import { filterOf, kindOf } from './record.js';

/** The path that answers for the filter of the link; null while the lists are closed or the filter is not known. */
export function facetsPath(state) {
  const filter = state.ui.filtersOpen && filterOf(state);
  return filter ? endpoints.facets(filter, kindOf(state)) : null;
}

let last = null;

/** {lists, error}: the lists by filter, the last ones while those asked for are on their way; null while closed. */
export function shownFacets(state) {
  const path = facetsPath(state);
  if (!path) return null;
  const { value = null, error = null } = state.data[keys.panel(path)] ?? {};
  if (value) last = value.facets;
  return { lists: last, error };
}
