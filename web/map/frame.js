/* The map's frame in the page: the offer and the tools over it, what covers its edges, and its picture in print. */
import { html, nothing } from 'lit-html';
import { finerThan, parentOf } from '../core/levels.js';
import { BOUNDS, LOW_EDGES } from '../core/served.js';
import { aMomentLater } from '../core/store.js';
import { boxBeside, leavesClear, shapeOf } from './geometry.js';

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

/* Where the legend lies on the map, the country is made as large as leaves it clear of the legend: its land may lie
   beside the legend and above it, as far as its coast leaves room. */

const MARGIN_PX = 20; // which the map keeps around what is fitted into it
const SHAPE = shapeOf(BOUNDS);

const at = (id) => document.getElementById(id);

/** Whether a box lies in a room, by the pixel. */
const isInside = ({ left, top, width, height }, room) => (
  left >= room.left - 1 && top >= room.top - 1 && left + width <= room.right + 1 && top + height <= room.bottom + 1);

/** Whether dock and panels are sheets over the map: on phones, and on tablets held upright. The style sheets ask the same. */
export const asSheets = matchMedia('(max-width: 47.9375em), (max-width: 56.25em) and (orientation: portrait)');

/** What covers the map's edges: on a phone what stands over it above and the sheet below; elsewhere the panel at its
    side and the toolbar above; the legend in part for the view of the whole country, else as a corner. holds(box) says
    whether a place of the country is clear of all that, where its legend lies on the map. */
export function covered(whole) {
  const stage = at('stage').getBoundingClientRect();
  const panel = at('area').hidden ? null : at('area').getBoundingClientRect();
  if (asSheets.matches) {
    const top = Math.min(at('dock').getBoundingClientRect().top || Infinity, panel?.top ?? Infinity, stage.bottom);
    return { topLeft: [0, at('over-map').offsetHeight], bottomRight: [0, Math.min(stage.bottom - top, stage.height * 0.62)] };
  }
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const legendOverMap = legend && legend.left > stage.left && legend.left < stage.right;
  const side = panel && panel.left > stage.left + stage.width / 3 ? stage.right - panel.left : 0;
  const top = Math.max(at('toolbar').getBoundingClientRect().bottom - stage.top, 0);
  const note = document.querySelector('.map-note').offsetHeight;
  if (whole && !legendOverMap) return { topLeft: [0, top], bottomRight: [side, note] };
  if (whole) {
    const room = {
      left: MARGIN_PX, top: top + MARGIN_PX, right: stage.width - side - MARGIN_PX, bottom: stage.height - note - MARGIN_PX,
    };
    const corner = { right: legend.right - stage.left, top: legend.top - stage.top };
    const box = boxBeside(room, corner, { lows: LOW_EDGES, shape: SHAPE });
    if (!box) return { topLeft: [0, top], bottomRight: [side, legend.height] };
    const [beyond, below] = [stage.width - box.left - box.width, stage.height - box.top - box.height];
    return {
      topLeft: [box.left, box.top].map((px) => px - MARGIN_PX),
      bottomRight: [beyond, below].map((px) => px - MARGIN_PX),
      holds: (place) => isInside(place, room) && leavesClear(place, corner, LOW_EDGES),
    };
  }
  return {
    topLeft: [0, top],
    bottomRight: [side, 0],
    corner: legendOverMap ? [legend.right - stage.left, stage.bottom - legend.top] : [0, 0],
  };
}

const OVER = '.legend, .says span, .toolbar, .chips, .map-offer, .map-tools, .map-note, .area-panel, .dock, .inset';

/** The boxes of what stands over a map's element, in its pixels: [{left, top, right, bottom}]; words: the names around
    the country, too. */
export function boxesOver(element, { words = true } = {}) {
  const { left, top } = element.getBoundingClientRect();
  return [...document.querySelectorAll(words ? `${OVER}, .map-name--around` : OVER)].map((one) => one.getBoundingClientRect()).filter(({ width }) => width)
    .map((box) => ({ left: box.left - left, right: box.right - left, top: box.top - top, bottom: box.bottom - top }));
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
