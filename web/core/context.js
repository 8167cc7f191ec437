/* What every panel is given to draw from: words, numbers, and the parts of the state it may need. */
import { keys, valueOf } from './api.js';
import { choiceOf } from './choice.js';
import { drawingOf, largestOf } from './colours.js';
import { areaNames, rowsOf, shownCoverage, shownFinding, shownNeed, shownPresence, withoutOffice } from './coverage.js';
import { HIGHEST, liesIn, parentOf } from './levels.js';
import { areaOf, isStale, mapStatus } from './loading.js';
import { language, theme } from './preferences.js';
import { drawingOfChange, pairIn, rowsOfPair, shownChange, stateBeside, statusBeside } from './pair.js';
import { officesOf, shownFacets, shownRecord } from './record.js';
import { REPORTS } from './served.js';
import { memo, REPORTS_KEPT } from './store.js';
import { acronymsOf, named, numbersOf, wordsOf } from './words.js';

const writers = new Map();
const shownOffices = /* @__PURE__ */ memo(officesOf, REPORTS_KEPT);
/** Whether an area of a level is one of those in another, which alone are listed; null where all are. */
const listedIn = /* @__PURE__ */ memo((level, within) => within && ((row) => liesIn(row, level, within)), REPORTS_KEPT);
const acronyms = /* @__PURE__ */ memo(acronymsOf, REPORTS_KEPT);

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

/** Words in which "the report" is another one than the page's. */
const wordsBeside = /* @__PURE__ */ memo((t, lang, id) => {
  const report = REPORTS.find(({ report_id: one }) => one === id);
  const inSentence = { report_name: named(report, 'name', lang), report_period: named(report, 'period', lang) };
  return (key, values = {}) => t(key, { ...inSentence, ...values });
});

/** What the other map of two is drawn from; null where there is none. */
function contextBeside(state, act, largest) {
  const beside = stateBeside(state);
  if (!beside) return null;
  const context = mapContext(beside, act, largest);
  return { ...context, t: wordsBeside(context.t, context.lang, beside.of), status: statusBeside(beside) };
}

/** What all is drawn from. Where two reports are looked at, `pair` names them; two maps have the other's context under
    `beside`, and what changed between them stands under `change`. least: the greatest number on a map beside this one,
    in whose measure its circles are drawn. */
export function mapContext(state, act, least = 0) {
  const { view, ui } = state;
  const page = pageContext(view);
  const about = valueOf(state, keys.about);
  const agencies = valueOf(state, keys.agencies)?.agencies ?? null;
  const offices = valueOf(state, keys.offices);
  const record = shownRecord(state);
  const need = shownNeed(state);
  const coverage = shownCoverage(state);
  const presence = shownPresence(state);
  const pair = state.of ? null : pairIn(state);
  const own = largestOf(view.view, need, coverage);
  const of = pair && { change: shownChange(state), beside: contextBeside(state, act, own) };
  const largest = own && Math.max(own, least, of?.beside?.drawing.circles?.largest ?? 0);
  const stale = isStale(state);
  const drawing = pair?.mode === 'change'
    ? drawingOfChange(of.change, theme(view.theme))
    : drawingOf(view.view, view.cell, need, coverage, presence, theme(view.theme), largest, listedIn(view.level, parentOf(view.level) ? view.within : null));
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
    pair,
    ...of,
    drawing,
    rows: rowsOfPair(rowsOf(state), pair, of ?? {}, view.view),
    without: withoutOffice(state),
    area: areaOf(state),
    values: valueOf(state, keys.values)?.facets ?? null,
    facets: shownFacets(state),
    status: mapStatus(state),
    stale,
    finding: shownFinding(state, stale),
    ...ui,
  };
}
