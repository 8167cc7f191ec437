/* What every panel is given to draw from: words, numbers, and the parts of the state it may need. */
import { acronymsOf } from '../i18n/agencies.js';
import { numbersOf } from '../i18n/numbers.js';
import { wordsOf } from '../i18n/text.js';
import { choiceOf } from './choose.js';
import { shownCoverage } from './coverage.js';
import { areaOf, isStale, mapStatus } from './data.js';
import { drawingOf } from './drawing.js';
import { shownFacets } from './facets.js';
import { keys, valueOf } from './keys.js';
import { language, theme } from './preferences.js';
import { memo } from './memo.js';
import { officesOf, shownRecord } from './record.js';
import { rowsOf, shownNeed, statesWithout } from './rows.js';

const writers = new Map();
const shownOffices = memo(officesOf);
const acronyms = memo(acronymsOf);

function writersOf(lang) {
  if (!writers.has(lang)) {
    const t = wordsOf(lang);
    writers.set(lang, { t, n: numbersOf(lang, t) });
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
    states: valueOf(state, keys.areas('state')),
    need,
    coverage,
    drawing: drawingOf(view.view, view.cell, need, coverage, theme(view.theme)),
    rows: rowsOf(state),
    without: statesWithout(state),
    area: areaOf(state),
    facets: shownFacets(state),
    status: mapStatus(state),
    stale: isStale(state),
    ...ui,
  };
}
