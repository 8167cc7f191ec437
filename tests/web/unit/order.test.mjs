/* The table: which areas it lists, in what order, and what that is called in a link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { inCell } from '../../../web/core/colours.js';
import { firstOrder, holdsWords, inScope, matching, orderOf, plain, sorted, sortOf, ticksOf, withinOf } from '../../../web/table/order.js';

const HIGH = { direction: 'high-is-worse' };
const LOW = { direction: 'low-is-worse' };

/** An area as the table knows it: code, name, value, how much presence it has, and what coverage says of it. */
const area = (code, name, value, gaps = null) => ({ code, name, value, gaps, presence_count: gaps?.presence ?? null, state_name: 'Oaxaca' });
const gaps = (presence, gap, rank, need_rank) => ({ presence, gap, rank, need_rank });
const ROWS = [
  area('05', 'Coahuila', 30, gaps(4, -2, 4, 4)),
  area('01', 'Águila', 50, gaps(0, 3, 1, 2)),
  area('04', 'Campeche', null, gaps(0, null, null, null)),
  area('03', 'Ángel', 50, gaps(0, 1, 2, 1)),
  area('02', 'Zacatecas', 0, gaps(9, 0, 3, 5)),
];
const codes = (rows) => rows.map(({ code }) => code).join(' ');

test('need, presence and gap begin with the greatest, names and ranks with their start', () => {
  const first = Object.fromEntries(['name', 'value', 'presence', 'gap', 'rank'].map((column) => [column, firstOrder(column, HIGH).descending]));
  assert.deepEqual(first, { name: false, value: true, presence: true, gap: true, rank: false });
});

test('an index whose low end is worse begins with its least', () => {
  assert.equal(firstOrder('value', LOW).descending, false);
  assert.equal(firstOrder('presence', LOW).descending, true);
});

test('a need that is not known yet begins with the greatest', () => {
  assert.equal(firstOrder('value', undefined).descending, true);
});

test('each view has an order of its own', () => {
  const own = Object.fromEntries(['need', 'presence', 'both', 'gap'].map((view) => [view, orderOf({ sort: null, view }, HIGH)]));
  assert.deepEqual(own, {
    need: { column: 'value', descending: true },
    presence: { column: 'presence', descending: true },
    both: { column: 'rank', descending: false },
    gap: { column: 'rank', descending: false },
  });
});

test('an order is written as the link reads it, and the own order of a view not at all', () => {
  for (const view of ['need', 'presence', 'both', 'gap']) {
    for (const indicator of [HIGH, LOW]) {
      for (const column of ['name', 'value', 'presence', 'gap', 'rank']) {
        for (const descending of [true, false]) {
          const sort = sortOf({ column, descending }, { view }, indicator);
          assert.deepEqual(orderOf({ sort, view }, indicator), { column, descending });
        }
      }
      assert.equal(sortOf(orderOf({ sort: null, view }, indicator), { view }, indicator), null);
    }
  }
  assert.equal(sortOf({ column: 'gap', descending: true }, { view: 'gap' }, HIGH), '-gap');
  assert.equal(sortOf({ column: 'gap', descending: false }, { view: 'gap' }, HIGH), 'gap');
});

test('rows stand by value; the greater need decides between equals, and no value comes last either way', () => {
  assert.equal(codes(sorted(ROWS, 'value', true)), '03 01 05 02 04');
  assert.equal(codes(sorted(ROWS, 'value', false)), '02 05 03 01 04');
});

test('rows stand by presence, gap and rank', () => {
  assert.equal(codes(sorted(ROWS, 'presence', true)), '02 05 03 01 04');
  assert.equal(codes(sorted(ROWS, 'presence', false)), '03 01 04 05 02');
  assert.equal(codes(sorted(ROWS, 'gap', true)), '01 03 02 05 04');
  assert.equal(codes(sorted(ROWS, 'gap', false)), '05 02 03 01 04');
  assert.equal(codes(sorted(ROWS, 'rank', false)), '01 03 02 05 04');
  assert.equal(codes(sorted(ROWS, 'rank', true)), '05 02 03 01 04');
});

test('names stand as Spanish orders them, accents beside their letter', () => {
  assert.equal(codes(sorted(ROWS, 'name', false)), '01 03 04 05 02');
  assert.equal(codes(sorted(ROWS, 'name', true)), '02 05 04 03 01');
});

test('equals without a rank of need stand by code', () => {
  const same = ['09', '02', '31'].map((code) => area(code, code, 5));
  assert.equal(codes(sorted(same, 'value', true)), '02 09 31');
  assert.equal(codes(sorted(same, 'value', false)), '02 09 31');
});

test('what is not counted yet comes last', () => {
  assert.equal(codes(sorted([area('01', 'a', 1), area('02', 'b', 1, gaps(3, 0, 1, 1))], 'presence', true)), '02 01');
});

test('sorting leaves the rows as they were', () => {
  const before = codes(ROWS);
  sorted(ROWS, 'value', true);
  assert.equal(codes(ROWS), before);
});

test('names are found without accents and capitals, by state and by code, all words together', () => {
  const towns = [
    { code: '16053', name: 'Morelia', state_name: 'Michoacán de Ocampo' },
    { code: '16108', name: 'Zamora', state_name: 'Michoacán de Ocampo' },
    { code: '07101', name: 'Tuxtla Gutiérrez', state_name: 'Chiapas' },
  ];
  const found = (query) => codes(matching(towns, 'municipality', query));
  assert.equal(found('michoacan morelia'), '16053');
  assert.equal(found('  MICHOACÁN  '), '16053 16108');
  assert.equal(found('gutierrez'), '07101');
  assert.equal(found('07101'), '07101');
  assert.equal(found('nowhere at all'), '');
  assert.equal(found('morelia chiapas'), '');
  assert.equal(found(''), '16053 16108 07101');
  assert.equal(found('   '), '16053 16108 07101');
});

test('an area is found by its short name and by its official one, and so are those inside it', () => {
  const state = { code: '30', name: 'Veracruz', official_name: 'Veracruz de Ignacio de la Llave' };
  const town = { code: '30087', name: 'Xalapa', official_name: 'Xalapa', state_code: '30', state_name: state.official_name };
  for (const query of ['veracruz', 'ignacio llave']) {
    assert.equal(codes(matching([state], 'state', query, 'en')), '30');
    assert.equal(codes(matching([town], 'municipality', query, 'en')), '30087');
  }
});

test('states are found by their own name alone', () => {
  assert.equal(codes(matching([{ code: '07', name: 'Chiapas' }], 'state', 'undefined')), '');
});

test('letters are compared without accents and capitals', () => {
  assert.equal(plain('ÁÉÍÓÚ Ñandú Güémez'), 'aeiou nandu guemez');
});

test('one state alone is listed at the level of municipalities only', () => {
  assert.equal(withinOf({ level: 'municipality', within: '29' }), '29');
  assert.equal(withinOf({ level: 'state', within: '29' }), null);
});

test('a cell and a state narrow what is listed, together', () => {
  const rows = new Map(
    [
      ['07001', '07', 'high-0', '0'],
      ['07002', '07', 'high-2+', '2+'],
      ['29001', '29', 'high-0', '0'],
      ['29002', '29', 'low-0', '0'],
    ].map(([code, state_code, bivariate, presence_class]) => [code, { code, state_code, presence_class, gaps: { bivariate } }]),
  );
  assert.equal(codes(inScope(rows, 'municipality', null, () => true)), '07001 07002 29001 29002');
  assert.equal(codes(inScope(rows, 'municipality', '07', () => true)), '07001 07002');
  assert.equal(codes(inScope(rows, 'municipality', null, (row) => inCell(row, 'high-0'))), '07001 29001');
  assert.equal(codes(inScope(rows, 'municipality', '29', (row) => inCell(row, 'high-0'))), '29001');
  assert.equal(codes(inScope(rows, 'municipality', null, (row) => inCell(row, 'any-0'))), '07001 29001 29002');
});

test('no area is left out of a cell before coverage is there', () => {
  assert.equal(codes(inScope(new Map([['07', { code: '07', gaps: null }]]), 'state', null, (row) => inCell(row, 'high-0'))), '07');
});

test('a text is found by its words in any order, without accents and capitals; all are where no word is given', () => {
  assert.ok(holdsWords('APSELPA Action pour la Protection et la Sécurité', 'securite apselpa'));
  assert.ok(!holdsWords('APSELPA Action pour la Protection', 'apselpa santé'));
  assert.ok(holdsWords('anything', '  '));
});

test('the scale of a ranking names the first place, round ones, and the last with room about it', () => {
  const scales = { 1: [1], 2: [1, 2], 3: [1, 2, 3], 32: [1, 10, 20, 32], 114: [1, 50, 114], 2466: [1, 1000, 2466] };
  for (const [last, places] of Object.entries(scales)) assert.deepEqual(ticksOf(Number(last)), places);
});
