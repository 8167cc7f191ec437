/* How numbers, names and words are written in each language, a place in a link, and when a page says that it is slow. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { WORDS } from './browser.mjs';
import { acronymList, acronymsOf, named, numbersOf, speak, toldApart, wordsOf } from '../../../web/core/words.js';
import { freshView, isPlace, readPlace, writtenPlace } from '../../../web/core/link.js';

const { watchLoading } = await import('../../../web/core/loading.js');

speak(WORDS);
const SPANISH = WORDS.es;
const english = numbersOf(wordsOf('en'));
const spanish = numbersOf(wordsOf('es'));

test('an absent value is a word in every way of writing, and zero a number', () => {
  const ways = ['whole', 'figure', 'rank', 'distance', 'limit', 'signedFigure', 'share', 'signed', 'people'];
  for (const way of ways) {
    for (const absent of [null, undefined]) assert.equal(english[way](absent), 'no data', way);
    assert.match(english[way](0), /^0(\.0)?%?$/, way);
  }
  assert.equal(spanish.value(null, 'percent'), 'sin dato');
  assert.equal(english.points(null, 'state'), 'no data');
});

test('a value has the sign and decimals of its unit', () => {
  const written = Object.entries({ percent: 75.46, persons: 8342500, index: -1.234, per_100k: 3.14 }).map(([unit, value]) => english.value(value, unit));
  assert.deepEqual(written, ['75.5%', '8,342,500', '\u22121.23', '3.1']);
});

test('a gap has its sign, a true minus, and more decimals for a municipality', () => {
  assert.equal(english.points(10.96, 'state'), '+11.0');
  assert.equal(english.points(-0.0124, 'municipality'), '\u22120.012');
  assert.equal(english.points(0, 'state'), '0.0');
  assert.equal(english.limit(-0.05), '\u22120.05');
});

test('people in a sentence are a number or words of the language', () => {
  assert.equal(english.people(374704), '374,704');
  assert.equal(english.people(4218000), '4.22 million');
  assert.match(spanish.people(4218000), /^4\.22 millones/);
});

test('near is told to a tenth of a kilometre, far to one', () => {
  assert.deepEqual([8.44, 9.99, 10, 125.6].map(english.distance), ['8.4', '10.0', '10', '126']);
});

test('a place in a link is read as it was written, rounded to what a screen shows', () => {
  const place = { lat: 20.96712, lon: -89.6, zoom: 7.504 };
  assert.equal(writtenPlace(place), '20.967,-89.6,7.5');
  assert.deepEqual(readPlace(writtenPlace(place)), { lat: 20.967, lon: -89.6, zoom: 7.5 });
  assert.ok(isPlace(writtenPlace(place)));
});

test('a place is on the map up to its edges', () => {
  for (const edge of ['-50,-190,3', '72,-15,11']) assert.ok(isPlace(edge), edge);
  for (const off of ['-50.1,-190,3', '72,-15.0,11.1', '72.1,-15,11', '72,-190.1,5', '0,0,2', '1e1,-99,6', ' 19,-99,6', '19,-99,6,1']) {
    assert.ok(!isPlace(off), off);
  }
});

test('organisations are called as the language calls them, by their acronym where it has no other', () => {
  const agencies = [{ agency_id: 'UNHCR', acronym: 'UNHCR', acronym_es: 'ACNUR' }, { agency_id: 'PAHO-WHO', acronym: 'PAHO/WHO', acronym_es: '' }];
  assert.deepEqual(['UNHCR', 'PAHO-WHO', 'NEW'].map(acronymsOf(agencies, 'es')), ['ACNUR', 'PAHO/WHO', 'NEW']);
  assert.deepEqual(['UNHCR', 'PAHO-WHO'].map(acronymsOf(agencies, 'en')), ['UNHCR', 'PAHO/WHO']);
  assert.equal(acronymsOf(undefined, 'es')('UNHCR'), 'UNHCR');
});

test('words have their numbers and plurals, and words that are not there are an error', () => {
  speak({ en: { 'language.tag': 'en', 'name.articles': '', one: { one: '{n} area', other: '{n} areas' }, two: '{place}: {n}' }, es: { 'language.tag': 'es-MX', 'name.articles': '', one: '{n} áreas' } });
  const t = wordsOf('en');
  assert.deepEqual([t('one', { n: 1 }), t('one', { n: 2469 }), t('two', { place: '{n}', n: 3 })], ['1 area', '2,469 areas', '{n}: 3']);
  assert.equal(wordsOf('es')('one', { n: 2469 }), '2,469 áreas');
  assert.throws(() => t('three'), /no words for three in en/);
});

test('a number that ends in millions is joined to its people in Spanish, in every sentence that counts them', () => {
  speak(WORDS);
  const t = wordsOf('es');
  for (const [key, entry] of Object.entries(SPANISH)) {
    const names = [...JSON.stringify(entry).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const filled = (number) => t(key, Object.fromEntries(names.map((name) => [name, name === 'n' ? 4_218_000 : number])));
    assert.doesNotMatch(filled(spanish.people(4_218_000)), /mill(ón|ones)\s(personas?|habitantes?)/, key);
    assert.doesNotMatch(filled(spanish.people(374_704)), /\d de (personas?|habitantes?)/, key);
  }
  assert.equal(t('need.people', { n: 4_218_000, persons: spanish.people(4_218_000) }), '4.22 millones de personas');
});

test('agencies in a row of words stand in the order of what the language calls them', () => {
  const agencies = [{ agency_id: 'UNHCR', acronym: 'UNHCR', acronym_es: 'ACNUR' }, { agency_id: 'FAO', acronym: 'FAO', acronym_es: '' }];
  const listed = (lang) => acronymList({ acronym: acronymsOf(agencies, lang), lang }, ['FAO', 'UNHCR', 'FAO']);
  assert.deepEqual([listed('en'), listed('es')], ['FAO, UNHCR', 'ACNUR, FAO']);
});

test('a record is named in the language, in English where it has no other', () => {
  assert.equal(named({ name_en: 'Poverty', name_es: 'Pobreza' }, 'name', 'es'), 'Pobreza');
  assert.equal(named({ name_en: 'Poverty' }, 'name', 'es'), 'Poverty');
  assert.deepEqual(['en', 'es'].map((lang) => named({ title: 'Water', title_es: '' }, 'title', lang)), ['Water', 'Water']);
});

/** A page on which every answer is in this state. */
function waiting(status) {
  const view = freshView({ lang: 'en', theme: null });
  const data = new Proxy({}, { get: () => ({ status, value: status === 'ready' ? {} : null, error: null }) });
  return { view, data, ui: { slow: false, search: { query: '' } } };
}

/** A store that holds what it is given, and a listener that watches it. */
function watched(state) {
  const store = {
    state,
    get: () => store.state,
    set: ({ ui }) => { store.state = { ...store.state, ui: { ...store.state.ui, ...ui } }; },
  };
  return [store, watchLoading(store)];
}

test('the page says that it is slow once a reader has waited long, and not before', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [store, changed] = watched(waiting('loading'));
  changed();
  mock.timers.tick(4_900);
  changed(); // a change in between does not begin the wait anew
  assert.equal(store.get().ui.slow, false);
  mock.timers.tick(100);
  assert.equal(store.get().ui.slow, true);
  mock.timers.reset();
});

test('an answer that comes in time is never called slow', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [store, changed] = watched(waiting('loading'));
  changed();
  mock.timers.tick(4_000);
  store.state = waiting('error'); // that it failed is told in other words
  changed();
  mock.timers.tick(60_000);
  assert.equal(store.get().ui.slow, false);
  mock.timers.reset();
});

test('that it is slow is taken back when the answer is there', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [store, changed] = watched(waiting('loading'));
  changed();
  mock.timers.tick(60_000);
  store.state = { ...waiting('error'), ui: { ...store.state.ui } };
  assert.equal(store.get().ui.slow, true);
  changed();
  assert.equal(store.get().ui.slow, false);
  mock.timers.reset();
});

test('a sentence is of the need that the data are of: poverty, or need by its own name', () => {
  const [t, dice] = [wordsOf('en'), wordsOf('es')];
  const other = { poverty: false, need: 'people in food insecurity, percent' };
  assert.equal(t('question.poor.title'), 'Poorest states without a field office');
  assert.equal(t('question.poor.title', other), 'Neediest states without a field office');
  assert.equal(dice('question.poor.title', other), 'Entidades con mayor necesidad sin oficina de terreno');
  assert.match(t('question.poor.how'), /^States are ordered by need \(people in poverty, percent\)/);
  assert.match(t('question.poor.how', other), /\(people in food insecurity, percent\)/);
  const said = Object.keys(WORDS.en).filter((key) => key.startsWith('question.')).map((key) => t(key, other) + dice(key, other));
  assert.deepEqual(said.filter((text) => /poor|povert|pobre/i.test(text)), []);
});

test('a sentence names the report that is shown by its period, in the language', () => {
  assert.equal(wordsOf('en')('legend.inReport'), 'presence in the April 2020 report');
  assert.equal(wordsOf('es')('legend.inReport'), 'presencia en el informe de abril de 2020');
  assert.equal(wordsOf('en')('legend.inReport', { report_name: '2019' }), 'presence in the 2019 report');
});

test('what shares an acronym is told apart by its name, and by its id where it shares that too', () => {
  const calls = (code, text, name) => ({ code, text, name });
  const items = [calls('ACF', 'ACF', 'Action contre la faim'), calls('ACF-2', 'ACF', 'A Child First'), calls('IOM', 'IOM', 'Migration'),
    calls('X-1', 'X', 'Ex'), calls('X-2', 'X', 'Ex'), calls('Y-1', 'Y'), calls('Y-2', 'Y')];
  assert.deepEqual(toldApart(items).map(({ text }) => text),
    ['ACF (Action contre la faim)', 'ACF (A Child First)', 'IOM', 'X (Ex) (X-1)', 'X (Ex) (X-2)', 'Y (Y-1)', 'Y (Y-2)']);
});
