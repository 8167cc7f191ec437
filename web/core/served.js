/* What the server writes into each page of what the library defines: the filters of the record, in the order of their
   lists: [{name, link, initiatives, numbered}], by the names that the API and a link have for them. `initiatives` says
   that offices have none of it, `numbered` that people know its values by their numbers. */

export const { filters: FILTERS } = JSON.parse(document.getElementById('served').textContent);
