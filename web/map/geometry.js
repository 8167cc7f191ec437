/* Geometry on the map: where in a polygon a name stands, in which area a point lies, and symbols that lie apart. */

/* A good place for a name inside a polygon: the point farthest from its edges, found on a grid that narrows (after
   the idea of Mapbox's polylabel, Agafonkin 2016, kept coarse: names need no exact centre). */

const GRID = 8;
const NARROWINGS = 3;
const MOST_POINTS = 48; // of a ring: a name stands well or badly by the broad shape

const northing = (lat) => Math.asinh(Math.tan((lat * Math.PI) / 180));
/** How wide a part of the earth is on the map for its height. */
export const shapeOf = ([west, south, east, north]) => ((east - west) * Math.PI) / 180 / (northing(north) - northing(south));

const ringArea = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0));

/** The outer ring of a geometry's largest polygon. */
function largestRing({ type, coordinates }) {
  const rings = type === 'Polygon' ? [coordinates[0]] : coordinates.map(([outer]) => outer);
  const largest = rings.reduce((best, ring) => (ringArea(ring) > ringArea(best) ? ring : best));
  const step = Math.ceil(largest.length / MOST_POINTS);
  return largest.filter((_, index) => index % step === 0);
}

/** The squared distance of a point from a line between two. */
function squaredDistance(x, y, x1, y1, x2, y2) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const along = dx || dy ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy))) : 0;
  return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2;
}

/** Distance to the ring, negative outside. Asked some hundred thousand times at the first draw: it makes no arrays. */
function depth([x, y], ring) {
  let inside = false;
  let nearest = Infinity;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const x1 = ring[i][0];
    const y1 = ring[i][1];
    const x2 = ring[j][0];
    const y2 = ring[j][1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    nearest = Math.min(nearest, squaredDistance(x, y, x1, y1, x2, y2));
  }
  return (inside ? 1 : -1) * Math.sqrt(nearest);
}

/** Whether a place lies in nested rings of latlngs, by the even-odd rule, as they are filled. */
export function inRings(rings, place) {
  if (rings[0]?.lat === undefined) return rings.reduce((inside, part) => inside !== inRings(part, place), false);
  const { lat, lng } = place;
  let inside = false;
  for (let i = 0, j = rings.length - 1; i < rings.length; j = i, i += 1) {
    const [a, b] = [rings[i], rings[j]];
    if (a.lat > lat !== b.lat > lat && lng < ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat) + a.lng) inside = !inside;
  }
  return inside;
}

const namePoints = new WeakMap(); // names, circles, labels and the enlarged part ask for the same

/** [longitude, latitude, depth in degrees] of the point for a name. */
export function namePoint(geometry) {
  if (!namePoints.has(geometry)) namePoints.set(geometry, deepest(geometry));
  return namePoints.get(geometry);
}

function deepest(geometry) {
  const ring = largestRing(geometry);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  let box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  let best = [box[0], box[1], -Infinity];
  for (let round = 0; round < NARROWINGS; round += 1) {
    const [width, height] = [box[2] - box[0], box[3] - box[1]];
    for (let i = 0; i < GRID * GRID; i += 1) {
      const x = box[0] + (((i % GRID) + 0.5) / GRID) * width;
      const y = box[1] + ((Math.floor(i / GRID) + 0.5) / GRID) * height;
      const here = depth([x, y], ring);
      if (here > best[2]) best = [x, y, here];
    }
    box = [best[0] - width / GRID, best[1] - height / GRID, best[0] + width / GRID, best[1] + height / GRID];
  }
  return best;
}

/** Points [longitude, latitude] well inside a polygon, to tie a line to; the point for a name is the first. */
export function pointsInside(geometry) {
  const [lon, lat, most] = namePoint(geometry);
  const ring = largestRing(geometry);
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [west, south] = [Math.min(...xs), Math.min(...ys)];
  const step = [Math.max(...xs) - west, Math.max(...ys) - south].map((size) => size / GRID);
  const grid = Array.from({ length: GRID * GRID }, (_, i) => (
    [west + ((i % GRID) + 0.5) * step[0], south + (Math.floor(i / GRID) + 0.5) * step[1]]));
  return [[lon, lat], ...grid.filter((point, index) => index % 3 === 0 && depth(point, ring) > most / 3)];
}

/** The code of the area that a point [longitude, latitude] lies in, by the overview; null in none. */
export function areaAt({ features }, point) {
  const ringsOf = ({ type, coordinates }) => (type === 'Polygon' ? [coordinates[0]] : coordinates.map(([outer]) => outer));
  return features.find(({ geometry }) => ringsOf(geometry).some((ring) => depth(point, ring) > 0))?.id ?? null;
}

/* Pushes overlapping symbols apart on the screen, as a cartographer would: a little, and only where needed. Symbols
   are taken as the squares that a finger can hit. */

const ROUNDS = 120;
const MAX_SHIFT_PX = 40;
const GAP_PX = 0.6;

/** Shifts [dx, dy] in pixels for symbols {x, y, half}, half a side long; a heavier symbol yields less. */
export function spread(symbols) {
  const shifts = symbols.map(() => [0, 0]);
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (let i = 0; i < symbols.length; i += 1) {
      for (let j = i + 1; j < symbols.length; j += 1) moved = part(symbols, shifts, i, j) || moved;
    }
    if (!moved) break;
  }
  return shifts.map(limited);
}

/** Moves two symbols apart along the axis on which they overlap least; false where they do not. */
function part(symbols, shifts, i, j) {
  const [a, b] = [symbols[i], symbols[j]];
  const apart = [b.x + shifts[j][0] - a.x - shifts[i][0], b.y + shifts[j][1] - a.y - shifts[i][1]];
  const missing = apart.map((distance) => a.half + b.half + GAP_PX - Math.abs(distance));
  if (Math.min(...missing) <= 0.05) return false;
  const axis = missing[0] <= missing[1] ? 0 : 1;
  const way = apart[axis] < 0 ? -1 : 1;
  const forI = (missing[axis] * b.weight) / (a.weight + b.weight);
  shifts[i][axis] -= way * forI;
  shifts[j][axis] += way * (missing[axis] - forI);
  return true;
}

function limited([dx, dy]) {
  const length = Math.hypot(dx, dy);
  const scale = length > MAX_SHIFT_PX ? MAX_SHIFT_PX / length : 1;
  return [dx * scale, dy * scale];
}

/* Where labels go that are tied to their areas by lines: into free room, near, and with lines that do not cross. */

const REACH_PX = 300; // how far a label may stand from its area
const STEP_PX = 6; // between places that are tried
const DIRECTIONS = 16;
const AROUND_PX = 5; // free room around a label
/* What two lines that cross cost, and a label that has no place, as a way. */
const CROSSING_PX = 400;
const MISSING_PX = 2000;

const boxAt = (x, y, { width, height }) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
const widened = ({ left, top, right, bottom }, by) => ({ left: left - by, top: top - by, right: right + by, bottom: bottom + by });
const within = (value, from, to) => Math.min(Math.max(value, from), to);
const nearestOf = ({ left, top, right, bottom }, { x, y }) => ({ x: within(x, left, right), y: within(y, top, bottom) });

function cross([a, b], [c, d]) {
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

const apart = (one, other) => one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;

/** The free boxes of a size around a point. */
function freeBoxes(room, { x, y }, size) {
  const boxes = [];
  for (let dx = -REACH_PX; dx <= REACH_PX; dx += STEP_PX) {
    for (let dy = -REACH_PX; dy <= REACH_PX; dy += STEP_PX) {
      const box = boxAt(x + dx, y + dy, size);
      if (room.isFree(widened(box, AROUND_PX))) boxes.push(box);
    }
  }
  return boxes;
}

/** The nearest of a label's free boxes in each direction, tied to the nearest of its area's points:
    [{box, start, end, way}]. */
function placesAround(room, { points, size }) {
  const nearest = new Map();
  if (!points.length) return [];
  for (const box of freeBoxes(room, points[0], size)) {
    const direction = Math.floor((DIRECTIONS * Math.atan2(box.top - points[0].y, box.left - points[0].x)) / (2 * Math.PI));
    for (const start of points) {
      const end = nearestOf(box, start);
      const way = Math.hypot(end.x - start.x, end.y - start.y);
      if (way < (nearest.get(direction)?.way ?? Infinity)) nearest.set(direction, { box, start, end, way });
    }
  }
  return [...nearest.values()];
}

const costBeside = (place, before) => before.reduce((sum, other) => {
  if (!apart(widened(place.box, AROUND_PX), other.box)) return Infinity;
  return sum + (cross([other.start, other.end], [place.start, place.end]) ? CROSSING_PX : 0);
}, place.way);

/** Places for a few labels {points, size}, each on the map in pixels, together as near to their areas as there is room
    and with lines that do not cross, where that can be: [{box, start, end} | null]. */
export function placesFor(room, labels) {
  let best = { cost: Infinity, places: labels.map(() => null) };
  const choices = labels.map((one) => placesAround(room, one));
  const choose = (places, cost) => {
    if (cost >= best.cost) return;
    if (places.length === labels.length) {
      best = { cost, places };
      return;
    }
    const before = places.filter(Boolean);
    for (const place of choices[places.length]) choose([...places, place], cost + costBeside(place, before));
    choose([...places, null], cost + MISSING_PX);
  };
  choose([], 0);
  return best.places;
}

/* Where a country goes on a map with a legend: as large as leaves the legend clear, its land beside and above it as far as
   its coast leaves room. */

const CLEAR_PX = 10; // between the legend and land
const STEP = 0.98;
const LEAST_SIZE = 0.5; // of what would fit without a legend; below, the country stands above it
const ACROSS = [0, 0.25, 0.5, 0.75, 1]; // where in the room that is left over it may stand, from the left
const DOWN = [0.5, 0.25, 0];

/** Whether the country, with its box at a place, leaves a legend clear that lies at the lower left: {right, top}. */
export function leavesClear({ left, top, width, height }, legend, lows) {
  return lows.every((low, strip) => (
    left + (strip * width) / lows.length > legend.right + CLEAR_PX || top + low * height < legend.top - CLEAR_PX));
}

/** Where the country goes in a room {left, top, right, bottom} beside and above a legend; null where it would be small. */
export function boxBeside(room, legend, { lows, shape }) {
  const [wide, high] = [room.right - room.left, room.bottom - room.top];
  const most = Math.min(wide, high * shape);
  for (let width = most; width > LEAST_SIZE * most; width *= STEP) {
    const height = width / shape;
    for (const down of DOWN) {
      for (const across of ACROSS) {
        const box = { left: room.left + across * (wide - width), top: room.top + down * (high - height), width, height };
        if (leavesClear(box, legend, lows)) return box;
      }
    }
  }
  return null;
}
