/* The map's place in the link: latitude, longitude and zoom, as far as the map goes. */

/** How far the map can be moved (degrees), and its least and most zoom. */
export const PLACES = Object.freeze({ south: -50, west: -190, north: 72, east: -15, least: 3, most: 11 });

const FORM = /^-?\d{1,3}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/;
const rounded = (value, digits) => Number(value.toFixed(digits));

export function readPlace(text) {
  const [lat, lon, zoom] = text.split(',').map(Number);
  return { lat, lon, zoom };
}

export const writtenPlace = ({ lat, lon, zoom }) => [rounded(lat, 3), rounded(lon, 3), rounded(zoom, 2)].join(',');

/** Whether a text names a place on the map. */
export function isPlace(text) {
  if (!FORM.test(text)) return false;
  const { lat, lon, zoom } = readPlace(text);
  const { south, west, north, east, least, most } = PLACES;
  return lat >= south && lat <= north && lon >= west && lon <= east && zoom >= least && zoom <= most;
}
