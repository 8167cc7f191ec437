/* The names under which answers of the API are kept in store.data: mostly what was asked for. */
import { endpoints } from '../api/endpoints.js';

const filterKey = (filter) => Object.values(filter).map((value) => value ?? '').join('/');

export const keys = {
  about: 'about',
  indicators: 'indicators',
  offices: 'offices',
  agencies: 'agencies',
  framework: 'framework',
  initiatives: (filter) => `initiatives/${filterKey(filter)}`,
  presence: (level, filter, counted) => `presence${endpoints.presence(level, filter, counted)}`,
  areas: (level) => `areas/${level}`,
  area: (code) => `area/${code}`,
  need: (level, indicator, year) => `need/${level}/${indicator}/${year}`,
  coverage: (question) => `coverage${endpoints.coverage(question)}`,
  /** What a panel alone needs; it tells its own loading and errors. */
  panel: (path) => `panel${path}`,
};

/** The value under a key, or null while there is none. */
export const valueOf = (state, key) => state.data[key]?.value ?? null;

/** What stands under a key as long as no answer does. */
export const PENDING = Object.freeze({ status: 'loading', value: null, error: null });

/** A resource under a key, as it stands. */
export const resourceOf = (state, key) => state.data[key] ?? PENDING;
