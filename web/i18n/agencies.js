/* What agencies are called for short in each language: ACNUR is UNHCR in Spanish. */

/** A function from the id of an agency to its acronym in the language; the id itself while the list is on its way. */
export function acronymsOf(agencies, lang) {
  const called = new Map(
    agencies?.map(({ agency_id: id, acronym, acronym_es: spanish }) => [id, (lang === 'es' && spanish) || acronym]),
  );
  return (id) => called.get(id) ?? id;
}

/** The order of agencies in lists: by what they are called. */
export const byAcronym = ({ acronym, lang }) => (a, b) => acronym(a.agency_id).localeCompare(acronym(b.agency_id), lang);

/** Several agencies in a row of words, in the order of lists. */
export const acronymList = ({ acronym, lang }, ids) =>
  [...new Set(ids.map(acronym))].sort((a, b) => a.localeCompare(b, lang)).join(', ');
