/* Everything a reader can do, as functions over the store. */
import { choose } from './choice.js';
import { choiceOf, retryFailed } from './data.js';
import { keys, valueOf } from './keys.js';
import { BESIDE, NO_FILTER } from './view.js';

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
      view(changesLevel ? { ...patch, area: null } : patch);
      if (changesLevel) table({ query: '', limit: FIRST_ROWS });
      const after = choiceOf(store.get());
      const otherSeries = after.indicator.series !== before.indicator.series && !wish.series;
      act.notice('notice.series', otherSeries);
    },

    /** patch: {agency} or {outcome}, each a code or null for any. */
    filter: (patch) => view(patch),
    /** Takes away a part of the filter, or all of it, by a button that goes with it. */
    dropFilter(patch = NO_FILTER) {
      view(patch);
      focus.fromFilter();
    },

    selectArea(area, { focus: moveFocus = false } = {}) {
      view({ area, list: null });
      ui({ pointed: null });
      if (moveFocus) focus.toArea(area);
    },

    closeArea() {
      const { area } = store.get().view;
      view({ area: null });
      focus.backFrom(area);
    },

    /** Opens the list of what is not on the map, in the place of the area panel. */
    openBeside() {
      view({ area: null, list: BESIDE });
      focus.toBeside();
    },

    closeBeside() {
      view({ list: null });
      focus.backFromBeside();
    },

    /** Lists and shows the municipalities of a state. */
    showMunicipalities({ code, name }) {
      act.choose({ level: 'municipality' });
      table({ query: name });
      ui({ fitTo: code });
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
