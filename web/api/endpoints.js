/* Every address that the app asks for. */

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

export const endpoints = {
  about: () => '/api',
  indicators: () => '/api/need/indicators',
  sources: () => '/api/sources',
  offices: () => '/api/collections/offices/items',
  agencies: () => '/api/agencies',
  framework: () => '/api/framework',
  initiatives: (filter) => `/api/collections/initiatives/items${query(ofRecord(filter))}`,
  presence: (level, filter) => `/api/presence${query({ level, table: 'areas', ...ofRecord(filter) })}`,
  areas: (level) => `/api/collections/${COLLECTIONS[level]}/items`,
  area: (code) => `/api/areas/${encodeURIComponent(code)}`,
  need: (level, indicator, year) => `/api/need${query({ level, indicator, year })}`,
  coverage: (question) => `/api/coverage${query(asked(question))}`,
};
