/* What the server writes into each page of what the library defines: the filters of the record, in the order of their
   lists: [{name, link, initiatives, numbered}], by the names that the API and a link have for them. `initiatives` says
   that offices have none of it, `numbered` that people know its values by their numbers. And the defaults and limits of
   the method: {radius_km, most_radius_km, sites, draws, ...}. */

export const { filters: FILTERS, defaults: DEFAULTS } = JSON.parse(document.getElementById('served').textContent);
