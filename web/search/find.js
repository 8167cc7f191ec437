/* Which entries fit the words typed, in what order; accents and case count for nothing. */
import { plain } from '../table/order.js';

export const GROUPS = ['place', 'agency', 'initiative'];
const SHOWN = { place: 6, agency: 4, initiative: 5 };

/** 0 for the very name, then names that begin with the words, names with a word of it, and other words at last. */
function rankOf({ called }, typed) {
  if (called === typed) return 0;
  if (called.startsWith(typed)) return 1;
  return ` ${called}`.includes(` ${typed}`) ? 2 : 3;
}

/** Entries of which every word typed begins a word: [{group, found, items}], the groups that have any. */
export function find(entries, query) {
  const typed = plain(query).trim();
  const words = typed.split(/\s+/).filter(Boolean).map((word) => ` ${word}`);
  if (!words.length) return [];
  const fits = entries
    .filter((one) => words.every((word) => one.words.includes(word)))
    .map((one) => ({ ...one, rank: rankOf(one, typed) }))
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.name.localeCompare(b.name, 'es'));
  return GROUPS.map((group) => {
    const found = fits.filter((one) => one.group === group);
    return { group, found: found.length, items: found.slice(0, SHOWN[group]) };
  }).filter(({ found }) => found);
}
