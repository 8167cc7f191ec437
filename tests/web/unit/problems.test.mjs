/* Whatever a link asks for and cannot have is told in words, once, and the view is put right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WORDS } from './browser.mjs';
import { speak, wordsOf } from '../../../web/core/words.js';
import { problemNoticer } from '../../../web/core/problems.js';
import { choiceOf } from '../../../web/core/choice.js';
import { keys } from '../../../web/core/api.js';
import { SITES } from '../../../web/core/plan.js';
import { createStore } from '../../../web/core/store.js';
import { NO_FILTER, parseView, viewSearch } from '../../../web/core/link.js';

const { createActions, initialTable } = await import('../../../web/core/actions.js');
const { areaOf } = await import('../../../web/core/loading.js');

speak(WORDS);

const ready = (value) => ({ status: 'ready', value, error: null });
const features = (name, ids) => ready({ features: ids.map((id) => ({ id, properties: { [name]: id } })) });
const DATA = {
  [keys.agencies]: ready({ agencies: [{ agency_id: 'UNICEF' }] }),
  [keys.values]: ready({
    facets: { agency: [{ code: 'UNICEF' }], priority: [{ code: '3' }], outcome: [{ code: '8' }], theme: [{ code: 'gender' }], pillar: [{ code: '2' }] },
  }),
  [keys.indicators]: ready({
    default: { state: { indicator_id: 'poverty_pct.mmp', year: 2020 }, municipality: { indicator_id: 'poverty_pct.mun', year: 2020 } },
    indicators: [
      { indicator_id: 'poverty_pct.mmp', concept: 'poverty', unit: 'pct', series: 'mmp', years: { state: [2018, 2020], municipality: [] } },
      { indicator_id: 'poverty_pct.mun', concept: 'poverty', unit: 'pct', series: 'mun', years: { state: [], municipality: [2020] } },
    ],
  }),
  [keys.areas('state')]: features('code', ['07', '29']),
  [keys.areas('municipality')]: features('code', ['07059', '29048']),
  [keys.offices]: features('office_id', ['undp-31050']),
  [keys.panel(SITES)]: features('code', ['07059', '29048']),
  [keys.initiatives(NO_FILTER)]: features('initiative_id', ['law-on-wells']),
};

/** What of a link is told, as keys of words, and the link that the page then has. */
function opened(search) {
  const { view, problems } = parseView(search);
  const store = createStore({ view, data: DATA, ui: { notices: problems, table: initialTable } }, () => {});
  const act = createActions(store, new Proxy({}, { get: () => () => {} }), { picture() {}, point() {} });
  const notice = problemNoticer(store, act);
  for (let drawn = 0; drawn < 3; drawn += 1) {
    const state = store.get();
    notice({ choice: choiceOf(state), area: areaOf(state) });
  }
  return { told: store.get().ui.notices, link: viewSearch(store.get().view) };
}

const BAD = {
  'indicator=happiness': 'asks for an indicator that does not exist',
  'indicator=poverty_pct.mun': 'has no data at this level',
  'year=1900': 'asks for a year without data',
  'year=soon': 'asks for a year without data',
  'level=galaxy': 'asks for a level that does not exist',
  'view=birds-eye': 'names a view that does not exist',
  'area=99': 'names an area that no state or municipality',
  'area=99999': 'names an area that no state or municipality',
  'area=<script>': 'is no code of a state',
  'within=99': 'names a state that does not exist',
  'within=7': 'names a state that does not exist',
  'lang=tlh': 'asks for a language',
  'theme=plaid': 'asks for colours',
  'agency=UNXYZ': 'asks for an agency that the data do not have',
  'agency=<script>': 'asks for an agency that the data do not have',
  'outcome=99': 'asks for an outcome that the framework does not have',
  'priority=9': 'names a strategic priority that does not exist',
  'topic=magic': 'names a theme that does not exist',
  'pillar=12': 'names a pillar that does not exist',
  'kind=ghosts': 'names a kind of presence that does not exist',
  'statewide=perhaps': 'says in an unknown way whether statewide work counts',
  'cell=high': 'names a cell that the legend does not have',
  'initiative=perpetual-motion': 'names an initiative that the record does not have',
  'panel=kitchen': 'names a panel that does not exist',
  'panel=questions&question=WHY': 'names a question that does not exist',
  'panel=framework&matrix=pills': 'names a table that the framework does not have',
  'panel=what-if&radius=0': 'gives a radius that cannot be used',
  'panel=what-if&k=99': 'gives a number of offices that cannot be used',
  'panel=what-if&add=here': 'gives a plan that cannot be read',
  'panel=what-if&add=99999': 'names a municipality that does not exist',
  'panel=what-if&remove=nobody': 'takes away an office that does not exist',
  'panel=what-if&from=99': 'names places to choose from that unmap does not know',
  'panel=what-if&headquarters=perhaps': 'says in an unknown way whether headquarters count',
  'panel=what-if&suggest=perhaps': 'says in an unknown way whether best places are suggested',
  'sort=beauty': 'sorts by a column that does not exist',
  'at=here': 'gives a place on the map that cannot be read',
  'at=999,-100,6': 'gives a place on the map that cannot be read',
  'at=19,-99,40': 'gives a place on the map that cannot be read',
  'at=19;-99;6': 'gives a place on the map that cannot be read',
  'campaign=x': 'holds a parameter that unmap does not know',
};

for (const [link, words] of Object.entries(BAD)) {
  test(`what is wrong in ?${link} is told once, in both languages, and leaves the link`, () => {
    const { told, link: after } = opened(`?${link}`);
    assert.equal(told.length, 1, told.join());
    assert.ok(wordsOf('en')(told[0]).includes(words), told[0]);
    assert.ok(wordsOf('es')(told[0]).length > 10);
    const [part] = link.split('&').reverse();
    assert.ok(!new URLSearchParams(after).has(part.split('=')[0]) || !after.includes(part), after);
  });
}

test('a link that asks for what there is is told nothing and stays as it is', () => {
  const links = [
    '', '?view=gap&agency=UNICEF&outcome=8', '?level=municipality&within=29', '?level=municipality&area=07059', '?area=07',
    '?indicator=poverty_pct.mmp&year=2018', '?panel=what-if&from=29&add=07059&remove=undp-31050',
  ];
  for (const link of links) assert.deepEqual(opened(link), { told: [], link });
});

test('each of several faults is told, and the rest of the link holds', () => {
  const { told, link } = opened('?view=gap&agency=UNXYZ&outcome=8&sort=beauty&within=99&level=municipality');
  assert.deepEqual([...told].sort(), ['problem.agency', 'problem.sort', 'problem.within']);
  assert.equal(link, '?view=gap&level=municipality&outcome=8');
});

test('a plan goes on without what does not exist', () => {
  const { told, link } = opened('?panel=what-if&add=99999,07059&remove=nobody,undp-31050');
  assert.deepEqual([...told].sort(), ['problem.planAdd', 'problem.planRemove']);
  assert.equal(link, '?panel=what-if&add=07059&remove=undp-31050');
});
