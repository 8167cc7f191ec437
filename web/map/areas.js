/* The choropleth: areas filled by class, hatched without data, outlined when pointed at or selected. */
import { FeatureGroup, GeoJSON, Polygon } from 'leaflet/dist/leaflet-src.esm.js';
import { hatchPattern } from './hatch.js';
import { alike, tokenColour } from './palette.js';

const BORDER = { state: { weight: 0.8 }, municipality: { weight: 0.4, opacity: 0.55 } };
const LINE = { lineJoin: 'round', smoothFactor: 0.6, noClip: true }; // the canvas clips faster than Leaflet does

/** A collection as layers by code; overview keeps the shapes as they came. */
function layersOf(collection, style) {
  const group = new GeoJSON(collection, style);
  const layers = new Map(group.getLayers().map((layer) => [layer.feature.id, layer]));
  return { group, layers, overview: new Map([...layers].map(([code, layer]) => [code, layer.getLatLngs()])) };
}

export class AreaLayer {
  /** onPoint(code | null, latlng) while the pointer moves, onSelect(code) on a click. */
  constructor(map, { onPoint, onSelect }) {
    this.map = map;
    this.handlers = {
      mousemove: ({ layer, latlng }) => onPoint(layer.feature.id, latlng),
      mouseout: () => onPoint(null),
      click: ({ layer, originalEvent }) => onSelect(layer.feature.id, originalEvent),
    };
    this.byLevel = new Map();
    this.states = null; // the collection that the outlines over municipalities are made from
    this.frame = null;
    this.theme = null; // whose colours the frame wears
    this.level = null;
    this.fills = new Map();
    this.painted = [];
    this.outlines = { pointed: null, selected: null };
  }

  /** Takes a level's areas, once. */
  add(level, collection) {
    if (this.byLevel.has(level)) return;
    const made = layersOf(collection, { style: () => ({ ...LINE, ...BORDER[level], fillOpacity: 1 }) });
    made.group.on(this.handlers);
    this.byLevel.set(level, made);
    if (level === 'state') this.states = collection;
    if (this.level === 'municipality') this.addFrame();
  }

  /** The outlines of the states over their municipalities, once both are there. */
  addFrame() {
    if (!this.frame && this.states) {
      const style = () => ({ ...LINE, fill: false, weight: 1.1, color: tokenColour('frame') });
      this.frame = layersOf(this.states, { style, interactive: false });
    }
    this.frame?.group.addTo(this.map);
  }

  /** Shows one level; municipalities lie under the outlines of their states. True where that is new. */
  show(level) {
    if (this.level === level || !this.byLevel.has(level)) return false;
    if (this.level) this.byLevel.get(this.level).group.remove();
    this.frame?.group.remove();
    this.clearOutlines();
    this.byLevel.get(level).group.addTo(this.map);
    if (level === 'municipality') this.addFrame();
    this.level = level;
    this.painted = [];
    return true;
  }

  /** Colours the areas of the level shown as the drawing says; what is not singled out steps back. */
  paint(rows, drawing) {
    const inputs = [rows, drawing, this.level, this.byLevel.has('state')];
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
      return colour === null ? hatch : (colour ?? empty);
    };
    this.fills = new Map();
    for (const [code, layer] of this.byLevel.get(this.level).layers) {
      const fillColor = fillOf(rows.get(code));
      const color = edgeOf(fillColor);
      // What looks as before is not drawn again: an answer that only the table shows costs the map nothing.
      if (layer.options.fillColor !== fillColor || layer.options.color !== color) layer.setStyle({ fillColor, color });
      if (typeof fillColor === 'string') this.fills.set(code, fillColor);
    }
    if (this.frame && drawing.theme !== this.theme) this.frame.group.setStyle({ color: tokenColour('frame') });
    this.theme = drawing.theme;
    this.painted = inputs;
    this.clearOutlines();
  }

  /** Puts shapes {code: latlngs} in the place of what is drawn of a level. */
  reshape(level, shapes) {
    const drawn = [this.byLevel.get(level)?.layers, level === 'state' ? this.frame?.layers : null];
    for (const layers of drawn) {
      for (const [code, shape] of layers ? shapes : []) layers.get(code)?.setLatLngs(shape);
    }
    for (const [kind, outline] of Object.entries(this.outlines)) {
      if (!outline || !shapes.has(outline.code)) continue;
      this.outline(kind, null);
      this.outline(kind, outline.code);
    }
  }

  /** The shapes of the overview of one state: of itself or of its municipalities. */
  overviewOf(level, state) {
    return new Map([...(this.byLevel.get(level)?.overview ?? [])].filter(([code]) => code.startsWith(state)));
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
      new Polygon(area.getLatLngs(), { ...LINE, fill: false, weight, color: tokenColour(token), interactive: false });
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
    const groups = [this.byLevel.get(this.level)?.group, this.level === 'municipality' ? this.frame?.group : null];
    groups.push(...Object.values(this.outlines).map((outline) => outline?.layer));
    const layers = groups.flatMap((group) => group?.getLayers() ?? []);
    return layers.map((layer) => ({ latlngs: layer.getLatLngs(), options: layer.options }));
  }
}
