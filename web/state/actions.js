/* Everything a reader can do, as functions over the store. */
import { choose } from './choice.js';
import { choiceOf } from './choose.js';
import { retryFailed } from './data.js';
import { keys, valueOf } from './keys.js';
import { NO_FILTER, freshView } from './view.js';

const FIRST_ROWS = 100;
const DESCENDING_FIRST = { name: false, value: null, offices: true, initiatives: true };

/** descending: null puts the greatest need first, whichever way the indicator points. */
export const initialTable = Object.freeze({ column: 'value', descending: null, query: '', limit: FIRST_ROWS });

/** focus: functions that move the keyboard focus, given by the page. */
export function createActions(store, focus) {
  const ui = (patch) => store.set({ ui: patch });
  const view = (patch) => store.set({ view: patch });
  const table = (patch) => ui({ table: Object.freeze({ ...store.get().ui.table, ...patch }) });

  const act = {
    setLanguage: (lang) => view({ lang }),
    setTheme: (theme) => view({ theme }),

    /** wish: any of {level, concept, unit, series, year}; the nearest that exists is shown. */
    choose(wish) {
      const state = store.get();
      const catalogue = valueOf(state, keys.indicators);
      if (!catalogue) return;
      const before = choiceOf(state);
      const patch = choose(catalogue, state.view, before, wish);
      const changesLevel = patch.level !== state.view.level;
      view(changesLevel ? { ...patch, area: null, within: null } : patch);
      if (changesLevel) table({ query: '', limit: FIRST_ROWS });
      const after = choiceOf(store.get());
      const otherSeries = after.indicator.series !== before.indicator.series && !wish.series;
      act.notice('notice.series', otherSeries);
    },

    /** view: one of the four ways to colour the map. */
    setView: (name) => view({ view: name, cell: null }),
    setKind: (kind) => view({ kind, cell: null }),
    setStatewide: (on) => view({ statewide: on ? 'true' : null, cell: null }),
    /** Singles out the areas of a cell of need x presence; the same cell again takes that back. */
    singleOut: (cell) => view({ cell: store.get().view.cell === cell ? null : cell }),
    /** Any parts of the view at once: a plan, a matrix, a part that one panel alone has. */
    set: (patch) => view(patch),
    /** Everything at its default but these parts: what a ready-made question opens. */
    openView: (parts) => view(freshView(store.get().view, parts)),

    /** patch: parts of the filter, each a code or null for any. */
    filter: (patch) => view(patch),
    /** Takes away a part of the filter, or all of it, by a button that goes with it. */
    dropFilter(patch = NO_FILTER) {
      view(patch);
      focus.fromFilter();
    },

    selectArea(area, { focus: moveFocus = false } = {}) {
      view({ area });
      ui({ pointed: null });
      if (moveFocus) focus.toArea(area);
    },

    closeArea() {
      const { area } = store.get().view;
      view({ area: null });
      focus.backFrom(area);
    },

    /** Opens a panel in the place of the area panel. */
    openPanel(panel) {
      view({ area: null, panel });
      focus.toPanel(panel);
    },

    closePanel() {
      const { panel } = store.get().view;
      view({ panel: null, question: null, add: null, remove: null });
      focus.backFromPanel(panel);
    },

    /** Lists and shows the municipalities of a state. */
    showMunicipalities({ code }) {
      act.choose({ level: 'municipality' });
      view({ within: code });
      ui({ fitTo: code });
    },
    /** Lists the municipalities of the whole country again. */
    showCountry() {
      view({ within: null });
      ui({ fitTo: null });
    },

    point(pointed) {
      if (store.get().ui.pointed !== pointed) ui({ pointed });
    },

    /** Sorts by a column, the other way round the second time; descending is how it is sorted now. */
    sortBy(column, descending) {
      const again = store.get().ui.table.column === column;
      table({ column, descending: again ? !descending : DESCENDING_FIRST[column] });
    },

    search: (query) => table({ query, limit: FIRST_ROWS }),
    showMoreRows: () => table({ limit: store.get().ui.table.limit + FIRST_ROWS }),

    /** Shows or takes away a notice by its locale key. */
    notice(key, on = true) {
      const others = store.get().ui.notices.filter((one) => one !== key);
      ui({ notices: on ? [...others, key] : others });
    },
    dismiss: (key) => act.notice(key, false),
    retry: () => retryFailed(store),
    setSheet: (sheet) => ui({ sheet }),
  };
  return act;
}
