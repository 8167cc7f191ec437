/* Quiet names: areas where they fit, those of a finer level near by, the places of offices beside their symbols, and the
   seas and countries around. Decoration for the eye; the table holds the words. */
import { nearest } from '../core/beside.js';
import { contrast, tokenColour } from '../core/colours.js';
import { nameOf } from '../core/levels.js';
import { SURROUNDINGS } from '../core/served.js';
import { placeName } from '../core/record.js';
import { atNextFrame } from '../core/store.js';
import { Pin } from './country-map.js';
import { namePoint } from './geometry.js';

const LINE_CHARACTERS = 12;
const LINE_PX = 13;
const CHARACTER_PX = 6.1;
const AROUND_PX = 50; // half of a name around the country, before it has been drawn
const SHIFTS_PX = [0, 12, -12, 22, -22, 34, -34];
const MOST_FINER = 80; // names in sight, for the eye's sake
const FINER_FROM_ZOOM = 6.5; // farther away a name would say which area is large, not which matters
const LEAST_AREA_PX = 26; // an area lower or narrower than this has no room for a name
const PLACES_FROM_ZOOM = 6.75; // from here on the symbols of offices have the names of their places beside them
const BESIDE_PX = 4;
const PLACE_CHARACTER_PX = 7.1; // bold, and a little larger

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
  /** boxes() gives the symbols to keep clear of: [{place, x, y, shift, radius}] in layer pixels. */
  constructor(map, { boxes }) {
    Object.assign(this, { map, boxes, areas: [], around: [], chosen: null, lang: null, told: new Set() });
    Object.assign(this, { finer: [], finerShown: new Map(), fills: null, besides: [] });
    map.createPane('names').classList.add('names-pane');
    map.on('moveend', () => this.showAround());
    map.on('moveend', () => this.arrange());
  }

  /** The pin of a name at [latitude, longitude]; added says whether it stands on the map at once. */
  place(at, element, added = true) {
    const pin = new Pin(at, element, 'names');
    return added ? pin.addTo(this.map) : pin;
  }

  /** Names the areas of the highest level in the language of the page. */
  add(highest, lang) {
    if (this.lang === lang) return;
    for (const { pin } of this.areas) pin.remove();
    this.lang = lang;
    this.areas = highest.features.map((area) => this.name(area, 'map-name', lang)).sort((a, b) => b.depth - a.depth);
    this.arrange();
  }

  /** The name of an area in the middle of its shape. */
  name({ geometry, properties }, className, lang, added = true) {
    const [lon, lat, depth] = namePoint(geometry);
    const lines = linesOf(nameOf(properties, lang));
    const element = nameElement(className, lines);
    const pin = this.place([lat, lon], element, added);
    const width = Math.max(...lines.map((line) => line.length)) * CHARACTER_PX;
    return { code: properties.code, at: [lat, lon], depth, element, pin, lines, width, height: lines.length * LINE_PX };
  }

  /** Leaves out the names of areas, by code, that are told of elsewhere on the map. */
  giveWay(codes) {
    this.told = new Set(codes);
    this.arrange();
  }

  /** Names the open area, a feature or null: always, while all other names give way. */
  choose(feature, lang) {
    this.chosen?.pin.remove();
    this.chosen = feature && this.name(feature, 'map-name map-name--chosen', lang);
    this.arrange();
  }

  /** Writes the names around the country in the language of the page. */
  nameAround(lang) {
    for (const { pin } of this.around) pin.remove();
    this.around = SURROUNDINGS.map(({ kind, lon, lat, min_zoom: fromZoom, ...names }) => {
      const name = names[`name_${lang}`] || names.name_en;
      const element = nameElement(`map-name map-name--around${kind === 'sea' ? ' map-name--sea' : ''}`, name.split(' | '));
      return { pin: this.place([lat, nearest(lon)], element), element, fromZoom };
    });
    this.arrange();
  }

  /** Takes the areas of a finer level {layers by code}, or null, to name them from where they have room. */
  addFiner(layers) {
    if (this.finerLayers === layers) return;
    this.finerLayers = layers;
    this.finer = [...(layers?.values() ?? [])]
      .map((layer) => ({ layer, people: layer.feature.properties.population ?? 0 }))
      .sort((a, b) => b.people - a.people);
    this.arrange();
  }

  /** Letters of the ink that has the higher contrast with the area, which then is the halo, too: fills are CSS colours by
      code; mixed says that they are of the parts, on which the names of whole areas lie. */
  tint(fills, mixed) {
    this.fills = fills;
    for (const one of this.areas) this.wear(one, mixed ? null : fills.get(one.code));
    this.arrange();
  }

  wear({ element }, fill) {
    const [dark, light] = ['name-dark', 'name-light'].map((token) => fill && contrast(tokenColour(token), fill));
    element.classList.toggle('map-name--on-dark', Boolean(fill) && light > dark);
    element.classList.toggle('map-name--on-light', Boolean(fill) && light <= dark);
    if (fill) element.style.setProperty('--name-halo', fill);
    else element.style.removeProperty('--name-halo');
  }

  /** Arranges the names in the next frame, once for all that asks for it: the areas take a frame of their own. */
  arrange() {
    if (this.waits) return;
    this.waits = true;
    atNextFrame(() => {
      this.waits = false;
      this.arrangeNow();
    });
  }

  /** Shows the names that fit in their area, clear of symbols and of the names of larger areas. */
  arrangeNow() {
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
    this.nameBeside(taken);
    this.nameFiner(taken, pixelsADegree);
  }

  /** Names the places of offices beside their symbols, right of them or left, where the map is near enough. */
  nameBeside(taken) {
    for (const { pin } of this.besides) pin.remove();
    const near = this.map.getZoom() >= PLACES_FROM_ZOOM;
    const view = this.map.getBounds();
    const seen = this.boxes().filter(({ place }) => near && place.kind === 'field' && view.contains([place.lat, place.lon]));
    this.besides = seen.map((box) => this.beside(box, taken)).filter(Boolean);
  }

  beside({ place, x, y, shift, radius }, taken) {
    const text = placeName(place, this.lang);
    const width = text.length * PLACE_CHARACTER_PX;
    const away = radius + BESIDE_PX + width / 2;
    const dx = [away, -away].find((one) => clear(taken, x + one, y, { width, height: LINE_PX }));
    if (dx === undefined) return null;
    taken.push({ x: x + dx, y, width, height: LINE_PX });
    const element = nameElement('map-name map-name--place', [text]);
    const name = { at: [place.lat, place.lon], element, pin: this.place([place.lat, place.lon], element), lines: [text], shift: shift[1], across: shift[0] + dx };
    element.style.setProperty('--dx', `${name.across}px`);
    element.style.setProperty('--dy', `${name.shift}px`);
    return name;
  }

  /** Names areas of the finer level in sight, those of most people first, where there is room. */
  nameFiner(taken, pixelsADegree) {
    const view = this.map.getBounds();
    const said = new Set([...this.besides, ...(this.chosen ? [this.chosen] : [])].map(({ lines }) => lines.join(' ')));
    const shown = new Map();
    const receded = tokenColour('receded');
    for (const { layer } of this.map.getZoom() < FINER_FROM_ZOOM ? [] : this.finer) {
      if (shown.size >= MOST_FINER) break;
      if (this.fills?.get(layer.feature.id) === receded || this.told.has(layer.feature.id)) continue; // listed, and not labelled yet
      const bounds = layer.getBounds();
      const least = Math.min(bounds.getEast() - bounds.getWest(), bounds.getNorth() - bounds.getSouth());
      if (least * pixelsADegree < LEAST_AREA_PX || !bounds.intersects(view)) continue;
      const name = this.finerName(layer);
      const room = name.depth * pixelsADegree;
      const fits = room * 2 > name.height && room * 2.8 > name.width && view.contains(name.at);
      if (!fits || said.has(name.lines.join(' ')) || !this.put(name, taken, room * 0.8)) continue;
      shown.set(name.code, name);
    }
    for (const [code, { pin }] of this.finerShown) if (!shown.has(code)) pin.remove();
    for (const [code, name] of shown) {
      if (!this.finerShown.has(code)) name.pin.addTo(this.map);
      if (this.fills) this.wear(name, this.fills.get(code));
    }
    this.finerShown = shown;
  }

  /** The name of an area of the finer level, made once in a language. */
  finerName(layer) {
    const { feature } = layer;
    if (this.made?.lang !== this.lang) this.made = { lang: this.lang, names: new Map() };
    const { names } = this.made;
    if (!names.has(feature)) names.set(feature, this.name(feature, 'map-name map-name--finer', this.lang, false));
    return names.get(feature);
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
    for (const { element, pin, fromZoom } of this.around) {
      const { x, y } = this.map.latLngToContainerPoint(pin.at);
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

  /** The names in sight: [{at, shift, across, lines, element}], shifted down and, where it says so, across. */
  inSight() {
    const areas = this.areas.filter(({ element }) => !element.hidden);
    return [...areas, ...this.finerShown.values(), ...this.besides, ...(this.chosen ? [this.chosen] : [])];
  }
}

function clear(taken, x, y, { width, height }) {
  return taken.every(
    (box) => Math.abs(box.x - x) > (box.width + width) / 2 + 2 || Math.abs(box.y - y) > (box.height + height) / 2 + 1,
  );
}
