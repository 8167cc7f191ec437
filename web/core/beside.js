/* Longitudes as the map has them: within half a turn of the country's middle, so that a country on both sides of the
   antimeridian lies in one piece. Answers of the API stay within -180 to 180. */
import { BOUNDS } from './served.js';

const TURN = 360;
const [WEST, , EAST] = BOUNDS;
const MIDDLE = (WEST + EAST) / 2;

/** A longitude by whole turns near the country; what is not known stays so. */
export const nearest = (lon) => (lon === null || lon === undefined ? lon : lon - TURN * Math.round((lon - MIDDLE) / TURN));

const firstOf = (coordinates) => (typeof coordinates[0] === 'number' ? coordinates[0] : firstOf(coordinates[0]));
const moved = (coordinates, by) =>
  (typeof coordinates[0] === 'number' ? [coordinates[0] + by, ...coordinates.slice(1)] : coordinates.map((one) => moved(one, by)));

/** A part of a geometry moved as a whole: each lies on one side of the antimeridian. */
function partBeside(coordinates) {
  const first = firstOf(coordinates);
  const by = nearest(first) - first;
  return by ? moved(coordinates, by) : coordinates;
}

/** A Point, Polygon or MultiPolygon of GeoJSON near the country; null stays null. */
export function besideGeometry(geometry) {
  if (!geometry?.coordinates?.length) return geometry;
  const { type, coordinates } = geometry;
  return { type, coordinates: type.startsWith('Multi') ? coordinates.map(partBeside) : partBeside(coordinates) };
}

/** A feature of areas or offices with its geometry, its seat and its point near the country. */
export function besideFeature({ geometry, properties, ...rest }) {
  const own = Object.fromEntries(['seat_lon', 'lon'].filter((name) => name in properties)
    .map((name) => [name, nearest(properties[name])]));
  return { ...rest, geometry: besideGeometry(geometry), properties: { ...properties, ...own } };
}
