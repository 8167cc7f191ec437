/* The choropleth: areas filled by class, hatched without data, outlined when pointed at or selected, in full detail
   near by. */
import { FeatureGroup, GeoJSON, Polygon, SVG } from 'leaflet/dist/leaflet-src.esm.js';
import { endpoints, getJson } from '../core/api.js';
import { besideGeometry } from '../core/beside.js';
import { alike, hatchPattern, tokenColour, unsurePattern } from '../core/colours.js';
import { codeIn, HIGHEST, parentOf } from '../core/levels.js';
import { inRings } from './geometry.js';

const BORDER = { highest: { weight: 0.8 }, finer: { weight: 0.4, opacity: 0.55 } };
const borderOf = (level) => BORDER[parentOf(level) ? 'finer' : 'highest'];
const OUTLINES = 'outlines';
const LINE = { lineJoin: 'round', smoothFactor: 0.6, noClip: true }; // the canvas clips faster than Leaflet does

/** A collection as layers by code; overview keeps the shapes as they came. */
function layersOf(collection, style) {
  const group = new GeoJSON(collection, style);
  const layers = new Map(group.getLayers().map((layer) => [layer.feature.id, layer]));
  return { group, layers, overview: new Map([...layers].map(([code, layer]) => [code, layer.getLatLngs()])) };
}

/** The code of the area of the highest level that an area is or lies in. */
const rootOf = ({ feature: { properties } }) => codeIn(properties, HIGHEST) ?? properties.code;

export class AreaLayer {
  constructor(map) {
    this.map = map;
    this.byLevel = new Map();
    this.collections = new Map(); // by level, from which the outlines over its parts are made
    this.frames = new Map();
    this.theme = null; // whose colours the frame wears
    this.level = null;
    this.fills = new Map();
    this.painted = [];
    this.outlines = { pointed: null, selected: null };
    // Apart from the areas: where the pointer goes, the browser paints one line anew and not the canvas of all shapes.
    map.createPane(OUTLINES).classList.add('outlines-pane');
    this.renderer = new SVG({ pane: OUTLINES, padding: 0.4 });
  }

  /** Takes a level's areas, once. */
  add(level, collection) {
    if (this.byLevel.has(level)) return;
    const made = layersOf(collection, { style: () => ({ ...LINE, ...borderOf(level), fillOpacity: 1 }), interactive: false });
    this.byLevel.set(level, made);
    this.collections.set(level, collection);
    if (this.level && level === parentOf(this.level)) this.addFrame();
  }

  /** The outlines over the areas shown: those of the level above, once they are there. */
  get frame() {
    return this.frames.get(parentOf(this.level)) ?? null;
  }

  addFrame() {
    const level = parentOf(this.level);
    if (!this.frame && this.collections.has(level)) {
      const style = () => ({ ...LINE, fill: false, weight: 1.1, color: tokenColour('frame') });
      this.frames.set(level, layersOf(this.collections.get(level), { style, interactive: false }));
    }
    this.frame?.group.addTo(this.map);
  }

  /** Shows one level; its areas lie under the outlines of those above. True where that is new. */
  show(level) {
    if (this.level === level || !this.byLevel.has(level)) return false;
    if (this.level) this.byLevel.get(this.level).group.remove();
    if (this.level) this.frame?.group.remove();
    this.clearOutlines();
    this.byLevel.get(level).group.addTo(this.map);
    this.level = level;
    this.addFrame();
    this.painted = [];
    return true;
  }

  /** Colours the areas of the level shown as the drawing says; what is not singled out steps back. */
  paint(rows, drawing) {
    const inputs = [rows, drawing, this.level, this.frame];
    if (!this.level || inputs.every((input, index) => input === this.painted[index])) return;
    const [border, plain, empty, receded] = ['border', 'border-plain', 'land', 'receded'].map(tokenColour);
    const hatch = hatchPattern();
    // An edge as pale as the area that it is to part from its neighbours would not be seen.
    const edges = new Map([[hatch, plain]]);
    const edgeOf = (fill) => {
      if (!edges.has(fill)) edges.set(fill, alike(fill, border) ? plain : border);
      return edges.get(fill);
    };
    const fillOf = (row) => {
      if (!row) return empty;
      if (!drawing.lit(row)) return receded;
      const colour = drawing.colourOf(row);
      if (drawing.circles && colour !== null) return empty; // the circle over it has the colour
      return colour === null ? hatch : (colour ?? empty);
    };
    this.fills = new Map();
    for (const [code, layer] of this.byLevel.get(this.level).layers) {
      const row = rows.get(code);
      const fill = fillOf(row);
      const color = edgeOf(fill);
      const hatched = row && !drawing.circles && fill !== receded && typeof fill === 'string' && !drawing.sure(row);
      const fillColor = hatched ? unsurePattern(fill) : fill;
      // What looks as before is not drawn again: an answer that only the table shows costs the map nothing.
      if (layer.options.fillColor !== fillColor || layer.options.color !== color) layer.setStyle({ fillColor, color });
      if (typeof fill === 'string') this.fills.set(code, fill);
    }
    if (drawing.theme !== this.theme) {
      for (const { group } of this.frames.values()) group.setStyle({ color: tokenColour('frame') });
    }
    this.theme = drawing.theme;
    this.painted = inputs;
    this.clearOutlines();
  }

  /** The areas shown, by code; none before they are there. */
  get layers() {
    return this.byLevel.get(this.level)?.layers ?? null;
  }

  /** The code of the area shown that a place lies in; null in none. */
  codeAt(latlng) {
    for (const [code, layer] of this.layers ?? []) {
      if (layer.getBounds().contains(latlng) && inRings(layer.getLatLngs(), latlng)) return code;
    }
    return null;
  }

  /** Puts shapes {code: latlngs} in the place of what is drawn of a level. */
  reshape(level, shapes) {
    const drawn = [this.byLevel.get(level)?.layers, this.frames.get(level)?.layers];
    for (const layers of drawn) {
      for (const [code, shape] of layers ? shapes : []) layers.get(code)?.setLatLngs(shape);
    }
    for (const [kind, outline] of Object.entries(this.outlines)) {
      if (!outline || !shapes.has(outline.code)) continue;
      this.outline(kind, null);
      this.outline(kind, outline.code);
    }
  }

  /** The shapes of the overview of one area of the highest level: of itself or of its parts at another. */
  overviewOf(level, root) {
    const { layers, overview } = this.byLevel.get(level) ?? {};
    return new Map([...(overview ?? [])].filter(([code]) => rootOf(layers.get(code)) === root));
  }

  /** The code of the area of the highest level that an area is or lies in; null while it is not there. */
  rootOf(code) {
    const layer = this.layerOf(code);
    return layer && rootOf(layer);
  }

  clearOutlines() {
    for (const kind of Object.keys(this.outlines)) this.outline(kind, null);
  }

  /** Outlines one area: kind 'pointed' or 'selected'; code null takes the outline away. */
  outline(kind, code) {
    if ((this.outlines[kind]?.code ?? null) === code) return;
    this.outlines[kind]?.layer.remove();
    this.outlines[kind] = null;
    const area = this.layerOf(code);
    if (!area) return;
    const stroke = (token, weight) =>
      new Polygon(area.getLatLngs(), { ...LINE, fill: false, weight, color: tokenColour(token), interactive: false, pane: OUTLINES, renderer: this.renderer });
    const strokes = [stroke('outline-casing', kind === 'selected' ? 5.5 : 4), stroke('outline', 2.25)];
    const layer = new FeatureGroup(kind === 'selected' ? strokes : strokes.slice(1));
    this.outlines[kind] = { code, layer: layer.addTo(this.map) };
  }

  layerOf(code) {
    for (const { layers } of this.byLevel.values()) {
      if (layers.has(code)) return layers.get(code);
    }
    return null;
  }

  /** The GeoJSON feature of an area, or null while there is none. */
  featureOf(code) {
    return this.layerOf(code)?.feature ?? null;
  }

  bounds(code) {
    return this.layerOf(code)?.getBounds() ?? null;
  }

  /** Every path on the map as it is drawn now, lowest first: [{latlngs, options}]. */
  paths() {
    const groups = [this.byLevel.get(this.level)?.group, this.level && this.frame?.group];
    groups.push(...Object.values(this.outlines).map((outline) => outline?.layer));
    const layers = groups.flatMap((group) => group?.getLayers() ?? []);
    return layers.map((layer) => ({ latlngs: layer.getLatLngs(), options: layer.options }));
  }
}

/* Full detail near by: from a zoom on, the shapes of the areas in sight and of those above them are fetched, for one
   area of the highest level after the other, and stand in the place of the overview's until the map is zoomed out
   again. Quiet: what cannot be had leaves the overview, and is asked for again at the next move. */

const FROM_ZOOM = 8; // a pixel is then about 0.6 km: what the overview leaves out (0.7 km) begins to be seen
const CHOSEN_FROM_ZOOM = 6.5; // for the one area whose parts are listed, however large it is
const MARGIN = 0.5; // of the view, on each side: the canvas reaches 0.4 beyond it
const AT_ONCE = 2;
const KEPT = 24; // answers; those out of sight longest are let go, for memory's sake

const DEPTH = { Polygon: 1, MultiPolygon: 2 };
const shapeOf = ({ type, coordinates }) =>
  GeoJSON.coordsToLatLngs(coordinates, DEPTH[type]);

export class Detail {
  /** Must be made before anything is drawn: its listener then comes before the renderer's, which draws after a zoom. */
  constructor(map, areas) {
    Object.assign(this, { map, areas, chosen: null, wanted: [], answers: new Map() });
    Object.assign(this, { near: new Map(), shown: new Map(), asked: new Set() });
    map.on('zoomend moveend', () => this.update());
  }

  /** Takes the area whose parts are listed, or null. */
  choose(code) {
    if (this.chosen === code) return;
    this.chosen = code;
    this.update();
  }

  /** Brings what is drawn in step with what is in sight. */
  update() {
    const { level } = this.areas;
    const levels = [level, parentOf(level)].filter(Boolean);
    this.wanted = this.rootsInSight(level).flatMap((root) =>
      levels.map((each) => ({ level: each, root, key: `${each}/${root}` })),
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

  /** Codes of the areas of the highest level, the nearest to the middle first; none while the whole is looked at. */
  rootsInSight(level) {
    const highest = this.areas.byLevel.get(HIGHEST)?.layers;
    const zoom = this.map.getZoom();
    if (!highest || zoom < CHOSEN_FROM_ZOOM) return [];
    const rootsOf = (codes) => [...new Set(codes.map((code) => this.areas.rootOf(code)))].filter((root) => highest.has(root));
    if (zoom < FROM_ZOOM) return rootsOf([this.chosen]);
    const centre = this.map.getCenter();
    const away = (code) => highest.get(code).getBounds().getCenter().distanceTo(centre);
    // By their parts where these are drawn: the box around a large area may reach far beyond it.
    return rootsOf(this.inSight(level)).sort((a, b) => away(a) - away(b));
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
    const [level, root] = key.split('/');
    this.areas.reshape(level, this.areas.overviewOf(level, root));
    this.shown.delete(key);
  }

  fetchNext() {
    for (const want of this.wanted) {
      if (this.asked.size >= AT_ONCE) return;
      if (!this.answers.has(want.key) && !this.asked.has(want.key)) this.fetch(want);
    }
  }

  async fetch({ level, root, key }) {
    this.asked.add(key);
    try {
      const { features } = await getJson(endpoints.detail(level, root));
      this.answers.set(key, new Map(features.map(({ id, geometry }) => [id, shapeOf(besideGeometry(geometry))])));
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
