/* Levels of any country: one, two, three and four of them, with codes of the same form and of forms of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browser.mjs';
import { areaExists, levelOfArea } from '../../../web/core/record.js';
import { keys } from '../../../web/core/api.js';
import { ladderOf, nameAbove, nameOf } from '../../../web/core/levels.js';
import { wordsOf, speak } from '../../../web/core/words.js';
import { WORDS } from './browser.mjs';

const NAMES = [['region', 'f'], ['province', 'f'], ['district', 'm'], ['parish', 'f']];

/** The first levels of a country whose codes have two characters more at each, or the same form at all. */
const country = (count, form = (level) => `[0-9]{${2 * level}}`) => NAMES.slice(0, count).map(([word, gender], index) => ({
  level: index + 1, id: `${word}s`, word, singular_en: word, plural_en: `${word}s`, singular_es: `la ${word}`,
  plural_es: `las ${word}s`, short_singular_es: '', short_plural_es: '', gender_es: gender, code_form: form(index + 1),
  parent: index ? `${NAMES[index - 1][0]}s` : null,
}));
const ladders = [1, 2, 3, 4].map((count) => ladderOf(country(count)));

test('levels stand from the highest down, whatever the order of their rows', () => {
  for (const [index, ladder] of ladders.entries()) {
    const words = NAMES.slice(0, index + 1).map(([word]) => word);
    assert.deepEqual(ladderOf(country(index + 1).reverse()).LEVELS, words);
    assert.deepEqual([ladder.LEVELS, ladder.HIGHEST, ladder.FINEST], [words, 'region', words.at(-1)]);
  }
});

test('each level but the highest has one above, each but the finest one below', () => {
  for (const { LEVELS, parentOf, finerThan, above, chainOf } of ladders) {
    LEVELS.forEach((word, index) => {
      assert.deepEqual([parentOf(word), finerThan(word)], [LEVELS[index - 1] ?? null, LEVELS[index + 1] ?? null]);
      assert.deepEqual([above(word), chainOf(word)], [LEVELS.slice(0, index), LEVELS.slice(0, index + 1)]);
    });
    assert.deepEqual([parentOf(null), finerThan('galaxy')], [null, null]);
  }
});

test('the level of a code is that of its form', () => {
  const nowhere = () => false;
  for (const { LEVELS, levelOf, isCode } of ladders) {
    LEVELS.forEach((word, index) => {
      const code = '01'.repeat(index + 1);
      assert.equal(levelOf(code, nowhere), word);
      assert.deepEqual(LEVELS.filter((one) => isCode(code, one)), [word]);
    });
    for (const wrong of ['', '1', '01a', ' 01', '0'.repeat(10)]) assert.equal(levelOf(wrong, nowhere), null, wrong);
  }
});

test('where several levels have codes of one form, the level is looked up', () => {
  for (const count of [2, 3, 4]) {
    const { LEVELS, FINEST, levelOf, levelsOf } = ladderOf(country(count, () => '[A-Z]{3}'));
    assert.deepEqual(levelsOf('ABC'), LEVELS);
    assert.equal(levelOf('ABC', (word, code) => word === FINEST && code === 'ABC'), FINEST);
    assert.equal(levelOf('ABC', () => false), null);
  }
});

test('an area is called by its short name in the language, where it has one', () => {
  const names = (area) => ['en', 'es', 'fr'].map((lang) => nameOf(area, lang));
  assert.deepEqual(names({ code: '15', name: 'México' }), ['State of Mexico', 'Estado de México', 'State of Mexico']);
  assert.deepEqual(names({ code: '07', name: 'Chiapas' }), ['Chiapas', 'Chiapas', 'Chiapas']);
  speak(WORDS);
  const said = (lang) => wordsOf(lang)('action.partsOf', { level: 'state', name: names({ code: '15', name: 'México' })[lang === 'es' ? 1 : 0] });
  assert.deepEqual([said('en'), said('es')], ['States of the State of Mexico', 'Entidades federativas del Estado de México']);
  const inside = { code: '30087', name: 'Xalapa', state_code: '30', state_name: 'Veracruz de Ignacio de la Llave' };
  assert.equal(nameAbove(inside, 'municipality', 'es'), 'Veracruz');
});

test('a record names the areas above it, the highest first', () => {
  const { codeIn, nameIn, nameAbove, liesIn, codeAt, columnsAbove, itemsOf, layerOf } = ladders[2];
  const area = { code: '010203', name: 'C', region_code: '01', region_name: 'A', province_code: '0102', province_name: 'B' };
  assert.deepEqual([codeIn(area, 'region'), nameIn(area, 'province'), codeIn(area, 'parish')], ['01', 'B', null]);
  assert.deepEqual([nameAbove(area, 'district'), nameAbove({ name: 'A' }, 'region')], ['B', null]);
  assert.deepEqual(['01', '0102', '010203', '02'].map((code) => liesIn(area, 'district', code)), [true, true, false, false]);
  assert.deepEqual(columnsAbove('district'), ['region_code', 'region_name', 'province_code', 'province_name']);
  assert.deepEqual(columnsAbove('region'), []);
  assert.deepEqual([layerOf('province'), itemsOf('province')], ['provinces', '/api/collections/provinces/items']);
  const place = { level: 'province', area_code: '0102', region_code: '01' };
  assert.deepEqual(['region', 'province', 'district'].map((level) => codeAt(place, level)), ['01', '0102', '0102']);
});

test('a level is called as the data say in the language, or else in English; short words where there are some', () => {
  const [highest, finest] = country(2);
  const { termsOf } = ladderOf([{ ...highest, short_plural_es: 'regs' }, finest]);
  const { singular, Plural, short_plural: short, finest_short_plural: few, gender, parent_singular: above } = termsOf('region', 'es');
  assert.deepEqual([singular, Plural, short, few, gender, above], ['la region', 'Las regions', 'regs', 'las provinces', 'f', '']);
  const french = termsOf('province', 'fr');
  assert.deepEqual([french.singular, french.Short_plural, french.parent_plural], ['province', 'Provinces', 'regions']);
});

test('sentences take what a level is called, in its gender, and the country', () => {
  speak(WORDS);
  const [english, spanish] = [wordsOf('en'), wordsOf('es')];
  assert.equal(english('map.back', { level: 'state' }), 'Back to states');
  assert.equal(spanish('map.back', { level: 'state' }), 'Volver a las entidades');
  assert.equal(spanish('map.allAreas', { level: 'municipality' }), 'Todos los municipios');
  assert.equal(spanish('area.middle', { level: 'municipality' }), 'Municipio mediano');
  assert.equal(spanish('table.areas', { n: 32 }), '32 entidades federativas');
  assert.equal(english('counting.direct', { level: 'municipality' }), 'Work placed in a state as a whole is not counted for its municipalities.');
  assert.match(spanish('page.map'), /en México/);
});

test('whether an area exists is known once its level is there; one that the map does not show is asked for', () => {
  const areas = (...codes) => ({ value: { features: codes.map((id) => ({ id })) } });
  const state = (level, data) => ({ view: { level }, data });
  const states = { [keys.areas('state')]: areas('07') };
  const towns = { ...states, [keys.areas('municipality')]: areas('07019') };
  assert.deepEqual(['07', '08', '07019'].map((code) => areaExists(state('state', states), code)), [true, false, true]);
  assert.deepEqual(['07', '07019'].map((code) => areaExists(state('municipality', {}), code)), [null, null]);
  assert.deepEqual(['07019', '99999', 'nowhere'].map((code) => areaExists(state('municipality', towns), code)), [true, false, false]);
  assert.equal(levelOfArea(state('state', {}), '07019'), 'municipality');
  assert.equal(levelOfArea(state('state', { [keys.area('07')]: { value: { level: 'municipality' } } }), '07'), 'municipality');
});
