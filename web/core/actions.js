/* Everything a reader can do, as functions over the store. */
import { keys, valueOf } from './api.js';
import { choiceOf, choose } from './choice.js';
import { NOBODY, viewOfCell } from './colours.js';
import { finerThan } from './levels.js';
import { EVERYTHING, freshView, viewsAt } from './link.js';
import { retryFailed } from './loading.js';
import { NO_PLAN } from './plan.js';
import { initiativeOf, levelOfArea, placeOf, shownRecord } from './record.js';

export const PAGE_ROWS = 100; // of the table, at first and each time more are asked for
const COPIED_FOR_MS = 4_000;
const hasSide = matchMedia('(min-width: 85em)'); // below it a panel lies over the dock
const QUESTION_OF_PLACES = ['add', 'remove', 'radius', 'k', 'headquarters', 'from', 'agency', 'indicator', 'year', 'level'];

export const initialTable = Object.freeze({ query: '', finding: false, limit: PAGE_ROWS });

/** How actions write to the store: {view(patch), ui(patch), table(patch)}. */
function writersOf(store) {
  const ui = (patch) => store.set({ ui: patch });
  return {
    ui,
    /** A suggestion of places answers one question: any other takes it away. */
    view(patch) {
      const now = store.get().view;
      const other = QUESTION_OF_PLACES.some((name) => name in patch && patch[name] !== now[name]);
      store.set({ view: other && now.suggest ? { suggest: null, ...patch } : patch });
    },
    table: (patch) => ui({ table: Object.freeze({ ...store.get().ui.table, ...patch }) }),
  };
}

/** What the map is coloured by, and whose presence counts. */
function choiceActions({ store, view, table, act }) {
  /** The cell that still has a meaning when the view or the kind of presence changes. */
  const keptCell = () => (store.get().view.cell === NOBODY ? NOBODY : null);
  return {
    /** wish: any of {level, concept, unit, series, year}; the nearest that exists is shown. */
    choose(wish) {
      const state = store.get();
      const catalogue = valueOf(state, keys.indicators);
      if (!catalogue) return;
      const before = choiceOf(state);
      const chosen = choose(catalogue, state.view, before, wish);
      const [instead] = viewsAt(chosen.level);
      const kept = viewsAt(chosen.level).includes(state.view.view);
      // Classes of need are the same in all years of a series; of another need they are others.
      if (viewOfCell(state.view.cell) === 'need' && !('year' in wish)) view({ cell: null });
      const patch = kept ? chosen : { ...chosen, view: instead, cell: keptCell(), sort: null };
      const changesLevel = patch.level !== state.view.level;
      view(changesLevel ? { ...patch, area: null, within: null } : patch);
      if (changesLevel) table({ query: '', limit: PAGE_ROWS });
      const after = choiceOf(store.get());
      const [was, is] = [before.indicator, after.indicator];
      const sameConcept = was && is && is.concept === was.concept; // another one was never to be compared
      act.notice('notice.series', Boolean(sameConcept) && is.series !== was.series && !wish.series);
    },
    /** view: one of the four ways to colour the map. */
    setView: (name) => view({ view: name, cell: keptCell(), sort: null }),
    /** Looks at another report beside the page's own, or no longer at any. */
    compareWith(report) {
      const { pair } = store.get().view;
      act.setPair(pair, { with: report });
    },
    /** How two reports are looked at: what changed is listed at the side where there is room beside dock and map; two
        maps need the room of a phone. */
    setPair(pair, others = {}) {
      const { panel, with: report } = { ...store.get().view, ...others };
      const change = report && pair === 'change';
      const kept = panel === 'change' ? null : panel;
      view({ ...others, pair: report ? pair : 'maps', panel: change && hasSide.matches ? 'change' : kept, area: null, sort: null, cell: change ? null : keptCell() });
      if (report) act.setSheet('low');
    },
    setKind: (kind) => view({ kind, cell: keptCell() }),
    setStatewide: (on) => view({ statewide: on ? 'true' : null, cell: keptCell() }),
    /** Singles out the areas of a cell of need x presence; the same cell again takes that back. */
    singleOut: (cell) => view({ cell: store.get().view.cell === cell ? null : cell }),
  };
}

/** What of the record is counted. */
function filterActions({ view, ui, focus }) {
  return {
    /** patch: parts of the filter, each a code or null for any. */
    filter: (patch) => view(patch),
    /** Filters by what was looked for, such as {agency}; the keyboard goes to its chip. */
    take(patch) {
      view(patch);
      focus.fromFilter();
    },
    openFilters: (filtersOpen) => ui({ filtersOpen }),
    /** Takes away a part of the filter, or all that narrows what is counted, by a button that goes with it. */
    dropFilter(patch = EVERYTHING) {
      view(patch);
      focus.fromFilter();
    },
  };
}

/** The height of the sheet when something opens in it: a low one would show its title alone. */
const raised = (store) => (store.get().ui.sheet === 'low' ? 'half' : store.get().ui.sheet);

/** The areas and places of the map. */
function areaActions({ store, view, ui, act, focus, point }) {
  return {
    selectArea(area, { focus: moveFocus = false } = {}) {
      view({ area, initiative: null });
      ui({ sheet: raised(store) });
      act.point(null);
      if (moveFocus) focus.toArea(area);
    },
    /** Opens an area with other parts of the view in the same step: a cell of a matrix. */
    openArea(area, parts) {
      view({ ...parts, area });
      ui({ sheet: raised(store) });
      act.point(null);
      focus.toArea(area);
    },
    closeArea() {
      const { area } = store.get().view;
      view({ area: null, initiative: null });
      focus.backFrom(area);
    },
    /** Opens a place that was looked for, at its own level. */
    openPlace(code) {
      const level = levelOfArea(store.get(), code);
      if (store.get().view.level !== level) act.choose({ level });
      view({ within: null });
      act.selectArea(code, { focus: true });
    },
    /** Lists the parts of an area of a level, at the next finer one, and leads the map there. */
    showParts(code, level) {
      act.choose({ level: finerThan(level) });
      view({ within: code, at: null });
    },
    /** Lists the areas of the whole country again. */
    showCountry: () => view({ within: null, at: null }),
    /** under: the code of the area under the middle of the map when it is near, or null. */
    lookAt(under) {
      if (store.get().ui.under !== under) ui({ under });
    },
    /** Tells the area under the pointer, or null. */
    point,
  };
}

/** The panels beside the map. */
function panelActions({ store, view, ui, focus }) {
  return {
    /** Everything at its default but these parts: what a ready-made question opens. */
    openView(parts) {
      view(freshView(store.get().view, parts));
      if (parts.panel) focus.toPanel(parts.panel);
    },
    /** Opens a panel in the place of the area panel. */
    openPanel(panel) {
      view({ area: null, initiative: null, panel });
      ui({ sheet: raised(store) });
      focus.toPanel(panel);
    },
    closePanel() {
      const { panel } = store.get().view;
      view({ panel: null, question: null, initiative: null, ...NO_PLAN });
      focus.backFromPanel(panel);
    },
    /** Shows parts of the view on the map, without the panel that they were chosen in. */
    showOnMap(parts) {
      const { panel } = store.get().view;
      view({ ...parts, area: null, panel: null });
      focus.backFromPanel(panel);
    },
    /** Opens an initiative where its text stands: in the panel of a place of it, or beside the map. */
    openInitiative(id) {
      const state = store.get();
      const found = initiativeOf(state, id);
      if (!found) return;
      const hidden = !shownRecord(state)?.initiatives.has(id);
      const area = placeOf(found, state.view);
      view({ ...(hidden ? EVERYTHING : {}), initiative: id, ...(area ? { area } : { area: null, panel: 'beside-the-map' }) });
    },
    /** patch: {group, query}, how the list of a panel is grouped, and the words looked for in it. */
    look(panel, patch) {
      const { looked } = store.get().ui;
      ui({ looked: { ...looked, [panel]: { ...looked?.[panel], ...patch } } });
    },
    /** What is being planned and stands in no link: {query, said}. */
    planning: (patch) => ui({ planning: Object.freeze({ ...store.get().ui.planning, ...patch }) }),
  };
}

/** The table and the search of the header. */
function searchActions({ store, view, ui, table }) {
  return {
    /** sort: a column, with "-" for the greatest first; null for the view's own order. */
    sortBy: (sort) => view({ sort }),
    search: (query) => table({ query, limit: PAGE_ROWS }),
    /** Opens the field that narrows the table, or closes it and lists all again. */
    findInList: (finding) => table({ finding, query: '', limit: PAGE_ROWS }),
    showMoreRows: () => table({ limit: store.get().ui.table.limit + PAGE_ROWS }),
    /** The search of the header: {asked, query, active, open, shown}. */
    searchNow: () => store.get().ui.search,
    find: (patch) => ui({ search: Object.freeze({ ...store.get().ui.search, ...patch }) }),
  };
}

/** The page itself: its looks, its notices, its link, and the map as a picture. */
function pageActions({ store, view, ui, act, picture }) {
  return {
    setLanguage: (lang) => view({ lang }),
    setTheme: (theme) => view({ theme }),
    /** Any parts of the view at once: a plan, a matrix, a part that one panel alone has. */
    set: (patch) => view(patch),
    /** Puts the link into the clipboard or, where the browser does not allow that, into a field to copy it from; the code
        for other sites stays beside it until it is put away. */
    async share() {
      try {
        await navigator.clipboard.writeText(location.href);
        ui({ shared: 'copied' });
        setTimeout(() => store.get().ui.shared === 'copied' && ui({ shared: 'code' }), COPIED_FOR_MS);
      } catch {
        ui({ shared: 'field' });
      }
    },
    endSharing: () => ui({ shared: null }),
    /** Saves the map, as it is seen, as a PNG file. */
    async picture() {
      try {
        await picture();
        act.notice('picture.failed', false);
      } catch {
        act.notice('picture.failed');
      }
    },
    /** Shows or takes away a notice by its locale key. */
    notice(key, on = true) {
      const others = store.get().ui.notices.filter((one) => one !== key);
      ui({ notices: on ? [...others, key] : others });
    },
    dismiss: (key) => act.notice(key, false),
    retry: () => retryFailed(store),
    /** Draws again: something that is no part of the state has arrived. */
    redraw: () => ui({}),
    setSheet: (sheet) => ui({ sheet }),
  };
}

const GROUPS = [choiceActions, filterActions, areaActions, panelActions, searchActions, pageActions];

/** What the page gives: focus, functions that move the keyboard focus; picture(), which saves the map as a picture;
    point(code), which shows what is pointed at, no part of the state. */
export function createActions(store, focus, { picture, point }) {
  const act = {};
  const given = { store, ...writersOf(store), act, focus, picture, point };
  return Object.assign(act, ...GROUPS.map((group) => group(given)));
}
