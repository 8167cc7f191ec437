/* Numbers the way a reader of the language writes them; an absent value is a word, never a zero. */

const TAGS = { en: 'en', es: 'es-MX' };

const POINT_DECIMALS = { state: 1, municipality: 3 }; // a municipality's share of the country is small
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
    points: Object.fromEntries(Object.entries(POINT_DECIMALS).map(([level, decimals]) => [level, number({
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

/** Writers for a language; t gives the word for no data. */
export function numbersOf(lang, t) {
  const format = formatters(TAGS[lang]);
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
    points: (value, level) => blank((known) => minus(format.points[level].format(known)))(value),
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
