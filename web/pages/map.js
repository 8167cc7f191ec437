/* The small map of a page of the API: the GeoJSON of the same address, drawn on canvas. The table says all of it. */
import { Canvas, CircleMarker, DivIcon, FeatureGroup, GeoJSON, latLng, Map as LeafletMap, Marker } from 'leaflet/dist/leaflet-src.esm.js';
import { tokenColour } from '../core/colours.js';

const PADDING_PX = 16;
const MAX_ZOOM = 10;
const RADIUS_PX = 5;
const STEP_MS = 200;
const DISC_PX = 20; // of a symbol with how many stand at its place
const MOST_SYMBOLS = 200; // of more places there are dots on the canvas
const APART_PX = 3;

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function paragraph(text, className) {
  const line = document.createElement('p');
  line.className = className;
  line.textContent = text;
  return line;
}

/** What a feature is called: its names, each once, the first of them on its own. */
function calls(feature, shown) {
  const values = shown.map((name) => feature.properties?.[name]).filter((value) => value?.length);
  const texts = values.map((value) => (Array.isArray(value) ? value.join(', ') : String(value)));
  return [...new Set(texts.length ? texts : [String(feature.id)])];
}

const leads = (path) => path.endsWith('/items');

function linkTo(feature, path, text) {
  const link = document.createElement('a');
  link.href = `${path}/${encodeURIComponent(feature.id)}`;
  link.textContent = text;
  return link;
}

/** What a popup says: the feature's names, and a link to it. Texts only become text nodes. */
function description(feature, path, shown) {
  const box = document.createElement('div');
  box.className = 'popup';
  const [first, ...rest] = calls(feature, shown);
  box.append(paragraph(first, 'popup__title'));
  if (rest.length) box.append(paragraph(rest.join(' · '), 'popup__line'));
  if (leads(path)) box.append(linkTo(feature, path, 'All of it'));
  return box;
}

/** What a popup says of one place: its name, and each feature there by what the others are not called. */
function placeDescription(features, path, shown) {
  if (features.length === 1) return description(features[0], path, shown);
  const box = document.createElement('div');
  box.className = 'popup';
  box.append(paragraph(placeOf(features, shown), 'popup__title'));
  const list = document.createElement('ul');
  for (const feature of features) {
    const item = document.createElement('li');
    const [name] = calls(feature, shown);
    item.append(leads(path) ? linkTo(feature, path, name) : name);
    list.append(item);
  }
  box.append(list);
  return box;
}

/** The name of a place: what its features say of it, else what the first is called. */
const placeOf = ([feature], shown) => feature.properties?.place_reported || calls(feature, shown)[0];

/** The features of each point. */
function byPlace(features) {
  const places = new Map();
  for (const feature of features) {
    const key = feature.geometry.coordinates.join();
    places.set(key, [...(places.get(key) ?? []), feature]);
  }
  return [...places.values()];
}

/** A disc with how many features stand at a place, and its name beside it. */
function placeSymbol(features, path, { shown, middle }) {
  const disc = document.createElement('span');
  disc.className = 'place-symbol__count';
  disc.textContent = features.length;
  const name = document.createElement('span');
  name.className = 'place-symbol__name';
  name.textContent = placeOf(features, shown);
  const icon = document.createElement('span');
  icon.append(disc, name);
  const marker = new Marker(besideOf(middle)(features[0].geometry.coordinates), {
    icon: new DivIcon({ html: icon, className: 'place-symbol', iconSize: [DISC_PX, DISC_PX] }),
    riseOnHover: true,
    zIndexOffset: 1000 * features.length, // the greater lies over the lesser
  });
  marker.on('add', () => marker.getElement().setAttribute('aria-label', `${name.textContent}: ${features.length}`));
  return marker.bindPopup(() => placeDescription(features, path, shown), { autoPanPadding: [PADDING_PX, PADDING_PX] });
}

const meet = (one, other) =>
  one.left < other.right + APART_PX && other.left < one.right + APART_PX && one.top < other.bottom && other.top < one.bottom;

/** Names stand right of their discs or left of them; those without room are hidden, of the smallest places first. */
function arrangeNames(map) {
  const boxes = (part) => [...map.getPane('markerPane').querySelectorAll(`.place-symbol__${part}`)];
  const taken = boxes('count').map((disc) => disc.getBoundingClientRect());
  const frame = map.getContainer().getBoundingClientRect();
  const counted = (name) => Number(name.previousSibling.textContent);
  const fits = (box) => box.left > frame.left && box.right < frame.right && !taken.some((other) => meet(box, other));
  for (const name of boxes('name').sort((one, other) => counted(other) - counted(one))) {
    name.hidden = !['right', 'left'].some((side) => {
      name.hidden = false;
      name.dataset.side = side;
      return fits(name.getBoundingClientRect());
    });
    if (!name.hidden) taken.push(name.getBoundingClientRect());
  }
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
  const points = collection.features.filter(({ geometry }) => geometry.type === 'Point');
  const places = byPlace(points);
  const few = places.length <= MOST_SYMBOLS;
  if (ground) new GeoJSON(ground, { style: () => land, interactive: false, coordsToLatLng }).addTo(group);
  const others = { ...collection, features: few ? collection.features.filter((one) => !points.includes(one)) : collection.features };
  const layer = new GeoJSON(others, {
    style: ({ geometry }) => (geometry?.type.includes('Polygon') ? area : point),
    coordsToLatLng,
    pointToLayer: (_, latlng) => new CircleMarker(latlng, point),
  });
  layer.bindPopup(({ feature }) => description(feature, path, shown), { autoPanPadding: [PADDING_PX, PADDING_PX] });
  const symbols = few ? places.map((features) => placeSymbol(features, path, { shown, middle })) : [];
  const content = new FeatureGroup([layer, ...symbols]).addTo(group);
  return { group, content };
}

async function show(element) {
  const address = element.dataset.features;
  const answer = await fetch(address, { headers: { accept: 'application/geo+json' } });
  if (!answer.ok) throw new Error(answer.statusText);
  const content = await answer.json();
  const listed = content.features ?? [content];
  const features = listed.filter(({ geometry }) => geometry);
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
  map.fitBounds(drawn.content.getBounds(), { padding: [PADDING_PX, PADDING_PX], maxZoom: MAX_ZOOM, animate: false });
  arrangeNames(map);
  map.on('zoomend', () => arrangeNames(map));
  let waiting;
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => map.invalidateSize({ animate: false }), STEP_MS);
  }).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    drawn.group.remove();
    drawn = draw(map, collection, pathname, under);
    arrangeNames(map);
  });
  const bare = listed.length - features.length;
  if (bare) element.parentElement.querySelector('figcaption').append(` Without a point of its own, and not drawn: ${bare}.`);
  element.dataset.drawn = String(features.length);
}

const element = document.getElementById('map');
if (element) show(element).catch(() => element.parentElement.remove()); // without a map the page still says all
