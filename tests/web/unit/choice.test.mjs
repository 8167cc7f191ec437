/* Which indicator and year a view means, what else there is to choose, and what a wish leads to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { choose, nearest, nearestIndicator, options, resolveChoice } from '../../../web/core/choice.js';

const indicator = (concept, unit, series, state, municipality = []) => ({
  indicator_id: `${concept}_${unit}.${series}`,
  concept,
  unit,
  series,
  years: { state, municipality },
});
const CATALOGUE = {
  default: {
    state: { indicator_id: 'poverty_pct.new', year: 2020 },
    municipality: { indicator_id: 'poverty_pct.towns', year: 2020 },
  },
  indicators: [
    indicator('poverty', 'pct', 'old', [2010, 2012, 2014, 2018]),
    indicator('poverty', 'pct', 'new', [2016, 2018, 2020, 2022]),
    indicator('poverty', 'persons', 'old', [2010, 2012, 2014, 2018]),
    indicator('poverty', 'persons', 'new', [2016, 2018, 2020, 2022]),
    indicator('poverty', 'pct', 'towns', [], [2010, 2015, 2020]),
    indicator('poverty', 'persons', 'towns', [], [2010, 2015, 2020]),
    indicator('lag', 'pct', 'new', [2016, 2020]),
    indicator('lag', 'pct', 'towns', [], [2020]),
    indicator('index', 'index', 'census', [2020], [2020]),
  ],
};
const named = (id) => CATALOGUE.indicators.find(({ indicator_id }) => indicator_id === id);
const ids = (indicators) => indicators.map(({ indicator_id }) => indicator_id);
const resolved = (view) => {
  const { indicator: found, year, problem } = resolveChoice(CATALOGUE, { level: 'state', indicator: null, year: null, ...view });
  return [found.indicator_id, year, problem];
};
const chosen = (view, current, wish) =>
  choose(CATALOGUE, { level: 'state', ...view }, { indicator: named(current[0]), year: current[1] }, wish);

test('a plain view means the default of its level', () => {
  assert.deepEqual(resolved({}), ['poverty_pct.new', 2020, null]);
  assert.deepEqual(resolved({ level: 'municipality' }), ['poverty_pct.towns', 2020, null]);
});

test('an indicator without a year is shown in the year nearest to the default', () => {
  assert.deepEqual(resolved({ indicator: 'poverty_pct.old' }), ['poverty_pct.old', 2018, null]);
});

test('an indicator that does not exist is told, and the default shown', () => {
  for (const bad of ['happiness', 'constructor', 'poverty_pct']) {
    assert.deepEqual(resolved({ indicator: bad, year: 2018 }), ['poverty_pct.new', 2020, 'problem.indicator']);
  }
});

test('an indicator without data at the level is told, and the default shown', () => {
  assert.deepEqual(resolved({ indicator: 'poverty_pct.towns' }), ['poverty_pct.new', 2020, 'problem.indicatorLevel']);
});

test('a year without data is told, and the nearest shown', () => {
  assert.deepEqual(resolved({ year: 1900 }), ['poverty_pct.new', 2016, 'problem.year']);
  assert.deepEqual(resolved({ year: 2021 }), ['poverty_pct.new', 2022, 'problem.year']);
  assert.deepEqual(resolved({ indicator: 'poverty_pct.old', year: 2013 }), ['poverty_pct.old', 2012, 'problem.year']);
});

test('the nearest of two years as far away is the earlier, unless the last is as near', () => {
  assert.equal(nearest([2010, 2012, 2014, 2018], 2013), 2012);
  assert.equal(nearest([2016, 2018, 2020, 2022], 2021), 2022);
  assert.equal(nearest([2020], 1900), 2020);
});

test('choices are those of the level: a concept once, its units in the series shown, its series, the years', () => {
  const offered = options(CATALOGUE, 'state', named('poverty_pct.new'));
  assert.deepEqual(ids(offered.concepts), ['poverty_pct.old', 'lag_pct.new', 'index_index.census']);
  assert.deepEqual(ids(offered.units), ['poverty_pct.new', 'poverty_persons.new']);
  assert.deepEqual(ids(offered.series), ['poverty_pct.old', 'poverty_pct.new']);
  assert.deepEqual(offered.years, [2016, 2018, 2020, 2022]);
  const inTowns = options(CATALOGUE, 'municipality', named('poverty_pct.towns'));
  assert.deepEqual(ids(inTowns.concepts), ['poverty_pct.towns', 'lag_pct.towns', 'index_index.census']);
});

test('a wish keeps the concept before the series, the series before the unit', () => {
  const after = (current, wish, level = 'state') => nearestIndicator(CATALOGUE, level, named(current), wish).indicator_id;
  assert.equal(after('poverty_pct.new', { unit: 'persons' }), 'poverty_persons.new');
  assert.equal(after('poverty_persons.new', { series: 'old' }), 'poverty_persons.old');
  assert.equal(after('poverty_persons.new', { concept: 'lag' }), 'lag_pct.new'); // no headcount of it
  assert.equal(after('poverty_persons.old', { concept: 'lag' }), 'lag_pct.new'); // nor that series
  assert.equal(after('poverty_persons.old', {}, 'municipality'), 'poverty_persons.towns');
  assert.equal(after('lag_pct.new', { concept: 'index' }), 'index_index.census');
  assert.equal(after('index_index.census', { concept: 'poverty' }), 'poverty_pct.new'); // the default series before others
});

test('a choice keeps the year where there is one, else the nearest, and defaults are left out of the link', () => {
  assert.deepEqual(chosen({}, ['poverty_pct.new', 2020], { unit: 'persons' }), { level: 'state', indicator: 'poverty_persons.new', year: 2020 });
  assert.deepEqual(chosen({}, ['poverty_persons.new', 2020], { unit: 'pct' }), { level: 'state', indicator: null, year: null });
  assert.deepEqual(chosen({}, ['poverty_pct.new', 2022], { series: 'old' }), { level: 'state', indicator: 'poverty_pct.old', year: 2018 });
  assert.deepEqual(chosen({}, ['poverty_pct.new', 2020], { year: 2018 }), { level: 'state', indicator: 'poverty_pct.new', year: 2018 });
  assert.deepEqual(chosen({}, ['poverty_pct.new', 2022], { level: 'municipality' }), { level: 'municipality', indicator: null, year: null });
  assert.deepEqual(chosen({}, ['lag_pct.new', 2016], { level: 'municipality' }), { level: 'municipality', indicator: 'lag_pct.towns', year: 2020 });
});

test('what was chosen is what the link then means', () => {
  for (const wish of [{ unit: 'persons' }, { series: 'old' }, { concept: 'lag' }, { year: 2016 }, { level: 'municipality' }]) {
    const parts = chosen({}, ['poverty_pct.new', 2022], wish);
    assert.equal(resolveChoice(CATALOGUE, parts).problem, null);
    for (const [name, value] of Object.entries(wish)) {
      const found = resolveChoice(CATALOGUE, parts);
      if (name !== 'level') assert.equal({ ...found.indicator, year: found.year }[name], value);
    }
  }
});
