/* An indicator's name says what is measured; its unit stands apart, since one concept is shown in several. */
import { named } from './text.js';

export const conceptName = (record, lang) => named(record, 'name', lang);

/** The unit in the catalogue's own words, capitalised: "Percent", "Per 100,000 women". */
export function unitName(record, lang) {
  const unit = named(record, 'unit_name', lang);
  return unit.charAt(0).toLocaleUpperCase(lang) + unit.slice(1);
}
