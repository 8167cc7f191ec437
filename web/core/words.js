/* Words, names and numbers in the language of the reader. */
import { countryName, HIGHEST, LEVELS, parentOf, termsOf } from './levels.js';
import { DEFAULTS, EXAMPLE, NEED, POPULATION_YEAR, SHOWN } from './served.js';

/* Words by key and language. An entry is a sentence, or {one, other} chosen by the number `n`. */

/* Spanish joins a number that ends in millions to its noun with a word: 4.22 millones de personas, 900,000 personas. */
const OF_MILLIONS = /(mill(?:ón|ones)) (?=personas?\b)/g;

/* Spanish draws article and preposition together: del Estado de México. */
const CONTRACTED = /\b(de|a) el (?=\p{Lu})/gu;

let spoken = {};

/** Gives the page its words by language: each page carries only those that it says. */
export function speak(words) {
  spoken = words;
}

/** What a language calls itself. */
export const languageName = (lang) => spoken[lang]['language.name'];

/* {name}, {gender:feminine|masculine} by the gender that is meant, or {poverty:one|other} by whether that is the need. */
const PLACE = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

/** The words of a language: t(key, {name: value}); numbers are written the language's way. The country and the defaults
    of the method, such as {radius_km}, need not be given, nor the name and period of the report shown, the default
    need ({need}, and whether it is one of poverty), nor what areas are called: those of values.level, else of the highest
    level. */
export function wordsOf(lang) {
  const words = spoken[lang];
  const tag = words['language.tag'];
  const plural = new Intl.PluralRules(tag);
  const number = new Intl.NumberFormat(tag);
  const country = countryName(lang);
  const facts = {
    poverty: NEED.of_poverty, need: needName(lang),
    report_name: named(SHOWN, 'name', lang), report_period: named(SHOWN, 'period', lang),
    population_year: POPULATION_YEAR, example_code: EXAMPLE.code, example_name: EXAMPLE.name, example_pcode: EXAMPLE.pcode,
  };
  const any = LEVELS.map((level) => termsOf(level, lang).short_singular).join(` ${words['list.nor']} `);
  const terms = Object.fromEntries(LEVELS.map((level) => [level, { country, any, ...facts, ...termsOf(level, lang) }]));
  const articles = words['name.articles'].split(', ').map((one) => [one, one.slice(one.indexOf(' ') + 1)]);
  /** "State of Mexico" behind a word of the sentence is "the State of Mexico". */
  const inSentence = (text, before) => {
    const [whole, bare] = /\p{Ll} $/u.test(before) ? (articles.find(([, begins]) => text.startsWith(`${begins} `)) ?? ['', '']) : ['', ''];
    return whole.slice(0, whole.length - bare.length) + text;
  };
  return (key, values = {}) => {
    const entry = words[key];
    if (entry === undefined) throw new Error(`no words for ${key} in ${lang}`);
    const sentence = typeof entry === 'string' ? entry : (entry[plural.select(values.n)] ?? entry.other);
    const said = sentence.replace(PLACE, (_, name, first, second, at) => {
      const value = values[name] ?? terms[values.level ?? HIGHEST][name] ?? DEFAULTS[name];
      if (first !== undefined) return value === 'f' || value === true ? first : second;
      return typeof value === 'number' ? number.format(value) : inSentence(String(value), sentence.slice(Math.max(at - 2, 0), at));
    });
    return lang === 'es' ? said.replace(OF_MILLIONS, '$1 de ').replace(CONTRACTED, '$1l ') : said;
  };
}

/** The default need in running text, with its unit: "people in poverty, percent". */
function needName(lang) {
  const name = named(NEED, 'name', lang);
  const acronym = /^\p{Lu}{2}/u.test(name);
  return `${acronym ? name : name.charAt(0).toLocaleLowerCase(lang) + name.slice(1)}, ${named(NEED, 'unit_name', lang)}`;
}

/** A text of the data in the language: record.name_es, or else record.name_en or, where the source is English,
    record.name. */
export const named = (record, property, lang) => record[`${property}_${lang}`] || (record[`${property}_en`] ?? record[property]);

/* What agencies are called for short in each language: ACNUR is UNHCR in Spanish. */

/** A function from the id of an agency to its acronym in the language; the id itself while the list is on its way. */
export function acronymsOf(agencies, lang) {
  const called = new Map(
    agencies?.map((agency) => [agency.agency_id, named(agency, 'acronym', lang)]),
  );
  return (id) => called.get(id) ?? id;
}

const sharing = (items) => {
  const times = new Map();
  for (const { text } of items) times.set(text, (times.get(text) ?? 0) + 1);
  return ({ text }) => times.get(text) > 1;
};

/** Items, {code, text, name}, with a text of their own each: organisations that share an acronym have their names behind
    it, and their ids where they share these too. */
export function toldApart(items) {
  const isShared = sharing(items);
  const named = items.map((item) => (isShared(item) && item.name && item.name !== item.text ? { ...item, text: `${item.text} (${item.name})` } : item));
  const isStillShared = sharing(named);
  return named.map((item) => (isStillShared(item) ? { ...item, text: `${item.text} (${item.code})` } : item));
}

/** The order of agencies in lists: by what they are called. */
export const byAcronym = ({ acronym, lang }) => (a, b) => acronym(a.agency_id).localeCompare(acronym(b.agency_id), lang);

/** Several agencies in a row of words, in the order of lists; of more than `most` the first, and how many more. */
export function acronymList({ acronym, lang, t }, ids, most = Infinity) {
  const all = [...new Set(ids.map(acronym))].sort((a, b) => a.localeCompare(b, lang));
  const shown = all.length > most ? [...all.slice(0, most), t('list.more', { n: all.length - most })] : all;
  return shown.join(', ');
}

/* An indicator's name says what is measured; its unit stands apart, since one concept is shown in several. */

export const conceptName = (record, lang) => named(record, 'name', lang);

/** The unit in the catalogue's own words, capitalised: "Percent", "Per 100,000 women". */
export function unitName(record, lang) {
  const unit = named(record, 'unit_name', lang);
  return unit.charAt(0).toLocaleUpperCase(lang) + unit.slice(1);
}

/* Numbers the way a reader of the language writes them; an absent value is a word, never a zero. */

const POINT_DECIMALS = { highest: 1, finer: 3 }; // the share of the country of a small area is small
const minus = (text) => text.replace('-', '\u2212');

function formatters(tag) {
  const number = (options) => new Intl.NumberFormat(tag, options);
  const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return {
    whole: number({ maximumFractionDigits: 0 }),
    figure: number({ maximumFractionDigits: 2 }),
    one: number(oneDecimal),
    two: number({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: number({ style: 'percent', ...oneDecimal }),
    points: Object.fromEntries(Object.entries(POINT_DECIMALS).map(([name, decimals]) => [name, number({
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'exceptZero',
    })])),
    rank: number({ maximumFractionDigits: 1 }),
    difference: number({ maximumFractionDigits: 2, signDisplay: 'exceptZero' }),
    limit: number({ maximumFractionDigits: 7, signDisplay: 'exceptZero' }),
    signed: number({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    short: number({ notation: 'compact', maximumSignificantDigits: 2 }),
    words: number({ notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 }),
  };
}

/** Writers for the language whose words t gives. */
export function numbersOf(t) {
  const format = formatters(t('language.tag'));
  const blank = (write) => (value) => (value === null || value === undefined ? t('value.noData') : write(value));
  const full = {
    percent: (value) => format.percent.format(value / 100),
    persons: format.whole.format,
    index: (value) => minus(format.two.format(value)),
    per_100k: format.one.format,
  };
  const short = { ...full, percent: format.one.format, persons: format.short.format };
  return {
    whole: blank(format.whole.format),
    /** A figure as the report prints it: 6.4, 890,000,000. */
    figure: blank((value) => minus(format.figure.format(value))),
    /** A place in a ranking, or the median of several, which may lie half way between two: 3, 9.5. */
    rank: blank(format.rank.format),
    /** Kilometres: 8.4, 126. */
    distance: blank((km) => (km < 10 ? format.one : format.whole).format(km)),
    /** A gap in percentage points with its sign: +11.0, −0.012. */
    points: (value, level) => blank((known) => minus(format.points[parentOf(level) ? 'finer' : 'highest'].format(known)))(value),
    /** A class limit of a gap, as it is: −0.05, +2. */
    limit: blank((value) => minus(format.limit.format(value))),
    /** A difference with its sign, in whatever unit: +0.42, −3. */
    signedFigure: blank((value) => minus(format.difference.format(value))),
    /** A share (0-1) as a percentage: 60.7%. */
    share: blank(format.percent.format),
    /** A whole number with its sign: +374,704, −12. */
    signed: blank((value) => minus(format.signed.format(value))),
    /** A headcount in a sentence: 4.22 million. */
    people: blank((value) => (value < 1e6 ? format.whole.format(value) : format.words.format(value))),
    /** A value with its unit's sign: 75.5%. */
    value: (value, unit) => blank(full[unit])(value),
    /** A value on a scale, where the unit stands beside it. */
    tick: (value, unit) => blank(short[unit])(value),
  };
}
