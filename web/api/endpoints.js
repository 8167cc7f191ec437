/* Every address that the app asks for. */

const SAID = {
  state: 'code,name,population,seat_lon,seat_lat',
  municipality: 'code,name,state_code,state_name,population,seat_lon,seat_lat',
};
/** A file's format; without a byte order mark Excel takes CSV for another encoding. */
export const asFile = (f) => (f === 'csv' ? { f, bom: true } : { f });

/** An address of the API in another format. */
export const inForm = (path, f) => `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(asFile(f))}`;

export const FORM_NAMES = { xlsx: 'Excel', csv: 'CSV', geojson: 'GeoJSON' };

const COLLECTIONS = { state: 'states', municipality: 'municipalities' };

/** What is asked for, without what is not: {agency: null, outcome: '8'} is "?outcome=8". */
export function query(asked) {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(given).toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** A filter {agency, priority, outcome, topic, pillar} by the names of the API's parameters. */
const ofRecord = ({ topic, ...filter }) => ({ ...filter, theme: topic });

/** What a coverage question is made of: {level, indicator, year, kind, statewide, filter}. */
export const asked = ({ filter, kind, ...question }) => ({
  ...question,
  kind: kind === 'any' ? null : kind,
  ...ofRecord(filter),
});

/** A file of the exports. */
export const exportFile = (name, asked) => `/api/exports/${name}${query(asked)}`;

export const endpoints = {
  about: () => '/api',
  indicators: () => '/api/need/indicators',
  sources: () => '/api/sources',
  offices: () => '/api/collections/offices/items',
  agencies: () => '/api/agencies',
  framework: () => '/api/framework',
  initiatives: (filter) => `/api/collections/initiatives/items${query(ofRecord(filter))}`,
  /** counted: {kind, statewide}, null where the API's default is meant. */
  presence: (level, filter, counted) => `/api/presence${query({ level, table: 'areas', ...ofRecord(filter), ...counted })}`,
  facets: (filter, kind) => `/api/facets${query({ ...ofRecord(filter), kind })}`,
  /** group: the kind of which all are asked for, or null for the first few of each. */
  search: (q, lang, group) => `/search${query({ q, lang, group })}`,
  /** As TopoJSON, where a border that two areas share stands once, and with no more than the map says of them all. */
  areas: (level) => `/api/collections/${COLLECTIONS[level]}/items${query({ f: 'topojson', properties: SAID[level] })}`,
  /** The full detail of a state, or of its municipalities. */
  detail: (level, state) =>
    `/api/collections/${COLLECTIONS[level]}/items${query({
      [level === 'state' ? 'code' : 'state_code']: state,
      resolution: 'detail',
      properties: 'code',
    })}`,
  area: (code) => `/api/areas/${encodeURIComponent(code)}`,
  /** One need over the years of an area. */
  change: (level, area, concept) => `/api/change${query({ level, area, concept })}`,
  need: (level, indicator, year) => `/api/need${query({ level, indicator, year })}`,
  coverageFile: (question, part, f) => `/api/coverage${query({ ...asked(question), ...part, ...asFile(f) })}`,
  officesFile: ({ agency }, f) => `/api/collections/offices/items${query({ agency_id: agency, ...asFile(f) })}`,
  initiativesFile: (filter, f) => `/api/collections/initiatives/items${query({ ...ofRecord(filter), ...asFile(f) })}`,
  coverage: (question) => `/api/coverage${query(asked(question))}`,
  /** The need and presence of all states, in an order of the API's. */
  statesBy: (sort, question = {}) => `/api/coverage${query({ level: 'state', sort, ...question })}`,
  /** Outcomes by state, and agencies by state, under a filter. */
  outcomesByState: (filter) => `/api/framework${query(ofRecord(filter))}`,
  agenciesByState: (filter, need = {}) => `/api/footprints${query({ level: 'state', ...need, ...ofRecord(filter) })}`,
  outcomeGaps: (question) => `/api/outcome-gaps${query({ level: 'state', ...question })}`,
  equity: (kind) => `/api/equity${query({ level: 'state', kind })}`,
  reachBeyond: (radius) => `/api/reach${query({ radius, table: 'by_state,left_out' })}`,
};
