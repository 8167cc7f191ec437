/* On the map's page, before the first paint: the first questions to the API, so that the answers are on their way while
   the scripts are; then language and colours, whose reading from the browser's store takes longer. */
import { askAhead, endpoints } from './core/api.js';
import { chainOf } from './core/levels.js';
import { hasNeed, NO_FILTER, readLink } from './core/link.js';
import { dress } from './core/preferences.js';

const { view } = readLink(location.search);
const { level } = view;
const whole = !view.with && view.kind === 'any' && !view.statewide && Object.keys(NO_FILTER).every((part) => view[part] === null);

askAhead([
  ...chainOf(level).reverse().map(endpoints.areas),
  endpoints.indicators(),
  ...(hasNeed(level) && view.indicator === null && view.year === null ? [endpoints.need(level, null, null)] : []),
  ...(whole ? [endpoints.presence(level, NO_FILTER)] : []),
  endpoints.offices(),
]);
if (location.pathname === '/embed') document.documentElement.dataset.embed = 'on';
dress();
