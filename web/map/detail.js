/* Full detail near by: from a zoom on, the shapes of the states in sight and of their municipalities are fetched, state
   by state, and stand in the place of the overview's until the map is zoomed out again. Quiet: what cannot be had
   leaves the overview, and is asked for again at the next move. */
import { GeoJSON } from 'leaflet/dist/leaflet-src.esm.js';
import { getJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';

const FROM_ZOOM = 8; // a pixel is then about 0.6 km: what the overview leaves out (0.7 km) begins to be seen
const CHOSEN_FROM_ZOOM = 6.5; // for the one state whose municipalities are listed, however large it is
const MARGIN = 0.5; // of the view, on each side: the canvas reaches 0.4 beyond it
const AT_ONCE = 2;
const KEPT = 24; // answers; those out of sight longest are let go, for memory's sake

const DEPTH = { Polygon: 1, MultiPolygon: 2 };
const shapeOf = ({ type, coordinates }) => GeoJSON.coordsToLatLngs(coordinates, DEPTH[type]);

export class Detail {
  /** Must be made before anything is drawn: its listener then comes before the renderer's, which draws after a zoom. */
  constructor(map, areas) {
    Object.assign(this, { map, areas, chosen: null, wanted: [], answers: new Map() });
    Object.assign(this, { near: new Map(), shown: new Map(), asked: new Set() });
    map.on('zoomend moveend', () => this.update());
  }

  /** Takes the state whose municipalities are listed, or null. */
  choose(state) {
    if (this.chosen === state) return;
    this.chosen = state;
    this.update();
  }

  /** Brings what is drawn in step with what is in sight. */
  update() {
    const { level } = this.areas;
    const levels = level === 'municipality' ? ['municipality', 'state'] : ['state'];
    this.wanted = this.statesInSight(level).flatMap((state) =>
      levels.map((each) => ({ level: each, state, key: `${each}/${state}` })),
    );
    const keys = new Set(this.wanted.map(({ key }) => key));
    for (const key of this.shown.keys()) {
      if (!keys.has(key)) this.putBack(key);
    }
    this.near = new Map(keys.size ? levels.map((each) => [each, this.inSight(each, MARGIN)]) : []);
    for (const want of this.wanted) this.put(want);
    this.fetchNext();
  }

  /** Codes of the areas of a level that meet the view; room widens it by a share of its size. */
  inSight(level, room = 0) {
    const view = this.map.getBounds().pad(room);
    const layers = this.areas.byLevel.get(level)?.layers ?? [];
    return [...layers].filter(([, layer]) => layer.getBounds().intersects(view)).map(([code]) => code);
  }

  /** State codes, the nearest to the middle first; none while the whole is looked at. */
  statesInSight(level) {
    const states = this.areas.byLevel.get('state')?.layers;
    const zoom = this.map.getZoom();
    if (!states || zoom < CHOSEN_FROM_ZOOM) return [];
    if (zoom < FROM_ZOOM) return states.has(this.chosen) ? [this.chosen] : [];
    const centre = this.map.getCenter();
    const away = (code) => states.get(code).getBounds().getCenter().distanceTo(centre);
    // By their municipalities where these are drawn: the box around a state may reach far beyond it.
    const codes = new Set(this.inSight(level).map((code) => code.slice(0, 2)));
    return [...codes].filter((code) => states.has(code)).sort((a, b) => away(a) - away(b));
  }

  /** Puts the shapes in or near sight in place: one far outside would cost as much at every zoom, and show nothing. */
  put({ level, key }) {
    const shapes = this.answers.get(key);
    if (!shapes || !this.areas.byLevel.has(level)) return;
    const done = this.shown.get(key) ?? new Set();
    const codes = this.near.get(level).filter((code) => shapes.has(code) && !done.has(code));
    this.areas.reshape(level, new Map(codes.map((code) => [code, shapes.get(code)])));
    this.shown.set(key, new Set([...done, ...codes]));
  }

  putBack(key) {
    const [level, state] = key.split('/');
    this.areas.reshape(level, this.areas.overviewOf(level, state));
    this.shown.delete(key);
  }

  fetchNext() {
    for (const want of this.wanted) {
      if (this.asked.size >= AT_ONCE) return;
      if (!this.answers.has(want.key) && !this.asked.has(want.key)) this.fetch(want);
    }
  }

  async fetch({ level, state, key }) {
    this.asked.add(key);
    try {
      const { features } = await getJson(endpoints.detail(level, state));
      this.answers.set(key, new Map(features.map(({ id, geometry }) => [id, shapeOf(geometry)])));
      this.forgetOldest();
    } catch {
      this.asked.delete(key); // the overview stays until the map is moved again
      return;
    }
    this.asked.delete(key);
    const want = this.wanted.find((one) => one.key === key);
    if (want) this.put(want);
    this.fetchNext();
  }

  forgetOldest() {
    for (const key of this.answers.keys()) {
      if (this.answers.size <= KEPT) return;
      if (!this.wanted.some((want) => want.key === key)) this.answers.delete(key);
    }
  }
}
