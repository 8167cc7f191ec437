/* The choropleth: areas filled by class, hatched without data, outlined when pointed at or selected. */
import { FeatureGroup, GeoJSON } from 'leaflet/dist/leaflet-src.esm.js';
import { hatchPattern } from './hatch.js';
import { tokenColour } from './palette.js';

const BORDER = { state: { weight: 0.8 }, municipality: { weight: 0.4, opacity: 0.55 } };

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
    this.level = null;
    this.fills = new Map();
    this.painted = [];
    this.outlines = { pointed: null, selected: null };
  }

  /** Takes a level's areas, once. */
  add(level, collection) {
    if (this.byLevel.has(level)) return;
    const style = { ...BORDER[level], fillOpacity: 1, smoothFactor: 0.6, lineJoin: 'round' };
    const group = new GeoJSON(collection, { style: () => style }).on(this.handlers);
    const layers = new Map(group.getLayers().map((layer) => [layer.feature.id, layer]));
    this.byLevel.set(level, { group, layers, features: new Map(collection.features.map((f) => [f.id, f])) });
  }

  /** Shows one level; municipalities lie under the outlines of their states. */
  show(level) {
    if (this.level === level || !this.byLevel.has(level)) return;
    if (this.level) this.byLevel.get(this.level).group.remove();
    this.frame?.remove();
    this.frame = null;
    this.byLevel.get(level).group.addTo(this.map);
    this.level = level;
    this.painted = [];
    this.clearOutlines();
  }

  /** Colours the areas of the level shown as the drawing says; what is not singled out steps back. */
  paint(rows, drawing) {
    const inputs = [rows, drawing, this.level, this.byLevel.has('state')];
    if (!this.level || inputs.every((input, index) => input === this.painted[index])) return;
    const border = tokenColour('border');
    const empty = tokenColour('land');
    const hatch = hatchPattern();
    this.fills = new Map();
    for (const [code, layer] of this.byLevel.get(this.level).layers) {
      const row = rows.get(code);
      const colour = row && drawing.lit(row) ? drawing.colourOf(row) : undefined;
      const fillColor = colour === null ? hatch : (colour ?? empty);
      layer.setStyle({ fillColor, color: border });
      if (typeof fillColor === 'string') this.fills.set(code, fillColor);
    }
    this.drawFrame();
    this.painted = inputs;
    this.clearOutlines();
  }

  /** The outlines of states over municipalities. */
  drawFrame() {
    this.frame?.remove();
    this.frame = null;
    if (this.level === 'state' || !this.byLevel.has('state')) return;
    const style = { fill: false, weight: 1.1, color: tokenColour('frame'), lineJoin: 'round', smoothFactor: 0.6 };
    const collection = [...this.byLevel.get('state').features.values()];
    this.frame = new GeoJSON(collection, { style: () => style, interactive: false }).addTo(this.map);
  }

  clearOutlines() {
    for (const kind of Object.keys(this.outlines)) {
      this.outlines[kind]?.layer.remove();
      this.outlines[kind] = null;
    }
  }

  /** Outlines one area: kind 'pointed' or 'selected'; code null takes the outline away. */
  outline(kind, code) {
    if ((this.outlines[kind]?.code ?? null) === code) return;
    this.outlines[kind]?.layer.remove();
    this.outlines[kind] = null;
    const feature = this.feature(code);
    if (!feature) return;
    const stroke = (token, weight) =>
      new GeoJSON(feature, {
        style: () => ({ fill: false, weight, color: tokenColour(token), lineJoin: 'round', smoothFactor: 0.6 }),
        interactive: false,
      });
    const strokes = [stroke('outline-casing', kind === 'selected' ? 5.5 : 4), stroke('outline', 2.25)];
    const layer = new FeatureGroup(kind === 'selected' ? strokes : strokes.slice(1));
    this.outlines[kind] = { code, layer: layer.addTo(this.map) };
  }

  feature(code) {
    for (const { features } of this.byLevel.values()) {
      if (features.has(code)) return features.get(code);
    }
    return null;
  }

  bounds(code) {
    const feature = this.feature(code);
    return feature && new GeoJSON(feature).getBounds();
  }
}
