/* The Leaflet map: no tiles, no controls of its own; the boundaries are the base map. */
import { Canvas, LatLngBounds, Map as LeafletMap } from 'leaflet/dist/leaflet-src.esm.js';
import { PLACES, readPlace, writtenPlace } from '../state/place.js';

const MEXICO = new LatLngBounds([14.5, -117.2], [32.75, -86.7]);
const ROOM_AROUND = new LatLngBounds([PLACES.south, PLACES.west], [PLACES.north, PLACES.east]);
const MARGIN_PX = 20;
const NEAR_ZOOM = 7.5;
const SMALL_PX = 44; // an area smaller than this on the screen is zoomed to when selected

/* What the page moves the map for: the country, an area, or to bring something into sight at the place chosen. */
const [HOME, FIT, KEEP] = ['home', 'fit', 'keep'];

export class CountryMap {
  /** padding(whole) says what covers the map: {topLeft: [x, y], bottomRight: [x, y]} in pixels,
      and corner: [width, height], the legend's at the lower left. whole is true for the view of the country.
      onMoved(at) follows every move: at is the place as the link writes it, null where the page itself led there. */
  constructor(element, { padding, stillness, onMoved }) {
    this.padding = padding;
    this.stillness = stillness;
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
    });
    this.byReader = false; // whether the reader chose the place
    this.home(false);
    this.steering = null; // what the page moves the map for; null while the reader moves it
    this.leaflet.on('moveend', () => {
      const purpose = this.steering;
      this.steering = null;
      if (this.homeAgain && purpose === HOME) {
        this.home(false);
        return;
      }
      if (purpose !== KEEP) this.byReader = purpose === null;
      this.atHome = purpose === HOME;
      onMoved(this.byReader ? this.place() : null);
    });
    this.leaflet.on('autopanstart', () => {
      this.steering = KEEP;
    });
    this.leaflet.on('movestart', () => { // a page that changes its shape meanwhile must not call the map home
      this.atHome = this.steering === HOME;
    });
  }

  /** Moves the map for a purpose of the page. */
  steer(purpose, move) {
    this.steering = purpose;
    this.atHome = purpose === HOME;
    move();
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

  /** What the view of the country depends on, as a text. */
  roomKey() {
    const { x, y } = this.leaflet.getSize();
    return JSON.stringify([x, y, this.room(true)]);
  }

  /** The whole country in the part of the map that nothing covers. */
  home(animate = !this.stillness) {
    this.homeAgain = false;
    this.homeRoom = this.roomKey();
    this.steer(HOME, () => this.atAnyZoom(() => this.leaflet.fitBounds(MEXICO, { ...this.room(true), animate })));
  }

  zoom(step) {
    this.leaflet.setZoom(this.leaflet.getZoom() + step * this.leaflet.options.zoomDelta, { animate: !this.stillness });
  }

  /** Fits an area into the uncovered part of the map. */
  fit(bounds) {
    const animate = !this.stillness;
    this.steer(FIT, () => this.leaflet.fitBounds(bounds, { ...this.room(), maxZoom: NEAR_ZOOM + 1.5, animate }));
  }

  /** Brings an area into sight, moving as little as possible; a very small one is zoomed to. */
  reveal(bounds) {
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

  /** After the page changed its shape. */
  resized() {
    const { atHome, steering } = this;
    this.steer(KEEP, () => this.leaflet.invalidateSize({ pan: false, animate: false }));
    this.steering = steering;
    this.atHome = atHome;
    if (this.roomKey() === this.homeRoom) return; // to move the map is the dearest thing it does
    if (steering === HOME) this.homeAgain = true; // on its way: a second move now would cross the first
    else if (atHome) this.home(false);
  }
}
