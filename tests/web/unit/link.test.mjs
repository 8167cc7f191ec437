/* Links: what is looked at is read from a link and written into one, and what cannot be had is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { freshView, linkTo, ofReport, parseView, readLink, viewSearch } from '../../../web/core/link.js';

/** A value for every parameter that is not its default. */
const GIVEN = {
  report: 'before',
  edition: '0123456789ab',
  with: 'before',
  pair: 'change',
  view: 'gap',
  level: 'municipality',
  indicator: 'poverty_persons.mun-2020',
  year: '2015',
  agency: 'UNICEF',
  priority: '3',
  outcome: '8',
  topic: 'gender',
  pillar: '2',
  kind: 'offices',
  statewide: 'true',
  cell: 'high-2+',
  area: '07101',
  within: '29',
  sort: '-presence',
  list: 'ranking',
  initiative: 'agroclimatic-warning',
  panel: 'what-if',
  question: 'agency-absent',
  matrix: 'agencies',
  radius: '80',
  k: '3',
  headquarters: 'false',
  from: '15000',
  suggest: 'true',
  add: '07059,20067',
  remove: 'unodc-16053,undp-31050',
  name: 'Dos oficinas, sur',
  other: 'Plan A',
  other_add: '07059,20067',
  other_remove: 'iom-07065',
  at: '16.5,-92.5,7.25',
  lang: 'es',
  theme: 'dark',
};
const DEFAULTS = freshView({ lang: null, theme: null });
const linkOf = (asked) => `?${new URLSearchParams(asked)}`;

/** What each parameter refuses, and the words for it: hostile texts and near misses. */
const REFUSED = {
  report: ['', 'never', 'Newest report'],
  edition: ['', 'newest', '0123456789AB', '0123456789abc'],
  with: ['', 'never', 'newest'], // the page's own
  pair: ['', 'swipe', 'constructor'],
  view: ['birds-eye', 'Need', ''],
  level: ['galaxy', 'states'],
  indicator: ['', 'x'.repeat(101)],
  year: ['soon', '20201', '-2020', '20.0'],
  agency: ['<script>', '', 'x'.repeat(241), 'UN UN'],
  priority: ['<3'],
  outcome: ['8 '],
  topic: ['"'],
  pillar: ['§'],
  kind: ['ghosts', 'ANY'],
  statewide: ['perhaps', 'false', '1'],
  cell: ['high', 'high-3', 'any-1', 'high-2'],
  area: ['<script>', '7', '071', '0710', '071011', 'x07'],
  within: ['7', '07101'],
  list: ['', 'chart', 'Ranking'],
  sort: ['beauty', '--gap', 'gap-', '+gap'],
  initiative: ['a b', '../x'],
  panel: ['kitchen', 'constructor'],
  question: ['WHY', 'a'.repeat(41), 'constructor()'],
  matrix: ['pills'],
  radius: ['0', '5001', '1.5', '-1', '1e3', 'wide'],
  k: ['0', '21', '99', 'five'],
  headquarters: ['perhaps', ''],
  from: ['20000', '150000', 'towns'],
  suggest: ['false', 'yes'],
  add: ['here', '7059', '07059,', '07059;20067', Array(51).fill('07059').join()],
  remove: ['a b', 'x,', Array(51).fill('a').join()],
  name: ['', ' ', 'x'.repeat(61), 'a\nb'],
  other: ['', ' ', 'x'.repeat(61), 'a\u0000b'],
  other_add: ['here', '7059', '07059,'],
  other_remove: ['a b', 'x,'],
  at: ['here', '999,-100,6', '19,-99,40', '19;-99;6', '19,-99', '19,-99,2.9', '72.1,-99,6', '19,-14.9,6'],
  lang: ['tlh', 'EN'],
  theme: ['plaid'],
};
const WORDS = {
  ...Object.fromEntries(Object.keys(GIVEN).map((name) => [name, `problem.${name}`])),
  ...Object.fromEntries(['add', 'remove', 'other_add', 'other_remove'].map((name) => [name, 'problem.plan'])),
  other: 'problem.name',
};

test('the plain address is the default view', () => {
  assert.deepEqual(readLink(''), { view: DEFAULTS, problems: [] });
  assert.equal(viewSearch(DEFAULTS), '');
});

test('the samples of these tests name every parameter', () => {
  assert.deepEqual(Object.keys(GIVEN).sort(), Object.keys(DEFAULTS).sort());
  assert.deepEqual(Object.keys(REFUSED).sort(), Object.keys(DEFAULTS).sort());
});

for (const [name, text] of Object.entries(GIVEN)) {
  test(`${name} is read as it was given and written again`, () => {
    const { view, problems } = readLink(linkOf({ [name]: text }));
    assert.deepEqual(problems, []);
    assert.equal(String(view[name]), text);
    assert.equal(new URLSearchParams(viewSearch(view)).get(name), text);
    assert.deepEqual(readLink(viewSearch(view)).view, view);
  });

  test(`${name} is told where it cannot be used, and the rest of the link holds`, () => {
    assert.ok(REFUSED[name].length);
    const other = name === 'outcome' ? 'agency' : 'outcome';
    for (const bad of REFUSED[name]) {
      const { view, problems } = readLink(linkOf({ [name]: bad, [other]: GIVEN[other] }));
      assert.deepEqual(problems, [WORDS[name]], bad);
      assert.equal(view[name], DEFAULTS[name], bad);
      assert.equal(view[other], GIVEN[other], bad);
    }
  });
}

test('a link with everything is read as it was written', () => {
  const { view, problems } = readLink(linkOf(GIVEN));
  assert.deepEqual(problems, []);
  assert.deepEqual(readLink(viewSearch(view)), { view, problems: [] });
  assert.deepEqual(Object.fromEntries(new URLSearchParams(viewSearch(view))), GIVEN);
});

test('numbers are read as numbers', () => {
  const { view } = readLink('?year=2015&radius=80&k=3');
  assert.deepEqual([view.year, view.radius, view.k], [2015, 80, 3]);
});

test('lists keep their commas in a link', () => {
  assert.equal(linkTo({ add: '07059,20067' }), '?add=07059,20067');
});

test('parameters stand in one order, whatever order they came in', () => {
  assert.equal(viewSearch(readLink('?outcome=8&agency=UNICEF&view=gap').view), '?view=gap&agency=UNICEF&outcome=8');
});

test('a parameter that unmap does not know is told once, inherited names too', () => {
  assert.deepEqual(readLink('?campaign=x&foo=1').problems, ['problem.unknown']);
  for (const name of ['constructor', '__proto__', 'toString']) {
    assert.deepEqual(readLink(`?${name}=x`).problems, ['problem.unknown'], name);
  }
});

test('what mail and social sites append is no fault of a link', () => {
  const { view, problems } = readLink('?lang=es&utm_source=x&utm_medium=y&fbclid=1&gclid=2');
  assert.deepEqual(problems, []);
  assert.deepEqual(view, { ...DEFAULTS, lang: 'es' });
});

test('a link to a plan alone means its panel', () => {
  for (const asked of [{ add: '07059' }, { remove: 'undp-31050' }, { suggest: 'true' }]) {
    assert.equal(readLink(linkOf(asked)).view.panel, 'what-if');
    assert.equal(readLink(linkOf({ ...asked, panel: 'questions' })).view.panel, 'questions');
  }
  assert.equal(readLink('?radius=80').view.panel, null);
});

test('a link to a municipality, or to those of a state, means their level; another level that is named holds', () => {
  for (const asked of [{ area: '07101' }, { within: '29' }]) {
    assert.equal(readLink(linkOf(asked)).view.level, 'municipality');
    assert.equal(readLink(linkOf({ ...asked, level: 'state' })).view.level, 'state');
  }
  assert.equal(readLink('?area=07').view.level, 'state');
});

test('language and colours are the links, then what was chosen before, then the browsers', () => {
  assert.equal(parseView('?lang=es').view.lang, 'es');
  assert.equal(parseView('').view.lang, null);
  localStorage.setItem('unmap.lang', 'es');
  localStorage.setItem('unmap.theme', 'plaid'); // what was never offered
  assert.equal(parseView('').view.lang, 'es');
  assert.equal(parseView('?lang=en').view.lang, 'en');
  assert.equal(parseView('?lang=tlh').view.lang, 'es');
  assert.equal(parseView('').view.theme, null);
  localStorage.clear();
});

test('a fresh view keeps language and colours alone', () => {
  const { view } = readLink(linkOf(GIVEN));
  assert.deepEqual(freshView(view, { panel: 'questions' }), { ...DEFAULTS, lang: 'es', theme: 'dark', panel: 'questions' });
});

test('what changed between two reports is listed where they are compared so', () => {
  assert.deepEqual(readLink('?with=before&pair=change&panel=change').problems, []);
  for (const link of ['?panel=change', '?with=before&panel=change', '?pair=change&panel=change']) {
    assert.deepEqual(readLink(link).problems, ['problem.panelHere'], link);
  }
});

test('of two reports the one that is chosen for the page changes places with the other', () => {
  const view = freshView({ lang: null, theme: null }, { with: 'before', area: '07' });
  assert.equal(ofReport(view, 'before'), '?report=before&with=newest&area=07');
  assert.equal(ofReport({ ...view, with: null }, 'before'), '?report=before&area=07');
});
