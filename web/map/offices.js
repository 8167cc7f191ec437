/* Offices as symbols: one circle a place with its number of agencies, one square for the headquarters count.
   Each symbol is a button, so it can be reached and opened without a mouse. */
import { DivIcon, DomEvent, Marker, Popup } from 'leaflet/dist/leaflet-src.esm.js';
import { spread } from './overlaps.js';

const NARROW_ZOOM = 4.9;
const RADIUS_PX = { narrow: 8, wide: 10 };
const TARGET_PX = 24; // WCAG 2.2: what a finger can hit
const MORE_PX_AN_AGENCY = 1.3;
const POPUP_ROOM_PX = 56; // what a popup's tip, its symbol and a margin take of the map's height
const LEADER_FROM_PX = 7; // a shifted symbol is tied to its place by a line

/** Places with field offices, and the headquarters count, from the offices layer and the states' seats. */
export function placesOf(offices, states) {
  const places = new Map();
  const headquarters = [];
  for (const { geometry, properties } of offices.features) {
    if (properties.office_type === 'headquarters') {
      const seat = states.features.find(({ id }) => id === properties.state_code)?.properties;
      if (seat) headquarters.push({ kind: 'headquarters', ...properties, lon: seat.seat_lon, lat: seat.seat_lat });
      continue;
    }
    if (!geometry) continue;
    const key = `${properties.municipality_code}/${properties.place_reported}`;
    const [lon, lat] = geometry.coordinates;
    if (!places.has(key)) places.set(key, { kind: 'field', ...properties, lon, lat, offices: [] });
    places.get(key).offices.push(properties);
  }
  const northFirst = [...places.values()].sort((a, b) => b.lat - a.lat);
  for (const place of northFirst) place.agencies = new Set(place.offices.map((office) => office.agency_id)).size;
  return [...northFirst, ...headquarters];
}

function symbolElement(place) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `office-symbol office-symbol--${place.kind}`;
  const leader = document.createElement('span');
  leader.className = 'office-symbol__leader';
  const shape = document.createElement('span');
  shape.className = 'office-symbol__shape';
  shape.textContent = place.kind === 'field' ? place.agencies : place.listed_count;
  button.append(leader, shape);
  return button;
}

export class OfficeLayer {
  /** label(place) names a symbol, content(place, close) fills its popup, padding() keeps popups in sight. */
  constructor(map, { label, content, padding }) {
    Object.assign(this, { map, label, content, padding, symbols: [] });
    map.on('zoomend', () => this.arrange());
    map.on('keydown', ({ originalEvent }) => originalEvent.key === 'Escape' && this.close());
  }

  add(places) {
    if (this.symbols.length) return;
    this.symbols = places.map((place) => {
      const element = symbolElement(place);
      const icon = new DivIcon({ html: element, className: 'office-place', iconSize: [0, 0] });
      const marker = new Marker([place.lat, place.lon], { icon, interactive: false, keyboard: false });
      marker.addTo(this.map);
      if (place.kind === 'headquarters') marker.setZIndexOffset(500);
      DomEvent.disableClickPropagation(element);
      element.addEventListener('click', () => this.open(place, element));
      return { place, element, marker, shift: [0, 0], radius: 0 };
    });
    this.arrange();
  }

  /** Writes the symbols' names in the language of the page. */
  relabel() {
    for (const { place, element } of this.symbols) element.setAttribute('aria-label', this.label(place));
    if (this.popup) this.fill();
  }

  arrange() {
    const narrow = this.map.getZoom() < NARROW_ZOOM;
    const circles = this.symbols.map(({ place }) => {
      const { x, y } = this.map.latLngToLayerPoint([place.lat, place.lon]);
      const base = narrow ? RADIUS_PX.narrow : RADIUS_PX.wide;
      const more = place.kind === 'field' ? (place.agencies - 1) * MORE_PX_AN_AGENCY : 1.5;
      const radius = base + more;
      return { x, y, radius, half: Math.max(radius, TARGET_PX / 2), weight: place.kind === 'field' ? 1 : 4 };
    });
    spread(circles).forEach(([dx, dy], index) => {
      const symbol = this.symbols[index];
      symbol.shift = [dx, dy];
      symbol.radius = circles[index].radius;
      const { style } = symbol.element;
      style.setProperty('--dx', `${dx.toFixed(1)}px`);
      style.setProperty('--dy', `${dy.toFixed(1)}px`);
      style.setProperty('--radius', `${circles[index].radius.toFixed(1)}px`);
      const length = Math.hypot(dx, dy);
      style.setProperty('--leader', length > LEADER_FROM_PX ? `${length.toFixed(1)}px` : '0px');
      style.setProperty('--leader-angle', `${Math.atan2(-dy, -dx).toFixed(3)}rad`);
    });
  }

  /** Where the symbols stand, in layer pixels: [{x, y, radius}]. */
  boxes() {
    return this.symbols.map(({ place, shift, radius }) => {
      const { x, y } = this.map.latLngToLayerPoint([place.lat, place.lon]);
      return { x: x + shift[0], y: y + shift[1], radius };
    });
  }

  open(place, element) {
    const { shift, radius } = this.symbols.find((symbol) => symbol.place === place);
    const { topLeft, bottomRight } = this.padding();
    this.close();
    this.opened = { place, element };
    this.popup = new Popup({
      closeButton: false,
      className: 'office-popup',
      closeOnEscapeKey: false, // close() does it, and gives the focus back
      minWidth: 220,
      maxWidth: 300,
      maxHeight: this.map.getSize().y - topLeft[1] - bottomRight[1] - POPUP_ROOM_PX,
      offset: [shift[0], shift[1] - radius - 1],
      autoPanPaddingTopLeft: topLeft,
      autoPanPaddingBottomRight: bottomRight,
    });
    this.fill();
    this.popup.setLatLng([place.lat, place.lon]).openOn(this.map);
    this.popup.on('remove', () => {
      this.popup = null;
    });
    this.popup.getElement().querySelector('button')?.focus({ preventScroll: true });
  }

  fill() {
    this.popup.setContent(this.content(this.opened.place, () => this.close()));
  }

  close() {
    if (!this.popup) return;
    const { element } = this.opened;
    const hadFocus = this.popup.getElement()?.contains(document.activeElement);
    this.popup.remove();
    if (hadFocus) element.focus({ preventScroll: true });
  }
}
