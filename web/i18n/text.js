/* Words by key and language. An entry is a sentence, or {one, other} chosen by the number `n`. */
const TAGS = { en: 'en', es: 'es-MX' };

/* Spanish joins a number that ends in millions to its noun with a word: 4.22 millones de personas, 900,000 personas. */
const OF_MILLIONS = /(mill(?:ón|ones)) (?=personas?\b)/g;

let spoken = {};

/** Gives the page its words, {en, es}: each page carries only those that it says. */
export function speak(words) {
  spoken = words;
}

/** The words of a language: t(key, {name: value}); numbers are written the language's way. */
export function wordsOf(lang) {
  const words = spoken[lang];
  const tag = TAGS[lang];
  const plural = new Intl.PluralRules(tag);
  const number = new Intl.NumberFormat(tag);
  return (key, values = {}) => {
    const entry = words[key];
    if (entry === undefined) throw new Error(`no words for ${key} in ${lang}`);
    const sentence = typeof entry === 'string' ? entry : (entry[plural.select(values.n)] ?? entry.other);
    const said = sentence.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : String(value);
    });
    return lang === 'es' ? said.replace(OF_MILLIONS, '$1 de ') : said;
  };
}

/** The text of an API record in the language: record.name_en or record.name_es. */
export const named = (record, property, lang) => record[`${property}_${lang}`] ?? record[`${property}_en`];
