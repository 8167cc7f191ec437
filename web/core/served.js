/* What the server writes into each page of what the library defines and the data say: the filters of the record, in the
   order of their lists: [{name, link, initiatives, numbered}], by the names that the API and a link have for them.
   `initiatives` says that offices have none of it, `numbered` that people know its values by their numbers. The defaults
   and limits of the method: {radius_km, most_radius_km, sites, draws, ...}. The levels of the country's areas, its bounds
   [west, south, east, north] in degrees and how far down its land reaches in strips of these from west to east, on the map
   (0 is the upper edge, 1 the lower, and 0 where a strip has no land), what the data hold at all: {need: levels with figures of it, people_in_need, conditions (whether the default need of the finest level is made of several), offices,
   headquarters, initiatives, off_the_map, outcomes, outcome_needs}, its names, the seas and countries
   around it: {name_en, name_es, kind, lon, lat, min_zoom}, one of its areas for examples: {code, pcode, name}, the
   year of the numbers of people, as text, which may be empty, the default need of the highest level: {name_en, name_es,
   unit_name_en, unit_name_es, given, of_poverty, headcounts}, what areas are called that are not called by their official
   name, by code: {short_name, short_name_es}, and the reports, the newest first: [{report_id, title,
   mark, name_en, name_es, period_en, period_es, shown}], named as in a sentence; `mark`
   tells one in the name of a file and is empty where there is one report; and whether the service has a workspace, so that
   what is wrong can be reported. */

export const {
  filters: FILTERS, defaults: DEFAULTS, levels: LEVELS, bounds: BOUNDS, low_edges: LOW_EDGES, holds: HOLDS, country: COUNTRY, surroundings: SURROUNDINGS,
  example: EXAMPLE, population_year: POPULATION_YEAR, need: NEED, reports: REPORTS,
  short_names: SHORT_NAMES, workspace: WORKSPACE,
} = JSON.parse(document.getElementById('served').textContent);

/** The report that the page shows. */
export const SHOWN = REPORTS.find(({ shown }) => shown);

/** The id of the report that the page shows, null for the newest: what an address need not name. */
export const REPORT = REPORTS.find(({ shown }, index) => shown && index)?.report_id ?? null;

/** The earlier edition whose data the page shows, as its address says; null for the current one. */
export const EDITION = /[?&]edition=([0-9a-f]{12})(&|$)/.exec(globalThis.location?.search ?? '')?.[1] ?? null;
