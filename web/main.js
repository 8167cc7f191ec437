/* The map page: one store, one drawing of it, everything else in modules by role. */
import { html, render } from 'lit-html';
import { Atlas } from './map/atlas.js';
import { absentPanel } from './panels/absent.js';
import { announcer } from './panels/announce.js';
import { areaPanel } from './panels/area.js';
import { besideButton, besidePanel } from './panels/beside.js';
import { controlsPanel } from './panels/controls.js';
import { chipsPanel, filtersPanel } from './panels/filters.js';
import { headerPanel, skipLinks } from './panels/header.js';
import { legendPanel } from './panels/legend.js';
import { mapTools } from './panels/map-tools.js';
import { sheetGrip } from './panels/sheet.js';
import { noticesPanel, statusPanel } from './panels/status.js';
import { createActions, initialTable } from './state/actions.js';
import { mapContext } from './state/context.js';
import { loadWanted, mapStatus } from './state/data.js';
import { keys, valueOf } from './state/keys.js';
import { applyToDocument, onSystemThemeChange } from './state/preferences.js';
import { unknownIn } from './state/record.js';
import { createStore } from './state/store.js';
import { BESIDE, mirrorView, parseView } from './state/view.js';
import { tablePanel } from './table/table.js';

const LEGEND_LIFT_PX = 110; // lifts the country, so that the legend covers the ocean and not Los Cabos
const LOW_SCREEN_PX = 600; // below it, half a screen of map is too little
const SLOW_AFTER_MS = 5_000;
const UNKNOWN_KEYS = { agency: 'problem.agency', outcome: 'problem.outcome' };
const SKIPS = [['list', 'skip.list'], ['map', 'skip.map']];

const at = (id) => document.getElementById(id);
const narrow = matchMedia('(max-width: 767px)');

const { view, problems } = parseView(location.search);
const sheet = innerHeight < LOW_SCREEN_PX ? 'low' : 'half';
const ui = { table: initialTable, pointed: null, fitTo: null, notices: problems, sheet, slow: false };
const store = createStore({ view, data: {}, ui });

/** What covers the map's edges: the sheet on a phone; elsewhere the area panel, or the legend's height in part. */
function covered(whole) {
  const stage = at('stage').getBoundingClientRect();
  const panel = at('area').hidden ? null : at('area').getBoundingClientRect();
  if (narrow.matches) {
    const top = Math.min(at('dock').getBoundingClientRect().top || Infinity, panel?.top ?? Infinity, stage.bottom);
    return { topLeft: [0, at('chips').offsetHeight], bottomRight: [0, Math.min(stage.bottom - top, stage.height * 0.62)] };
  }
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const legendOverMap = legend && legend.left > stage.left;
  if (whole) return { topLeft: [0, 0], bottomRight: [0, legendOverMap ? LEGEND_LIFT_PX : 0] };
  const overMap = panel && panel.left > stage.left + stage.width / 3;
  return {
    topLeft: [0, 0],
    bottomRight: [overMap ? stage.right - panel.left : 0, 0],
    corner: legendOverMap ? [legend.right - stage.left, stage.bottom - legend.top] : [0, 0],
  };
}

let focusAwaited = null; // the area, or BESIDE, whose panel is to have the keyboard focus once it is there

const focus = {
  toArea(code) {
    focusAwaited = code;
  },
  toBeside() {
    focusAwaited = BESIDE;
  },
  backFromBeside() {
    requestAnimationFrame(() => at('beside-open')?.focus({ preventScroll: true }));
  },
  fromFilter() {
    requestAnimationFrame(() => {
      const next = document.querySelector('.chip') ?? at('area-name') ?? at('beside-title') ?? at('agency');
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

const act = createActions(store, focus);
const atlas = new Atlas(at('map'), { padding: covered, act });
const announce = announcer(at('announcer'));

function drawDock(context) {
  return html`${sheetGrip(context)}
    <div class="dock__scroll">
      <section class="legend" ?hidden=${!context.choice} aria-label=${context.t('legend.label')}>${legendPanel(context)}</section>
      ${controlsPanel(context)}
      <div class="record">${filtersPanel(context)} ${besideButton(context)}</div>
      ${absentPanel(context)} ${tablePanel(context)}
    </div>`;
}

/** The panel at the side: an area, or the list of what no area can show. */
function drawSide(context) {
  const { view, t } = context;
  const open = Boolean(view.area || view.list);
  at('area').hidden = !open;
  at('area').setAttribute('aria-label', t(view.list ? 'beside.label' : 'area.label'));
  document.body.dataset.area = open ? 'open' : 'none';
  render(view.list ? besidePanel(context) : areaPanel(context), at('area'));
}

function moveFocus({ view, area }) {
  const title = at(view.list ? 'beside-title' : 'area-name');
  if (!focusAwaited || !title || focusAwaited !== (view.list ?? area?.value?.code)) return;
  focusAwaited = null;
  title.focus();
}

function draw() {
  const state = store.get();
  applyToDocument(state.view);
  const context = mapContext(state, act);
  const { t } = context;
  document.title = t('page.map');
  render(skipLinks(context, SKIPS), at('skip'));
  render(headerPanel(context, 'map'), at('header'));
  render(mapTools(context, atlas.country), at('map-tools'));
  render(statusPanel(context), at('map-state'));
  render(t('note.map'), at('map-note'));
  render(drawDock(context), at('dock'));
  at('map').setAttribute('aria-label', t('map.label'));
  render(chipsPanel(context), at('chips'));
  drawSide(context);
  render(noticesPanel(context), at('notices'));
  document.body.dataset.sheet = state.ui.sheet;
  atlas.update(context, (level) => valueOf(state, keys.areas(level)));
  announce(context);
  noticeProblems(context);
  moveFocus(context);
}

/** What a link asks for and the data does not have is told once, then the view is put right. */
function noticeProblems({ choice, area }) {
  if (choice?.problem) {
    const { problem } = choice;
    act.choose({});
    act.notice(problem);
  }
  if (area?.error?.status === 404) {
    store.set({ view: { area: null } });
    act.notice('problem.areaUnknown');
  }
  for (const name of unknownIn(store.get()) ?? []) {
    act.filter({ [name]: null });
    act.notice(UNKNOWN_KEYS[name]);
  }
}

function watchLoading() {
  let timer = null;
  return () => {
    const { loading } = mapStatus(store.get());
    if (loading && timer === null) {
      timer = setTimeout(() => store.set({ ui: { slow: true } }), SLOW_AFTER_MS);
    } else if (!loading && timer !== null) {
      clearTimeout(timer);
      timer = null;
      if (store.get().ui.slow) store.set({ ui: { slow: false } });
    }
  };
}

mirrorView(store, { onProblems: (keysOfProblems) => keysOfProblems.forEach((key) => act.notice(key)) });
store.subscribe(() => loadWanted(store));
store.subscribe(watchLoading());
store.subscribe(draw);
onSystemThemeChange(draw);
// Leaflet focuses the map on every press; its ring is for those who came by keyboard.
for (const [event, input] of [['pointerdown', 'pointer'], ['keydown', 'keyboard']]) {
  addEventListener(event, () => { document.body.dataset.input = input; }, { capture: true });
}
addEventListener('keydown', ({ key, target }) => {
  if (key !== 'Escape' || target.closest('.leaflet-container')) return;
  const { area, list } = store.get().view;
  if (area) act.closeArea();
  else if (list) act.closeBeside();
});
loadWanted(store);
draw();
const resize = new ResizeObserver(() => atlas.country.resized());
for (const part of [at('stage'), at('dock'), at('chips'), document.querySelector('.legend')]) resize.observe(part);
