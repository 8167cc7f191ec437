/* Symbols of presence: a circle a place with its number of agencies, a square for the headquarters count, a small ring
   for initiatives where there is no office. Each is a button, so it can be reached and opened without a mouse. */
import { DomEvent, Popup } from 'leaflet/dist/leaflet-src.esm.js';
import { atNextFrame, onceAFrame } from '../core/store.js';
import { Pin } from './country-map.js';
import { spread } from './geometry.js';

/* The symbols on the map as one stop of the Tab key: arrow keys go from one to the next in sight, west to east, and
   Home and End to the first and the last. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const middle = (button) => {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
};

export class OneStop {
  /** map: whose pane of markers holds the symbols, each a button of the class `symbol`; padding() says what covers it. */
  constructor(map, padding) {
    const pane = map.getPane('markerPane');
    Object.assign(this, { map, padding, pane });
    this.last = null; // the symbol that had the focus
    // After symbols came, went, were hidden or moved: once all of it is done, for where they stand has to be measured.
    this.refresh = onceAFrame(() => this.choose());
    map.on('moveend', this.refresh);
    pane.addEventListener('focusin', ({ target }) => this.stopAt(target.closest('.symbol')));
    pane.addEventListener('keydown', (event) => this.onKey(event));
  }

  buttons() {
    return [...this.pane.querySelectorAll('button.symbol')];
  }

  /** Those that are shown where nothing covers the map, west to east. */
  inSight() {
    const { topLeft, bottomRight } = this.padding();
    const { left, right, top, bottom } = this.map.getContainer().getBoundingClientRect();
    const within = ({ x, y }) =>
      x > left + topLeft[0] && x < right - bottomRight[0] && y > top + topLeft[1] && y < bottom - bottomRight[1];
    const placed = this.buttons().filter((button) => !button.hidden).map((button) => ({ button, at: middle(button) }));
    return placed.filter(({ at }) => within(at)).sort((a, b) => a.at.x - b.at.x).map(({ button }) => button);
  }

  choose() {
    const shown = this.inSight();
    this.only(shown.includes(this.last) ? this.last : shown[0]);
  }

  only(stop) {
    for (const button of this.buttons()) button.tabIndex = button === stop ? 0 : -1;
  }

  stopAt(button) {
    if (!button) return;
    this.only(button);
    this.last = button;
  }

  onKey(event) {
    const from = event.target.closest('.symbol');
    if (!from || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = this.inSight();
    const step = STEPS[event.key];
    const next = step ? buttons[buttons.indexOf(from) + step] : { Home: buttons[0], End: buttons.at(-1) }[event.key];
    if (!step && !next) return;
    event.preventDefault();
    event.stopPropagation(); // or the map moves as well
    next?.focus();
  }
}

const NARROW_ZOOM = 4.9;
const RADIUS_PX = { narrow: 8, wide: 10 };
const RING_PX = { one: 4.5, more: 7 };
/* Where the areas are the subject and the map is far away, symbols are dots, and their numbers are told when pressed. */
const QUIET = { below: 6.5, base: 4, step: 0.7, headquarters: 1, ring: 0.75 };
const TARGET_PX = 24; // WCAG 2.2: what a finger can hit
const MORE_PX_AN_AGENCY = 1.3;
const MOST_MORE_PX = 8; // what the place of most agencies is larger by: of very many the number tells, not the size
const POPUP_ROOM_PX = 56; // what a popup's tip, its symbol and a margin take of the map's height
const LEADER_FROM_PX = 7; // a shifted symbol is tied to its place by a line
const RING_SHIFT_PX = 15; // a ring that would have to be moved farther is left out until the map is nearer
const WEIGHTS = { headquarters: 200, field: 50, initiatives: 1 }; // rings give way to offices

function symbolElement({ kind, agencies, listed_count: listed, initiatives, near }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `symbol symbol--${kind}`;
  if (kind === 'initiatives') button.classList.toggle('symbol--more', initiatives > 1);
  button.classList.toggle('symbol--near', Boolean(near));
  const leader = document.createElement('span');
  leader.className = 'symbol__leader';
  const shape = document.createElement('span');
  shape.className = 'symbol__shape';
  shape.textContent = { field: agencies, headquarters: listed, initiatives: '' }[kind];
  button.append(leader, shape);
  return button;
}

function radiusOf({ kind, agencies, initiatives }, { base, step, headquarters, ring }) {
  if (kind === 'initiatives') return ring * (initiatives > 1 ? RING_PX.more : RING_PX.one);
  return base + (kind === 'field' ? (agencies - 1) * step : headquarters);
}

/** How many pixels each agency more adds to a symbol, by the most that one holds. */
const stepFor = (most) => Math.min(MORE_PX_AN_AGENCY, MOST_MORE_PX / Math.max(most - 1, 1));

export class SymbolLayer {
  /** stop: the symbols' one stop of the Tab key; label(place) names a symbol, content(place, close) fills the popup of offices, openArea(code) is what a ring
      does, padding() keeps popups in sight. */
  constructor(map, { stop, label, content, openArea, padding }) {
    Object.assign(this, { map, stop, label, content, openArea, padding, symbols: [], receded: false });
    map.on('zoomend', () => atNextFrame(() => this.arrange())); // after the areas, which take a frame of their own
    map.on('keydown', ({ originalEvent }) => originalEvent.key === 'Escape' && this.close());
  }

  /** Lets symbols step back behind the areas, or stand before them. */
  recede(on) {
    this.receded = on;
    this.arrange();
  }

  /** How large symbols are now, and whether they are dots. */
  sizes() {
    const zoom = this.map.getZoom();
    const most = Math.max(0, ...this.symbols.map(({ place }) => place.agencies ?? 0));
    const quiet = this.receded && zoom < QUIET.below;
    if (quiet) return { ...QUIET, step: Math.min(QUIET.step, stepFor(most) / 2), quiet };
    return { base: zoom < NARROW_ZOOM ? RADIUS_PX.narrow : RADIUS_PX.wide, step: stepFor(most), headquarters: 1.5, ring: 1, quiet };
  }

  /** Shows these places in the stead of those before. */
  show(places) {
    this.close();
    for (const { pin } of this.symbols) pin.remove();
    this.symbols = places.map((place) => this.symbol(place));
    this.arrange();
    this.relabel();
  }

  symbol(place) {
    const element = symbolElement(place);
    const pin = new Pin([place.lat, place.lon], element).addTo(this.map);
    pin.element.classList.add('symbol-place');
    if (place.kind === 'headquarters') pin.element.style.zIndex = 1;
    DomEvent.disableClickPropagation(element);
    element.addEventListener('click', (event) => {
      if (place.kind === 'initiatives') this.openArea(place.code, { focus: event.detail === 0 });
      else this.open(place, element);
    });
    return { place, element, pin, shift: [0, 0], radius: 0 };
  }

  /** Writes the symbols' names in the language of the page. */
  relabel() {
    for (const { place, element } of this.symbols) element.setAttribute('aria-label', this.label(place));
    if (this.popup) this.fill();
  }

  arrange() {
    const sizes = this.sizes();
    document.body.dataset.symbols = sizes.quiet ? 'quiet' : 'told';
    const circles = this.symbols.map(({ place }) => {
      const { x, y } = this.map.latLngToLayerPoint([place.lat, place.lon]);
      const radius = radiusOf(place, sizes);
      return { x, y, radius, half: sizes.quiet ? radius : Math.max(radius, TARGET_PX / 2), weight: WEIGHTS[place.kind] };
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
      symbol.element.hidden = symbol.place.kind === 'initiatives' && length > RING_SHIFT_PX;
      symbol.element.firstChild.hidden = length <= LEADER_FROM_PX;
      style.setProperty('--leader', `${length.toFixed(1)}px`);
      style.setProperty('--leader-angle', `${Math.atan2(-dy, -dx).toFixed(3)}rad`);
    });
    this.stop.refresh();
  }

  /** Where the symbols in sight stand, in layer pixels: [{place, x, y, shift, radius}]. */
  boxes() {
    return this.symbols.filter(({ element }) => !element.hidden).map(({ place, shift, radius }) => {
      const { x, y } = this.map.latLngToLayerPoint([place.lat, place.lon]);
      return { place, x: x + shift[0], y: y + shift[1], shift, radius };
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
