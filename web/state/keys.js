/* The names under which answers of the API are kept in store.data. */

const filterKey = ({ agency, outcome }) => `${agency ?? ''}/${outcome ?? ''}`;

export const keys = {
  about: 'about',
  indicators: 'indicators',
  offices: 'offices',
  agencies: 'agencies',
  framework: 'framework',
  initiatives: (filter) => `initiatives/${filterKey(filter)}`,
  presence: (level, filter) => `presence/${level}/${filterKey(filter)}`,
  areas: (level) => `areas/${level}`,
  area: (code) => `area/${code}`,
  need: (level, indicator, year) => `need/${level}/${indicator}/${year}`,
};

/** The value under a key, or null while there is none. */
export const valueOf = (state, key) => state.data[key]?.value ?? null;
