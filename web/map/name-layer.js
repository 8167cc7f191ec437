/* Quiet names: areas of the highest level where they fit, and the seas and countries around. Decoration for the eye;
   the table holds the words. */
import { DivIcon, Marker } from 'leaflet/dist/leaflet-src.esm.js';
import { nearest } from '../core/beside.js';
import { luminance } from '../core/colours.js';
import { nameOf } from '../core/levels.js';
import { SURROUNDINGS } from '../core/served.js';
import { atNextFrame } from '../core/store.js';
import { namePoint } from './geometry.js';

const LINE_CHARACTERS = 12;
const LINE_PX = 13;
const CHARACTER_PX = 6.1;
const DARK_BELOW = 0.3;
const AROUND_PX = 50; // half of a name around the country, before it has been drawn
const SHIFTS_PX = [0, 12, -12, 22, -22, 34, -34];

/** Breaks a name into short lines: "San Luis / Potosí", "Veracruz de / Ignacio de / la Llave". */
function linesOf(name) {
  const lines = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function nameElement(className, lines) {
  const element = document.createElement('span');
  element.className = className;
  element.setAttribute('aria-hidden', 'true');
  for (const line of lines) {
    const row = document.createElement('span');
    row.textContent = line;
    element.append(row);
  }
  return element;
}

export class NameLayer {
  /** boxes() gives the symbols to keep clear of: [{x, y, radius}] in layer pixels. */
  constructor(map, { boxes }) {
    Object.assign(this, { map, boxes, areas: [], around: [], chosen: null, lang: null, told: new Set() });
    map.createPane('names').classList.add('names-pane');
    map.on('moveend', () => this.showAround());
    map.on('zoomend', () => atNextFrame(() => this.arrange())); // after the areas, which take a frame of their own
  }

  place(at, element) {
    const icon = new DivIcon({ html: element, className: 'map-name-anchor', iconSize: [0, 0] });
    return new Marker(at, { icon, pane: 'names', interactive: false, keyboard: false }).addTo(this.map);
  }

  /** Names the areas of the highest level in the language of the page. */
  add(highest, lang) {
    if (this.lang === lang) return;
    for (const { marker } of this.areas) marker.remove();
    this.lang = lang;
    this.areas = highest.features.map((area) => this.name(area, 'map-name', lang)).sort((a, b) => b.depth - a.depth);
    this.arrange();
  }

  /** The name of an area in the middle of its shape. */
  name({ geometry, properties }, className, lang) {
    const [lon, lat, depth] = namePoint(geometry);
    const lines = linesOf(nameOf(properties, lang));
    const element = nameElement(className, lines);
    const marker = this.place([lat, lon], element);
    const width = Math.max(...lines.map((line) => line.length)) * CHARACTER_PX;
    return { code: properties.code, at: [lat, lon], depth, element, marker, lines, width, height: lines.length * LINE_PX };
  }

  /** Leaves out the names of areas, by code, that are told of elsewhere on the map. */
  giveWay(codes) {
    this.told = new Set(codes);
    this.arrange();
  }

  /** Names the open area, a feature or null: always, while all other names give way. */
  choose(feature, lang) {
    this.chosen?.marker.remove();
    this.chosen = feature && this.name(feature, 'map-name map-name--chosen', lang);
    this.arrange();
  }

  /** Writes the names around the country in the language of the page. */
  nameAround(lang) {
    for (const { marker } of this.around) marker.remove();
    this.around = SURROUNDINGS.map(({ kind, lon, lat, min_zoom: fromZoom, ...names }) => {
      const name = names[`name_${lang}`] || names.name_en;
      const element = nameElement(`map-name map-name--around${kind === 'sea' ? ' map-name--sea' : ''}`, name.split(' | '));
      return { marker: this.place([lat, nearest(lon)], element), element, fromZoom };
    });
    this.arrange();
  }

  /** Light letters on dark fills and dark ones on light: fills are CSS colours by code, or null where mixed. */
  tint(fills) {
    for (const { code, element } of this.areas) {
      const fill = fills?.get(code);
      element.classList.toggle('map-name--on-dark', Boolean(fill) && luminance(fill) < DARK_BELOW);
      element.classList.toggle('map-name--on-light', Boolean(fill) && luminance(fill) >= DARK_BELOW);
    }
  }

  /** Shows the names that fit in their area, clear of symbols and of the names of larger areas. */
  arrange() {
    const taken = this.boxes().map(({ x, y, radius }) => ({ x, y, width: 2 * radius, height: 2 * radius }));
    this.showAround();
    const pixelsADegree = (256 * 2 ** this.map.getZoom()) / 360;
    if (this.chosen) this.put(this.chosen, taken, Math.max(...SHIFTS_PX));
    for (const area of this.areas) {
      if (area.code === this.chosen?.code || this.told.has(area.code)) {
        area.element.hidden = true;
        continue;
      }
      const room = area.depth * pixelsADegree;
      const fits = room * 2.1 > area.height + 6 && room * 2.6 > area.width;
      area.element.hidden = !fits || !this.put(area, taken, room * 0.8);
    }
  }

  /** Leaves out the names around the country that a box would cover, in pixels of the map; null for none. */
  keepClear(box) {
    this.taken = box;
    this.showAround();
  }

  /** The names around the country that are whole in sight. */
  showAround() {
    const { x: right } = this.map.getSize();
    const { taken } = this;
    for (const { element, marker, fromZoom } of this.around) {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      const half = element.offsetWidth / 2 || AROUND_PX;
      const covered = taken && x + half > taken.left && x - half < taken.right && y + 2 * LINE_PX > taken.top && y - 2 * LINE_PX < taken.bottom;
      element.hidden = this.map.getZoom() < fromZoom || x < half || x > right - half || Boolean(covered);
    }
  }

  /** Shifts a name clear of what is there, at most by `reach`; false where that cannot be done. */
  put(name, taken, reach) {
    const { x, y } = this.map.latLngToLayerPoint(name.at);
    const shift = SHIFTS_PX.filter((dy) => Math.abs(dy) <= reach).find((dy) => clear(taken, x, y + dy, name));
    name.shift = shift ?? 0;
    name.element.style.setProperty('--dy', `${name.shift}px`);
    if (shift !== undefined || name === this.chosen) taken.push({ x, y: y + name.shift, width: name.width, height: name.height });
    return shift !== undefined;
  }

  /** The names in sight: [{at, shift, lines, element}]. */
  inSight() {
    return [...this.areas.filter(({ element }) => !element.hidden), ...(this.chosen ? [this.chosen] : [])];
  }
}

function clear(taken, x, y, { width, height }) {
  return taken.every(
    (box) => Math.abs(box.x - x) > (box.width + width) / 2 + 2 || Math.abs(box.y - y) > (box.height + height) / 2 + 1,
  );
}
