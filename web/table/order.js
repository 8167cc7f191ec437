/* Which areas the table lists, and in what order. */

/** Lower case without accents, as people type names. */
export const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

const COLUMNS = {
  name: (row) => row.name,
  value: (row) => row.value,
  offices: (row) => row.offices,
  initiatives: (row) => row.initiatives,
};

/** Rows whose name or state holds the words looked for. */
export function matching(rows, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return rows;
  return rows.filter((row) => {
    const text = `${plain(row.name)} ${plain(row.state_name ?? '')} ${row.code}`;
    return words.every((word) => text.includes(word));
  });
}

/** A sorted copy; areas without data always come last. */
export function sorted(rows, { column, descending }) {
  const read = COLUMNS[column];
  const sign = descending ? -1 : 1;
  const compare = (a, b) => {
    const [x, y] = [read(a), read(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    const order = typeof x === 'string' ? x.localeCompare(y, 'es') : x - y;
    return sign * order || a.code.localeCompare(b.code);
  };
  return [...rows].sort(compare);
}
