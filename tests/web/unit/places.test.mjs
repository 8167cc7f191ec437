/* What stands where on the map: names in their areas, symbols at their places, rings where no office is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { initiativePlaces, officeCount, officePlaces, placeName, ringsIn } from '../../../web/core/record.js';
import { namePoint, areaAt } from '../../../web/map/geometry.js';

const ring = (x, y, size) => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const square = (x, y, size) => ({ type: 'Polygon', coordinates: [ring(x, y, size)] });
/** The shape of an L: 6 long and high, 2 wide. */
const L = { type: 'Polygon', coordinates: [[[0, 0], [6, 0], [6, 2], [2, 2], [2, 6], [0, 6], [0, 0]]] };
const near = (one, other, by) => assert.ok(Math.abs(one - other) <= by, `${one} is not ${other}`);

test('the name of a square stands in its middle, half a side from its edges', () => {
  const [x, y, depth] = namePoint(square(10, 20, 8));
  near(x, 14, 0.1);
  near(y, 24, 0.1);
  near(depth, 4, 0.1);
});

test('the name of several parts stands in the largest', () => {
  const parts = { type: 'MultiPolygon', coordinates: [[ring(0, 0, 1)], [ring(50, 50, 10)], [ring(90, 0, 2)]] };
  const [x, y] = namePoint(parts);
  near(x, 55, 0.2);
  near(y, 55, 0.2);
});

test('the name of a bent area stands inside it, where its middle does not', () => {
  const [x, y, depth] = namePoint(L);
  assert.ok(depth > 0.9, String(depth));
  assert.ok(x < 2 || y < 2);
});

test('a point lies in the state around it, and in none outside all of them', () => {
  const states = { features: [{ id: '01', geometry: square(0, 0, 4) }, { id: '02', geometry: square(4, 0, 4) }] };
  assert.equal(areaAt(states, [1, 1]), '01');
  assert.equal(areaAt(states, [5, 3]), '02');
  assert.equal(areaAt(states, [5, 5]), null);
  assert.equal(areaAt({ features: [{ id: '03', geometry: L }] }, [5, 5]), null);
});

const office = (agency, place, lat, more = {}) => ({
  geometry: { coordinates: [-99, lat] },
  properties: { agency_id: agency, office_type: 'field', municipality_code: '07019', place_reported: place, ...more },
});
const STATES = { features: [{ id: '09', properties: { seat_lon: -99.1, seat_lat: 19.4 } }] };

test('offices of one place are one symbol with the number of their agencies, north first', () => {
  const found = officePlaces([office('UNHCR', 'South', 15), office('UNDP', 'North', 25), office('UNHCR', 'North', 25),
    office('UNHCR', 'North', 25)], STATES);
  assert.deepEqual(found.map(({ place_reported: name, agencies, offices }) => [name, agencies, offices.length]),
    [['North', 2, 3], ['South', 1, 1]]);
});

test('an agency that a record lists twice in a municipality has one office there, as the measures count', () => {
  const here = [office('UNHCR', 'North', 25), office('UNHCR', 'North, depot', 25), office('UNDP', 'North', 25),
    office('UNHCR', 'South', 15, { municipality_code: '07089' })].map(({ properties }) => properties);
  assert.equal(officeCount([...here, { office_type: 'headquarters', municipality_code: '07019' }]), 3);
  assert.equal(officeCount([]), 0);
});

test('headquarters stand last, at the seat of their state; what has no point stands nowhere', () => {
  const headquarters = { geometry: null, properties: { office_type: 'headquarters', state_code: '09', listed_count: 17 } };
  const elsewhere = { geometry: null, properties: { office_type: 'headquarters', state_code: '99', listed_count: 1 } };
  const lost = { ...office('UNHCR', 'Lost', 15), geometry: null };
  const [field, last, ...more] = officePlaces([headquarters, elsewhere, lost, office('UNDP', 'South', 15)], STATES);
  assert.equal(field.kind, 'field');
  assert.deepEqual([last.kind, last.lon, last.lat, last.listed_count], ['headquarters', -99.1, 19.4, 17]);
  assert.deepEqual(more, []);
});

test('a place is called as it was reported, else by its municipality, else by its state', () => {
  const whole = { place_reported: 'Tapachula de Córdova', municipality_name: 'Tapachula', state_name: 'Chiapas' };
  assert.equal(placeName(whole), 'Tapachula de Córdova');
  assert.equal(placeName({ ...whole, place_reported: '' }), 'Tapachula');
  assert.equal(placeName({ ...whole, place_reported: null, municipality_name: null }), 'Chiapas');
});

test('rings stand where initiatives are and no office is; what a state as a whole has makes none in its municipalities', () => {
  const row = (code, parts) => [code, { code, offices: 0, headquarters: 0, initiatives: 0, seat_lon: -99, seat_lat: Number(code), ...parts }];
  const rows = new Map([
    row('01', { initiatives: 2 }),
    row('02', { initiatives: 2, offices: 1 }),
    row('03', { initiatives: 1, headquarters: 1 }),
    row('04', { initiatives: 3, initiatives_statewide: 3, initiatives_direct: 0 }),
    row('05', { initiatives: 3, initiatives_statewide: 2, initiatives_direct: 1 }),
    row('06', {}),
  ]);
  assert.deepEqual(initiativePlaces(rows).map(({ code, initiatives }) => [code, initiatives]), [['05', 1], ['01', 2]]);
  assert.deepEqual(['need', 'presence', 'both', 'gap'].filter(ringsIn), ['need']);
});
