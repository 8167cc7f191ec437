/* The map page: one store, one drawing of it, everything else in modules by role. */
import { html, nothing, render } from 'lit-html';
import { Atlas } from './map/atlas.js';
import { absentPanel } from './panels/record/absent.js';
import { announcer } from './panels/shell/announce.js';
import { controlsPanel } from './panels/choices/controls.js';
import { chipsPanel, filtersPanel } from './panels/choices/filters.js';
import { headerPanel, skipLinks } from './panels/shell/header.js';
import { frameworkPanel } from './panels/framework/framework.js';
import { legendPanel } from './panels/legend/legend.js';
import { mapTools } from './panels/shell/map-tools.js';
import { sheetGrip } from './panels/shell/sheet.js';
import { PANEL_KEYS, sideOf } from './panels/shell/side.js';
import { noticesPanel, statusPanel } from './panels/shell/status.js';
import { openerId, toolbar } from './panels/shell/toolbar.js';
import { createActions, initialTable } from './state/actions.js';
import { mapContext } from './state/context.js';
import { loadWanted, mapStatus } from './state/data.js';
import { keys, valueOf } from './state/keys.js';
import { applyToDocument, onSystemThemeChange } from './state/preferences.js';
import { unknownIn } from './state/record.js';
import { createStore } from './state/store.js';
import { mirrorView, parseView } from './state/view.js';
import { tablePanel } from './table/table.js';

const LEGEND_LIFT_PX = 110; // lifts the country, so that the legend covers the ocean and not Los Cabos
const LOW_SCREEN_PX = 600; // below it, half a screen of map is too little
const SLOW_AFTER_MS = 5_000;
const UNKNOWN_KEYS = {
  agency: 'problem.agency',
  priority: 'problem.priority',
  outcome: 'problem.outcome',
  topic: 'problem.topic',
  pillar: 'problem.pillar',
};
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
    return { topLeft: [0, at('over-map').offsetHeight], bottomRight: [0, Math.min(stage.bottom - top, stage.height * 0.62)] };
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

let focusAwaited = null; // the area or panel that is to have the keyboard focus once it is there

const focus = {
  toArea(code) {
    focusAwaited = code;
  },
  toPanel(panel) {
    focusAwaited = panel;
  },
  backFromPanel(panel) {
    requestAnimationFrame(() => at(openerId(panel))?.focus({ preventScroll: true }));
  },
  fromFilter() {
    requestAnimationFrame(() => {
      const next = document.querySelector('.chip') ?? at('area-name') ?? at('panel-title') ?? at('agency');
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
      <div class="record">${filtersPanel(context)}</div>
      ${absentPanel(context)} ${tablePanel(context)}
    </div>`;
}

/** What stands beside the map or, for the framework, over it. */
function drawPanels(context) {
  const { view, t } = context;
  const side = sideOf(context);
  const matrix = view.panel === 'framework' && !view.area;
  at('area').hidden = !side;
  if (side) at('area').setAttribute('aria-label', side.label);
  document.body.dataset.area = side ? 'open' : 'none';
  render(side?.content ?? nothing, at('area'));
  at('matrix').hidden = !matrix;
  at('matrix').setAttribute('aria-label', t(PANEL_KEYS.framework));
  render(matrix ? frameworkPanel(context) : nothing, at('matrix'));
}

function moveFocus({ view, area }) {
  const title = at(view.area ? 'area-name' : 'panel-title');
  if (!focusAwaited || !title || focusAwaited !== (view.area ? area?.value?.code : view.panel)) return;
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
  render(toolbar(context), at('toolbar'));
  drawPanels(context);
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
  const { area, panel } = store.get().view;
  if (area) act.closeArea();
  else if (panel) act.closePanel();
});
loadWanted(store);
draw();
const resize = new ResizeObserver(() => atlas.country.resized());
for (const part of [at('stage'), at('dock'), at('over-map'), document.querySelector('.legend')]) resize.observe(part);
