/* How a reader who does not see the screen follows: the title of the window, what is said aloud, and where the keyboard
   focus goes. */
import { nameOf } from '../core/levels.js';
import { findingWords, shownWords, tally, VIEW_KEYS } from '../core/sentences.js';
import { named } from '../core/words.js';
import { FILTERS_ID } from './filters.js';
import { PANEL_KEYS } from './parts.js';
import { openerId } from './side.js';

/* What is shown, in a line: the title of the window. */

/** What the map says, or "Chiapas · Gap, states: People in poverty 2020 · unmap" where a panel is open; the page's own
    title while nothing is there. */
export function titleOf(context) {
  const { t, lang, view, choice, area, pair } = context;
  if (!choice) return t('page.map');
  const shown = shownWords(context);
  const two = pair && t('change.between', { earlier: named(pair.earlier, 'name', lang), later: named(pair.later, 'name', lang) });
  const panel = PANEL_KEYS[view.panel] && [view.panel === 'what-if' && view.name, t(PANEL_KEYS[view.panel])].filter(Boolean).join(' · ');
  const front = view.area ? area?.value && nameOf(area.value, lang) : panel;
  if (!front && !pair) return `${findingWords(context).says ?? shown} · unmap`;
  return [front, pair?.mode === 'change' ? `${t('change.title')}: ${two}` : [shown, two].filter(Boolean).join(', '), 'unmap'].filter(Boolean).join(' · ');
}

/* Says aloud (to screen readers) what changed on the map, once. */

/** What is said of two reports: which they are or, once that is there, what changed between them. */
function pairAnnouncement({ t, n, lang, pair, change }) {
  const names = { earlier: named(pair.earlier, 'name', lang), later: named(pair.later, 'name', lang) };
  if (pair.mode === 'maps') return t('maps.announce', names);
  if (!change) return '';
  const { kept, new: fresh, not_again: notAgain } = change.answer.totals;
  return t('change.announce', { ...names, kept: n.whole(kept), new: n.whole(fresh), not_again: n.whole(notAgain) });
}

function announcement(context) {
  const { pair, area: open, view: { area: code } } = context;
  const ofArea = code && open?.status === 'ready';
  const two = pair && !ofArea && !context.stale ? pairAnnouncement(context) : '';
  if (pair?.mode === 'change' && !ofArea) return two;
  return [two, announcementOfMap(context)].filter(Boolean).join(' ');
}

function announcementOfMap(context) {
  const { t, n, lang, view, choice, need, area, status, record } = context;
  if (status.error || !choice || (choice.indicator && !need)) return '';
  if (area?.status === 'ready') return t('announce.area', { name: nameOf(area.value, lang) });
  if (!need) return [t('announce.view', { view: t(VIEW_KEYS[view.view]) }), record ? tally(context) : ''].join(' ');
  if (need.indicator.indicator_id !== choice.indicator.indicator_id || need.year !== choice.year) return '';
  const shown = t('announce.areas', {
    level: view.level,
    name: `${named(need.indicator, 'name', lang)}, ${named(need.indicator, 'unit_name', lang)}`,
    year: String(need.year),
    n: need.values.length,
    blank: n.whole(need.classes.no_data),
  });
  // Need goes without saying.
  const ofView = view.view === 'need' ? '' : t('announce.view', { view: t(VIEW_KEYS[view.view]) });
  const counted = record && (record.filtered || view.view === 'presence') ? tally(context) : '';
  return [ofView, ...Object.values(findingWords(context)), counted, view.view === 'presence' ? '' : shown].filter(Boolean).join(' ');
}

/** A function that keeps a live region up to date with the context. */
export function announcer(element) {
  return (context) => {
    const text = announcement(context);
    if (text && element.textContent !== text) element.textContent = text;
  };
}

/* Where the keyboard focus goes when a panel opens, closes, or what had the focus leaves the page. */

const at = (id) => document.getElementById(id);

let awaited = null; // the area or panel that is to have the focus once it is there

export const focus = {
  toArea(code) {
    awaited = code;
  },
  toPanel(panel) {
    awaited = panel;
  },
  backFromPanel(panel) {
    requestAnimationFrame(() => at(openerId(panel))?.focus({ preventScroll: true }));
  },
  fromFilter() {
    requestAnimationFrame(() => {
      const next = document.querySelector('.chip') ?? at('area-name') ?? at('panel-title') ?? at(FILTERS_ID);
      next?.focus({ preventScroll: true });
    });
  },
  backFrom(code) {
    requestAnimationFrame(() => {
      const row = document.querySelector(`tr[data-code="${CSS.escape(code ?? '')}"] button`);
      (row ?? at('list'))?.focus({ preventScroll: !row });
    });
  },
};

/** After a drawing: gives the focus to what was waited for, if it is there now. */
export function moveFocus({ view, area }) {
  const title = at(view.area ? 'area-name' : 'panel-title');
  if (!awaited || !title || awaited !== (view.area ? area?.value?.code : view.panel)) return;
  awaited = null;
  title.focus();
}

/* Unfolds the initiative that the link names, once it stands in the panel, and brings it into sight. */

/** Opens an element's folds from the outside in. */
function unfold(element) {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
}

/** A function that, after each drawing, shows what the link names: once, and again where a drawing gave its fold to
    another initiative, as happens when the lists change around it. */
export function revealer() {
  let shown = { wish: null, fold: null };
  return ({ view: { initiative, area, panel } }) => {
    const wish = initiative && `${initiative} ${area ?? panel}`;
    if (!wish) shown = { wish: null, fold: null };
    const fold = wish && document.querySelector(`[data-initiative="${CSS.escape(initiative)}"] > details`);
    if (!fold || (wish === shown.wish && fold === shown.fold)) return;
    if (wish === shown.wish) shown.fold.open = false;
    shown = { wish, fold };
    unfold(fold);
    fold.parentElement.scrollIntoView({ block: 'start' });
    fold.querySelector('summary').focus({ preventScroll: true });
  };
}
