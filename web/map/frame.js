/* The map's frame in the page: the offer and the tools over it, what covers its edges, and its picture in print. */
import { html, nothing } from 'lit-html';
import { finerThan, parentOf } from '../core/levels.js';
import { CLEAR_WEST } from '../core/served.js';
import { aMomentLater } from '../core/store.js';

/* What the map offers where it is: the parts of the area in its middle, and the way back from them. */

const button = (words, onClick) =>
  html`<button type="button" class="map-offer__button" @click=${onClick}>${words}</button>`;

function wayBack({ t, view, rows, areaNames, act }) {
  const [{ level, within }, above] = [view, parentOf(view.level)];
  if (!above || !within || !rows) return nothing;
  const back = () => {
    act.choose({ level: above });
    if (areaNames.has(within)) act.selectArea(within);
  };
  return html`${button(t('map.allAreas', { level }), () => act.showCountry())}${button(t('map.back', { level: above }), back)}`;
}

function wayIn({ t, view, rows, under, act }) {
  const code = under && (view.area ?? under); // an open area is meant before what happens to lie in the middle
  const name = code && rows?.get(code)?.name;
  const level = finerThan(view.level);
  return name && level ? button(t('action.partsOf', { name, level }), () => act.showParts(code, view.level)) : nothing;
}

export const levelOffer = (context) => html`${wayBack(context)}${wayIn(context)}`;

const home = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4" /></svg>`;

export function mapTools({ t }, country) {
  const tool = (key, content, action) =>
    html`<button type="button" class="tool" aria-label=${t(key)} title=${t(key)} @click=${action}>${content}</button>`;
  return [
    tool('tool.zoomIn', '+', () => country.zoom(1)),
    tool('tool.zoomOut', '−', () => country.zoom(-1)),
    tool('tool.home', home, () => country.home()),
  ];
}

/* What covers the map's edges, so that it is fitted into the rest. */

/* Where the legend lies on the map, the country is to stand clear of it: beside it, as far as the sea or other land in
   the country's lower west lets it come nearer, or above it where a panel leaves no room (share of the legend's height,
   and pixels from the left). */
const BESIDE_LEGEND = { west: CLEAR_WEST, margin: 52 };
const ABOVE_LEGEND = { lift: 1 - 0.7 * CLEAR_WEST, shift: 70 };

const at = (id) => document.getElementById(id);
const narrow = matchMedia('(max-width: 767px)');

/** What covers the map's edges: on a phone what stands over it above and the sheet below; elsewhere the panel at its
    side and the toolbar above; the legend in part for the view of the whole country, else as a corner. */
export function covered(whole) {
  const stage = at('stage').getBoundingClientRect();
  const panel = at('area').hidden ? null : at('area').getBoundingClientRect();
  if (narrow.matches) {
    const top = Math.min(at('dock').getBoundingClientRect().top || Infinity, panel?.top ?? Infinity, stage.bottom);
    return { topLeft: [0, at('over-map').offsetHeight], bottomRight: [0, Math.min(stage.bottom - top, stage.height * 0.62)] };
  }
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const legendOverMap = legend && legend.left > stage.left && legend.left < stage.right;
  const side = panel && panel.left > stage.left + stage.width / 3 ? stage.right - panel.left : 0;
  const top = Math.max(at('toolbar').getBoundingClientRect().bottom - stage.top, 0);
  if (whole) {
    if (!legendOverMap) return { topLeft: [0, top], bottomRight: [side, 0] };
    if (side) return { topLeft: [ABOVE_LEGEND.shift, top], bottomRight: [side, legend.height * ABOVE_LEGEND.lift] };
    const right = legend.right - stage.left;
    const width = (stage.width - right - BESIDE_LEGEND.margin) / (1 - BESIDE_LEGEND.west);
    // Where the country leaves the legend no room it fills the height: the note below must not lie on it.
    const below = CLEAR_WEST > 0 ? 0 : document.querySelector('.map-note').offsetHeight;
    return { topLeft: [Math.max(0, stage.width - width - BESIDE_LEGEND.margin), top], bottomRight: [0, below] };
  }
  return {
    topLeft: [0, top],
    bottomRight: [side, 0],
    corner: legendOverMap ? [legend.right - stage.left, stage.bottom - legend.top] : [0, 0],
  };
}

/* What the browser prints of the map: its picture with legend and sources, as the download has it, then the open
   panel and the table. The picture is painted when the reader prints, from a module that is fetched in a quiet
   moment. */

let painter = null;

/** Fetches what paints the picture; without it the page prints the map as it stands. */
export function prepareToPrint() {
  aMomentLater(() => import('./picture.js').then((module) => { painter = module.paintPicture; }, () => {}));
}

const PAGE_PX = 690; // the width of a page of paper between its margins

/** Prints what is on the stage at the size that it has on the screen, made as small as the page needs. */
function keepStage() {
  const { width, height } = at('stage').getBoundingClientRect();
  const sizes = { width: `${width}px`, height: `${height}px`, zoom: String(Math.min(1, PAGE_PX / width)) };
  for (const [name, value] of Object.entries(sizes)) at('stage').style.setProperty(`--printed-${name}`, value);
  document.body.dataset.print = 'stage';
}

/** Puts the picture into `place` for as long as the browser prints; context() gives what the panels get. */
export function printPicture(place, { context, atlas }) {
  addEventListener('beforeprint', () => {
    const shown = context();
    if (!painter || !shown.need || shown.pair?.mode === 'change') {
      keepStage();
      return;
    }
    const both = [[shown, atlas], ...(shown.beside && atlas.beside ? [[shown.beside, atlas.beside]] : [])];
    if (shown.pair?.own === shown.pair?.later) both.reverse();
    place.replaceChildren(...both.map(([one, map]) => painter(one, map)));
    document.body.dataset.print = 'picture';
  });
  addEventListener('afterprint', () => {
    place.replaceChildren();
    delete document.body.dataset.print;
  });
}
