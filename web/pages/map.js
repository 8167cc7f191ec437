/* The small map of a page of the API: the GeoJSON of the same address, drawn on canvas. The table says all of it. */
import { Canvas, CircleMarker, FeatureGroup, GeoJSON, latLng, Map as LeafletMap } from 'leaflet/dist/leaflet-src.esm.js';
import { tokenColour } from '../core/colours.js';

const PADDING_PX = 16;
const MAX_ZOOM = 10;
const RADIUS_PX = 5;
const STEP_MS = 200;

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function paragraph(text, className) {
  const line = document.createElement('p');
  line.className = className;
  line.textContent = text;
  return line;
}

/** What a popup says: the feature's names, and a link to it. Texts only become text nodes. */
function description(feature, path, shown) {
  const box = document.createElement('div');
  box.className = 'popup';
  const values = shown.map((name) => feature.properties?.[name]).filter((value) => value?.length);
  const [first, ...rest] = values.map((value) => (Array.isArray(value) ? value.join(', ') : String(value)));
  box.append(paragraph(first ?? String(feature.id), 'popup__title'));
  if (rest.length) box.append(paragraph([...new Set(rest)].join(' · '), 'popup__line'));
  if (path.endsWith('/items')) {
    const link = document.createElement('a');
    link.href = `${path}/${encodeURIComponent(feature.id)}`;
    link.textContent = 'All of it';
    box.append(link);
  }
  return box;
}

function styles() {
  const [office, ring, fill] = ['office', 'office-ring', 'ramp-3'].map(tokenColour);
  return {
    area: { color: tokenColour('frame'), weight: 0.8, fillColor: fill, fillOpacity: 0.55 },
    land: { color: tokenColour('line-strong'), weight: 0.6, fillColor: tokenColour('land'), fillOpacity: 1 },
    point: { radius: RADIUS_PX, color: ring, weight: 1.5, fillColor: office, fillOpacity: 1 },
  };
}

/** The areas at `address` under what is drawn, so that a point lies somewhere; false where they are drawn anyway. */
async function groundOf(path, address) {
  if (path.startsWith(address)) return false;
  const answer = await fetch(address, { headers: { accept: 'application/geo+json' } });
  return answer.ok && answer.json();
}

/** Places within half a turn of the country's middle, so that one on both sides of the antimeridian is in one piece. */
const besideOf = (middle) => ([lon, lat]) => latLng(lat, lon - 360 * Math.round((lon - middle) / 360));

function draw(map, collection, path, { ground, shown, middle }) {
  const coordsToLatLng = besideOf(middle);
  const { area, point, land } = styles();
  const group = new FeatureGroup().addTo(map);
  if (ground) new GeoJSON(ground, { style: () => land, interactive: false, coordsToLatLng }).addTo(group);
  const layer = new GeoJSON(collection, {
    style: ({ geometry }) => (geometry?.type.includes('Polygon') ? area : point),
    coordsToLatLng,
    pointToLayer: (_, latlng) => new CircleMarker(latlng, point),
  });
  layer.bindPopup(({ feature }) => description(feature, path, shown), { autoPanPadding: [PADDING_PX, PADDING_PX] });
  layer.addTo(group);
  return { group, layer };
}

async function show(element) {
  const address = element.dataset.features;
  const answer = await fetch(address, { headers: { accept: 'application/geo+json' } });
  if (!answer.ok) throw new Error(answer.statusText);
  const content = await answer.json();
  const features = (content.features ?? [content]).filter(({ geometry }) => geometry);
  if (!features.length) return; // nothing of it has a place: the table says so
  element.parentElement.hidden = false;
  const map = new LeafletMap(element, {
    attributionControl: false,
    preferCanvas: true,
    renderer: new Canvas({ padding: 0.3 }),
    scrollWheelZoom: false, // the page scrolls
    zoomSnap: 0.25,
    zoomAnimation: !still(),
    fadeAnimation: !still(),
  });
  const { pathname } = new URL(address, location.href);
  const collection = { type: 'FeatureCollection', features };
  const { above, ground, middle } = element.dataset;
  const shown = ['name', 'title', 'agency_acronym', 'agency_acronyms', 'place_reported', above, 'code', 'pcode'];
  const under = { ground: await groundOf(pathname, ground), shown, middle: Number(middle) };
  let drawn = draw(map, collection, pathname, under);
  map.fitBounds(drawn.layer.getBounds(), { padding: [PADDING_PX, PADDING_PX], maxZoom: MAX_ZOOM, animate: false });
  let waiting;
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => map.invalidateSize({ animate: false }), STEP_MS);
  }).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    drawn.group.remove();
    drawn = draw(map, collection, pathname, under);
  });
  element.dataset.drawn = String(features.length);
}

const element = document.getElementById('map');
if (element) show(element).catch(() => element.parentElement.remove()); // without a map the page still says all
