/* Two reports: which is the earlier one, what the other one asks for, in which year its need is, and what changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { keys } from '../../../web/core/api.js';
import { freshView } from '../../../web/core/link.js';
import {
  changeCounts, changeKey, changeOf, changePath, drawingOfChange, needYearBeside, pairIn, rowsOfPair, shownChange, sliceOf, stateBeside,
  statusBeside, wantedBeside,
} from '../../../web/core/pair.js';

const INDICATORS = {
  indicators: [{ indicator_id: 'poverty', concept: 'poverty', unit: 'percent', series: 'one', years: { state: [2017, 2018, 2020], municipality: [] } }],
  default: { state: { indicator_id: 'poverty', year: 2020 }, municipality: null },
};
const ready = (value) => ({ status: 'ready', value, error: null });

function stateOf(parts = {}, more = {}) {
  const data = { [keys.indicators]: ready(INDICATORS), [keys.about]: ready({ report: { reporting_year: 2020 } }), ...more };
  return { view: freshView({ lang: null, theme: null }, { with: 'before', ...parts }), ui: {}, data };
}

test('reports stand in the order of time, whichever of them is the page\'s own', () => {
  const { own, other, earlier, later } = pairIn(stateOf());
  assert.deepEqual([own, other, earlier, later].map(({ report_id: id }) => id), ['newest', 'before', 'before', 'newest']);
  assert.equal(pairIn(stateOf({ with: null })), null);
});

test('one report alone asks for nothing of another, and so does change for a second map', () => {
  assert.equal(stateBeside(stateOf({ with: null })), null);
  assert.equal(stateBeside(stateOf({ pair: 'change' })), null);
  assert.equal(changePath(stateOf({ with: null })), null);
  assert.equal(changePath(stateOf()), null);
});

test('the other map asks for its own report, under the filters shown and in the classes of both', () => {
  const beside = stateBeside(stateOf({ view: 'gap', agency: 'UNICEF' }, { [keys.values]: ready({ facets: { agency: [{ code: 'UNICEF' }] } }) }));
  const paths = wantedBeside(beside).map(([, path]) => path).filter((path) => !path.startsWith('/api/need'));
  assert.deepEqual(paths.filter((path) => !path.includes('report=before')), []);
  for (const start of ['/api/presence', '/api/coverage']) {
    const [path] = paths.filter((one) => one.startsWith(start));
    assert.match(path, /agency=UNICEF/);
    assert.match(path, /classes_with=newest/);
  }
});

test('answers of the page\'s own report are none of the other\'s', () => {
  const state = stateOf({}, { [keys.offices]: ready({ features: [] }), [keys.areas('state')]: ready({ features: [] }) });
  state[sliceOf('before')] = { [keys.agencies]: ready({ agencies: [] }) };
  const { data } = stateBeside(state);
  assert.deepEqual([keys.offices, keys.areas('state'), keys.agencies, keys.about].map((key) => key in data), [false, true, true, false]);
  assert.equal(statusBeside(stateBeside(state)).loading, true);
});

test('need on the other map is as far from its report as on the page\'s own, within the series', () => {
  const choice = { indicator: INDICATORS.indicators[0], year: 2020 };
  const year = (view, own, other) => needYearBeside(choice, 'state', view, [own, other]);
  assert.equal(year('need', 2020, 2018), 2018);
  assert.equal(year('need', 2020, 2019), 2020); // of two as near the later
  assert.equal(year('need', 2020, 2010), 2017);
  assert.equal(year('need', 2020, 2020), 2020);
  assert.equal(year('gap', 2020, 2018), 2020); // what differs there is presence
  assert.equal(year('need', 2020, null), 2020); // until it is known
  assert.equal(needYearBeside({ indicator: null, year: null }, 'state', 'need', [2020, 2018]), null);
});

test('an area is classed by what came of it', () => {
  const of = (kept, fresh, gone) => changeOf({ kept, new: fresh, not_again: gone, earlier: kept + gone, later: kept + fresh });
  assert.deepEqual(
    [of(0, 0, 0), of(0, 0, 2), of(1, 1, 2), of(3, 0, 0), of(0, 2, 2), of(1, 2, 0), of(0, 1, 0), changeOf(undefined)],
    ['none', 'gone', 'fewer', 'even', 'even', 'more', 'fresh', 'none'],
  );
});

test('areas compared as one have one row, and all areas are counted in a class', () => {
  const rows = [
    { code: '01+02', earlier: 1, later: 2, kept: 1, new: 1, not_again: 0 },
    { code: '03', earlier: 1, later: 0, kept: 0, new: 0, not_again: 1 },
  ];
  const state = stateOf({ pair: 'change' });
  state.data[changeKey(changePath(state))] = ready({ areas: rows, totals: {} });
  const change = shownChange(state);
  const areas = new Map(['01', '02', '03', '04'].map((code) => [code, { code }]));
  assert.deepEqual(changeCounts(areas, change), { gone: 1, fewer: 0, even: 0, more: 2, fresh: 0, none: 1 });
  const joined = rowsOfPair(areas, pairIn(state), { change }, 'need');
  assert.equal(joined.get('02').change, rows[0]);
  assert.equal(joined.get('04').change, null);
  const drawing = drawingOfChange(change, 'light');
  assert.equal(drawing.classOf({ code: '01' }), 'more');
  assert.equal(new Set(drawing.classes.map(({ colour }) => colour)).size, drawing.classes.length);
});

test('the comparison is of the earlier report and the later, under the filters shown', () => {
  assert.equal(changePath(stateOf({ pair: 'change', kind: 'offices' })), '/api/report-change?level=state&since=before&report=newest&kind=offices');
  assert.equal(changePath(stateOf({ pair: 'change' }), '07'), '/api/report-change?level=state&since=before&report=newest&area=07');
});
