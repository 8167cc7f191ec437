/* A plan for offices: what the link means, what a change makes of it, and what the API is asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS } from './browser.mjs';
import { keys } from '../../../web/core/api.js';
import {
  mostPlaces, placePath, placesAsked, planIn, planNeed, planPaths, planning, reachPath, SITES, sitingPath, suggestedPath,
  switched, viewOf, withPlaces, withoutPlace,
} from '../../../web/core/plan.js';
import { freshView } from '../../../web/core/link.js';

const ready = (value) => ({ status: 'ready', value, error: null });
const towns = ['07059', '07101', '20067', '03001', '03002'].map((code) => ({ properties: { code, state_code: code.slice(0, 2) } }));
const offices = ['unodc-16053', 'undp-31050'].map((office_id) => ({ properties: { office_id } }));
const years = (municipality, state = [2020]) => ({ state, municipality });
const CATALOGUE = {
  default: { state: { indicator_id: 'poverty_pct.mmp', year: 2020 }, municipality: { indicator_id: 'poverty_pct.mun', year: 2020 } },
  indicators: [
    { indicator_id: 'poverty_pct.mmp', concept: 'poverty', unit: 'pct', series: 'mmp', years: years([], [2018, 2020]) },
    { indicator_id: 'poverty_pct.mun', concept: 'poverty', unit: 'pct', series: 'mun', years: years([2015, 2020], []) },
    { indicator_id: 'poverty_persons.mun', concept: 'poverty', unit: 'persons', series: 'mun', years: years([2015, 2020], []) },
    { indicator_id: 'lag_pct.mun', concept: 'lag', unit: 'pct', series: 'mun', years: years([2020], []) },
    { indicator_id: 'lag_persons.mun', concept: 'lag', unit: 'persons', series: 'mun', years: years([2020], []) },
    { indicator_id: 'index.census', concept: 'index', unit: 'index', series: 'census', years: years([2020]) },
  ],
};
const ANSWERS = {
  [keys.panel(SITES)]: ready({ features: towns }),
  [keys.offices]: ready({ features: offices }),
  [keys.indicators]: ready(CATALOGUE),
  [keys.values]: ready({ facets: { agency: [{ code: 'UNICEF' }] } }),
};
const state = (view = {}, data = ANSWERS) => ({ view: freshView({ lang: null, theme: null }, { panel: 'what-if', ...view }), data, ui: {} });
const asked = (path) => Object.fromEntries(new URLSearchParams(path.split('?')[1]));
const PLAN = { add: ['07059', '20067'], remove: ['unodc-16053'] };

test('a plan is read from the link in its order, each part once', () => {
  const { add, remove, unknown } = planIn(state({ add: '20067,07059,20067', remove: 'undp-31050,undp-31050' }));
  assert.deepEqual([add, remove, unknown], [['20067', '07059'], ['undp-31050'], []]);
});

test('what does not exist is left out of a plan and named', () => {
  assert.deepEqual(planIn(state({ add: '99999,07059', remove: 'nobody,unodc-16053' })), {
    add: ['07059'], remove: ['unodc-16053'], unknown: ['add', 'remove'],
  });
  assert.deepEqual(planIn(state({ add: '99999' })).unknown, ['add']);
});

test('a plan is not known before what it names is', () => {
  assert.equal(planIn(state({ add: '07059' }, {})), null);
  assert.equal(planIn(state({ remove: 'undp-31050' }, {})), null);
  assert.deepEqual(planIn(state({}, {})), { add: [], remove: [], unknown: [] });
});

test('a plan is written as the link reads it, and an empty one not at all', () => {
  assert.deepEqual(viewOf(PLAN), { add: '07059,20067', remove: 'unodc-16053' });
  assert.deepEqual(planIn(state(viewOf(PLAN))), { ...PLAN, unknown: [] });
  assert.deepEqual(viewOf({ add: [], remove: [] }), { add: null, remove: null });
});

test('places are added at the end, once, and no more than a plan holds', () => {
  assert.deepEqual(withPlaces(PLAN, ['07101', '07059']).add, ['07059', '20067', '07101']);
  const many = Array.from({ length: 60 }, (_, index) => String(10_001 + index));
  assert.equal(withPlaces(PLAN, many).add.length, DEFAULTS.most_planned);
  assert.deepEqual(withPlaces(PLAN, many).remove, PLAN.remove);
});

test('a place is taken out of a plan, and adding it undoes that', () => {
  assert.deepEqual(withoutPlace(PLAN, '20067'), { add: ['07059'], remove: ['unodc-16053'] });
  assert.deepEqual(withPlaces(withoutPlace(PLAN, '20067'), ['20067']), PLAN);
});

test('offices of a place go together, and come back once none of them is left', () => {
  const one = switched(PLAN, ['a', 'b']);
  assert.deepEqual(one.remove, ['unodc-16053', 'a', 'b']);
  assert.deepEqual(switched(one, ['a', 'b']), PLAN);
  assert.deepEqual(switched({ add: [], remove: ['a'] }, ['a', 'b']).remove, ['a', 'b']);
});

test('people are counted by the headcount of the need that is shown, in the year nearest to it', () => {
  const need = (view) => { const { indicator, year, other } = planNeed(state(view)); return [indicator.indicator_id, year, other]; };
  assert.deepEqual(need({}), ['poverty_persons.mun', 2020, false]);
  assert.deepEqual(need({ level: 'municipality', indicator: 'poverty_pct.mun', year: 2015 }), ['poverty_persons.mun', 2015, false]);
  assert.deepEqual(need({ level: 'municipality', indicator: 'lag_pct.mun' }), ['lag_persons.mun', 2020, false]);
});

test('a need without a headcount is counted by the default one, and says so', () => {
  const { indicator, year, other } = planNeed(state({ indicator: 'index.census' }));
  assert.deepEqual([indicator.indicator_id, year, other], ['poverty_persons.mun', 2020, true]);
});

test('reach is asked of the plan, its need, radius, agency and headquarters', () => {
  const path = reachPath(state({ add: '07059,20067', remove: 'unodc-16053', radius: 80, agency: 'UNICEF' }));
  assert.match(path, /^\/api\/reach\?/);
  assert.deepEqual(asked(path), {
    indicator: 'poverty_persons.mun', year: '2020', agency: 'UNICEF', radius: '80', headquarters: 'true',
    add: '07059,20067', remove: 'unodc-16053', table: 'by_state,left_out,plan',
  });
});

test('headquarters that are left out, and an agency that does not exist, are not asked for', () => {
  const found = asked(reachPath(state({ headquarters: 'false', agency: 'NOBODY' })));
  assert.ok(!('headquarters' in found) && !('agency' in found));
});

test('places are asked for among towns, capitals or those of a state', () => {
  const from = (value) => { const { min_town, candidates } = asked(sitingPath(state({ from: value }))); return { min_town, candidates }; };
  assert.deepEqual(from(null), { min_town: undefined, candidates: undefined });
  assert.deepEqual(from('50000'), { min_town: '50000', candidates: undefined });
  assert.deepEqual(from('capitals'), { min_town: undefined, candidates: 'capitals' });
  assert.deepEqual(from('20'), { min_town: undefined, candidates: '20' });
});

test('no more places are asked for than a state has', () => {
  assert.equal(placesAsked(state({ k: 9, from: '03' })), 2);
  assert.equal(asked(sitingPath(state({ k: 9, from: '03' }))).k, '2');
  assert.equal(placesAsked(state({ k: 9 })), 9);
  assert.equal(mostPlaces(state({ from: 'capitals' })), 20);
  assert.equal(mostPlaces(state({ from: '03' }, {})), 20);
});

test('places are suggested only where that is asked for', () => {
  assert.equal(suggestedPath(state({ k: 2 })), null);
  assert.equal(suggestedPath(state({ k: 2, suggest: 'true' })), sitingPath(state({ k: 2 })));
  assert.equal(planPaths(state({ k: 2 })).length, 2);
  assert.equal(planPaths(state({ k: 2, suggest: 'true' })).length, 3);
});

test('nothing is asked before the catalogue is there', () => {
  assert.equal(reachPath(state({}, {})), null);
  assert.deepEqual(planPaths(state({}, {})), [SITES]);
});

test('the map takes offices while the panel is open and no area covers it', () => {
  assert.ok(planning({ panel: 'what-if', area: null }));
  assert.ok(!planning({ panel: 'what-if', area: '07' }));
  assert.ok(!planning({ panel: null, area: null }));
});

test('the municipality at a point is asked for by longitude and latitude', () => {
  const { filter, skipGeometry } = asked(placePath({ lng: -99.1234567, lat: 19.5 }));
  assert.deepEqual([filter, skipGeometry], ['S_INTERSECTS(geometry,POINT(-99.12346 19.50000))', 'true']);
});
