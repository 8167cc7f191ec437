/* Every address that the app asks for. */

const COLLECTIONS = { state: 'states', municipality: 'municipalities' };

/** What is asked for, without what is not: {agency: null, outcome: '8'} is "?outcome=8". */
function query(asked) {
  const text = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== null)).toString();
  return text ? `?${text}` : '';
}

export const endpoints = {
  about: () => '/api',
  indicators: () => '/api/need/indicators',
  sources: () => '/api/sources',
  offices: () => '/api/collections/offices/items',
  agencies: () => '/api/agencies',
  framework: () => '/api/framework',
  /** filter: {agency, outcome}, each a code or null. */
  initiatives: (filter) => `/api/collections/initiatives/items${query(filter)}`,
  presence: (level, filter) => `/api/presence${query({ level, table: 'areas', ...filter })}`,
  areas: (level) => `/api/collections/${COLLECTIONS[level]}/items`,
  area: (code) => `/api/areas/${encodeURIComponent(code)}`,
  need: (level, indicator, year) => `/api/need${query({ level, indicator, year })}`,
};
