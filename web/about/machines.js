/* What other systems are offered: the standards that the API speaks, addresses to begin with, and how to open them. */
import { html, nothing } from 'lit-html';
import { FINEST, HIGHEST, itemsOf, layerOf, parentOf } from '../core/levels.js';
import { EXAMPLE, HOLDS } from '../core/served.js';
import { section } from './section.js';

const UNREACHED = "need_pct > 80 AND presence = 'none-reported'";
const PRESENCE = '/api/v2/coordination-context/operational-presence';
const TILEJSON = 'tiles/WebMercatorQuad/tilejson.json';
const LAYER = `/api/collections/${layerOf(FINEST)}`;
const PART = parentOf(FINEST) ? `${HIGHEST}_code` : 'code'; // of the areas that lie in the example

const TOPICS = [
  {
    title: 'about.machines.features',
    says: ['about.machines.features.parts', 'about.machines.features.pages'],
    addresses: ['/api/collections', `${LAYER}/items?${PART}=${EXAMPLE.code}`, `${LAYER}/schema`, '/api/conformance'],
  },
  {
    title: 'about.machines.crs',
    says: ['about.machines.crs.four'],
    addresses: [`${itemsOf(HIGHEST)}?crs=EPSG:3857`],
  },
  {
    title: 'about.machines.filter',
    says: ['about.machines.filter.cql', 'about.machines.filter.missing', 'about.machines.filter.example'],
    addresses: [`${LAYER}/items?filter=${encodeURIComponent(UNREACHED)}`, `${LAYER}/queryables`],
  },
  {
    title: 'about.machines.tiles',
    says: ['about.machines.tiles.address', 'about.machines.tiles.missing', 'about.machines.tiles.small'],
    addresses: [`/api/${TILEJSON}`, `${LAYER}/${TILEJSON}`],
  },
  {
    title: 'about.machines.hapi',
    says: ['about.machines.hapi.same', 'about.machines.hapi.differs', HOLDS.outcomes ? 'about.machines.hapi.sectors' : 'about.machines.hapi.themes',
      'about.machines.hapi.null'],
    addresses: [PRESENCE, `${PRESENCE}?admin1_code=${EXAMPLE.pcode}&output_format=csv`,
      ...['admin1', 'admin2', 'org', 'sector'].map((name) => `/api/v2/metadata/${name}`)],
  },
  {
    title: 'about.machines.files',
    says: ['about.machines.files.formats', 'about.machines.files.carry', 'about.machines.files.formula'],
    addresses: ['/api/exports', `/api/exports/${layerOf(FINEST)}?f=gpkg`, '/api/exports/gaps?f=xlsx',
      '/api/exports/offices?f=csv&hxl=true', '/api/exports/activities', '/api/exports/map'],
  },
];

const fileName = (name) => name.normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Programs with the line that opens the data in them; the host is the one that this page came from. */
const opening = (origin) => [
  ['QGIS', 'about.machines.open.qgis', `${origin}/api`],
  ['GDAL', 'about.machines.open.gdal',
    `ogr2ogr -f GPKG ${fileName(EXAMPLE.name)}.gpkg "OAPIF:${origin}/api" ${layerOf(FINEST)} -where "${PART} = '${EXAMPLE.code}'"`],
  ['Python', 'about.machines.open.python',
    `geopandas.read_file("${origin}${LAYER}/items?${PART}=${EXAMPLE.code}")`],
];

const code = (text) => html`<code translate="no">${text}</code>`;

/** A text in which `backticks` mark what is typed as it stands. */
const told = ({ t }, key) => t(key).split('`').map((part, index) => (index % 2 ? code(part) : part));

const addressList = (addresses) =>
  html`<ul class="addresses">${addresses.map(
    (address) => html`<li><a href=${address}>${code(decodeURIComponent(address))}</a></li>`,
  )}</ul>`;

const topic = (context, { title, says, addresses }) => html`
  <h3 class="topic">${context.t(title)}</h3>
  ${says.map((key) => html`<p>${told(context, key)}</p>`)}
  ${addressList(addresses)}`;

const programs = (context) => html`
  <h3 class="topic">${context.t('about.machines.open')}</h3>
  <dl class="programs">${opening(location.origin).map(
    ([name, key, line]) => html`<div><dt>${name}</dt><dd>${told(context, key)} ${code(line)}</dd></div>`,
  )}</dl>`;

/** edition: the sentence on the data being served, or null while it loads. */
export const machines = (context, edition) => section(context, 'machines', 'about.machines', html`
  ${['about.machines.api', 'about.machines.pages', 'about.machines.codes'].map((key) => html`<p>${told(context, key)}</p>`)}
  ${addressList(['/api', '/docs', '/api/openapi.json', '/api/openapi-3.0.json', '/api/sources'])}
  ${TOPICS.map((one) => topic(context, one))}
  ${programs(context)}
  ${edition ? html`<p class="quiet">${edition}</p>` : nothing}`);
