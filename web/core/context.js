/* What every panel is given to draw from: words, numbers, and the parts of the state it may need. */
import { keys, valueOf } from './api.js';
import { choiceOf } from './choice.js';
import { drawingOf } from './colours.js';
import { areaNames, rowsOf, shownCoverage, shownNeed, shownPresence, withoutOffice } from './coverage.js';
import { HIGHEST } from './levels.js';
import { areaOf, isStale, mapStatus } from './loading.js';
import { language, theme } from './preferences.js';
import { officesOf, shownFacets, shownRecord } from './record.js';
import { memo } from './store.js';
import { acronymsOf, numbersOf, wordsOf } from './words.js';

const writers = new Map();
const shownOffices = /* @__PURE__ */ memo(officesOf);
const acronyms = /* @__PURE__ */ memo(acronymsOf);

function writersOf(lang) {
  if (!writers.has(lang)) {
    const t = wordsOf(lang);
    writers.set(lang, { t, n: numbersOf(t) });
  }
  return writers.get(lang);
}

/** The language's writers alone, for a page without a map. */
export function pageContext(view) {
  const lang = language(view.lang);
  return { ...writersOf(lang), lang, theme: theme(view.theme), view };
}

export function mapContext(state, act) {
  const { view, ui } = state;
  const page = pageContext(view);
  const about = valueOf(state, keys.about);
  const agencies = valueOf(state, keys.agencies)?.agencies ?? null;
  const offices = valueOf(state, keys.offices);
  const record = shownRecord(state);
  const need = shownNeed(state);
  const coverage = shownCoverage(state);
  const presence = shownPresence(state);
  return {
    ...page,
    state,
    act,
    catalogue: valueOf(state, keys.indicators),
    choice: choiceOf(state),
    report: about?.report ?? null,
    agencies,
    acronym: acronyms(agencies, page.lang),
    framework: valueOf(state, keys.framework),
    record,
    offices: offices && record && shownOffices(offices, record),
    highest: valueOf(state, keys.areas(HIGHEST)),
    areaNames: areaNames(state),
    need,
    coverage,
    presence,
    drawing: drawingOf(view.view, view.cell, need, coverage, presence, theme(view.theme)),
    rows: rowsOf(state),
    without: withoutOffice(state),
    area: areaOf(state),
    values: valueOf(state, keys.values)?.facets ?? null,
    facets: shownFacets(state),
    status: mapStatus(state),
    stale: isStale(state),
    ...ui,
  };
}
