/* Numbers the way a reader of the language writes them; an absent value is a word, never a zero. */

const TAGS = { en: 'en', es: 'es-MX' };

function formatters(tag) {
  const number = (options) => new Intl.NumberFormat(tag, options);
  const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return {
    whole: number({ maximumFractionDigits: 0 }),
    figure: number({ maximumFractionDigits: 2 }),
    one: number(oneDecimal),
    two: number({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: number({ style: 'percent', ...oneDecimal }),
    short: number({ notation: 'compact', maximumSignificantDigits: 2 }),
    words: number({ notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 }),
  };
}

/** Writers for a language; t gives the word for no data. */
export function numbersOf(lang, t) {
  const format = formatters(TAGS[lang]);
  const blank = (write) => (value) => (value === null || value === undefined ? t('value.noData') : write(value));
  const full = {
    percent: (value) => format.percent.format(value / 100),
    persons: format.whole.format,
    index: format.two.format,
    per_100k: format.one.format,
  };
  const short = { ...full, percent: format.one.format, persons: format.short.format };
  return {
    whole: blank(format.whole.format),
    /** A figure as the report prints it: 6.4, 890,000,000. */
    figure: blank(format.figure.format),
    /** A headcount in a sentence: 4.22 million. */
    people: blank((value) => (value < 1e6 ? format.whole.format(value) : format.words.format(value))),
    /** A value with its unit's sign: 75.5%. */
    value: (value, unit) => blank(full[unit])(value),
    /** A value on a scale, where the unit stands beside it. */
    tick: (value, unit) => blank(short[unit])(value),
  };
}
