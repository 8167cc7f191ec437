/* Need set against presence, as the API answers it: gaps, ranks with their intervals, classes; the rows that map and
   table draw, and the open area's own. */
import { endpoints, keys, valueOf } from './api.js';
import { choiceOf, choose, needKey, resolveChoice } from './choice.js';
import { HIGHEST, LEVELS, nameOf, parentOf } from './levels.js';
import { HAS_PRESENCE } from './link.js';
import { language } from './preferences.js';
import { filterOf, ofTwo, presenceClass, presenceOf, shownRecord } from './record.js';
import { lastKnown, memo, REPORTS_KEPT } from './store.js';

/** The question that the view asks of coverage at its level; null until its parts are known. */
export function questionOf(state) {
  const { level, kind, statewide } = state.view;
  const choice = choiceOf(state);
  const filter = filterOf(state);
  if (!choice || !filter) return null;
  return {
    level,
    indicator: choice.indicator?.indicator_id ?? null,
    year: choice.year,
    kind,
    statewide: parentOf(level) && statewide,
    filter,
    ...ofTwo(state),
  };
}

const keptAnswer = /* @__PURE__ */ lastKnown();
const withRows = /* @__PURE__ */ memo((answer) => answer && { answer, rows: new Map(answer.areas.map((row) => [row.code, row])) }, REPORTS_KEPT);

/** The answer to draw: {answer, rows by code}; the last of the level while the one asked for is on its way, or null. */
export function shownCoverage(state) {
  const question = questionOf(state);
  const answer = keptAnswer(question && valueOf(state, keys.coverage(question)), state.of);
  return answer?.query.level === state.view.level ? withRows(answer) : null;
}

const NOTHING_FOUND = Object.freeze({});
const keptFinding = /* @__PURE__ */ lastKnown();

/** The API's sentence on the view, {says_en, ..., areas}; while something else is asked for, that of what still stands.
    Null where it is not there, and where the map is of parts of an area or of two reports, which it does not speak of. */
export function shownFinding(state, stale) {
  const { view } = state;
  if (state.of) return null;
  const elsewhere = view.with || (parentOf(view.level) && view.within);
  const question = stale || elsewhere ? null : questionOf(state);
  const answer = question && valueOf(state, keys.coverage(question));
  const found = answer?.findings.find((one) => one.view === view.view) ?? NOTHING_FOUND;
  const shown = keptFinding(stale ? null : found, state.of);
  return shown === NOTHING_FOUND ? null : shown;
}

const NO_CLASSES = Object.freeze({ counts: {}, limits: {} });

/** The API's classes of the presence shown, {counts, limits} by their names; null until it is counted. */
export function shownPresence(state) {
  const { level, kind } = state.view;
  if (!HAS_PRESENCE) return NO_CLASSES;
  return shownRecord(state)?.classes.get(level)?.[kind] ?? null;
}

/* One row an area: what the table, the tooltip and the map say of it. Joins the area's own facts with the need values
   and the counts of presence now shown, and under `gaps` its row of coverage; nothing is computed here. */

const NOT_COUNTED_YET = Object.freeze({
  offices: null, headquarters: null, initiatives: null, presence_count: null, presence_class: null,
});

/** Counts by area with `presence_count` of the kind shown and `presence_class`, its class; both null for none. */
const withPresence = /* @__PURE__ */ memo((counts, kind, classes) => {
  if (!counts) return null;
  const counted = (area) => {
    const count = presenceOf(area, kind);
    return { ...area, presence_count: count, presence_class: count === null ? null : presenceClass(count, classes.limits) };
  };
  return new Map([...counts].map(([code, area]) => [code, counted(area)]));
}, REPORTS_KEPT);

const joined = /* @__PURE__ */ memo((areas, need, counts, gaps, lang) => {
  const values = new Map(need?.values.map((entry) => [entry.code, entry]));
  return new Map(
    areas.features.map(({ properties: area }) => {
      const { value = null, pct = null, persons = null } = values.get(area.code) ?? {};
      const names = { name: nameOf(area, lang), official_name: area.name };
      return [area.code, { ...area, ...(counts?.get(area.code) ?? NOT_COUNTED_YET), ...names, value, pct, persons, gaps: gaps?.get(area.code) ?? null }];
    }),
  );
}, REPORTS_KEPT);

const keptNeed = /* @__PURE__ */ lastKnown();

/** The need values to draw: those asked for or, while these are on their way, the last ones of the level. */
export function shownNeed(state) {
  const key = needKey(state);
  const need = keptNeed(key && valueOf(state, key), state.of);
  return need?.level === state.view.level ? need : null;
}

/** Rows by area code at the level shown; null until the areas are there. */
export function rowsOf(state) {
  const { level, kind } = state.view;
  const areas = valueOf(state, keys.areas(level));
  const counts = withPresence(shownRecord(state)?.areas.get(level), kind, shownPresence(state));
  return areas && joined(areas, shownNeed(state), counts, shownCoverage(state)?.rows, language(state.view.lang));
}

const namesIn = /* @__PURE__ */ memo((lang, ...collections) =>
  new Map(collections.flatMap((one) => one?.features.map(({ properties: area }) => [area.code, nameOf(area, lang)]) ?? [])));

/** The names of all areas that are there, by code. */
export const areaNames = (state) => namesIn(language(state.view.lang), ...LEVELS.map((level) => valueOf(state, keys.areas(level))));

/** The areas of the highest level without an office, by name: {nothing, initiativesOnly}; null until they are counted. */
export function withoutOffice(state) {
  const areas = valueOf(state, keys.areas(HIGHEST));
  const counts = shownRecord(state)?.areas.get(HIGHEST);
  if (!areas || !counts) return null;
  const without = areas.features
    .map(({ properties: area }) => ({ ...counts.get(area.code), code: area.code, name: nameOf(area, language(state.view.lang)) }))
    .filter(({ offices, headquarters }) => !offices && !headquarters)
    .sort((a, b) => a.name.localeCompare(b.name, 'es'));
  return {
    nothing: without.filter(({ initiatives }) => !initiatives),
    initiativesOnly: without.filter(({ initiatives }) => initiatives),
  };
}

/* Need set against presence for the open area, at its own level, which need not be that of the map. Where the map shows
   that level, its answer is taken; else the area is asked for, with those around it. */

/** The indicator and year that the view means at a level: the nearest that it has. */
export function choiceAt(state, level) {
  const choice = choiceOf(state);
  const { view } = state;
  if (!choice || level === view.level) return choice;
  const catalogue = valueOf(state, keys.indicators);
  return resolveChoice(catalogue, { level, ...pick(choose(catalogue, view, choice, { level })) });
}

const pick = ({ indicator, year }) => ({ indicator, year });

function pathOf(state) {
  const area = valueOf(state, keys.area(state.view.area));
  const question = area && area.level !== state.view.level ? questionOf(state) : null;
  if (!question) return null;
  const { indicator, year } = choiceAt(state, area.level);
  const codes = [area, ...area.neighbours].map(({ code }) => code).join(',');
  const own = { level: area.level, indicator: indicator?.indicator_id ?? null, year, statewide: null, area: codes, classes_with: null };
  return endpoints.coverage({ ...question, ...own });
}

/** The paths that the open area asks for beside its record. */
export function wantedByArea(state) {
  const area = valueOf(state, keys.area(state.view.area));
  const choice = area && choiceAt(state, area.level);
  if (!choice) return [];
  return [pathOf(state), choice.indicator && endpoints.change(area.level, area.code, choice.indicator.concept)];
}

/** {row, rows, answer, all, error} for the open area; row is null while it is on its way, all says if it ranks all. */
export function coverageOfArea(state, { level, code }) {
  if (level === state.view.level) {
    const shown = shownCoverage(state);
    const { rows = null, answer = null } = shown ?? {};
    return { row: rows?.get(code) ?? null, rows, answer, all: true, error: null };
  }
  const path = pathOf(state);
  const { value = null, error = null } = (path && state.data[keys.panel(path)]) ?? {};
  const rows = value && new Map(value.areas.map((row) => [row.code, row]));
  return { row: rows?.get(code) ?? null, rows, answer: value, all: false, error };
}
