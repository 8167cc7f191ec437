/* Words by key and language. An entry is a sentence, or {one, other} chosen by the number `n`. */
import en from '../locales/en.json';
import es from '../locales/es.json';

const LOCALES = { en: { words: en, tag: 'en' }, es: { words: es, tag: 'es-MX' } };

/** The words of a language: t(key, {name: value}); numbers are written the language's way. */
export function wordsOf(lang) {
  const { words, tag } = LOCALES[lang];
  const plural = new Intl.PluralRules(tag);
  const number = new Intl.NumberFormat(tag);
  return (key, values = {}) => {
    const entry = words[key];
    if (entry === undefined) throw new Error(`no words for ${key} in ${lang}`);
    const sentence = typeof entry === 'string' ? entry : (entry[plural.select(values.n)] ?? entry.other);
    return sentence.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : String(value);
    });
  };
}

/** The text of an API record in the language: record.name_en or record.name_es. */
export const named = (record, property, lang) => record[`${property}_${lang}`] ?? record[`${property}_en`];
