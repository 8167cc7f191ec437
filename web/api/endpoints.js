/* Every address that the app asks for. */

const COLLECTIONS = { state: 'states', municipality: 'municipalities' };

export const endpoints = {
  about: () => '/api',
  indicators: () => '/api/need/indicators',
  sources: () => '/api/sources',
  offices: () => '/api/collections/offices/items',
  areas: (level) => `/api/collections/${COLLECTIONS[level]}/items`,
  area: (code) => `/api/areas/${encodeURIComponent(code)}`,
  need: (level, indicator, year) => `/api/need?${new URLSearchParams({ level, indicator, year })}`,
};
