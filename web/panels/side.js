/* The panels beside the map: the toolbar that opens them, their place at the side, and how they are fetched. */
import { html, nothing } from 'lit-html';
import { panelsHeld } from '../core/link.js';
import { placeless } from '../core/record.js';
import { sheetGrip } from './dock.js';
import { PANEL_KEYS, panelHead } from './parts.js';

/* Parts of the page that are not needed for the first look: fetched once the map stands, or when they are opened. */

/* One file for all: each by itself would leave a dozen small ones that the first look waits for. */
const fetchParts = async () => (await import('./late.js')).PARTS;
const AGAIN_MS = 2_000; // what could not be had is asked for again after that
const PAUSE_MS = 1_000; // before parts that nobody asked for are fetched

let there = null;
let onTheWay = null;

/** Fetches the parts once; then() is called when they are there or, after a pause, when they could not be had. */
function bring(then = () => {}) {
  if (!onTheWay) {
    onTheWay = fetchParts();
    onTheWay.then((parts) => { there = parts; }, () => setTimeout(() => { onTheWay = null; }, AGAIN_MS));
  }
  onTheWay.then(then, () => setTimeout(then, 2 * AGAIN_MS));
}

/** The template of a part; null while it is on its way: act.redraw() is called when it is there. */
export function part(name, { act }) {
  if (!there) bring(act.redraw);
  return there?.[name] ?? null;
}

/** Fetches them in a quiet moment, so that opening one asks for nothing. */
export function bringAll() {
  setTimeout(bring, PAUSE_MS);
}

/* The ways to more than the map: questions, what-if, the framework, and what no area can show, with its number. */

/** The id of the button that opens a panel, where the focus goes back to. */
export const openerId = (panel) => `open-${panel}`;

export function toolbar(context) {
  const { t, view, record, pair, act } = context;
  const counts = record ? { initiatives: record.initiatives.size, 'beside-the-map': placeless(record).length } : {};
  const count = (panel) => counts[panel] ?? null;
  return html`<nav class="toolbar" aria-label=${t('toolbar.label')}>
    ${panelsHeld().filter((panel) => panel !== 'change' || pair?.mode === 'change').map((panel) => {
      const open = view.panel === panel;
      return html`<button type="button" class="toolbar__button" id=${openerId(panel)} aria-expanded=${open ? 'true' : 'false'}
        @click=${() => (open ? act.closePanel() : act.openPanel(panel))}>${t(PANEL_KEYS[panel])}
        ${count(panel) === null ? nothing : html`<span class="count">${count(panel)}</span>`}</button>`;
    })}
  </nav>`;
}

/* The place at the side of the map: an area or one of the panels, each with its title and a way to put it away. */

const AT_THE_SIDE = ['questions', 'what-if', 'initiatives', 'beside-the-map', 'change'];

/** The way from an area back to the panel that it was opened from. */
function wayBack({ t, view, act }) {
  if (!view.panel) return nothing;
  return html`<button type="button" class="link-button area__back" @click=${() => act.closeArea()}>← ${t(PANEL_KEYS[view.panel])}</button>`;
}

/** What stands at the side now: its name for screen readers and its content; null where nothing does. */
export function sideOf(context) {
  const { t, view, pair } = context;
  const draw = (name) => part(name, context)?.(context) ?? html`<p class="quiet">${t('status.loading')}</p>`;
  if (view.area) return { label: t('area.label'), content: html`${sheetGrip(context)}${wayBack(context)}${draw(pair?.mode === 'change' ? 'change-of-area' : 'area')}` };
  if (!AT_THE_SIDE.includes(view.panel)) return null;
  return { label: t(PANEL_KEYS[view.panel]), content: html`${sheetGrip(context)}${panelHead(context, view.panel)}${draw(view.panel)}` };
}
