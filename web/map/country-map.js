/* The Leaflet map: no tiles, no controls of its own; the boundaries are the base map. */
import { Canvas, Control, LatLng, LatLngBounds, Layer, Map as LeafletMap, Point } from 'leaflet/dist/leaflet-src.esm.js';
import { PLACES, readPlace, writtenPlace } from '../core/link.js';
import { BOUNDS } from '../core/served.js';

const [WEST, SOUTH, EAST, NORTH] = BOUNDS;
const COUNTRY = new LatLngBounds([SOUTH, WEST], [NORTH, EAST]);
const ROOM_AROUND = new LatLngBounds([PLACES.south, PLACES.west], [PLACES.north, PLACES.east]);
const MARGIN_PX = 20;
const NEAR_ZOOM = 7.5;
const SMALL_PX = 44; // an area smaller than this on the screen is zoomed to when selected

/* What the page moves the map for: the country, an area, to bring something into sight at the place chosen, or to stay
   in step with another map. */
const [HOME, FIT, KEEP, FOLLOW] = ['home', 'fit', 'keep', 'follow'];
const LEADING = [HOME, FIT];
const ROOMIER = 0.1; // levels of zoom that the country may be smaller than its room before it is fitted anew
const AROUND = 0.35; // of a large area's size, that its neighbours are seen beside it

export class CountryMap {
  /** padding(whole) says what covers the map: {topLeft: [x, y], bottomRight: [x, y]} in pixels,
      and corner: [width, height], the legend's at the lower left. whole is true for the view of the country.
      onMoved(at) follows every move: at is the place as the link writes it, null where the page itself led there. */
  constructor(element, { padding, stillness, onMoved }) {
    this.padding = padding;
    this.stillness = stillness;
    this.onMoved = onMoved;
    this.leaflet = new LeafletMap(element, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      wheelPxPerZoomLevel: 110,
      minZoom: PLACES.least,
      maxZoom: PLACES.most,
      maxBounds: ROOM_AROUND,
      maxBoundsViscosity: 0.8,
      preferCanvas: true,
      renderer: new Canvas({ padding: 0.4 }),
      zoomAnimation: !stillness,
      fadeAnimation: !stillness,
      inertia: !stillness,
      trackResize: false, // the page says when, and what the map was led to is then led to again
    });
    this.leaflet.addControl(new Control.Scale({ position: 'bottomright', imperial: false, maxWidth: 96 }));
    this.byReader = false; // whether the reader chose the place
    this.led = null; // where the page led the map: {purpose, room, again}
    this.waiting = []; // moves that wait for the one on its way
    this.zooming = false;
    this.home(false);
    this.steering = null; // what the page moves the map for; null while the reader moves it
    this.leaflet.on('zoomstart', () => { this.zooming = true; });
    this.leaflet.on('zoomend', () => { this.zooming = false; });
    this.leaflet.on('moveend', () => {
      const purpose = this.steering;
      this.steering = null;
      if (![KEEP, FOLLOW].includes(purpose)) this.byReader = purpose === null;
      this.standing = LEADING.includes(purpose) ? purpose : null;
      if (purpose !== FOLLOW) onMoved(this.byReader ? this.place() : null);
      for (const move of this.waiting.splice(0)) this.whenStill(move);
    });
    this.leaflet.on('autopanstart', () => {
      this.steering = KEEP;
    });
    this.leaflet.on('movestart', () => { // a page that changes its shape meanwhile must not call the map back
      this.standing = LEADING.includes(this.steering) ? this.steering : null;
    });
  }

  /** Whether the map shows the whole country, led there by the page. */
  get atHome() {
    return this.standing === HOME;
  }

  /** Whether the page fitted the map to an area, and the reader has not moved it since. */
  get atFit() {
    return this.standing === FIT;
  }

  /** Moves the map now or, while it is on its way, after that: Leaflet drops a move that would cross a zoom. */
  whenStill(move) {
    if (this.steering || this.zooming) this.waiting.push(move);
    else move();
  }

  /** Moves the map for a purpose of the page. */
  steer(purpose, move) {
    this.steering = purpose;
    this.standing = LEADING.includes(purpose) ? purpose : null;
    move();
  }

  /** Leads the map somewhere, and again where the page changes its shape before the reader moves it. */
  lead(purpose, again, move) {
    this.led = { purpose, room: this.roomKey(purpose), size: this.leaflet.getSize(), again };
    this.steer(purpose, move);
  }

  /** The middle and the zoom, as the link writes them. */
  place() {
    const { lat, lng } = this.leaflet.getCenter();
    return writtenPlace({ lat, lon: lng, zoom: this.leaflet.getZoom() });
  }

  /** Goes to a place of the link. */
  go(place) {
    const { lat, lon, zoom } = readPlace(place);
    this.atAnyZoom(() => this.leaflet.setView([lat, lon], zoom, { animate: false }));
  }

  /** Shows what another map of the same size shows. */
  follow({ leaflet: other }) {
    const [centre, zoom] = [other.getCenter(), other.getZoom()];
    const isThere = zoom === this.leaflet.getZoom() && this.leaflet.latLngToContainerPoint(centre).distanceTo(this.leaflet.getSize().divideBy(2)) < 1;
    if (!isThere) this.steer(FOLLOW, () => this.atAnyZoom(() => this.leaflet.setView(centre, zoom, { animate: false })));
  }

  /** Takes the place where it stands for one that the reader chose: on the map that it follows. */
  settle() {
    this.byReader = true;
    this.onMoved(this.place());
  }

  /** Zooms at once or by an animation, which two maps would not do in step. */
  jump(on) {
    const { options } = this.leaflet;
    this.threshold ??= options.zoomAnimationThreshold;
    options.zoomAnimationThreshold = on ? -1 : this.threshold;
  }

  /** Moves the map without rounding its zoom: the country fills its room, and a link is met as it was written. */
  atAnyZoom(move) {
    const { options } = this.leaflet;
    const { zoomSnap } = options;
    options.zoomSnap = 0;
    move();
    options.zoomSnap = zoomSnap;
  }

  /** The middle of what nothing covers. */
  middle() {
    const { topLeft, bottomRight } = this.padding();
    const { x, y } = this.leaflet.getSize();
    const middle = [topLeft[0] + x - bottomRight[0], topLeft[1] + y - bottomRight[1]].map((sum) => sum / 2);
    return this.leaflet.containerPointToLatLng(middle);
  }

  room(whole = false) {
    const { topLeft, bottomRight } = this.padding(whole);
    const plus = ([x, y]) => [x + MARGIN_PX, y + MARGIN_PX];
    return { paddingTopLeft: plus(topLeft), paddingBottomRight: plus(bottomRight) };
  }

  /** What the view that the page led to depends on, as a text. */
  roomKey(purpose) {
    const { x, y } = this.leaflet.getSize();
    return JSON.stringify([x, y, this.room(purpose === HOME), purpose === FIT && this.padding().corner]);
  }

  /** The whole country in the part of the map that nothing covers. */
  home(animate = !this.stillness) {
    this.whenStill(() => this.lead(HOME, () => this.home(false), () =>
      this.atAnyZoom(() => this.leaflet.fitBounds(COUNTRY, { ...this.room(true), animate }))));
  }

  /** Back to the whole country from an area that the page fitted the map to. */
  leave() {
    this.whenStill(() => { if (this.atFit) this.home(); });
  }

  /** Where an area goes: all the room if it stays clear of the legend in the corner, else the larger of the parts beside
      and above the legend. */
  roomFor(bounds, maxZoom) {
    const plain = this.room();
    const [width, height] = this.padding().corner ?? [0, 0];
    if (!width || this.clearOfCorner(bounds, plain, maxZoom)) return plain;
    const beside = { ...plain, paddingTopLeft: [Math.max(plain.paddingTopLeft[0], width + MARGIN_PX), plain.paddingTopLeft[1]] };
    const above = { ...plain, paddingBottomRight: [plain.paddingBottomRight[0], Math.max(plain.paddingBottomRight[1], height + MARGIN_PX)] };
    return this.zoomIn(bounds, beside) >= this.zoomIn(bounds, above) ? beside : above;
  }

  zoomIn(bounds, { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] }) {
    return this.leaflet.getBoundsZoom(bounds, false, new Point(left + right, top + bottom));
  }

  clearOfCorner(bounds, room, maxZoom) {
    const zoom = Math.min(this.zoomIn(bounds, room), maxZoom);
    const size = this.leaflet.getSize();
    const [west, south] = ['x', 'y'].map((axis) => this.leaflet.project(bounds.getSouthWest(), zoom)[axis]);
    const [east, north] = ['x', 'y'].map((axis) => this.leaflet.project(bounds.getNorthEast(), zoom)[axis]);
    const middle = (axis, index) => (room.paddingTopLeft[index] + size[axis] - room.paddingBottomRight[index]) / 2;
    const [width, height] = this.padding().corner;
    return middle('x', 0) - (east - west) / 2 > width || middle('y', 1) + (south - north) / 2 < size.y - height;
  }

  zoom(step) {
    this.leaflet.setZoom(this.leaflet.getZoom() + step * this.leaflet.options.zoomDelta, { animate: !this.stillness });
  }

  /** Fits an area into the uncovered part of the map. */
  fit(bounds, { maxZoom = NEAR_ZOOM + 1.5, animate = !this.stillness } = {}) {
    this.whenStill(() => this.lead(FIT, () => this.fit(bounds, { maxZoom, animate: false }), () =>
      this.leaflet.fitBounds(bounds, { ...this.roomFor(bounds, maxZoom), maxZoom, animate })));
  }

  /** Brings an area into sight, moving as little as possible; a very small one is zoomed to, and so is a large one with
      what lies around it, unless the reader chose the place on the map. */
  reveal(bounds, { large }) {
    this.whenStill(() => this.bringIntoSight(bounds, large));
  }

  bringIntoSight(bounds, large) {
    if (large && (this.atHome || this.atFit)) {
      this.fit(bounds.pad(AROUND), { maxZoom: NEAR_ZOOM });
      return;
    }
    const box = this.boxOf(bounds);
    if (Math.max(box.right - box.left, box.bottom - box.top) < SMALL_PX) {
      const maxZoom = Math.max(this.leaflet.getZoom(), NEAR_ZOOM);
      const room = this.room();
      room.paddingTopLeft[0] += this.padding().corner?.[0] ?? 0; // beside the legend, not behind it
      this.steer(KEEP, () => this.leaflet.fitBounds(bounds, { ...room, maxZoom, animate: !this.stillness }));
      return;
    }
    if (this.atHome) { // the country makes room for what has been opened beside it
      this.home(false);
      return;
    }
    const [dx, dy] = this.wayIntoSight(box);
    if (dx || dy) this.steer(KEEP, () => this.leaflet.panBy([dx, dy], { animate: !this.stillness }));
  }

  boxOf(bounds) {
    const southWest = this.leaflet.latLngToContainerPoint(bounds.getSouthWest());
    const northEast = this.leaflet.latLngToContainerPoint(bounds.getNorthEast());
    return { left: southWest.x, right: northEast.x, top: northEast.y, bottom: southWest.y };
  }

  /** The smallest pan that frees a box from the map's edges and from the legend in its corner. */
  wayIntoSight({ left, right, top, bottom }) {
    const { paddingTopLeft, paddingBottomRight } = this.room();
    const size = this.leaflet.getSize();
    const along = (from, to, least, most) => {
      if (to - from > most - least || from < least) return from - least;
      return Math.max(0, to - most);
    };
    const dx = along(left, right, paddingTopLeft[0], size.x - paddingBottomRight[0]);
    const dy = along(top, bottom, paddingTopLeft[1], size.y - paddingBottomRight[1]);
    const [cornerWidth, cornerHeight] = this.padding().corner ?? [0, 0];
    const legendTop = size.y - cornerHeight - MARGIN_PX;
    const underLegend = left - dx < cornerWidth && bottom - dy > legendTop;
    return [dx, underLegend ? Math.max(dy, bottom - legendTop) : dy];
  }

  /** Whether the country is clear of all that covers the map, and nearly as large as it may be: where the legends of two
      views differ by some lines, the map stays where it is. */
  standsWell() {
    const { left, right, top, bottom } = this.boxOf(COUNTRY);
    if (!this.padding(true).holds?.({ left, top, width: right - left, height: bottom - top })) return false;
    let zoom;
    this.atAnyZoom(() => { zoom = this.zoomIn(COUNTRY, this.room(true)); });
    return zoom - this.leaflet.getZoom() < ROOMIER;
  }

  /** After the page changed its shape. */
  resized() {
    const { standing, steering, led } = this;
    this.steer(KEEP, () => this.leaflet.invalidateSize({ pan: false, animate: false }));
    this.steering = steering;
    this.standing = standing;
    if (this.roomKey(led.purpose) === led.room) return; // to move the map is the dearest thing it does
    if ((steering ?? standing) !== led.purpose) return;
    if (led.purpose === HOME && this.leaflet.getSize().equals(led.size) && this.standsWell()) return;
    led.room = this.roomKey(led.purpose);
    this.whenStill(() => this.led === led && led.again()); // unless it was led elsewhere meanwhile
  }
}

/** An element with its middle at a place on the map. Leaflet's own marker is a layer of the compositor by itself: of the
    hundreds that hold symbols and names here, each move of the pointer would have all sorted and painted anew. */
export class Pin extends Layer {
  /** at: [latitude, longitude]; pane: the name of the map's pane that it lies in. */
  constructor(at, content, pane = 'markerPane') {
    super();
    this.options.pane = pane;
    this.at = new LatLng(...at);
    this.element = Object.assign(document.createElement('div'), { className: 'pin leaflet-zoom-animated' });
    this.element.append(content);
  }

  getEvents() {
    return { zoom: this.put, viewreset: this.put, zoomanim: this.glide };
  }

  onAdd(map) {
    this.map = map;
    this.getPane().append(this.element);
    this.put();
  }

  onRemove() {
    this.element.remove();
  }

  put() {
    this.point = this.map.latLngToLayerPoint(this.at).round();
    Object.assign(this.element.style, { left: `${this.point.x}px`, top: `${this.point.y}px`, transform: '' });
  }

  /** Moves to where it will be after a zoom, in step with the areas. */
  glide({ center, zoom }) {
    const { map } = this;
    const inView = map.project(this.at, zoom).subtract(map.project(center, zoom)).add(map.getSize().divideBy(2));
    const { x, y } = map.containerPointToLayerPoint(inView).subtract(this.point).round();
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }
}
