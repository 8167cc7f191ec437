/* Geometry on the map: where in a polygon a name stands, in which area a point lies, and symbols that lie apart. */

/* A good place for a name inside a polygon: the point farthest from its edges, found on a grid that narrows (after
   the idea of Mapbox's polylabel, Agafonkin 2016, kept coarse: names need no exact centre). */

const GRID = 8;
const NARROWINGS = 3;
const MOST_POINTS = 48; // of a ring: a name stands well or badly by the broad shape

const ringArea = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0));

/** The outer ring of a geometry's largest polygon. */
function largestRing({ type, coordinates }) {
  const rings = type === 'Polygon' ? [coordinates[0]] : coordinates.map(([outer]) => outer);
  const largest = rings.reduce((best, ring) => (ringArea(ring) > ringArea(best) ? ring : best));
  const step = Math.ceil(largest.length / MOST_POINTS);
  return largest.filter((_, index) => index % step === 0);
}

function squaredDistance([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = dx || dy ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy))) : 0;
  return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2;
}

/** Distance to the ring, negative outside. */
function depth(point, ring) {
  let inside = false;
  let nearest = Infinity;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [a, b] = [ring[i], ring[j]];
    const crosses = a[1] > point[1] !== b[1] > point[1];
    if (crosses && point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
    nearest = Math.min(nearest, squaredDistance(point, a, b));
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

/** [longitude, latitude, depth in degrees] of the point for a name. */
export function namePoint(geometry) {
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
