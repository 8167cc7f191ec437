/* Which indicator is shown, and which others there are to choose from: pure functions over the catalogue that
   /api/need/indicators answers. An indicator is one concept in one unit in one series. */
import { keys, valueOf } from './api.js';
import { FINEST } from './levels.js';

const atLevel = (catalogue, level) => catalogue.indicators.filter(({ years }) => years[level].length > 0);
const byId = (catalogue, id) => catalogue.indicators.find(({ indicator_id }) => indicator_id === id);
export const nearest = (years, wanted) =>
  years.reduce((best, year) => (Math.abs(year - wanted) < Math.abs(best - wanted) ? year : best), years.at(-1));

function firstOfEach(indicators, property) {
  const found = new Map();
  for (const indicator of indicators) {
    if (!found.has(indicator[property])) found.set(indicator[property], indicator);
  }
  return [...found.values()];
}

/** The indicator and year that a view means, with a problem (locale key) where it cannot be had; both are null at a level
    without figures of need. */
export function resolveChoice(catalogue, view) {
  const fallback = catalogue.default[view.level];
  if (!fallback) return { indicator: null, year: null, problem: view.indicator ? 'problem.indicatorLevel' : null };
  const wanted = view.indicator ? byId(catalogue, view.indicator) : byId(catalogue, fallback.indicator_id);
  if (!wanted || wanted.years[view.level].length === 0) {
    const problem = wanted ? 'problem.indicatorLevel' : 'problem.indicator';
    return { indicator: byId(catalogue, fallback.indicator_id), year: fallback.year, problem };
  }
  const years = wanted.years[view.level];
  if (view.year === null) return { indicator: wanted, year: nearest(years, fallback.year), problem: null };
  if (years.includes(view.year)) return { indicator: wanted, year: view.year, problem: null };
  return { indicator: wanted, year: nearest(years, view.year), problem: 'problem.year' };
}

/** What the controls offer at a level, beside the indicator now shown. */
export function options(catalogue, level, indicator) {
  const here = atLevel(catalogue, level);
  const ofConcept = here.filter(({ concept }) => concept === indicator.concept);
  return {
    concepts: firstOfEach(here, 'concept'),
    units: firstOfEach(ofConcept.filter(({ series }) => series === indicator.series), 'unit'),
    series: firstOfEach(ofConcept, 'series'),
    years: indicator.years[level],
  };
}

/** The indicator nearest to a wish: the concept is kept before the series, the series before the unit; else the
    level's default series. Null at a level without; current may be null. */
export function nearestIndicator(catalogue, level, current, wish) {
  if (!catalogue.default[level]) return null;
  const standard = byId(catalogue, catalogue.default[level].indicator_id);
  const { concept, series, unit } = current ?? standard;
  const want = { concept, series, unit, ...wish };
  const score = (candidate) =>
    (candidate.concept === want.concept ? 8 : 0) +
    (candidate.series === want.series ? 4 : 0) +
    (candidate.unit === want.unit ? 2 : 0) +
    (candidate.series === standard.series ? 1 : 0);
  return atLevel(catalogue, level).reduce((best, candidate) => (score(candidate) > score(best) ? candidate : best));
}

/** The indicator that counts the people of a concept at the finest level: by default that of the catalogue's own; null
    where that level has none. */
export function headcountsOf(catalogue, indicator = null) {
  return nearestIndicator(catalogue, FINEST, indicator, { unit: 'persons' });
}

/** The view's indicator and year after a wish, the defaults written as null so that links stay short. */
export function choose(catalogue, view, current, wish) {
  const level = wish.level ?? view.level;
  const indicator = nearestIndicator(catalogue, level, current.indicator, wish);
  if (!indicator) return { level, indicator: null, year: null };
  const year = wish.year ?? nearest(indicator.years[level], current.year ?? catalogue.default[level].year);
  const standard = catalogue.default[level];
  const isDefault = indicator.indicator_id === standard.indicator_id && year === standard.year;
  return { level, indicator: isDefault ? null : indicator.indicator_id, year: isDefault ? null : year };
}

/** The indicator and year to show; null until the catalogue is there. */
export function choiceOf(state) {
  const catalogue = valueOf(state, keys.indicators);
  return catalogue && resolveChoice(catalogue, state.view);
}

/** The key of the need values that the view asks for; null until the catalogue is there, and where there are none. */
export function needKey(state) {
  const choice = choiceOf(state);
  return choice?.indicator ? keys.need(state.view.level, choice.indicator.indicator_id, choice.year) : null;
}
