/* The Leaflet map: no tiles, no controls of its own; the boundaries are the base map. */
import { Canvas, LatLngBounds, Map as LeafletMap } from 'leaflet/dist/leaflet-src.esm.js';

const MEXICO = new LatLngBounds([14.5, -117.2], [32.75, -86.7]);
const ROOM_AROUND = new LatLngBounds([-50, -190], [72, -15]);
const MARGIN_PX = 20;
const NEAR_ZOOM = 7.5;
const SMALL_PX = 44; // an area smaller than this on the screen is zoomed to when selected

export class CountryMap {
  /** padding(whole) says what covers the map: {topLeft: [x, y], bottomRight: [x, y]} in pixels,
      and corner: [width, height], the legend's at the lower left. whole is true for the view of the country,
      which a panel at its side may cover. */
  constructor(element, { padding, stillness }) {
    this.padding = padding;
    this.stillness = stillness;
    this.leaflet = new LeafletMap(element, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      wheelPxPerZoomLevel: 110,
      minZoom: 3,
      maxZoom: 11,
      maxBounds: ROOM_AROUND,
      maxBoundsViscosity: 0.8,
      preferCanvas: true,
      renderer: new Canvas({ padding: 0.4 }),
      zoomAnimation: !stillness,
      fadeAnimation: !stillness,
      inertia: !stillness,
    });
    this.leaflet.on('movestart', () => {
      this.atHome = this.homing;
    });
    this.home(false);
  }

  room(whole = false) {
    const { topLeft, bottomRight } = this.padding(whole);
    const plus = ([x, y]) => [x + MARGIN_PX, y + MARGIN_PX];
    return { paddingTopLeft: plus(topLeft), paddingBottomRight: plus(bottomRight) };
  }

  /** The whole country in the part of the map that nothing covers. */
  home(animate = !this.stillness) {
    this.atHome = true;
    this.homing = true;
    this.leaflet.once('moveend', () => {
      this.homing = false;
    });
    this.leaflet.fitBounds(MEXICO, { ...this.room(true), animate });
  }

  zoom(step) {
    this.leaflet.setZoom(this.leaflet.getZoom() + step * this.leaflet.options.zoomDelta, { animate: !this.stillness });
  }

  /** Fits an area into the uncovered part of the map. */
  fit(bounds) {
    this.leaflet.fitBounds(bounds, { ...this.room(), maxZoom: NEAR_ZOOM + 1.5, animate: !this.stillness });
  }

  /** Brings an area into sight, moving as little as possible; a very small one is zoomed to. */
  reveal(bounds) {
    const box = this.boxOf(bounds);
    if (Math.max(box.right - box.left, box.bottom - box.top) < SMALL_PX) {
      const maxZoom = Math.max(this.leaflet.getZoom(), NEAR_ZOOM);
      const room = this.room();
      room.paddingTopLeft[0] += this.padding().corner?.[0] ?? 0; // beside the legend, not behind it
      this.leaflet.fitBounds(bounds, { ...room, maxZoom, animate: !this.stillness });
      return;
    }
    const [dx, dy] = this.wayIntoSight(box);
    if (dx || dy) this.leaflet.panBy([dx, dy], { animate: !this.stillness });
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
    const { atHome } = this;
    this.leaflet.invalidateSize({ pan: false, animate: false });
    if (atHome) this.home(false);
  }
}
