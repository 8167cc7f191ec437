/* Which areas the table lists, in what order, and the scale of their ranking. The link's `sort` names a column, with "-"
   for the greatest first; without it a view has an order of its own. */
import { columnsAbove, liesIn, nameAbove, parentOf } from '../core/levels.js';
import { memo } from '../core/store.js';

/** Lower case without accents, as people type names. */
export const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** Whether a text holds every word looked for; every text does where none is. */
export function holdsWords(text, query) {
  const held = plain(text);
  return plain(query).split(/\s+/).filter(Boolean).every((word) => held.includes(word));
}

const READ = {
  name: (row) => row.name,
  value: (row) => row.value,
  presence: (row) => row.presence_count ?? null,
  gap: (row) => row.gaps?.gap ?? null,
  rank: (row) => row.gaps?.rank ?? null,
  with: (row) => row.figure_beside ?? null,
  kept: (row) => row.change?.kept ?? null,
  new: (row) => row.change?.new ?? null,
  not_again: (row) => row.change?.not_again ?? null,
};
const OWN = { need: 'value', presence: 'presence', both: 'rank', gap: 'rank' };
const GREATEST_FIRST = { name: false, rank: false };
const names = new Intl.Collator('es');

/** How a column is sorted at first: the greatest need, presence and gap on top, names and ranks from their start. */
export const firstOrder = (column, indicator) => ({
  column,
  descending: column === 'value' ? indicator?.direction !== 'low-is-worse' : (GREATEST_FIRST[column] ?? true),
});

/** The column that a view is sorted by at first; two maps by what is compared, and change by what is new. */
function ownOrder({ view, with: other, pair }) {
  if (!other) return OWN[view];
  if (pair === 'change') return 'new';
  return view === 'gap' ? 'gap' : 'presence';
}

/** The order now: {column, descending}. */
export function orderOf({ sort, view, with: other, pair }, indicator) {
  if (!sort) return firstOrder(ownOrder({ view, with: other, pair }), indicator);
  return { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
}

/** An order as the link has it; null where it is the view's own. */
export function sortOf({ column, descending }, view, indicator) {
  const own = firstOrder(ownOrder(view), indicator);
  if (own.column === column && own.descending === descending) return null;
  return `${descending ? '-' : ''}${column}`;
}

/** The area whose parts alone are listed, or null. */
export const withinOf = ({ level, within }) => parentOf(level) && within;

/** Rows of the areas asked for at a level: in an area, and lit(row) where something is singled out. */
export const inScope = memo((rows, level, within, lit) =>
  [...rows.values()].filter((row) => (!within || liesIn(row, level, within)) && lit(row)),
);

/** Rows of a level whose name or area above holds the words looked for. */
export const matching = memo((rows, level, query, lang) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return rows;
  return rows.filter((row) => {
    const names = [row.name, row.official_name, nameAbove(row, level, lang), ...columnsAbove(level).map((column) => row[column])];
    const text = `${names.filter(Boolean).map(plain).join(' ')} ${row.code}`;
    return words.every((word) => text.includes(word));
  });
});

/** The order of equals. Codes are digits, so that plain comparison orders them; locales take far longer. */
function byNeed(a, b) {
  const [i, j] = [a.gaps?.need_rank ?? Infinity, b.gaps?.need_rank ?? Infinity];
  if (i !== j) return i - j;
  return a.code < b.code ? -1 : Number(a.code > b.code);
}

/** A sorted copy; what has no value comes last, and the greater need decides between equals, as in the API's order. */
export const sorted = memo((rows, column, descending) => {
  const read = READ[column];
  const sign = descending ? -1 : 1;
  const compare = (a, b) => {
    const [x, y] = [read(a), read(b)];
    if (x === null || y === null) return (x === null) - (y === null) || byNeed(a, b);
    const order = typeof x === 'string' ? names.compare(x, y) : x - y;
    return sign * order || byNeed(a, b);
  };
  return [...rows].sort(compare);
});

/* The scale of a ranking: the first place, round numbers, and the last. */

const PARTS = 4;
const ROUND = [1, 2, 5, 10];
const CLEAR = 0.6; // of a step: a number nearer to the last would lie on it

/** The places that the scale names. */
export function ticksOf(last) {
  const rough = Math.max(1, last / PARTS);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ROUND.find((factor) => factor * power >= rough);
  const between = Array.from({ length: Math.floor(last / step) }, (_, index) => step * (index + 1));
  return [1, ...between.filter((place) => place > 1 && place <= last - CLEAR * step), ...(last > 1 ? [last] : [])];
}
