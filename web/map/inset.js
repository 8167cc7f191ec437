/* An enlargement of where areas are too small to see in the view of the whole country, in the sea or over other land
   beside it. For the eye and the pointer; the list of areas holds the words. */
import { tokenColour } from '../core/colours.js';
import { nameOf } from '../core/levels.js';
import { atNextFrame } from '../core/store.js';
import { FreeRoom } from './callout-layer.js';
import { namePoint } from './geometry.js';

const TIMES = 3; // as large as on the map
const SIZE = { width: 216, height: 186 };
const SMALL_PX = 11; // how deep an area is at most that is too small to see
const TINY_PX = 4.5; // and one that is enlarged alone
const AROUND_PX = 8;
const NAME_PX = 11;

/** The rings of nested latlngs, however deep they lie. */
const ringsOf = (latlngs) => (latlngs[0]?.lat === undefined ? latlngs.flatMap(ringsOf) : [latlngs]);

/** Draws an area as it looks on the map; project gives a place's {x, y}. */
export function drawPath(pen, { latlngs, options }, project) {
  pen.beginPath();
  for (const ring of ringsOf(latlngs)) {
    ring.forEach((latlng, index) => {
      const { x, y } = project(latlng);
      if (index) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    });
    pen.closePath();
  }
  if (options.fill !== false) {
    pen.globalAlpha = options.fillOpacity ?? 1;
    pen.fillStyle = options.fillColor ?? options.color;
    pen.fill(options.fillRule ?? 'evenodd');
  }
  pen.globalAlpha = options.opacity ?? 1;
  pen.lineWidth = options.weight;
  pen.strokeStyle = options.color;
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Draws circles {at, radius, options} as they look on the map, the lowest first. */
export function drawMarks(pen, marks, project) {
  for (const { at: [lat, lng], radius, options } of marks) {
    const { x, y } = project({ lat, lng });
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.globalAlpha = options.fillOpacity;
    pen.fillStyle = options.fillColor;
    pen.fill();
    pen.globalAlpha = options.opacity;
    pen.lineWidth = options.weight;
    pen.strokeStyle = options.color;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** The middle {x, y} of what an inset shows best: of the small places {x, y, depth}, in pixels, as many as it holds; null
    where all can be seen. */
export function crowdOf(places) {
  const small = places.filter(({ depth }) => depth < SMALL_PX);
  const [wide, high] = [SIZE.width, SIZE.height].map((size) => (0.6 * size) / TIMES);
  const crowds = small.map((one) => small.filter(({ x, y }) => Math.abs(x - one.x) < wide && Math.abs(y - one.y) < high));
  const crowd = crowds.reduce((best, one) => (one.length > best.length ? one : best), []);
  if (crowd.length < 2 && !crowd.some(({ depth }) => depth < TINY_PX)) return null;
  const mean = (axis) => crowd.reduce((sum, one) => sum + one[axis], 0) / crowd.length;
  return { x: mean('x'), y: mean('y') };
}

export class Inset {
  /** covers() gives the boxes of what stands on the map; onPlaced(box) is told where the inset stands, null for nowhere;
      codeAt(latlng) gives the area at a place; onPoint(code, latlng) and onSelect(code) what the pointer does. */
  constructor(map, { covers, onPlaced, codeAt, onPoint, onSelect }) {
    Object.assign(this, { map, covers, onPlaced, content: null, box: null });
    this.canvas = Object.assign(document.createElement('canvas'), { className: 'inset', hidden: true });
    this.canvas.setAttribute('aria-hidden', 'true');
    this.frame = Object.assign(document.createElement('div'), { className: 'inset-frame', hidden: true });
    map.getContainer().append(this.frame, this.canvas);
    const at = ({ offsetX, offsetY }) => map.unproject([this.origin.x + offsetX, this.origin.y + offsetY], this.zoom);
    this.canvas.addEventListener('pointermove', (event) => {
      const latlng = at(event);
      onPoint(codeAt(latlng), latlng);
    });
    this.canvas.addEventListener('pointerleave', () => onPoint(null));
    this.canvas.addEventListener('click', (event) => {
      const code = codeAt(at(event));
      if (code) onSelect(code);
    });
    for (const name of ['pointerdown', 'mousedown', 'dblclick', 'click', 'mousemove', 'pointermove']) {
      this.canvas.addEventListener(name, (event) => event.stopPropagation());
    }
    map.on('movestart zoomstart', () => { this.frame.hidden = true; });
    map.on('moveend zoomend', () => this.arrangeSoon());
  }

  /** content: {land, paths, marks, lang}: the areas' collection, their paths and the circles on them as drawn, which keep
      their size and part where areas grow; null where no inset is wanted.
      home() says whether the map shows the whole country. */
  show(content, home) {
    Object.assign(this, { content, home });
    this.arrangeSoon();
  }

  arrangeSoon() {
    if (this.waits) return;
    this.waits = true;
    atNextFrame(() => {
      this.waits = false;
      this.arrange();
    });
  }

  arrange() {
    const middle = this.content && this.home() ? this.middle() : null;
    this.canvas.hidden = true; // it does not stand in its own way
    this.box = middle && this.freeBox();
    this.canvas.hidden = !this.box;
    this.frame.hidden = !this.box;
    this.onPlaced(this.box);
    if (!this.box) return;
    const [wide, high] = [SIZE.width, SIZE.height].map((size) => size / TIMES);
    const frame = { left: middle.x - wide / 2, top: middle.y - high / 2, width: wide, height: high };
    for (const [name, px] of Object.entries(frame)) this.frame.style[name] = `${px}px`;
    this.zoom = this.map.getZoom() + Math.log2(TIMES);
    const { x, y } = this.map.project(this.map.containerPointToLatLng([middle.x, middle.y]), this.zoom);
    this.origin = { x: x - SIZE.width / 2, y: y - SIZE.height / 2 };
    Object.assign(this.canvas.style, { left: `${this.box.left}px`, top: `${this.box.top}px` });
    this.draw();
  }

  /** Where the small areas are that lie closest together, in pixels of the map. */
  middle() {
    const degree = (256 * 2 ** this.map.getZoom()) / 360;
    return crowdOf(this.content.land.features.map(({ geometry }) => {
      const [lon, lat, depth] = namePoint(geometry);
      return { ...this.map.latLngToContainerPoint([lat, lon]), depth: depth * degree };
    }));
  }

  /** The free place nearest to the upper right corner; null where there is none. */
  freeBox() {
    const { x: width, y: height } = this.map.getSize();
    const room = new FreeRoom(this.map);
    room.takeLand(this.content.land);
    for (const box of this.covers()) room.take(box);
    for (let top = AROUND_PX; top + SIZE.height < height; top += AROUND_PX) {
      for (let left = width - SIZE.width - 2 * AROUND_PX; left > width / 2; left -= AROUND_PX) {
        const box = { left, top, right: left + SIZE.width, bottom: top + SIZE.height };
        const around = { left: left - AROUND_PX, top: top - AROUND_PX, right: box.right + AROUND_PX, bottom: box.bottom + AROUND_PX };
        if (room.isFree(around)) return box;
      }
    }
    return null;
  }

  draw() {
    const { paths, marks, lang, land } = this.content;
    const scale = Math.max(devicePixelRatio, 1);
    Object.assign(this.canvas, { width: SIZE.width * scale, height: SIZE.height * scale });
    Object.assign(this.canvas.style, { width: `${SIZE.width}px`, height: `${SIZE.height}px` });
    const pen = this.canvas.getContext('2d');
    pen.scale(scale, scale);
    pen.fillStyle = tokenColour('sea');
    pen.fillRect(0, 0, SIZE.width, SIZE.height);
    pen.lineJoin = 'round';
    const project = (latlng) => {
      const { x, y } = this.map.project(latlng, this.zoom);
      return { x: x - this.origin.x, y: y - this.origin.y };
    };
    for (const path of paths()) drawPath(pen, path, project);
    drawMarks(pen, marks(), project);
    this.writeNames(pen, land, lang, project);
  }

  /** The names of the areas that have room for them. */
  writeNames(pen, { features }, lang, project) {
    const degree = (256 * 2 ** this.zoom) / 360;
    Object.assign(pen, { font: `600 ${NAME_PX}px ${getComputedStyle(document.body).fontFamily}`, textAlign: 'center', textBaseline: 'middle' });
    for (const { geometry, properties } of features) {
      const [lon, lat, depth] = namePoint(geometry);
      const { x, y } = project({ lat, lng: lon });
      const name = nameOf(properties, lang);
      const half = pen.measureText(name).width / 2;
      if (half > depth * degree * 1.6 || x < half || y < NAME_PX || x > SIZE.width - half || y > SIZE.height - NAME_PX) continue;
      pen.lineWidth = 2.5;
      pen.strokeStyle = tokenColour('ground');
      pen.strokeText(name, x, y);
      pen.fillStyle = tokenColour('ink');
      pen.fillText(name, x, y);
    }
  }
}
