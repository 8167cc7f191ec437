/* What the API is asked: addresses, the search, the filters of the record, questions and matrices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { asFile, asked, endpoints, inForm, keys, query } from '../../../web/core/api.js';
import {
  countedOf,
  facetsPath,
  filterOf,
  firstPlaced,
  kindOf,
  countedLevels,
  officesOf,
  placeless,
  unknownIn,
} from '../../../web/core/record.js';
import { isAsSet, matrixPaths, readyQuestion, questionPaths, QUESTIONS, searchPath } from '../../../web/core/panel-data.js';
import { NO_FILTER, freshView, readLink } from '../../../web/core/link.js';
import { write } from '../../../web/manage/sending.js';

const ready = (value) => ({ status: 'ready', value, error: null });
const ANSWERS = {
  [keys.agencies]: ready({ agencies: [{ agency_id: 'UNICEF' }, { agency_id: 'UNHCR' }] }),
  [keys.values]: ready({
    facets: { agency: [{ code: 'UNICEF' }, { code: 'UNHCR' }], priority: [{ code: '3' }], outcome: [{ code: '8' }], theme: [{ code: 'gender' }], pillar: [{ code: '2' }] },
  }),
  [keys.indicators]: ready({
    default: { state: { indicator_id: 'poverty_pct.mmp', year: 2020 }, municipality: { indicator_id: 'poverty_pct.mun', year: 2020 } },
    indicators: [
      { indicator_id: 'poverty_pct.mmp', years: { state: [2020], municipality: [] } },
      { indicator_id: 'poverty_pct.mun', years: { state: [], municipality: [2020] } },
    ],
  }),
};
const NO_SEARCH = { query: '', open: false, all: null };
const state = (view = {}, { ui = {}, data = ANSWERS } = {}) => ({
  view: freshView({ lang: 'en', theme: null }, view), data, ui: { search: NO_SEARCH, filtersOpen: false, ...ui },
});
const search = (typed, view = {}) => searchPath(state(view, { ui: { search: { ...NO_SEARCH, open: true, ...typed } } }));
const parts = (path) => Object.fromEntries(new URLSearchParams(path.split('?')[1]));

test('what is not asked for is left out of an address', () => {
  assert.equal(query({ agency: null, outcome: '8', level: undefined }), '?outcome=8');
  assert.equal(query({}), '');
  assert.equal(query({ add: '07059,20067', q: 'a&b=c d' }), '?add=07059,20067&q=a%26b%3Dc+d');
});

test('an address takes another format, CSV with the mark that Excel looks for', () => {
  assert.equal(inForm('/api/need', 'xlsx'), '/api/need?f=xlsx');
  assert.equal(inForm('/api/need?year=2020', 'csv'), '/api/need?year=2020&f=csv&bom=true');
  assert.deepEqual(asFile('geojson'), { f: 'geojson' });
});

test('any kind of presence is the default and not asked for; a theme of the record is called topic in the link alone', () => {
  const filter = { ...NO_FILTER, topic: 'gender' };
  assert.equal(asked({ level: 'state', kind: 'any', filter }).kind, null);
  assert.equal(asked({ level: 'state', kind: 'offices', filter }).kind, 'offices');
  assert.deepEqual(parts(endpoints.coverage({ level: 'state', kind: 'any', filter })), { level: 'state', theme: 'gender' });
});

test('a code in a path is written so that it stays one part of it', () => {
  assert.equal(endpoints.area('07/../x?'), '/api/areas/07%2F..%2Fx%3F');
});

test('a search is asked in the language of the page, of what was typed without needless spaces', () => {
  assert.deepEqual(parts(search({ query: '  oaxaca   de juarez ' })), { q: 'oaxaca de juarez', lang: 'en' });
  assert.deepEqual(parts(search({ query: 'ñandú & co' }, { lang: 'es' })), { q: 'ñandú & co', lang: 'es' });
  assert.deepEqual(parts(search({ query: 'unhcr', all: 'initiatives' })), { q: 'unhcr', lang: 'en', group: 'initiatives' });
});

test('without a choice of language a search is asked in the browsers', () => {
  assert.equal(parts(search({ query: 'x' }, { lang: null })).lang, 'en');
});

test('nothing is searched for while nothing is typed or the search is closed', () => {
  for (const typed of [{ query: '' }, { query: '   ' }, { query: 'oaxaca', open: false }]) assert.equal(search(typed), null);
});

test('a filter is that of the link, each part that does not exist left out and named', () => {
  const link = { agency: 'UNICEF', outcome: '8', topic: 'magic', pillar: '12', priority: '3' };
  assert.deepEqual(unknownIn(state(link)), ['topic', 'pillar']);
  assert.deepEqual(filterOf(state(link)), { agency: 'UNICEF', priority: '3', outcome: '8', topic: null, pillar: null });
});

test('a filter is not known before what it names is; no filter is known at once', () => {
  assert.equal(filterOf(state({ agency: 'UNICEF' }, { data: {} })), null);
  assert.deepEqual(filterOf(state({}, { data: {} })), NO_FILTER);
});

test('inherited names are no values of a filter', () => {
  assert.deepEqual(unknownIn(state({ agency: 'constructor', topic: '__proto__' })), ['agency', 'topic']);
});

test('to count agencies takes offices and initiatives alike', () => {
  assert.deepEqual(['any', 'agencies', 'offices', 'initiatives'].map((kind) => kindOf(state({ kind }))), [null, null, 'offices', 'initiatives']);
});

test('statewide work counts for municipalities alone', () => {
  const view = { statewide: 'true', kind: 'offices' };
  assert.deepEqual(countedOf(state(view), 'municipality'), { kind: 'offices', statewide: 'true' });
  assert.deepEqual(countedOf(state(view), 'state'), { kind: 'offices', statewide: null });
});

test('counts are needed of states, of the level shown and of the level of the chosen area', () => {
  assert.deepEqual(countedLevels(state()), ['state']);
  assert.deepEqual(countedLevels(state({ level: 'municipality' })), ['state', 'municipality']);
  assert.deepEqual(countedLevels(state({ area: '07101' })), ['state', 'municipality']);
  assert.deepEqual(countedLevels(state({ area: '07' })), ['state']);
});

test('offices have an agency alone: any other part of a filter leaves none', () => {
  const offices = { features: [{ properties: { agency_id: 'UNICEF' } }, { properties: { agency_id: 'UNHCR' } }, { properties: { agency_id: null } }] };
  const left = (filter, kind = null) => officesOf(offices, { filter: { ...NO_FILTER, ...filter }, kind }).length;
  assert.equal(left({}), 3);
  assert.equal(left({ agency: 'UNICEF' }), 1);
  assert.equal(left({}, 'initiatives'), 0);
  for (const part of ['priority', 'outcome', 'topic', 'pillar']) assert.equal(left({ agency: 'UNICEF', [part]: '3' }), 0, part);
});

const initiative = (initiative_id, scope, places = []) => [initiative_id, { initiative_id, scope, places }];
const RECORD = {
  initiatives: new Map([
    initiative('wide', 'country-wide'),
    initiative('inside', 'located', [{ state_code: '07', level: 'municipality' }]),
    initiative('whole', 'located', [{ area_code: '07', state_code: '07', level: 'state' }, { state_code: '20', level: 'municipality' }]),
    initiative('unnamed', 'unnamed-places'),
  ]),
};

test('of the initiatives of a state those of it as a whole come first', () => {
  assert.equal(firstPlaced(RECORD, () => true, '07'), 'whole');
  assert.equal(firstPlaced(RECORD, ({ initiative_id: id }) => id !== 'whole', '07'), 'inside');
  assert.equal(firstPlaced(RECORD, () => true, '20'), 'whole');
  assert.equal(firstPlaced(RECORD, () => true, '31'), null);
});

test('what no area can show is what is not located', () => {
  assert.deepEqual(placeless(RECORD).map(({ initiative_id: id }) => id), ['wide', 'unnamed']);
});

test('facets are asked for while the lists are open', () => {
  assert.equal(facetsPath(state({ agency: 'UNICEF' })), null);
  const open = facetsPath(state({ agency: 'UNICEF', kind: 'offices' }, { ui: { filtersOpen: true } }));
  assert.deepEqual(parts(open), { agency: 'UNICEF', kind: 'offices' });
});

test('a question is one of those there are, and no inherited name', () => {
  assert.equal(Object.keys(QUESTIONS).length, 9);
  for (const name of ['constructor', 'toString', '', null, undefined]) assert.equal(readyQuestion(name), null);
});

test('each question sets parts that a link holds, and is as it set them until they change', () => {
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const catalogue = ANSWERS[keys.indicators].value;
    const set = question.parts({ agency: 'UNICEF', outcome: null }, catalogue);
    const view = freshView({ lang: null, theme: null }, set);
    const link = new URLSearchParams(Object.entries(set).filter(([, value]) => value !== null));
    assert.deepEqual(readLink(`?${link}`).problems, [], name);
    assert.ok(isAsSet({ view, catalogue }, question), name);
    assert.ok(isAsSet({ view: { ...view, sort: 'name' }, catalogue }, question), `${name}: the order of the table does not matter`);
    assert.ok(!isAsSet({ view: { ...view, [Object.keys(set)[0]]: 'other' }, catalogue }, question), name);
  }
});

test('a question asks nothing while its link names an agency that may not exist', () => {
  const view = { question: 'agency-absent', agency: 'UNICEF' };
  assert.deepEqual(questionPaths(state(view, { data: {} })), []);
  assert.deepEqual(questionPaths(state({ ...view, agency: 'NOBODY' })), []);
  assert.equal(questionPaths(state(view)).length, 1);
  assert.deepEqual(questionPaths(state({ question: 'why' })) ?? [], []);
});

test('a matrix is asked for whole in its own columns, under the rest of the filter', () => {
  const view = { agency: 'UNICEF', outcome: '8', kind: 'offices' };
  const outcomes = matrixPaths(state({ ...view, matrix: 'outcomes' }));
  assert.deepEqual(parts(outcomes.matrix), { agency: 'UNICEF' });
  const agencies = matrixPaths(state({ ...view, matrix: 'agencies' }));
  assert.ok(!('agency' in parts(agencies.matrix)));
  assert.deepEqual([parts(agencies.matrix).outcome, parts(agencies.matrix).kind], ['8', 'offices']);
});

test('the states of a matrix stand by the need on the map where that shows states', () => {
  assert.equal(parts(matrixPaths(state()).areas).indicator, 'poverty_pct.mmp');
  assert.ok(!('indicator' in parts(matrixPaths(state({ level: 'municipality' })).areas)));
});

test('a write whose answer was lost is sent again under its key, and one that was answered under a new one', async () => {
  const before = globalThis.fetch;
  const sent = [];
  let answer = () => Promise.reject(new TypeError('no answer'));
  globalThis.fetch = (path, { headers }) => {
    sent.push(headers['Idempotency-Key']);
    return answer();
  };
  try {
    const press = () => write('POST', '/api/editions', { json: { reason: 'the offices of May' } });
    await assert.rejects(press, { kind: 'offline', unsure: true });
    answer = () => Promise.resolve(Response.json({ edition: 'a' }, { status: 201 }));
    assert.deepEqual(await press(), { edition: 'a' });
    await press();
    await write('POST', '/api/editions', { json: { reason: 'another' } });
    answer = () => Promise.resolve(Response.json({ code: 'bad-data' }, { status: 422 }));
    await assert.rejects(press, { kind: 'refused', unsure: false });
    await assert.rejects(press, { kind: 'refused' });
  } finally {
    globalThis.fetch = before;
  }
  assert.equal(sent[0], sent[1]);
  assert.match(sent[0], /^[0-9a-f]{32}$/);
  assert.equal(new Set(sent).size, sent.length - 1);
});
