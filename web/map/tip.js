/* The words beside the pointer: an area's name and what its colour means in the view; its need and its presence. */
import { Tooltip } from 'leaflet/dist/leaflet-src.esm.js';
import { html, nothing, render } from 'lit-html';
import { nameAbove } from '../core/levels.js';
import { CHANGE_KEYS, classWords, PRESENCE_KEYS, presenceWords } from '../core/sentences.js';
import { lastRank, looks, rankBar, rankWords } from '../core/templates.js';
import { named } from '../core/words.js';

const OTHER = { percent: 'persons', persons: 'percent' };
const THIRD_KEYS = { low: 'tip.needLow', middle: 'tip.needMiddle', high: 'tip.needHigh' };
const BY_KEYS = { rate: 'area.byRate', headcount: 'area.byPeople' };

/** The need as a figure: the value with its headcount or rate. */
function needLine({ t, n, need }, row, strong) {
  if (!need) return nothing;
  const { unit } = need.indicator;
  const other = OTHER[unit];
  const otherValue = other === 'persons' ? row.persons : row.pct;
  const value = n.value(row.value, unit);
  return html`<p class=${strong ? 'tip__value' : 'tip__line'}>${strong ? html`<strong>${value}</strong>` : value}
    ${other && otherValue !== null
      ? html`<span class="quiet">${other === 'persons'
          ? t('need.headcountShort', { persons: n.people(otherValue) })
          : n.value(otherValue, other)}</span>`
      : nothing}</p>`;
}

function gapLines(context, row) {
  const { t, n, view, coverage } = context;
  const { gap, sign_holds: holds } = row;
  if (gap === null) return html`<p class="tip__value"><strong>${t('value.noData')}</strong></p>`;
  const side = gap > 0 ? t('tip.gapShort') : gap < 0 ? t('tip.gapSurplus') : t('tip.gapEven');
  return html`<p class="tip__value"><strong>${t('tip.points', { value: n.points(gap, view.level) })}</strong></p>
    <p>${side}${holds === false ? html`<br>${t('tip.unsure')}` : nothing}</p>
    ${row.rank_p05 === null
      ? nothing
      : html`<p class="quiet tip__rank">${rankWords(context, row)}</p>${rankBar(row, lastRank(coverage.answer))}`}`;
}

function bothWords(context, { gaps }) {
  const { t, coverage } = context;
  const { need_measure: measure, classes } = coverage.answer;
  const presence = classWords(context, classes.bivariate.presence[gaps.bivariate.split('-')[1]], PRESENCE_KEYS);
  const third = t(THIRD_KEYS[gaps.need_third]);
  const by = BY_KEYS[measure];
  return `${by ? t(by, { words: third }) : third} · ${presence}`;
}

/* What a colour says, in the views where the lines above do not. */
const CLASS_WORDS = {
  presence: (context, row) => classWords(context, context.presence.limits[row.presence_class], PRESENCE_KEYS),
  both: bothWords,
};

/** What the area's colour says, beside a patch of that colour; nothing where the figure above says it. */
function classLine(context, row) {
  const { view, drawing } = context;
  const colour = drawing.colourOf(row);
  const written = colour && CLASS_WORDS[view.view]?.(context, row);
  if (!written) return nothing;
  return html`<p class="tip__class"><span class="tip__key" ${looks({ 'background-color': colour })}></span>${written}</p>`;
}

/** What came of the area between two reports, beside a patch of its colour. */
function changeLines({ t, n, lang, pair, drawing, change }, row) {
  if (!change) return html`<p>${t('value.loading')}</p>`;
  const { kept, new: fresh, not_again: notAgain } = row.change ?? {};
  const counts = { kept: n.whole(kept ?? 0), new: n.whole(fresh ?? 0), not_again: n.whole(notAgain ?? 0) };
  const together = row.change && row.change.code !== row.code;
  return html`${together ? html`<p class="tip__line quiet">${row.change.name}</p>` : nothing}
    ${row.change ? html`<p class="tip__line">${t('change.totals', counts)}</p>` : nothing}
    <p class="tip__class"><span class="tip__key" ${looks({ 'background-color': drawing.colourOf(row) })}></span>${t(CHANGE_KEYS[drawing.classOf(row)], { earlier: named(pair.earlier, 'name', lang) })}</p>`;
}

function words(context, row) {
  const { view, lang, pair } = context;
  const above = nameAbove(row, view.level, lang);
  return html`<div class="tip">
    <p class="tip__name">${row.name}${above ? html`<span class="quiet">, ${above}</span>` : nothing}</p>
    ${pair?.mode === 'change' ? changeLines(context, row) : figures(context, row)}
  </div>`;
}

/** Need and presence, with what the colour says of them. */
function figures(context, row) {
  const { view } = context;
  const needFirst = view.view === 'need' || view.view === 'both';
  const gap = view.view === 'gap' && row.gaps ? gapLines(context, row.gaps) : nothing;
  return html`${gap}
    ${needLine(context, row, needFirst)}
    ${presenceWords(context, row).map((text) => html`<p class="tip__presence">${text}</p>`)}
    ${classLine(context, row)}`;
}

/** Follows the pointer over the map's own surface, not over what stands on it: onPoint(code | null, latlng) while it
    moves, onSelect(code) on a press. codeAt(latlng) says what is there. To ask for it once a move costs less than to
    have the library ask each of some thousand shapes. */
export function followPointer(map, { codeAt, onPoint, onSelect }) {
  const onSurface = ({ target }) => target instanceof HTMLCanvasElement || target === map.getContainer();
  const { classList } = map.getContainer();
  let still = true;
  const point = (code, latlng) => {
    classList.toggle('map--over-area', code !== null);
    onPoint(code, latlng);
  };
  map.on('movestart zoomstart', () => { still = false; });
  map.on('moveend zoomend', () => { still = true; });
  // Of the browser itself: over a canvas the library leaves out moves that follow soon, and does not tell of leaving.
  map.getContainer().addEventListener('mousemove', (event) => {
    const latlng = map.mouseEventToLatLng(event);
    if (still) point(onSurface(event) ? codeAt(latlng) : null, latlng);
  });
  map.getContainer().addEventListener('mouseleave', () => point(null));
  map.on('click', ({ latlng, originalEvent }) => {
    const code = onSurface(originalEvent) ? codeAt(latlng) : null;
    if (code !== null) onSelect(code);
  });
}

const AWAY_PX = { least: 22, margin: 8, most: 130 }; // beyond a large area its words would be far from the pointer

export class Tip {
  constructor(map) {
    this.map = map;
    this.element = document.createElement('div');
    this.tooltip = new Tooltip({ direction: 'auto', offset: [AWAY_PX.least, 0], opacity: 1, className: 'map-tip' });
    this.tooltip.setContent(this.element);
  }

  /** Beside the pointer and, where that is not far, beside the area {LatLngBounds}, so that it can be seen. */
  show(context, row, latlng, bounds) {
    if (context !== this.told?.context || row !== this.told.row) render(words(context, row), this.element);
    this.told = { context, row };
    this.tooltip.options.offset = [this.away(latlng, bounds), 0];
    this.tooltip.setLatLng(latlng);
    if (!this.map.hasLayer(this.tooltip)) this.map.addLayer(this.tooltip);
  }

  /** How far from the pointer the area ends on the side where the words come to stand. */
  away(latlng, bounds) {
    const { x } = this.map.latLngToContainerPoint(latlng);
    const [west, east] = [bounds.getSouthWest(), bounds.getNorthEast()].map((corner) => this.map.latLngToContainerPoint(corner).x);
    const beyond = (x < this.map.getSize().x / 2 ? east - x : x - west) + AWAY_PX.margin;
    return beyond <= AWAY_PX.most ? Math.max(beyond, AWAY_PX.least) : AWAY_PX.least;
  }

  hide() {
    this.tooltip.remove();
  }
}
