/* Two maps of two reports, side by side and in step: the page's own and another of the same kind, which is there only
   while both are looked at. What is moved or pointed at on one is so on the other. */
import { html, nothing, render } from 'lit-html';
import { named } from '../core/words.js';
import { Atlas } from './atlas.js';

const NOTHING_COVERED = Object.freeze({ topLeft: [0, 0], bottomRight: [0, 0], corner: [0, 0] });

/** What covers maps that share the stage: nothing, for all else then stands around them. */
export const uncovered = () => NOTHING_COVERED;

/** Keeps two atlases at one place: the second follows the first, and leads it where the reader moves the second. */
function keepInStep(first, second) {
  let led = false; // so that the one that follows does not lead in its turn
  const step = (from, to, then = () => {}) => () => {
    if (led) return;
    led = true;
    to.country.follow(from.country);
    then();
    led = false;
  };
  const forward = step(first, second);
  const listeners = [
    [first, { move: forward, moveend: forward }],
    [second, { move: step(second, first), moveend: step(second, first, () => first.country.settle()) }],
  ];
  for (const [{ country }, handlers] of listeners) country.leaflet.on(handlers);
  return {
    /** After the page changed its shape: the first finds its place, and the second follows. */
    resized() {
      led = true;
      second.country.resized();
      first.country.resized();
      led = false;
      forward();
    },
    end() {
      for (const [{ country }, handlers] of listeners) country.leaflet.off(handlers);
    },
  };
}

/** What a report is called over its map: its period, then its title; the title alone where both have one period. */
function headOf({ lang }, report, { earlier, later }) {
  const period = named(report, 'period', lang);
  const told = named(earlier, 'period', lang) === named(later, 'period', lang) ? null : period;
  return html`${told ? html`<strong>${told}</strong> ` : nothing}<span class=${told ? 'quiet' : ''} title=${report.title}>${report.title}</span>`;
}

function elementOf(tag, id, className) {
  return Object.assign(document.createElement(tag), { id, className });
}

export class TwoMaps {
  /** atlas: the page's own map in `element`; act: what a reader can do; status(context): what is told of a map that is
      not there, or not yet. */
  constructor(atlas, element, { act, status }) {
    Object.assign(this, { atlas, element, act, status, parts: null });
  }

  /** Draws the other map beside the page's own, or takes it away where one report is looked at. */
  update(context, areasOf) {
    const { pair, beside } = context;
    if (pair?.mode !== 'maps') {
      if (this.parts) this.end();
      return;
    }
    if (this.parts && this.parts.report !== pair.other) this.end(); // nothing of one report stands under another's title
    if (!this.parts) this.begin(pair);
    const { heads, map, state, other } = this.parts;
    render(headOf(context, pair.own, pair), heads.own);
    render(headOf(context, pair.other, pair), heads.other);
    const label = (report) => `${context.t('map.label')}: ${report.title}`;
    this.element.setAttribute('aria-label', label(pair.own));
    map.setAttribute('aria-label', label(pair.other));
    map.setAttribute('aria-busy', String(beside.stale));
    map.dataset.stale = String(beside.stale);
    render(this.status(beside), state);
    other.update(beside, areasOf);
  }

  begin({ own, other: report, earlier }) {
    const ownFirst = own === earlier;
    const heads = { own: elementOf('h2', 'map-head', 'map-head'), other: elementOf('h2', 'map-head-beside', 'map-head') };
    const map = elementOf('div', 'map-beside', 'map');
    map.setAttribute('role', 'region');
    map.tabIndex = -1;
    const state = elementOf('div', 'map-state-beside', 'map-state');
    document.body.dataset.pair = 'maps';
    this.element.before(heads.own);
    if (ownFirst) this.element.after(heads.other, map);
    else heads.own.before(heads.other, map);
    this.element.after(document.getElementById('map-state')); // it stands in the place of its map
    map.after(state);
    const sides = [[ownFirst, [heads.own, this.element, document.getElementById('map-state')]], [!ownFirst, [heads.other, map, state]]];
    for (const [first, elements] of sides) for (const one of elements) one.dataset.side = first ? 'first' : 'second';
    this.atlas.country.jump(true);
    const other = new Atlas(map, { padding: uncovered, act: { ...this.act, set() {}, lookAt() {} }, follows: true });
    this.parts = { report, heads, map, state, other, steps: keepInStep(this.atlas, other) };
    this.atlas.beside = other;
    other.beside = this.atlas;
    this.resized();
  }

  /** After the page changed its shape. */
  resized() {
    this.parts?.steps.resized();
  }

  end() {
    const { heads, map, state, other, steps } = this.parts;
    this.parts = null;
    steps.end();
    other.remove();
    this.atlas.beside = null;
    this.atlas.country.jump(false);
    for (const element of [heads.own, heads.other, map, state]) element.remove();
    for (const element of [this.element, document.getElementById('map-state')]) delete element.dataset.side;
    delete document.body.dataset.pair;
    this.atlas.country.resized();
  }
}
