/* All that is asked of the API: how, at which addresses, and under which names the answers are kept. */
import { above, columnsAbove, FINEST, HIGHEST, itemsOf } from './levels.js';
import { EDITION, FILTERS, REPORT } from './served.js';

/* One way to ask the API: JSON with a time limit, quiet retries, and errors that say what went wrong. */

const TIME_LIMIT_MS = 20_000;
const PAUSES_MS = [400, 1_200]; // before the second and the third try
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504]);

/** kind: 'offline' (no answer), 'slow' (no answer in time), 'server' (5xx), 'refused' (4xx), 'unreadable'; problem: what
    the API says of it, as problem+json, {} where it says nothing. */
export class ApiError extends Error {
  constructor(kind, { status = null, problem = {} } = {}) {
    super(`${kind}${status ? ` (${status})` : ''}`);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.code = problem.code ?? null;
    this.problem = problem;
  }
}

async function problemIn(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}

async function refusal(response) {
  const { status } = response;
  return new ApiError(status >= 500 ? 'server' : 'refused', { status, problem: await problemIn(response) });
}

const unanswered = (error) => new ApiError(error.name === 'TimeoutError' ? 'slow' : 'offline');

const ask = (path) =>
  fetch(path, {
    headers: { Accept: 'application/json, application/geo+json' },
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });

const AHEAD = 'unmapAhead'; // on the window: what was asked by another script, before the app was there

/** Asks now for what will be wanted; the first getJson of a path takes the answer over. */
export function askAhead(paths) {
  const asked = new Map(paths.map((path) => [path, ask(path)]));
  for (const answer of asked.values()) answer.catch(() => {}); // told when the app asks for it
  window[AHEAD] = asked;
}

function takeAhead(path) {
  const answer = window[AHEAD]?.get(path);
  window[AHEAD]?.delete(path);
  return answer;
}

async function once(path) {
  let response;
  try {
    response = await (takeAhead(path) ?? ask(path));
  } catch (error) {
    throw unanswered(error);
  }
  if (!response.ok) throw await refusal(response);
  try {
    return await response.json();
  } catch {
    throw new ApiError('unreadable', { status: response.status });
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const mayPass = ({ kind, status }) => kind === 'offline' || WORTH_ANOTHER_TRY.has(status);

/** Gets a path's JSON; raises ApiError after the last try. */
export async function getJson(path) {
  for (const ms of PAUSES_MS) {
    try {
      return await once(path);
    } catch (error) {
      if (!mayPass(error)) throw error;
      await pause(ms);
    }
  }
  return once(path);
}

const WRITE_LIMIT_MS = 180_000; // a workbook of 50,000 rows takes its time

/** Sends JSON, or a form with a file, once: a write that may have been done is not tried again by itself. Gives the
    answer's JSON, or a file as a blob; raises ApiError. version: of the record that is changed, as it was seen; ask: what
    sends it, in the place of fetch. */
export async function send(method, path, { json = null, form = null, version = null, headers: others = {}, ask: by = fetch } = {}) {
  const headers = { Accept: 'application/json, */*', ...(json ? { 'Content-Type': 'application/json' } : {}), ...(version === null ? {} : { 'If-Match': `"${version}"` }), ...others };
  let response;
  try {
    response = await by(path, { method, headers, body: form ?? (json && JSON.stringify(json)), signal: AbortSignal.timeout(WRITE_LIMIT_MS) });
  } catch (error) {
    throw unanswered(error);
  }
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return null;
  return response.headers.get('content-type')?.includes('json') ? response.json() : response.blob();
}

/* Every address that the app asks for. */

/** What the map says of every area of a level. */
const saidOf = (level) => ['code', 'name', ...columnsAbove(level), 'population', 'seat_lon', 'seat_lat'].join();

/** A file's format; without a byte order mark Excel takes CSV for another encoding. */
export const asFile = (f) => (f === 'csv' ? { f, bom: true } : { f });

/** An address of the API in another format. */
export const inForm = (path, f) => `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(asFile(f))}`;

export const FORM_NAMES = { xlsx: 'Excel', csv: 'CSV', geojson: 'GeoJSON' };

/** What is asked for, without what is not: {agency: null, outcome: '8'} is "?outcome=8"; of the report that is shown
    unless another one is named, and of the edition. */
export function query(asked = {}) {
  const given = Object.entries({ ...asked, report: asked.report ?? REPORT, edition: EDITION }).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(given).toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** A filter, which has the names of links, by the names of the API's parameters. */
const ofRecord = (filter) => Object.fromEntries(FILTERS.map(({ name, link }) => [name, filter[link]]));

/** What a coverage question is made of: {level, indicator, year, kind, statewide, filter, classes_with, report}. */
export const asked = ({ filter, kind, ...question }) => ({
  ...question,
  kind: kind === 'any' ? null : kind,
  ...ofRecord(filter),
});

/** A file of the exports. */
export const exportFile = (name, asked) => `/api/exports/${name}${query(asked)}`;

/** The table of people reached by area of the highest level. */
export const BY_HIGHEST = `by_${HIGHEST}`;

/* Where an address takes a report it is that of the page unless another one is named. */
export const endpoints = {
  about: (report) => `/api${query({ report })}`,
  indicators: () => `/api/need/indicators${query()}`,
  sources: () => `/api/sources${query()}`,
  offices: (report) => `/api/collections/offices/items${query({ report })}`,
  agencies: (report) => `/api/agencies${query({ report })}`,
  framework: () => `/api/framework${query()}`,
  initiatives: (filter, report) => `/api/collections/initiatives/items${query({ ...ofRecord(filter), report })}`,
  /** counted: {kind, statewide, classes_with, report}, null where the API's default is meant. */
  presence: (level, filter, counted) => `/api/presence${query({ level, table: 'areas', ...ofRecord(filter), ...counted })}`,
  facets: (filter, kind) => `/api/facets${query({ ...ofRecord(filter), kind })}`,
  /** group: the kind of which all are asked for, or null for the first few of each. */
  search: (q, lang, group) => `/search${query({ q, lang, group })}`,
  /** As TopoJSON, where a border that two areas share stands once, and with no more than the map says of them all. */
  areas: (level) => `${itemsOf(level)}${query({ f: 'topojson', properties: saidOf(level) })}`,
  /** The full detail of an area of the highest level, or of its parts at another. */
  detail: (level, code) => {
    const part = above(level).length ? `${HIGHEST}_code` : 'code';
    return `${itemsOf(level)}${query({ [part]: code, resolution: 'detail', properties: 'code' })}`;
  },
  area: (code) => `/api/areas/${encodeURIComponent(code)}${query()}`,
  /** A printable page. */
  brief: (code, lang) => `/brief/${code}${query({ lang })}`,
  /** What the report `report` and an earlier one have in common, of all areas or inside one. */
  reportChange: ({ level, since, report, kind, filter, area = null }) =>
    `/api/report-change${query({ level, since, report, kind, ...ofRecord(filter), area, table: null })}`,
  /** One need over the years of an area. */
  change: (level, area, concept) => `/api/change${query({ level, area, concept })}`,
  need: (level, indicator, year) => `/api/need${query({ level, indicator, year })}`,
  coverageFile: (question, part, f) => `/api/coverage${query({ ...asked(question), ...part, ...asFile(f) })}`,
  officesFile: ({ agency }, f) => `/api/collections/offices/items${query({ agency_id: agency, ...asFile(f) })}`,
  initiativesFile: (filter, f) => `/api/collections/initiatives/items${query({ ...ofRecord(filter), ...asFile(f) })}`,
  coverage: (question) => `/api/coverage${query(asked(question))}`,
  /** The need and presence of all areas of the highest level, in an order of the API's. */
  highestBy: (sort, question = {}) => `/api/coverage${query({ level: HIGHEST, sort, ...question })}`,
  /** Outcomes and agencies by area of the highest level, under a filter. */
  outcomesByArea: (filter) => `/api/framework${query(ofRecord(filter))}`,
  agenciesByArea: (filter, need = {}) => `/api/footprints${query({ level: HIGHEST, ...need, ...ofRecord(filter) })}`,
  outcomeGaps: (question) => `/api/outcome-gaps${query({ level: HIGHEST, ...question })}`,
  /** Areas of the finest level that are furthest behind whatever the weights; question: {list, area, table}. */
  furthestBehind: (question) => `/api/furthest-behind${query({ level: FINEST, ...question })}`,
  equity: (kind) => `/api/equity${query({ level: HIGHEST, kind })}`,
  reachBeyond: (radius) => `/api/reach${query({ radius, table: `${BY_HIGHEST},left_out` })}`,
};

/* The names under which answers of the API are kept in store.data: mostly what was asked for. */

const filterKey = (filter) => Object.values(filter).map((value) => value ?? '').join('/');

export const keys = {
  about: 'about',
  indicators: 'indicators',
  offices: 'offices',
  agencies: 'agencies',
  framework: 'framework',
  values: 'values',
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
