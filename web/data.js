/* The page of files: what the map shows, to download, Excel first. Every file is one of /api/exports. */
import { html, render } from 'lit-html';
import words from 'words:about';
import { exportFile } from './core/api.js';
import { pageContext } from './core/context.js';
import { layerOf, LEVELS } from './core/levels.js';
import { HAS_PRESENCE, mirrorView, parseView, viewSearch } from './core/link.js';
import { applyToDocument, onSystemThemeChange } from './core/preferences.js';
import { HOLDS } from './core/served.js';
import { createStore } from './core/store.js';
import { speak } from './core/words.js';
import { headerPanel, skipLinks } from './panels/header.js';

const at = (id) => document.getElementById(id);
speak(words);

const { view } = parseView(location.search);
const store = createStore({ view, data: {}, ui: {} });
const act = {
  setLanguage: (lang) => store.set({ view: { lang } }),
  setTheme: (theme) => store.set({ view: { theme } }),
};

const FORMATS = { xlsx: 'Excel', csv: 'CSV', gpkg: 'GeoPackage', geojson: 'GeoJSON', parquet: 'Parquet', html: 'HTML', xml: 'IATI XML' };
const SHEETS = ['xlsx', 'csv'];
const LAYERS = ['gpkg', 'geojson'];
/** Files of what the data hold; none of what they do not. */
const whereHeld = (held, rows) => (held ? rows : []);

/* [words on a file, the export that it is, what is asked of it, its formats, what the words say], in the order in which
   they are looked for */
const TABLES = [
  ...LEVELS.map((level) => ['data.areas', 'gaps', { level }, SHEETS]),
  ...whereHeld(HAS_PRESENCE, [['data.who', 'presence-rows', {}, SHEETS]]),
  ...whereHeld(HOLDS.offices, [['data.offices', 'offices', {}, SHEETS]]),
  ...whereHeld(HOLDS.initiatives, [['data.initiatives', 'initiatives', {}, SHEETS]]),
  ...whereHeld(HOLDS.outcomes, [['data.framework', 'framework', {}, SHEETS]]),
  ...whereHeld(HAS_PRESENCE, [['data.agencies', 'agencies', {}, SHEETS]]),
  ...whereHeld(HOLDS.need.length > 0, [
    ['data.indicators', 'table-indicators', {}, SHEETS],
    ['data.values', 'table-values', {}, ['csv', 'parquet']],
  ]),
  ['data.sources', 'table-sources', {}, SHEETS],
];
const MAPS = [
  ...LEVELS.map((level) => ['data.layerAreas', layerOf(level), {}, LAYERS, { level }]),
  ...whereHeld(HOLDS.offices, [['data.layerOffices', 'offices', {}, LAYERS]]),
  ...whereHeld(HOLDS.initiatives, [['data.layerInitiatives', 'initiatives', {}, LAYERS]]),
];

function files({ t, lang }, rows) {
  return html`<ul class="file-list">${rows.map(
    ([key, name, asked, formats, said = asked]) => html`<li><span class="file-list__what">${t(key, said)}</span>
      <span class="file-list__files">${formats.map(
        (f) => html`<a href=${exportFile(name, { ...asked, ...(f === 'html' ? { lang } : {}), f })} download>${FORMATS[f]}<span
          class="visually-hidden">, ${t(key, said)}</span></a>`,
      )}</span></li>`,
  )}</ul>`;
}

function page(context) {
  const { t, view: now } = context;
  return html`
    <header class="about__head"><h1>${t('data.title')}</h1><p class="lead">${t('data.lead')}</p></header>
    <section aria-labelledby="tables"><h2 id="tables">${t('data.tables')}</h2>
      ${files(context, TABLES)}
      <p class="quiet">${t('data.selection')} <a href=${`/${viewSearch(now)}`}>${t('data.toMap')}</a></p></section>
    <section aria-labelledby="maps"><h2 id="maps">${t('data.maps')}</h2>
      ${files(context, [...MAPS, ['data.mapPage', 'map', {}, ['html']]])}</section>
    <section aria-labelledby="systems"><h2 id="systems">${t('data.systems')}</h2>
      ${files(context, whereHeld(HOLDS.initiatives, [['data.activities', 'activities', {}, ['xml']]]))}
      <p>${t('data.systems.more')} <a href="/api/exports">/api/exports</a> · <a href="/api">/api</a> · <a href="/docs">/docs</a></p>
    </section>`;
}

function draw() {
  const { view: now } = store.get();
  applyToDocument(now);
  const context = { ...pageContext(now), act };
  document.title = context.t('page.data');
  render(skipLinks(context, [['data', 'skip.content']]), at('skip'));
  render(headerPanel(context, 'data'), at('header'));
  render(page(context), at('data'));
}

mirrorView(store, { onProblems: () => {} });
store.subscribe(draw);
onSystemThemeChange(draw);
draw();
