/* The little of a browser that modules of the page ask for: in English, in light colours, nothing remembered, and with
   the colours of the style sheet's own tokens. */
import { readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';

/* These tests run without the packages of the page: what imports one is imported after this, by import(). */
const GIVEN = 'data:text/javascript,export const feature = (_, object) => object;';
register(`data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) =>
  (name === 'topojson-client' ? { url: ${JSON.stringify(GIVEN)}, shortCircuit: true } : next(name, context));`)}`);

const LOCALES = new URL('../../../src/unmap/locales/', import.meta.url);

/** The words of every language, by its code. */
export const WORDS = Object.fromEntries(readdirSync(LOCALES).map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, LOCALES), 'utf8'))]));

globalThis.LANGUAGES = Object.keys(WORDS); // the build writes them into the page

const TOKENS = readFileSync(new URL('../../../web/styles/tokens.css', import.meta.url), 'utf8');

/** The colours of a theme, by token: '#rrggbb'. */
export function tokensOf(theme) {
  const [, block] = new RegExp(`data-theme="${theme}"\\] \\{(.*?)\n\\}`, 's').exec(TOKENS);
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]));
}

/** '#rrggbb' as the browser writes it. */
export function asRgb(colour) {
  return `rgb(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(', ')})`;
}

const stored = new Map();

globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });
globalThis.localStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, String(value)),
  clear: () => stored.clear(),
};
globalThis.location = { search: '', pathname: '/', hash: '' };
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-GB', languages: ['en-GB'] }, configurable: true });

/** What the server writes into a page of the filters that there are. */
export const FILTERS = [
  { name: 'agency', link: 'agency', initiatives: false, numbered: false },
  { name: 'priority', link: 'priority', initiatives: true, numbered: true },
  { name: 'outcome', link: 'outcome', initiatives: true, numbered: true },
  { name: 'theme', link: 'topic', initiatives: true, numbered: false },
  { name: 'pillar', link: 'pillar', initiatives: true, numbered: true },
];

/** What it writes of the defaults of the method. */
export const DEFAULTS = { radius_km: 120, most_radius_km: 5000, sites: 6, most_sites: 20, most_planned: 40 };

/** What it writes of the country: its levels, its bounds and its names. */
export const LEVELS = [
  {
    level: 1, id: 'states', word: 'state', singular_en: 'state', plural_en: 'states', singular_es: 'entidad federativa',
    plural_es: 'entidades federativas', short_singular_es: 'entidad', short_plural_es: 'entidades', gender_es: 'f',
    code_form: '[0-9]{2}', parent: null,
  },
  {
    level: 2, id: 'municipalities', word: 'municipality', singular_en: 'municipality', plural_en: 'municipalities',
    singular_es: 'municipio', plural_es: 'municipios', short_singular_es: '', short_plural_es: '', gender_es: 'm',
    code_form: '[0-9]{5}', parent: 'states',
  },
];
const SERVED = {
  filters: FILTERS, defaults: DEFAULTS, levels: LEVELS, bounds: [-117.2, 14.5, -86.7, 32.8], low_edges: [0.5, 1],
  reports: [
    { report_id: 'newest', title: 'Newest report', name_en: 'April 2020', name_es: 'abril de 2020', period_en: 'April 2020', period_es: 'abril de 2020', shown: true },
    { report_id: 'before', title: 'Report before', name_en: '2019', name_es: '2019', period_en: '2019', period_es: '2019', shown: false },
  ],
  holds: { need: LEVELS.map(({ word }) => word), people_in_need: true, offices: true, headquarters: true, initiatives: true, off_the_map: true, outcomes: true, outcome_needs: true },
  country: { country_name_en: 'Mexico', country_name_es: 'México' }, surroundings: [], population_year: '2020',
  short_names: { 15: { short_name: 'State of Mexico', short_name_es: 'Estado de México' }, 30: { short_name: 'Veracruz', short_name_es: 'Veracruz' } },
  need: { name_en: 'People in poverty', name_es: 'Población en situación de pobreza', unit_name_en: 'percent', unit_name_es: 'porcentaje', given: true, of_poverty: true, headcounts: true }, example: { code: '07', pcode: 'MX07', name: 'Chiapas' },
};

const root = { dataset: { theme: 'light' } };
globalThis.document = {
  documentElement: root,
  body: { append() {} },
  getElementById: (id) => (id === 'served' ? { textContent: JSON.stringify(SERVED) } : null),
  createElement: () => ({ style: {} }),
};
globalThis.getComputedStyle = ({ style }) => {
  const [, token] = /^var\(--([\w-]+)\)$/.exec(style.color);
  return { color: asRgb(tokensOf(root.dataset.theme)[token]) };
};

/** Puts a theme on the document. */
export const wear = (theme) => { root.dataset.theme = theme; };
