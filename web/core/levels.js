/* The levels of the country's areas, as the data have them. A level is meant by its word, as links and the API mean it;
   a record names the areas that it lies in by columns made of these words: state_code, state_name. */
import { COUNTRY, LEVELS as SERVED, SHORT_NAMES } from './served.js';

const FORMS = ['singular', 'plural'];
const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const called = new Map(Object.entries(SHORT_NAMES));

/** What an area {code, name} is called in a language: by its short name or, where it has none, the official one. */
export function nameOf({ code, name }, lang) {
  const short = called.get(code);
  return short ? short[`short_name_${lang}`] || short.short_name : name;
}

/** What is asked of levels [{level, id, word, singular_en, ..., code_form, parent}]: one, or a chain from the highest
    down. */
export function ladderOf(records) {
  const inOrder = [...records].sort((a, b) => a.level - b.level);
  const byWord = new Map(inOrder.map((one) => [one.word, one]));
  const words = [...byWord.keys()];
  const forms = new Map(inOrder.map(({ word, code_form: form }) => [word, new RegExp(`^(?:${form})$`)]));

  /** The level above, or null for the highest. */
  const parentOf = (word) => inOrder.find(({ id }) => id === byWord.get(word)?.parent)?.word ?? null;
  /** The level whose areas are the parts of this one's, or null for the finest. */
  const finerThan = (word) => words.find((one) => parentOf(one) === word) ?? null;
  /** All levels above, the highest first. */
  const above = (word) => (parentOf(word) ? [...above(parentOf(word)), parentOf(word)] : []);
  const isCode = (text, word) => forms.get(word).test(text);
  /** The levels whose codes have the form of this one, the highest first. */
  const levelsOf = (code) => words.filter((word) => isCode(code, word));

  const codeIn = (record, word) => record[`${word}_code`] ?? null;
  const nameIn = (record, word, lang) => nameOf({ code: codeIn(record, word), name: record[`${word}_name`] ?? null }, lang);

  /** What an area of the level is called in a language: {singular, plural}, short words for running text and the same
      with a capital; gender is that of the word where the language has one. */
  function terms(word, lang) {
    const one = byWord.get(word) ?? {};
    const text = (form) => one[`${form}_${lang}`] || one[`${form}_en`] || '';
    const said = { gender: one[`gender_${lang}`] ?? '' };
    for (const form of FORMS) {
      said[form] = text(form);
      said[`short_${form}`] = one[`short_${form}_${lang}`] || said[form];
    }
    for (const form of FORMS) {
      said[capitalised(form)] = capitalised(said[form]);
      said[`Short_${form}`] = capitalised(said[`short_${form}`]);
    }
    return said;
  }

  return {
    LEVELS: words,
    HIGHEST: words[0],
    FINEST: words.at(-1),
    parentOf,
    finerThan,
    above,
    /** The levels that a map of this one is drawn from: those above it, then itself. */
    chainOf: (word) => [...above(word), word],
    isCode,
    levelsOf,
    /** The level of a code: by its form or, where several levels have the same, where has(level, code) says that it is;
        null where that is not known. */
    levelOf(code, has) {
      const fitting = levelsOf(code);
      return fitting.length > 1 ? (fitting.find((word) => has(word, code)) ?? null) : (fitting[0] ?? null);
    },
    /** The code and, in a language, the name of the area of a level that a record lies in; null where it has none. */
    codeIn,
    nameIn,
    /** The name of the area that an area of the level, or a place in it, lies in; null for the highest. */
    nameAbove: (record, word, lang) => nameIn(record, parentOf(word), lang),
    /** Whether an area of the level lies in another, by its code. */
    liesIn: (area, word, code) => above(word).some((one) => codeIn(area, one) === code),
    /** The code of the area of a level that a place {level, area_code, ...} lies in: its own where it is no finer. */
    codeAt: (place, word) => (above(place.level).includes(word) ? codeIn(place, word) : place.area_code),
    /** The columns that name the areas above. */
    columnsAbove: (word) => above(word).flatMap((one) => [`${one}_code`, `${one}_name`]),
    /** The name of the layer of a level, and where its areas are. */
    layerOf: (word) => byWord.get(word).id,
    itemsOf: (word) => `/api/collections/${byWord.get(word).id}/items`,
    /** What sentences about a level call its areas, those of the level above (parent_) and the finest (finest_). */
    termsOf(word, lang) {
      const others = { parent: parentOf(word), finest: words.at(-1) };
      const prefixed = Object.entries(others).flatMap(([prefix, other]) =>
        Object.entries(terms(other, lang)).map(([name, text]) => [`${prefix}_${name}`, text]));
      return { ...terms(word, lang), ...Object.fromEntries(prefixed) };
    },
  };
}

export const {
  LEVELS, HIGHEST, FINEST, parentOf, finerThan, above, chainOf, isCode, levelsOf, levelOf, codeIn, nameIn, nameAbove,
  liesIn, codeAt, columnsAbove, layerOf, itemsOf, termsOf,
} = /* @__PURE__ */ ladderOf(SERVED);

/** The country in a language. */
export const countryName = (lang) => COUNTRY[`country_name_${lang}`] ?? COUNTRY.country_name_en;
