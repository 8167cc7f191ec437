/* What every panel is given to draw from: words, numbers, and the parts of the state it may need. */
import { numbersOf } from '../i18n/numbers.js';
import { wordsOf } from '../i18n/text.js';
import { areaOf, choiceOf, keys, mapStatus, valueOf } from './data.js';
import { language, theme } from './preferences.js';
import { absentStates, rowsOf, shownNeed } from './rows.js';

const writers = new Map();

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
  const about = valueOf(state, keys.about);
  return {
    ...pageContext(view),
    act,
    catalogue: valueOf(state, keys.indicators),
    choice: choiceOf(state),
    report: about?.report ?? null,
    totals: about?.totals ?? null,
    offices: valueOf(state, keys.offices),
    states: valueOf(state, keys.areas('state')),
    need: shownNeed(state),
    rows: rowsOf(state),
    absent: absentStates(state),
    area: areaOf(state),
    status: mapStatus(state),
    ...ui,
  };
}
