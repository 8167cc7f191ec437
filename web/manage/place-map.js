/* A small map of the country: places to choose from, and a place to be set by a press. What it does can be done without
   it: candidates stand beside it as a list, and a place can be given by name, code or coordinates. */
import { AsyncDirective, directive } from 'lit-html/async-directive.js';
import { noChange } from 'lit-html';
import { Canvas, CircleMarker, GeoJSON, LayerGroup, latLngBounds, Map as LeafletMap, Tooltip } from 'leaflet/dist/leaflet-src.esm.js';
import { getJson } from '../core/api.js';
import { tokenColour } from '../core/colours.js';
import { FINEST, HIGHEST, itemsOf, nameAbove } from '../core/levels.js';
import { BOUNDS } from '../core/served.js';

const PADDING_PX = 24;
const BUTTONS_PX = 56; // what the buttons of the map cover at its left
const NEAREST_ZOOM = 8;
const ALONE_ZOOM = 6; // one place is seen with what is around it
const RADIUS_PX = 7;

let asked = null;

/** The areas of the highest level, under everything; asked for once. */
function ground() {
  asked ??= getJson(`${itemsOf(HIGHEST)}?f=json&properties=code,name`).catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The area of the finest level in which a point lies: {code, name, above}; null in none. The service decides. */
export async function areaAt({ lon, lat }, lang) {
  const filter = encodeURIComponent(`S_INTERSECTS(geometry,POINT(${lon} ${lat}))`);
  const { features: [found] } = await getJson(`${itemsOf(FINEST)}?f=json&limit=1&skipGeometry=true&filter=${filter}`);
  return found ? { code: found.id, name: found.properties.name, above: nameAbove(found.properties, FINEST, lang) } : null;
}

const [WEST, SOUTH, EAST, NORTH] = BOUNDS;
const country = () => latLngBounds([SOUTH, WEST], [NORTH, EAST]);

function number(text) {
  const label = document.createElement('span');
  label.textContent = text;
  return label;
}

/** given: {label, theme, points: [{id, lon, lat, text}], chosen, onChoose, onPlace}; with onPlace({lon, lat}) a press sets a
    place, as Enter does at the middle of the map. */
class PlaceMap extends AsyncDirective {
  render() {
    return noChange;
  }

  update({ element }, [given]) {
    this.given = given;
    if (!this.map) this.open(element);
    element.setAttribute('aria-label', given.label);
    element.classList.toggle('place-map--placing', Boolean(given.onPlace));
    this.drawGround();
    this.drawPoints();
    return noChange;
  }

  open(element) {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map = new LeafletMap(element, {
      attributionControl: false, preferCanvas: true, renderer: new Canvas({ padding: 0.3 }), scrollWheelZoom: false, zoomSnap: 0.25,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
    });
    element.setAttribute('role', 'application');
    this.map.fitBounds(country(), { animate: false });
    this.points = new LayerGroup().addTo(this.map);
    this.map.on('click', ({ latlng }) => this.place(latlng));
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === element) this.place(this.map.getCenter());
    });
    this.watch = new ResizeObserver(() => {
      this.map?.invalidateSize({ animate: false });
      if (!this.sized && element.clientWidth) this.fit(); // later the reader may have moved it
      this.sized ||= element.clientWidth > 0;
    });
    this.watch.observe(element);
  }

  place({ lat, lng }) {
    this.given.onPlace?.({ lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)) });
  }

  async drawGround() {
    if (this.theme === this.given.theme) return;
    this.theme = this.given.theme;
    const areas = await ground().catch(() => null);
    if (!areas || !this.map) return;
    const [color, fillColor] = ['line-strong', 'land'].map(tokenColour);
    this.land?.remove();
    this.land = new GeoJSON(areas, { interactive: false, style: { color, weight: 0.6, fillColor, fillOpacity: 1 } }).addTo(this.map);
    this.land.bringToBack();
    this.drawPoints();
  }

  drawPoints() {
    const { points, chosen, onChoose } = this.given;
    const [office, ring, chosenFill] = ['office', 'office-ring', 'circle-short'].map(tokenColour);
    this.points.clearLayers();
    for (const { id, lon, lat, text } of points) {
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) continue;
      const fillColor = id === chosen ? chosenFill : office;
      const marker = new CircleMarker([lat, lon], { radius: RADIUS_PX, color: ring, weight: 2, fillColor, fillOpacity: 1, bubblingMouseEvents: false });
      if (onChoose) marker.on('click', () => onChoose(id));
      if (text) marker.bindTooltip(new Tooltip({ permanent: true, direction: 'right', offset: [RADIUS_PX, 0] }).setContent(number(text)));
      this.points.addLayer(marker);
    }
    const told = points.map(({ id, lon, lat }) => `${id} ${lon} ${lat}`).join();
    // A place set on the map itself stays where it was pressed, and the map with it.
    if (told === this.told) return;
    this.told = told;
    if (!this.given.onPlace || !this.fitted) this.fit();
  }

  fit() {
    const shown = this.given.points.filter(({ lon, lat }) => Number.isFinite(lon) && Number.isFinite(lat));
    this.fitted = shown.length > 0;
    const bounds = shown.length ? latLngBounds(shown.map(({ lat, lon }) => [lat, lon])) : country();
    this.map.fitBounds(bounds, { paddingTopLeft: [shown.length > 1 ? BUTTONS_PX : PADDING_PX, PADDING_PX], paddingBottomRight: [PADDING_PX, PADDING_PX], maxZoom: shown.length > 1 ? NEAREST_ZOOM : ALONE_ZOOM, animate: false });
  }

  disconnected() {
    this.watch?.disconnect();
    this.map?.remove();
    this.map = null;
    this.theme = null;
    this.told = null;
    this.sized = false;
  }
}

export const placeMap = directive(PlaceMap);
