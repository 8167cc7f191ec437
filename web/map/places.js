/* What stands on the map as a symbol: places with field offices, the headquarters count, and initiatives in areas
   that have no office to show. */

/** What the place of an office is called: as the report names it, else by its municipality, else by its state. */
export const placeName = ({ place_reported: place, municipality_name: municipality, state_name: state }) => place || municipality || state;

/** Places with field offices, north first, and the headquarters count; offices are features of the offices layer. */
export function officePlaces(offices, states) {
  const places = new Map();
  const headquarters = [];
  for (const { geometry, properties } of offices) {
    if (properties.office_type === 'headquarters') {
      const seat = states.features.find(({ id }) => id === properties.state_code)?.properties;
      if (seat) headquarters.push({ kind: 'headquarters', ...properties, lon: seat.seat_lon, lat: seat.seat_lat });
      continue;
    }
    if (!geometry) continue;
    const key = `${properties.municipality_code}/${properties.place_reported}`;
    const [lon, lat] = geometry.coordinates;
    if (!places.has(key)) places.set(key, { kind: 'field', ...properties, lon, lat, offices: [] });
    places.get(key).offices.push(properties);
  }
  const northFirst = [...places.values()].sort((a, b) => b.lat - a.lat);
  for (const place of northFirst) place.agencies = new Set(place.offices.map((office) => office.agency_id)).size;
  return [...northFirst, ...headquarters];
}

/** Whether initiatives stand on the map as rings: elsewhere the colour of the areas tells them. */
export const ringsIn = (view) => view === 'need';

/** The seats of areas with initiatives and without an office of any kind, north first. What a state as a whole has is
    the state's own and no ring of each of its municipalities, whether or not it counts for them. */
export function initiativePlaces(rows) {
  return [...rows.values()]
    .map((row) => (row.initiatives_statewide ? { ...row, initiatives: row.initiatives_direct } : row))
    .filter(({ initiatives, offices, headquarters }) => initiatives && !offices && !headquarters)
    .map(({ seat_lon: lon, seat_lat: lat, ...row }) => ({ kind: 'initiatives', ...row, lon, lat }))
    .sort((a, b) => b.lat - a.lat);
}
