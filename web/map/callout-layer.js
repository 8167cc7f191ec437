/* Labels of the areas that the headline names: in the sea or over other land beside the country, each tied to its area
   by a line. For the eye alone; headline and table hold the words. */
import { atNextFrame } from '../core/store.js';
import { Pin } from './country-map.js';
import { placesFor, pointsInside } from './geometry.js';

const CELL_PX = 6;

/* Land as one path, in the map's pixels at zoom 0: to project its points anew after each move takes a tenth of a second. */
const paths = new WeakMap();

function pathOf(map, land) {
  if (paths.has(land)) return paths.get(land);
  const path = new Path2D();
  for (const { geometry: { type, coordinates } } of land.features) {
    for (const [outer] of type === 'Polygon' ? [coordinates] : coordinates) {
      outer.forEach(([lon, lat], index) => {
        const { x, y } = map.project([lat, lon], 0);
        if (index) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      path.closePath();
    }
  }
  paths.set(land, path);
  return path;
}

/* Where nothing is drawn, in cells of some pixels: no land, no symbol, nothing of the page. */

export class FreeRoom {
  /** map: whose size and place it is of. */
  constructor(map) {
    const { x, y } = map.getSize();
    Object.assign(this, { map, width: Math.ceil(x / CELL_PX), height: Math.ceil(y / CELL_PX), sums: null });
    const canvas = Object.assign(document.createElement('canvas'), { width: this.width + 1, height: this.height + 1 });
    this.pen = canvas.getContext('2d', { willReadFrequently: true });
    this.pen.scale(1 / CELL_PX, 1 / CELL_PX);
  }

  /** Takes the room of land: a collection of areas. */
  takeLand(land) {
    const { pen, map } = this;
    const scale = 2 ** map.getZoom();
    const { x, y } = map.getPixelBounds().min;
    pen.save();
    pen.translate(-x, -y);
    pen.scale(scale, scale);
    const path = pathOf(map, land);
    pen.fill(path);
    pen.lineWidth = CELL_PX / scale;
    pen.stroke(path); // what is narrower than a cell
    pen.restore();
    this.sums = null;
  }

  take({ left, top, right, bottom }) {
    this.pen.fillRect(left, top, right - left, bottom - top);
    this.sums = null;
  }

  /** How many cells above and left of each are taken, from which those of any box follow. */
  counted() {
    const { data } = this.pen.getImageData(0, 0, this.width, this.height);
    const across = this.width + 1;
    const sums = new Uint32Array(across * (this.height + 1));
    for (let row = 0; row < this.height; row += 1) {
      for (let column = 0, inRow = 0; column < this.width; column += 1) {
        inRow += data[4 * (row * this.width + column) + 3] > 0 ? 1 : 0;
        sums[(row + 1) * across + column + 1] = sums[row * across + column + 1] + inRow;
      }
    }
    return sums;
  }

  /** Asked of some ten thousand boxes a label: it makes no arrays. */
  isFree({ left, top, right, bottom }) {
    const [west, north, east, south] = [Math.floor(left / CELL_PX), Math.floor(top / CELL_PX), Math.ceil(right / CELL_PX), Math.ceil(bottom / CELL_PX)];
    if (west < 0 || north < 0 || east > this.width || south > this.height) return false;
    this.sums ??= this.counted();
    const across = this.width + 1;
    const [above, below] = [north * across, south * across];
    return this.sums[below + east] - this.sums[below + west] - this.sums[above + east] + this.sums[above + west] === 0;
  }
}

function labelElement({ name, words }) {
  const element = document.createElement('span');
  element.className = 'callout';
  element.setAttribute('aria-hidden', 'true');
  const [line, label, strong, figure] = ['span', 'span', 'strong', 'span'].map((tag) => document.createElement(tag));
  line.className = 'callout__line';
  label.className = 'callout__label';
  strong.textContent = name;
  figure.textContent = words;
  label.append(strong, figure);
  element.append(line, label);
  return { element, label };
}

export class CalloutLayer {
  /** covers() gives the boxes of what stands on the map, in its pixels: [{left, top, right, bottom}]; onPlaced(codes)
      is told which areas have a label in sight. */
  constructor(map, { covers, onPlaced }) {
    Object.assign(this, { map, covers, onPlaced, labels: [], land: null });
    map.createPane('callouts').classList.add('names-pane');
    map.on('moveend zoomend resize', () => this.arrangeSoon());
  }

  /** items: [{code, feature, at, name, words}] of the areas to tell of, whose line ends in their circle where it stands at
      a place; land: the areas that no label may lie on. */
  show(items, land) {
    for (const { pin } of this.labels) pin.remove();
    this.land = land;
    this.labels = items.map(({ code, feature, at, name, words }) => {
      const points = at ? [at] : pointsInside(feature.geometry).map(([lon, lat]) => [lat, lon]);
      const { element, label } = labelElement({ name, words });
      const pin = new Pin(points[0], element, 'callouts').addTo(this.map);
      return { code, points, name, words, element, label, pin, place: null };
    });
    if (items.length) this.arrangeSoon();
    else this.onPlaced([]);
  }

  /** At the next frame, when what stands around the map has found its place. */
  arrangeSoon() {
    if (!this.labels.length || this.waits) return;
    this.waits = true;
    atNextFrame(() => {
      this.waits = false;
      this.arrange();
    });
  }

  arrange() {
    const project = (at) => this.map.latLngToContainerPoint(at);
    const room = new FreeRoom(this.map);
    room.takeLand(this.land);
    for (const box of this.covers()) room.take(box);
    const size = this.map.getSize();
    const inSight = ({ x, y }) => x > 0 && y > 0 && x < size.x && y < size.y;
    const asked = this.labels.map(({ points, label }) => (
      { points: points.map(project).filter(inSight), size: { width: label.offsetWidth, height: label.offsetHeight } }));
    placesFor(room, asked).forEach((place, index) => {
      this.labels[index].place = place;
      this.put(this.labels[index], project(this.labels[index].points[0]));
    });
    this.onPlaced(this.inSight().map(({ code }) => code));
  }

  /** Moves a label and its line; point: where on the map its element stands. */
  put({ element, place }, point) {
    element.classList.toggle('callout--hidden', !place);
    if (!place) return;
    const { box, start, end } = place;
    const way = { x: end.x - start.x, y: end.y - start.y };
    const sizes = {
      '--dx': `${(box.left - point.x).toFixed(1)}px`,
      '--dy': `${(box.top - point.y).toFixed(1)}px`,
      '--from-x': `${(start.x - point.x).toFixed(1)}px`,
      '--from-y': `${(start.y - point.y).toFixed(1)}px`,
      '--leader': `${Math.hypot(way.x, way.y).toFixed(1)}px`,
      '--leader-angle': `${Math.atan2(way.y, way.x).toFixed(3)}rad`,
    };
    for (const [name, value] of Object.entries(sizes)) element.style.setProperty(name, value);
  }

  /** The labels in sight: [{name, words, place: {box, start, end}}], in pixels of the map. */
  inSight() {
    return this.labels.filter(({ place }) => place);
  }
}
