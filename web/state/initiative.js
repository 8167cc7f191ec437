/* The initiative that a link or the search asks for, and the place whose panel holds its text. */
import { keys, valueOf } from './keys.js';
import { NO_FILTER } from './view.js';

/** An initiative among all of them, whatever the filter; undefined where there is none, null until that is known. */
export function initiativeOf(state, id) {
  const all = valueOf(state, keys.initiatives(NO_FILTER));
  return all && all.features.find((feature) => feature.id === id)?.properties;
}

/** The area to open for an initiative: the one open now if it is a place of it, else the first; null without any. */
export function placeOf({ places }, { area, level }) {
  const codes = places.map(({ area_code: code }) => (level === 'municipality' ? code : code.slice(0, 2)));
  return codes.includes(area) ? area : (codes[0] ?? null);
}
