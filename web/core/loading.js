/* What the view needs from the API: asked for once, kept, and asked for again only after an error.
   Each resource is {status: 'loading' | 'ready' | 'error', value, error} under a key in store.data. */
import { feature } from 'topojson-client';
import { ApiError, endpoints, getJson, keys, PENDING, resourceOf, valueOf } from './api.js';
import { besideFeature } from './beside.js';
import { choiceOf, needKey } from './choice.js';
import { NOBODY, singled } from './colours.js';
import { questionOf, wantedByArea } from './coverage.js';
import { chainOf, parentOf } from './levels.js';
import { hasNeed, NO_FILTER } from './link.js';
import { changeKey, changePath, pairIn, sliceOf, stateBeside, wantedBeside, wantedChange } from './pair.js';
import { searchPath, wantedByPanel } from './panel-data.js';
import { areaExists, countedLevels, countedOf, facetsPath, filterOf, isRecordBehind, wantsValues } from './record.js';

const NO_SUCH_AREA = Object.freeze({ status: 'error', value: null, error: new ApiError('refused', { status: 404 }) });
const INITIATIVES = 'initiatives/';
const APART = ['area/', 'panel/']; // these panels tell their own loading and errors

/** The record of the chosen area as a resource; null when none is chosen. */
export function areaOf(state) {
  const { area } = state.view;
  if (!area) return null;
  if (areaExists(state, area) === false) return NO_SUCH_AREA;
  return resourceOf(state, keys.area(area));
}

/** The API's own choice needs no naming: its answer can be asked for before the catalogue is there. */
const isDefault = ({ view }) => view.indicator === null && view.year === null;

/** The gaps: at once where the map shows them, else after what the map is drawn from, which is far smaller. */
function wantedCoverage(state) {
  const { level, view, cell } = state.view;
  const question = questionOf(state);
  if (!question) return [];
  if (view === 'need' && !singled(view, cell) && parentOf(level) && !state.ui.standing) return [];
  return [[keys.coverage(question), endpoints.coverage(question)]];
}

function wanted(state) {
  const { view, ui } = state;
  const { level, area } = view;
  const list = [
    [keys.about, endpoints.about()],
    [keys.indicators, endpoints.indicators()],
    // The areas above stay on the map behind their parts, as outlines and names.
    ...chainOf(level).map((each) => [keys.areas(each), endpoints.areas(each)]),
    [keys.offices, endpoints.offices()],
    [keys.agencies, endpoints.agencies()],
    [keys.framework, endpoints.framework()],
  ];
  if (wantsValues(state)) list.push([keys.values, endpoints.facets(NO_FILTER, null)]);
  const filter = filterOf(state);
  if (filter) {
    list.push([keys.initiatives(filter), endpoints.initiatives(filter)]);
    for (const each of countedLevels(state)) {
      const counted = [each, filter, countedOf(state, each)];
      list.push([keys.presence(...counted), endpoints.presence(...counted)]);
    }
  }
  const choice = choiceOf(state);
  if (choice?.indicator) {
    const { indicator_id: id } = choice.indicator;
    const asked = isDefault(state) ? [null, null] : [id, choice.year];
    list.push([keys.need(level, id, choice.year), endpoints.need(level, ...asked)]);
  }
  list.push(...wantedCoverage(state));
  if (area && areaExists(state, area)) list.push([keys.area(area), endpoints.area(area)]);
  // An initiative is looked up among all of them, not only among those that the filter lets through.
  if (view.initiative || ui.search.asked) list.push([keys.initiatives(NO_FILTER), endpoints.initiatives(NO_FILTER)]);
  const paths = [...wantedByPanel(state), ...wantedByArea(state), facetsPath(state), searchPath(state)];
  for (const path of paths.filter(Boolean)) list.push([keys.panel(path), path]);
  if (view.with) list.push(...wantedChange(state));
  return list;
}

/** All that is wanted and of the other report, too: [[slice, key, path]]. What both have in common stands in the page's
    own data. */
function everythingWanted(state) {
  const own = wanted(state).map(([key, path]) => ['data', key, path]);
  const beside = state.view.with && stateBeside(state);
  if (!beside) return own;
  const isCommon = (key) => key.startsWith('need/');
  return [...own, ...wantedBeside(beside).map(([key, path]) => [isCommon(key) ? 'data' : sliceOf(beside.of), key, path])];
}

const TEXTS = ['agency_ids', 'agency_acronyms', 'covid_pillars', 'themes', 'area_codes'];
const RECORDS = ['places', 'results', 'partners']; // as JSON text in a feature, for the sake of GIS programs
const NUMBERS = ['start_year', 'end_year', 'reported_area_count', 'reported_agency_count'];

/** The properties of an initiative with all its lists, and null for each number that its feature leaves out. */
function wholeInitiative({ properties, ...rest }) {
  const whole = { ...Object.fromEntries(TEXTS.map((name) => [name, []])), ...Object.fromEntries(NUMBERS.map((name) => [name, null])), ...properties };
  for (const name of RECORDS) whole[name] = JSON.parse(properties[name] ?? '[]');
  return { ...rest, properties: whole };
}

/** Areas come as TopoJSON and are kept as a GeoJSON FeatureCollection, initiatives are kept with their lists; what has
    a place on the map is brought near the country, and all else is kept as it comes. */
function readAs(key, answer) {
  if (key.startsWith(INITIATIVES)) return { ...answer, features: answer.features.map(wholeInitiative) };
  if (key === keys.offices) return { ...answer, features: answer.features.map(besideFeature) };
  if (answer.type !== 'Topology' || !key.startsWith(keys.areas(''))) return answer;
  const [areas] = Object.values(answer.objects);
  const collection = feature(answer, areas);
  return { ...collection, features: collection.features.map(besideFeature) };
}

async function load(store, slice, key, path) {
  const put = (resource) => store.set({ [slice]: { [key]: resource } });
  put(PENDING);
  try {
    put({ status: 'ready', value: readAs(key, await getJson(path)), error: null });
  } catch (error) {
    put({ status: 'error', value: null, error });
  }
}

/** Starts loading whatever the state wants and does not have yet. */
export function loadWanted(store) {
  for (const [slice, key, path] of everythingWanted(store.get())) {
    if (!(key in (store.get()[slice] ?? {}))) load(store, slice, key, path);
  }
}

/** Asks again for everything wanted that failed. */
export function retryFailed(store) {
  for (const [slice, key, path] of everythingWanted(store.get())) {
    if (store.get()[slice]?.[key]?.status === 'error') load(store, slice, key, path);
  }
}

/** Keys of what the map cannot be drawn without; all else may fail and leave the map standing. */
function needed(state) {
  const { level, view, cell } = state.view;
  const question = questionOf(state);
  const filter = filterOf(state);
  if (pairIn(state)?.mode === 'change') {
    return new Set([keys.indicators, ...chainOf(level).map(keys.areas), filter && changeKey(changePath(state))]);
  }
  const counted = view === 'presence' || singled(view, cell) === NOBODY;
  const set = view === 'both' || view === 'gap';
  return new Set([
    keys.indicators,
    ...chainOf(level).map(keys.areas),
    hasNeed(level) && needKey(state),
    counted && filter && keys.presence(level, filter, countedOf(state, level)),
    set && question && keys.coverage(question),
  ]);
}

/** Whether all that the map cannot be drawn without is there. */
export const isDrawable = (state) => [...needed(state)].every((key) => key === false || (key && valueOf(state, key)));

/** Whether map, legend and table still show what was asked for before: what is asked for now is on its way or failed. */
export const isStale = (state) => !isDrawable(state) || isRecordBehind(state);

/** What stands between the reader and the map: {loading, error}; `missing` is the error of a part that it lacks. */
export function mapStatus(state) {
  const must = needed(state);
  const entries = wanted(state)
    .filter(([key]) => !APART.some((start) => key.startsWith(start)))
    .map(([key]) => ({ key, ...resourceOf(state, key) }));
  const failed = entries.filter(({ status }) => status === 'error');
  const isBehind = (key) => key.startsWith('coverage') && !must.has(key);
  return {
    loading: entries.some(({ key, status }) => status === 'loading' && !isBehind(key)),
    error: failed.find(({ key }) => must.has(key))?.error ?? null,
    missing: failed.find(({ key }) => !must.has(key))?.error ?? null,
  };
}

const SLOW_AFTER_MS = 5_000;

/** A listener that notes in the state when loading takes long, so that the page can say so. */
export function watchLoading(store) {
  let timer = null;
  return () => {
    const { loading } = mapStatus(store.get());
    if (loading && timer === null) {
      timer = setTimeout(() => store.set({ ui: { slow: true } }), SLOW_AFTER_MS);
    } else if (!loading && timer !== null) {
      clearTimeout(timer);
      timer = null;
      if (store.get().ui.slow) store.set({ ui: { slow: false } });
    }
  };
}
