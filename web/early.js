/* On the map's page, before the first paint: language and colours, and the first questions to the API, so that the
   answers are on their way while the scripts are. */
import './boot.js';
import { askAhead } from './api/client.js';
import { endpoints } from './api/endpoints.js';
import { NO_FILTER, parseView } from './state/view.js';

const { view } = parseView(location.search);
const { level } = view;
const whole = view.kind === 'any' && !view.statewide && Object.keys(NO_FILTER).every((part) => view[part] === null);

askAhead([
  endpoints.indicators(),
  ...(view.indicator === null && view.year === null ? [endpoints.need(level, null, null)] : []),
  endpoints.areas('state'),
  ...(level === 'state' ? [] : [endpoints.areas(level)]),
  ...(whole ? [endpoints.presence(level, NO_FILTER)] : []),
  endpoints.offices(),
]);
