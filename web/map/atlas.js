/* The map's parts together: areas, names, symbols and the words beside the pointer, kept in step with the state. */
import { render } from 'lit-html';
import { chainOf, codeIn, finerThan, HIGHEST, nameIn, nameOf, parentOf } from '../core/levels.js';
import { initiativePlaces, levelOfArea, officePlaces, placeName, ringsIn } from '../core/record.js';
import { aMomentLater } from '../core/store.js';
import { figureWords } from '../core/sentences.js';
import { officePopup, POINT_KEYS } from '../core/templates.js';
import { acronymList } from '../core/words.js';
import { AreaLayer, Detail } from './area-layer.js';
import { CalloutLayer } from './callout-layer.js';
import { CircleLayer } from './circle-layer.js';
import { CountryMap } from './country-map.js';
import { boxesOver } from './frame.js';
import { areaAt, namePoint } from './geometry.js';
import { Inset } from './inset.js';
import { NameLayer } from './name-layer.js';
import { PlanLayer } from './plan-layer.js';
import { OneStop, SymbolLayer } from './symbol-layer.js';
import { followPointer, Tip } from './tip.js';

const NEAR_AREA_ZOOM = 6.5;

export class Atlas {
  /** follows: whether the map only does what another one does, in step with which it is kept. */
  constructor(element, { padding, act, follows = false }) {
    const stillness = follows || matchMedia('(prefers-reduced-motion: reduce)').matches;
    Object.assign(this, { act, follows });
    this.beside = null; // the other map of two, on which the same area is told of
    this.country = new CountryMap(element, { padding, stillness, onMoved: (at) => this.moved(at) });
    this.at = null; // the place in the link, as far as the map is there
    const map = this.country.leaflet;
    this.circles = new CircleLayer(map);
    this.areas = new AreaLayer(map);
    followPointer(map, {
      codeAt: (latlng) => this.circles.codeAt(latlng) ?? this.areas.codeAt(latlng),
      onPoint: (code, latlng) => this.pointAt(code, latlng),
      onSelect: (code) => this.plan.on || act.selectArea(code), // a plan takes clicks for itself
    });
    this.detail = new Detail(map, this.areas);
    this.stop = new OneStop(map, padding);
    this.symbols = new SymbolLayer(map, {
      stop: this.stop,
      label: (place) => this.symbolName(place),
      content: (place, close) => this.popupContent(place, close),
      openArea: act.selectArea,
      padding,
    });
    this.names = new NameLayer(map, { boxes: () => this.symbols.boxes() });
    this.inset = new Inset(map, {
      covers: () => [...this.symbolBoxes(), ...boxesOver(element, { words: false })],
      onPlaced: (box) => {
        this.names.keepClear(box);
        if (this.isNew('inset box', box?.left, box?.top)) this.callouts.arrangeSoon(); // they stood there before it
      },
      codeAt: (latlng) => this.areas.codeAt(latlng),
      onPoint: (code, latlng) => this.pointAt(code, latlng),
      onSelect: act.selectArea,
    });
    this.callouts = new CalloutLayer(map, {
      covers: () => [...this.symbolBoxes(), ...boxesOver(element)],
      onPlaced: (codes) => this.names.giveWay(codes),
    });
    this.plan = new PlanLayer(map, act, this.stop);
    this.tip = new Tip(map);
    this.drawn = {};
    this.pointed = null;
    this.named = false;
    this.dressed = null; // true once names and symbols stand, false while they wait for a frame
  }

  /** After every move: at is the place for the link, null where the page itself led there. */
  moved(at) {
    if (!this.context || this.follows) return;
    this.at = at;
    if (this.context.view.at !== at) this.act.set({ at });
    this.lookDown();
  }

  /** Tells the area under the middle of the map, once it is near enough to ask for its parts. */
  lookDown() {
    const { level } = this.context.view;
    const near = this.country.leaflet.getZoom() >= NEAR_AREA_ZOOM && finerThan(level) && this.areasOf(level);
    const { lng, lat } = near ? this.country.middle() : {};
    this.act.lookAt(near ? areaAt(near, [lng, lat]) : null);
  }

  pointAt(code, latlng) {
    this.act.point(code);
    this.tell(code, latlng);
    this.beside?.tell(code, latlng);
  }

  /** Says in words, beside a point, what there is in an area; null takes them away. */
  tell(code, latlng) {
    const row = code && this.context?.rows?.get(code);
    if (row) this.tip.show(this.context, row, latlng, this.areas.bounds(code));
    else this.tip.hide();
  }

  symbolName(place) {
    const { t, lang } = this.context;
    if (place.kind === 'initiatives') return t('symbol.initiatives', { n: place.initiatives, area: place.name });
    if (place.kind === 'headquarters') return t('symbol.headquarters', { n: place.listed_count, area: nameIn(place, HIGHEST, lang) });
    const agencies = acronymList(this.context, place.offices.map((office) => office.agency_id));
    const name = t('symbol.field', { n: place.agencies, place: placeName(place, lang), area: nameIn(place, HIGHEST, lang), agencies });
    return place.near ? `${name}. ${t(POINT_KEYS[place.point_basis])}` : name;
  }

  popupContent(place, close) {
    const element = document.createElement('div');
    const onOpen = (code) => {
      close();
      if (this.context.view.level !== HIGHEST) this.act.choose({ level: HIGHEST });
      this.act.selectArea(code, { focus: true });
    };
    render(officePopup(this.context, place, { onClose: close, onOpen }), element);
    return element;
  }

  /** True once for each new set of inputs under a name. */
  isNew(name, ...inputs) {
    const before = this.drawn[name];
    this.drawn[name] = inputs;
    return !before || inputs.some((input, index) => input !== before[index]);
  }

  /** Draws what the context holds; parts whose inputs did not change are left alone. */
  update(context, areasOf) {
    this.context = context;
    this.areasOf = areasOf;
    const { view, rows, drawing, t, lang, acronym } = context;
    for (const level of this.dressed ? chainOf(view.level) : [view.level]) {
      const collection = areasOf(level);
      if (collection) this.areas.add(level, collection);
    }
    if (this.areas.show(view.level)) this.detail.update();
    this.detail.choose(view.within);
    if (rows) {
      this.areas.paint(rows, drawing);
      this.circles.show(rows, drawing, (code) => this.areas.featureOf(code));
    }
    if (this.dressed) this.dress(context);
    else if (rows && this.dressed === null) this.dressLater();
    if (this.isNew('language', t, acronym)) {
      this.symbols.relabel();
      this.names.nameAround(lang);
      this.tip.hide();
    }
    this.areas.outline('selected', view.area);
    this.point(this.pointed);
    this.nameChosen(view.area, lang);
    this.plan.update(context);
    this.lead(context);
    if (rows && !this.follows && this.isNew('under', areasOf(view.level))) this.lookDown();
  }

  /** Outlines what is pointed at, code null nothing. */
  point(code) {
    this.pointed = code;
    if (!this.context) return;
    const { view, rows, drawing } = this.context;
    this.areas.outline('pointed', code);
    if (this.isNew('ring', code ?? view.area, rows, drawing)) this.circles.outline(code ?? view.area);
  }

  /** The open area has its name on the map, whatever its level and size. */
  nameChosen(code, lang) {
    const feature = this.areas.featureOf(code);
    if (this.isNew('chosen', feature, lang)) this.names.choose(feature, lang);
  }

  /** The first time, names, symbols and the outlines of the areas above come a moment after the areas, which take less
      time. */
  dressLater() {
    this.dressed = false;
    aMomentLater(() => {
      this.dressed = true;
      this.update(this.context, this.areasOf);
      aMomentLater(() => {
        this.named = true;
        this.update(this.context, this.areasOf);
      });
    });
  }

  /** Symbols, and the names of the areas of the highest level clear of them. */
  dress(context) {
    const { highest } = context;
    this.showSymbols(context);
    const { view: { view, panel } } = context;
    const receded = view !== 'presence' && !panel;
    if (this.isNew('receded', receded)) this.symbols.recede(receded);
    if (!highest || !this.named) return;
    this.names.add(highest, context.lang);
    this.callOut(context);
    this.enlarge(context);
    this.names.addFiner(this.areas.level === HIGHEST ? null : this.areas.layers);
    if (this.isNew('tint', this.areas.fills, highest, context.lang)) this.names.tint(this.areas.fills, this.areas.level !== HIGHEST);
  }

  /** Labels the areas that the headline names; their names need not stand in their shapes as well. */
  callOut(context) {
    const { finding, rows, drawing, highest, t, lang, view } = context;
    if (!rows || !this.isNew('callouts', finding, rows, drawing, t, view.view, highest, view.area, view.panel)) return;
    const subject = view.area || view.panel ? [] : finding?.areas ?? []; // a panel is about something else
    const told = subject.map((code) => ({ code, feature: this.areas.featureOf(code), row: rows.get(code) }))
      .filter(({ feature, row }) => feature && row);
    const items = told.map(({ code, feature, row }) => ({ code, feature, at: this.circles.placeOf(code), name: nameOf(row, lang), words: figureWords(context, row) }));
    this.callouts.show(items, highest);
  }

  /** Enlarges small areas where the map is of areas of the highest level, and about nothing else. */
  enlarge({ highest, rows, drawing, lang, view, pair }) {
    if (!rows || !this.isNew('inset', highest, this.areas.painted, drawing, lang, view.area, view.panel, pair)) return;
    const wanted = !parentOf(view.level) && !view.area && !view.panel && !pair;
    this.inset.show(wanted ? { land: highest, paths: () => this.areas.paths(), marks: () => this.circles.marks(), lang } : null, () => this.country.atHome);
  }

  symbolBoxes() {
    const { x: left, y: top } = this.country.leaflet.layerPointToContainerPoint([0, 0]);
    return this.symbols.boxes().map(({ x, y, radius }) => (
      { left: left + x - radius, right: left + x + radius, top: top + y - radius, bottom: top + y + radius }));
  }

  /** Leads the map to where the link says: a place, the parts of an area or the whole country. */
  lead({ view }) {
    if (this.follows) return;
    const within = parentOf(view.level) && view.within;
    const bounds = this.areas.bounds(within);
    const place = [within, Boolean(bounds)];
    const [, ...before] = this.drawn.place ?? [null, null, false];
    const elsewhere = view.at !== this.at || (!view.at && place.some((part, index) => part !== before[index]));
    if (this.isNew('place', view.at, ...place) && elsewhere) this.goTo(view, within, bounds);
  }

  /** Brings the chosen area into sight; to be called once the page is drawn around it: a panel that opens beside the map
      and the legend cover parts of it, and what is fitted before them may lie behind them. */
  showChosen() {
    const { view, choice } = this.context;
    const seen = [Boolean(this.areas.bounds(view.area)), Boolean(choice)]; // the legend covers a part, once there
    const held = view.at && view.at === this.held?.at && view.area === this.held.area;
    if (view.area && this.isNew('reveal', view.area, ...seen) && !held) this.reveal(view.area);
    if (view.area) return;
    this.drawn.reveal = null;
    if (this.revealed && !(parentOf(view.level) && view.within)) this.country.leave();
    this.revealed = false;
  }

  goTo({ at, area }, within, bounds) {
    if (at) {
      this.country.go(at);
      this.held = { at: this.at, area }; // a link to a place shows that place, wherever its area lies
    } else if (bounds) this.country.fit(bounds);
    else if (!within) this.country.home();
  }

  zoom(step) {
    this.country.zoom(step);
  }

  /** The whole country, of which all areas are then listed. */
  home() {
    if (this.context.view.within) this.act.showCountry();
    this.country.home();
  }

  /** A symbol in the middle of its area, where the data name no seat for it to stand at. */
  placed(place) {
    if (place.lat !== null) return place;
    const code = place.kind === 'headquarters' ? codeIn(place, HIGHEST) : place.code;
    const [lon, lat] = namePoint(this.areas.featureOf(code).geometry);
    return { ...place, lon, lat };
  }

  /** Offices and initiatives of the record shown; names give way to them. */
  showSymbols({ highest, offices, rows, record, pair }) {
    if (pair?.mode === 'change') { // they are of one report
      if (this.isNew('symbols', pair)) this.symbols.show([]);
      return;
    }
    if (!highest || !offices || !rows) return;
    const { level, view } = this.context.view;
    const rings = ringsIn(view);
    if (!this.isNew('symbols', highest, offices, record.areas.get(level), rings)) return;
    const places = [...officePlaces(offices, highest), ...(rings ? initiativePlaces(rows) : [])];
    this.symbols.show(places.map((place) => this.placed(place)));
    this.names.arrange();
  }

  /** Takes the map away. */
  remove() {
    this.country.leaflet.remove();
  }

  reveal(code) {
    const bounds = this.areas.bounds(code);
    if (!bounds) return;
    const large = levelOfArea(this.context.state, code) === HIGHEST && !this.context.view.within;
    this.country.reveal(bounds, { large });
    this.revealed = large;
  }
}
