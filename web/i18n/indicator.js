/* An indicator's name is its concept, then its unit after the last comma: "People in poverty, percent". The
   screen shows the two apart, since the concept stays while the unit is switched. */
import { named } from './text.js';

function parts(record, lang) {
  const name = named(record, 'name', lang);
  const cut = record.unit === 'index' ? -1 : name.lastIndexOf(', ');
  return cut < 0 ? [name, null] : [name.slice(0, cut), name.slice(cut + 2)];
}

export const conceptName = (record, lang) => parts(record, lang)[0];

/** The unit in the catalogue's own words, capitalised ("Per 100,000 women"); null where the name has none. */
export function unitName(record, lang) {
  const unit = parts(record, lang)[1];
  return unit && unit.charAt(0).toLocaleUpperCase(lang) + unit.slice(1);
}
