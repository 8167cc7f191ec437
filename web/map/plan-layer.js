/* A plan on the map: circles of the radius about every office, places added, offices taken away, and what a click
   does. All figures are the API's; a circle is drawn from the sphere, within half a per cent of the ellipsoid. */
import { Canvas, DomEvent, Polygon } from 'leaflet/dist/leaflet-src.esm.js';
import { getJson, keys, valueOf } from '../core/api.js';
import { nearest } from '../core/beside.js';
import { tokenColour } from '../core/colours.js';
import { HIGHEST, nameIn, nameOf } from '../core/levels.js';
import {
  placePath, planIn, planning, shownReach, suggestedPath, switched, viewOf, withoutPlace, withPlaces,
} from '../core/plan.js';
import { DEFAULTS } from '../core/served.js';
import { Pin } from './country-map.js';
import { spread } from './geometry.js';

const EARTH_KM = 6371.0088;
const CORNERS = 180;
const RADIUS_PX = 10;
const TARGET_PX = 24; // WCAG 2.2: what a finger can hit
const LEADER_FROM_PX = 7;
const DEGREE = Math.PI / 180;

/** The circle of a radius about a place: corners [latitude, longitude]. */
function circle({ lat, lon }, km) {
  const [up, angle] = [lat * DEGREE, km / EARTH_KM];
  return Array.from({ length: CORNERS }, (_, corner) => {
    const bearing = (2 * Math.PI * corner) / CORNERS;
    const north = Math.asin(Math.sin(up) * Math.cos(angle) + Math.cos(up) * Math.sin(angle) * Math.cos(bearing));
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(up),
      Math.cos(angle) - Math.sin(up) * Math.sin(north),
    );
    return [north / DEGREE, lon + east / DEGREE];
  });
}

const placed = (row) => ({ ...row, lon: nearest(row.lon) });

/** Offices at one place are one symbol: {kind, name, area, lat, lon, offices}; kind says what became of them. */
function placesOf(rows, plan, suggested, lang) {
  const places = new Map();
  for (const row of rows.map(placed)) {
    if (row.status === 'added' || !row.counted) continue;
    const key = `${row.lon}/${row.lat}`;
    if (!places.has(key)) places.set(key, { name: nameOf(row, lang), area: nameIn(row, HIGHEST, lang), lat: row.lat, lon: row.lon, offices: [] });
    places.get(key).offices.push(row);
  }
  const left = ({ office_id: id }) => !plan.remove.includes(id);
  const today = [...places.values()].map((place) => ({
    ...place,
    kind: place.offices.some(left) ? 'kept' : 'removed',
    count: place.offices.filter(left).length,
  }));
  const one = (kind, row) => ({ kind, code: row.code, name: nameOf(row, lang), area: nameIn(row, HIGHEST, lang), lat: row.lat, lon: row.lon });
  const added = rows.filter(({ status, code }) => status === 'added' && plan.add.includes(code)).map((row) => one('added', placed(row)));
  const offered = suggested.filter(({ code }) => !plan.add.includes(code)).map((row) => ({ ...one('suggested', placed(row)), rank: row.rank }));
  return [...today, ...offered, ...added];
}

function symbolElement({ kind, count, rank }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `symbol plan-symbol plan-symbol--${kind}`;
  const leader = document.createElement('span');
  leader.className = 'symbol__leader';
  const shape = document.createElement('span');
  shape.className = 'symbol__shape';
  const mark = document.createElement('span');
  mark.textContent = { kept: count, removed: '×', added: '+', suggested: rank }[kind];
  shape.append(mark);
  button.append(leader, shape);
  return button;
}

const LABELS = {
  kept: 'plan.symbol.kept',
  removed: 'plan.symbol.removed',
  added: 'plan.symbol.added',
  suggested: 'plan.symbol.suggested',
};

export class PlanLayer {
  constructor(map, act, stop) {
    Object.assign(this, { map, act, stop, on: false, symbols: [], circles: [], drawn: [] });
    map.createPane('plan');
    map.on('click', ({ latlng }) => this.on && this.placeAt(latlng));
    map.on('zoomend', () => this.arrange());
    map.on('keydown', ({ originalEvent }) => this.on && originalEvent.key === 'Escape' && act.closePanel());
  }

  /** Keeps the map in step with the plan; on is whether clicks on the map belong to it. */
  update(context) {
    this.context = context;
    const { state, view, theme, t, lang, acronym } = context;
    const was = this.on;
    this.on = planning(view);
    if (was !== this.on) this.map.getContainer().classList.toggle('map--plan', this.on);
    const [answer, plan] = this.on ? [shownReach(state), planIn(state)] : [];
    const path = this.on && suggestedPath(state);
    const suggested = path ? valueOf(state, keys.panel(path)) : null;
    const inputs = [answer, plan && `${plan.add}/${plan.remove}`, suggested, theme, t, acronym, view.radius];
    if (inputs.every((input, index) => input === this.drawn[index])) return;
    this.drawn = inputs;
    this.clear();
    if (answer && plan) this.draw(placesOf(answer.plan, plan, suggested?.chosen ?? [], lang), view.radius);
    this.stop.refresh();
  }

  clear() {
    for (const part of [...this.circles, ...this.symbols.map(({ pin }) => pin)]) part.remove();
    this.circles = [];
    this.symbols = [];
  }

  draw(places, radius) {
    const of = (...kinds) => places.filter(({ kind }) => kinds.includes(kind)).map((place) => [circle(place, radius)]);
    this.renderer ??= new Canvas({ pane: 'plan', padding: 0.4 });
    // Nonzero filling makes one even surface of circles that overlap.
    const shape = { renderer: this.renderer, pane: 'plan', interactive: false, fillRule: 'nonzero', smoothFactor: 0, weight: 1.25 };
    const drawn = (rings, token, style) =>
      rings.length && this.circles.push(new Polygon(rings, { ...shape, color: tokenColour(token), ...style }).addTo(this.map));
    drawn(of('kept'), 'plan-kept', { fillOpacity: 0.16 });
    drawn(of('added'), 'plan-added', { fillOpacity: 0.24, weight: 1.75 });
    drawn(of('removed'), 'plan-removed', { fill: false, dashArray: '4 5', weight: 1.5 });
    drawn(of('suggested'), 'plan-added', { fill: false, dashArray: '2 5', weight: 1.5 });
    const focused = document.activeElement?.dataset?.plan;
    this.symbols = places.map((place) => this.symbol(place));
    this.arrange();
    if (focused) this.symbols.find(({ element }) => element.dataset.plan === focused)?.element.focus({ preventScroll: true });
  }

  symbol(place) {
    const { t, lang, acronym } = this.context;
    const element = symbolElement(place);
    element.dataset.plan = place.code ?? place.offices[0].office_id;
    const agencies = place.offices?.map(({ agency_id: id }) => (id ? acronym(id) : t('plan.headquarters')))
      .sort((a, b) => a.localeCompare(b, lang)).join(', ') ?? '';
    element.setAttribute('aria-label', t(LABELS[place.kind], { place: place.name ? `${place.name}, ${place.area}` : place.area, agencies }));
    element.title = element.getAttribute('aria-label');
    const pin = new Pin([place.lat, place.lon], element).addTo(this.map);
    if (place.kind !== 'kept') pin.element.style.zIndex = 1;
    DomEvent.disableClickPropagation(element);
    element.addEventListener('click', () => this.press(place));
    return { place, element, pin };
  }

  /** An office is taken away or brought back, a place of the plan taken out of it, a suggested one put in. */
  press({ kind, code, offices }) {
    const plan = planIn(this.context.state);
    if (!plan) return;
    this.act.planning({ said: null });
    if (kind === 'added') this.act.set(viewOf(withoutPlace(plan, code)));
    else if (kind === 'suggested') this.act.set(viewOf(withPlaces(plan, [code])));
    else this.act.set(viewOf(switched(plan, offices.map(({ office_id: id }) => id))));
  }

  /** Gives the area at a point an office at its seat. The API says which one it is: it knows every boundary
      in full, whatever the map shows. */
  async placeAt(latlng) {
    this.act.planning({ said: null });
    let code;
    try {
      const { features } = await getJson(placePath(latlng.wrap()));
      code = features[0]?.properties.code ?? null;
    } catch {
      this.act.planning({ said: 'plan.failed' });
      return;
    }
    const plan = planIn(this.context.state);
    if (!this.on || !plan) return;
    if (code === null) this.act.planning({ said: 'plan.nowhere' });
    else if (plan.add.includes(code)) this.act.planning({ said: 'plan.already' });
    else if (plan.add.length >= DEFAULTS.most_planned) this.act.planning({ said: 'plan.full' });
    else this.act.set(viewOf(withPlaces(plan, [code])));
  }

  /** The circles as they are drawn: [{latlngs, options}]. */
  areas() {
    return this.circles.map((one) => ({ latlngs: one.getLatLngs(), options: one.options }));
  }

  /** The symbols as they stand: [{kind, text, at, shift}]; shift: pixels from the place itself. */
  marks() {
    return this.symbols.map(({ place, element }) => ({
      kind: place.kind,
      text: element.textContent,
      at: [place.lat, place.lon],
      shift: ['--dx', '--dy'].map((name) => parseFloat(element.style.getPropertyValue(name)) || 0),
    }));
  }

  /** Parts symbols that lie over each other. */
  arrange() {
    const boxes = this.symbols.map(({ place }) => {
      const { x, y } = this.map.latLngToLayerPoint([place.lat, place.lon]);
      return { x, y, half: TARGET_PX / 2, weight: place.kind === 'added' ? 4 : 1 };
    });
    spread(boxes).forEach(([dx, dy], index) => {
      const { style, firstChild: leader } = this.symbols[index].element;
      const length = Math.hypot(dx, dy);
      style.setProperty('--dx', `${dx.toFixed(1)}px`);
      style.setProperty('--dy', `${dy.toFixed(1)}px`);
      style.setProperty('--radius', `${RADIUS_PX}px`);
      leader.hidden = length <= LEADER_FROM_PX;
      style.setProperty('--leader', `${length.toFixed(1)}px`);
      style.setProperty('--leader-angle', `${Math.atan2(-dy, -dx).toFixed(3)}rad`);
    });
  }
}
