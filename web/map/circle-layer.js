/* Proportional circles: numbers of people, and gaps of many areas, as one circle an area. Its surface is the number, so
   that a large and empty area does not look like a large number. The largest lie below, none hides a smaller one. */
import { Canvas, CircleMarker, FeatureGroup, SVG } from 'leaflet/dist/leaflet-src.esm.js';
import { tokenColour } from '../core/colours.js';
import { BOUNDS } from '../core/served.js';
import { namePoint } from './geometry.js';

const [WEST, SOUTH, EAST, NORTH] = BOUNDS;
const PANE = 'circles';
const FEW_AREAS = 64; // of more, circles are smaller, for there are more of them in the same room
/* The radius of the greatest number on a country of USUAL_PX. Of gaps it is of one of the few areas with presence. */
const MOST_PX = { few: 34, many: 18, gap: 28 };
const USUAL_PX = 1000; // the diagonal of the country
const SMALLEST_PX = 0.75;
const GROWTH = { least: 0.7, most: 1.6 }; // circles grow with the root of the scale: they part, and the small ones show
const LINE = { weight: 0.75, opacity: 0.9, fillOpacity: 0.78 };
const UNSURE = { weight: 1.75, opacity: 1, fillOpacity: 0.25 }; // a ring: which side it is on depends on how one counts

/** How long the country's diagonal is on the map now. */
function diagonal(map) {
  const zoom = map.getZoom();
  return map.project([NORTH, EAST], zoom).distanceTo(map.project([SOUTH, WEST], zoom));
}

/** Where the circle of an area stands: at its seat or, where the data name none, at a point well inside it. */
function seatOf({ geometry, properties: { seat_lat: lat, seat_lon: lon } }) {
  if (typeof lat === 'number' && typeof lon === 'number') return [lat, lon];
  const [x, y] = namePoint(geometry);
  return [y, x];
}

export class CircleLayer {
  /** Must be made before its map draws anything: circles then have their new size when a zoom draws them. */
  constructor(map) {
    const pane = map.createPane(PANE);
    pane.classList.add('circles-pane');
    this.map = map;
    this.group = new FeatureGroup();
    this.renderer = null;
    this.circles = []; // [{code, circle, size, at}], the largest first
    this.seats = new Map(); // by feature
    this.shown = [];
    this.ring = null;
    map.on('zoomend', () => this.resize());
  }

  /** The radius in pixels of the greatest number on the map. */
  get most() {
    const growth = Math.sqrt(diagonal(this.map) / USUAL_PX);
    return MOST_PX[this.crowd] * Math.max(GROWTH.least, Math.min(growth, GROWTH.most));
  }

  radiusOf(size) {
    return Math.max(SMALLEST_PX, this.most * Math.sqrt(size / this.largest));
  }

  /** Draws circles of rows by code as the drawing says, {largest, sizeOf(row)} under `circles`; featureOf(code) is the
      area. Null for none takes them away. */
  show(rows, drawing, featureOf) {
    const inputs = [rows, drawing];
    if (inputs.every((input, index) => input === this.shown[index])) return;
    this.shown = inputs;
    this.group.clearLayers();
    this.outline(null);
    this.circles = [];
    if (drawing.circles && rows) this.draw(rows, drawing, featureOf);
    this.map.getContainer().dataset.marks = this.circles.length ? 'circles' : 'areas';
    this.tellSize();
  }

  /** Tells the legend, whose circles are as large as the map's. Not on the body: all elements would be styled anew. */
  tellSize() {
    const legend = document.querySelector('.legend');
    if (this.circles.length) legend?.style.setProperty('--circle-most', `${this.most.toFixed(1)}px`);
  }

  draw(rows, drawing, featureOf) {
    const { largest, sizeOf } = drawing.circles;
    const found = [...rows.values()].filter(drawing.lit).map((row) => ({ row, size: sizeOf(row), feature: featureOf(row.code) }));
    const sized = found.filter(({ size, feature }) => size > 0 && feature).sort((a, b) => b.size - a.size);
    this.renderer ??= new Canvas({ pane: PANE, padding: 0.4 });
    this.largest = largest;
    this.crowd = drawing.view === 'gap' ? 'gap' : rows.size > FEW_AREAS ? 'many' : 'few';
    this.casing = tokenColour('circle-line');
    this.circles = sized.map(({ row, size, feature }) => ({ code: row.code, size, at: this.seat(feature), fillColor: drawing.colourOf(row), sure: drawing.sure(row) }));
    for (const one of this.circles) one.circle = this.circle(one).addTo(this.group);
    this.group.addTo(this.map);
  }

  circle({ at, size, fillColor, sure }) {
    const look = sure ? { ...LINE, color: this.casing } : { ...UNSURE, color: fillColor };
    return new CircleMarker(at, { ...look, renderer: this.renderer, pane: PANE, interactive: false, radius: this.radiusOf(size), fillColor });
  }

  seat(feature) {
    if (!this.seats.has(feature)) this.seats.set(feature, seatOf(feature));
    return this.seats.get(feature);
  }

  resize() {
    for (const { circle, size } of this.circles) circle.setRadius(this.radiusOf(size));
    this.ring?.setRadius(this.radiusOf(this.ring.size));
    this.tellSize();
  }

  /** The code of the area whose circle lies on top at a place; null where there is none. */
  codeAt(latlng) {
    const { x, y } = this.map.latLngToLayerPoint(latlng);
    for (let index = this.circles.length - 1; index >= 0; index -= 1) {
      const { code, circle, at } = this.circles[index];
      const seat = this.map.latLngToLayerPoint(at);
      if ((seat.x - x) ** 2 + (seat.y - y) ** 2 <= circle.getRadius() ** 2) return code;
    }
    return null;
  }

  /** Where the circle of an area stands, [lat, lon]; null for one without. */
  placeOf(code) {
    return this.circles.find((one) => one.code === code)?.at ?? null;
  }

  /** Rings the circle of one area; code null takes the ring away. */
  outline(code) {
    this.ring?.remove();
    const own = code && this.circles.find((one) => one.code === code);
    this.rings ??= new SVG({ pane: PANE, padding: 0.4 }); // painted alone, as the outlines of areas are
    this.ring = own ? new CircleMarker(own.at, { renderer: this.rings, pane: PANE, interactive: false, fill: false, weight: 2, color: tokenColour('outline'), radius: this.radiusOf(own.size) }) : null;
    if (own) Object.assign(this.ring, { size: own.size }).addTo(this.map);
  }

  /** Every circle as it is drawn now, lowest first: [{at, radius, options}]. */
  marks() {
    return this.circles.map(({ at, circle }) => ({ at, radius: circle.getRadius(), options: circle.options }));
  }
}
