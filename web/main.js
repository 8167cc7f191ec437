/* The map page: one store, one drawing of it, everything else in modules by role. */
import { nothing, render } from 'lit-html';
import words from 'words:map';
import { createActions, initialTable } from './core/actions.js';
import { keys, valueOf } from './core/api.js';
import { mapContext } from './core/context.js';
import { parentOf } from './core/levels.js';
import { mirrorView, panelsHeld, parseView } from './core/link.js';
import { isDrawable, loadWanted, mapStatus, watchLoading } from './core/loading.js';
import { applyToDocument, onSystemThemeChange } from './core/preferences.js';
import { problemNoticer } from './core/problems.js';
import { aMomentLater, atNextFrame, createStore, onceAFrame } from './core/store.js';
import { speak } from './core/words.js';
import { Atlas } from './map/atlas.js';
import { asSheets, covered, levelOffer, mapTools, prepareToPrint, printPicture } from './map/frame.js';
import { TwoMaps, uncovered } from './map/two-maps.js';
import { announcer, focus, moveFocus, revealer, titleOf } from './panels/accessibility.js';
import { dockPanel, pointOut } from './panels/dock.js';
import { chipsPanel } from './panels/filters.js';
import { headerPanel, skipLinks } from './panels/header.js';
import { headline, noticesPanel, PANEL_KEYS, statusPanel } from './panels/parts.js';
import { embedFoot, EMBEDDED, embedLegend, shareAnswer, shareButton } from './panels/share.js';
import { bringAll, part, sideOf, toolbar } from './panels/side.js';
import { initialSearch, listenForSearch, searchField } from './search/search.js';

const lowScreen = matchMedia('(max-height: 37.4375em)'); // on which half a screen of map is too little
const SETTLE_MS = 120; // in which most of what stands around the map arrives
const WAIT_MS = 120; // for the first answers, before the page is drawn without them
const SKIPS = [...(panelsHeld().includes('questions') ? [['toolbar', 'skip.questions']] : []), ['list', 'skip.list'], ['map', 'skip.map']];

const at = (id) => document.getElementById(id);

speak(words);

const { view, problems } = parseView(location.search);
const sheet = lowScreen.matches || view.with ? 'low' : 'half'; // two maps need the room
const ui = {
  table: initialTable, under: null, notices: problems, sheet, slow: false,
  search: initialSearch, filtersOpen: false, shared: null,
  standing: false, // the map is drawn: what only the table needs may be asked for
};
/* The first draw is worth waiting for: what the map needs is mostly there when the scripts are. Until then nothing is
   drawn, and after a while the page without it; not each answer by itself, unless the reader did something. */
const first = { map: false, page: false, view: null, ui: null, drawing: null };
/* Then what comes in the first moment is drawn together, and from then on what comes within one frame. */
const store = createStore({ view, data: {}, ui }, (run) => {
  if (!first.map) queueMicrotask(run);
  else if (store.get().ui.standing) atNextFrame(run);
  else setTimeout(run, SETTLE_MS);
});

/** The map as a file; its drawing is fetched when it is first asked for. */
async function savePicture() {
  const { downloadPicture } = await import('./map/picture.js');
  await downloadPicture(mapContext(store.get(), act), atlas);
}

/* What is pointed at is no part of the state: the page is not drawn for it. */
let pointed = null;
let shown = null; // the context that the page was drawn from
const pointSoon = onceAFrame(() => {
  pointOut(shown, pointed);
  atlas.point(pointed);
  atlas.beside?.point(pointed);
});

function point(code) {
  if (code === pointed) return;
  pointed = code;
  if (shown) pointSoon();
}

const act = createActions(store, focus, { picture: savePicture, point });
const paired = () => document.body.dataset.pair === 'maps';
const atlas = new Atlas(at('map'), { padding: (whole) => (paired() ? uncovered() : covered(whole)), act });
const twoMaps = new TwoMaps(atlas, at('map'), { act, status: statusPanel });
const announce = announcer(at('announcer'));
const reveal = revealer();
const noticeProblems = problemNoticer(store, act);
listenForSearch(act);

/** What stands beside the map or, for the framework, over it. */
function drawPanels(context) {
  const { view, t } = context;
  const side = EMBEDDED ? null : sideOf(context);
  const matrix = view.panel === 'framework' && !view.area && !EMBEDDED;
  at('area').hidden = !side;
  if (side) at('area').setAttribute('aria-label', side.label);
  document.body.dataset.area = side ? 'open' : 'none';
  render(side?.content ?? nothing, at('area'));
  at('matrix').hidden = !matrix;
  document.body.dataset.matrix = matrix ? 'open' : 'none';
  at('matrix').setAttribute('aria-label', t(PANEL_KEYS.framework));
  render((matrix && part('framework', context)?.(context)) || nothing, at('matrix'));
}

function isWorthDrawing(state) {
  if (first.map || isDrawable(state) || mapStatus(state).error) return true;
  return first.page && (state.view !== first.view || state.ui !== first.ui);
}

/** The page without a map, where that takes longer. */
function drawEmpty() {
  if (first.map || first.page) return;
  const { view: looked, ui: used } = store.get();
  Object.assign(first, { view: looked, ui: used });
  drawPage(mapContext(store.get(), act));
}

/** Draws the map and what stands around it. */
function draw() {
  const state = store.get();
  if (!isWorthDrawing(state)) return;
  applyToDocument(state.view);
  const context = mapContext(state, act);
  const begins = !first.map && isDrawable(state);
  const recoloured = context.drawing !== first.drawing;
  first.drawing = context.drawing;
  if (begins) begin(context);
  else if (recoloured && first.page && parentOf(state.view.level)) recolour(context);
  else {
    drawPage(context);
    drawMap(context);
    atlas.showChosen();
  }
}

/** The first map, and after it the page; with many areas once the map stands, which a change of the state then says. */
function begin(context) {
  if (!parentOf(context.view.level)) setTimeout(drawPageFirst);
  drawMap(context);
  first.map = true;
  bringAll();
  prepareToPrint();
  aMomentLater(() => store.set({ ui: { standing: true } }));
}

/** Many areas take a frame of their own when their colours change; the table follows in the next. */
function recolour(context) {
  drawMap(context);
  atNextFrame(() => {
    drawPage(mapContext(store.get(), act));
    atlas.showChosen();
  });
}

/** In tasks of their own, none of them long: on a phone the table, which is out of sight, comes last. */
function drawPageFirst() {
  const context = mapContext(store.get(), act);
  const low = asSheets.matches && !first.page; // a page that stood before the map keeps its table
  drawPage(low ? { ...context, rows: null } : context);
  atlas.showChosen();
  if (low) setTimeout(() => drawPage(mapContext(store.get(), act)));
}

/** What stands around the map; the first time the map then takes its place among it. */
function drawPage(context) {
  if (!first.page) at('dock').replaceChildren(); // what kept the legend's place, so that the map is fitted beside it
  drawAround(context);
  twoMaps.update(context, (level) => valueOf(context.state, keys.areas(level)));
  if (first.page) return;
  first.page = true;
  const resized = () => {
    at('stage').style.setProperty('--over-map', `${at('over-map').offsetHeight}px`);
    if (paired()) twoMaps.resized();
    else atlas.country.resized();
  };
  resized();
  const resize = new ResizeObserver(resized);
  const legend = document.querySelector('.legend');
  for (const one of [at('stage'), at('dock'), at('area'), at('over-map'), legend]) resize.observe(one);
}

function drawMap(context) {
  at('waiting')?.remove();
  atlas.update(context, (level) => valueOf(context.state, keys.areas(level)));
}

function drawAround(context) {
  const { t } = context;
  document.title = titleOf(context);
  render(EMBEDDED ? nothing : skipLinks(context, SKIPS), at('skip'));
  const frame = { search: searchField(context), share: shareButton(context) };
  render(EMBEDDED ? embedFoot(context) : headerPanel(context, 'map', frame), at('header'));
  at('header').dataset.search = context.search.shown ? 'shown' : 'folded';
  render(shareAnswer(context), at('share-answer'));
  render(mapTools(context, atlas), at('map-tools'));
  render(statusPanel(context), at('map-state'));
  render(t('note.map'), at('map-note'));
  render(EMBEDDED ? embedLegend(context) : dockPanel(context), at('dock'));
  if (!paired()) at('map').setAttribute('aria-label', t('map.label'));
  render(headline(context), at('headline'));
  render(chipsPanel(context), at('chips'));
  render(EMBEDDED ? nothing : toolbar(context), at('toolbar'));
  render(EMBEDDED ? nothing : levelOffer(context), at('map-offer'));
  drawPanels(context);
  render(noticesPanel(context), at('notices'));
  document.body.dataset.sheet = context.sheet;
  document.body.dataset.stale = String(context.stale);
  document.body.dataset.map = context.standing ? 'drawn' : 'coming';
  at('map').setAttribute('aria-busy', String(context.stale));
  announce(context);
  noticeProblems(context);
  moveFocus(context);
  reveal(context);
  shown = context;
  atlas.circles.tellSize(); // the legend may be new
  pointOut(context, pointed);
}

mirrorView(store, { onProblems: (keysOfProblems) => keysOfProblems.forEach((key) => act.notice(key)) });
store.subscribe(() => loadWanted(store));
store.subscribe(watchLoading(store));
store.subscribe(draw);
onSystemThemeChange(draw);
printPicture(at('print'), { context: () => mapContext(store.get(), act), atlas });
// Leaflet focuses the map on every press; its ring is for those who came by keyboard.
for (const [event, input] of [['pointerdown', 'pointer'], ['keydown', 'keyboard']]) {
  addEventListener(event, () => { document.body.dataset.input = input; }, { capture: true });
}
addEventListener('keydown', ({ key, target }) => {
  if (key !== 'Escape' || target.closest('.leaflet-container') || document.querySelector(':popover-open')) return;
  const { area, panel } = store.get().view;
  if (area) act.closeArea();
  else if (panel) act.closePanel();
});
loadWanted(store);
setTimeout(drawEmpty, WAIT_MS);
