/* The map's parts together: areas, names, symbols and the words beside the pointer, kept in step with the state. */
import { render } from 'lit-html';
import { officePopup } from '../panels/record/offices.js';
import { AreaLayer } from './areas.js';
import { CountryMap } from './map.js';
import { NameLayer } from './names.js';
import { initiativePlaces, officePlaces } from './places.js';
import { SymbolLayer } from './symbols.js';
import { Tip } from './tip.js';

export class Atlas {
  constructor(element, { padding, act }) {
    const stillness = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.act = act;
    this.country = new CountryMap(element, { padding, stillness });
    const map = this.country.leaflet;
    this.areas = new AreaLayer(map, {
      onPoint: (code, latlng) => this.pointAt(code, latlng),
      onSelect: (code) => act.selectArea(code),
    });
    this.symbols = new SymbolLayer(map, {
      label: (place) => this.symbolName(place),
      content: (place, close) => this.popupContent(place, close),
      openArea: act.selectArea,
      padding,
    });
    this.names = new NameLayer(map, { boxes: () => this.symbols.boxes() });
    this.tip = new Tip(map);
    this.drawn = {};
  }

  pointAt(code, latlng) {
    this.act.point(code);
    const row = code && this.context.rows?.get(code);
    if (row) this.tip.show(this.context, row, latlng);
    else this.tip.hide();
  }

  symbolName(place) {
    const { t } = this.context;
    if (place.kind === 'initiatives') return t('symbol.initiatives', { n: place.initiatives, area: place.name });
    if (place.kind === 'headquarters') return t('symbol.headquarters', { n: place.listed_count, state: place.state_name });
    const agencies = [...new Set(place.offices.map((office) => office.agency_acronym))].join(', ');
    return t('symbol.field', { n: place.agencies, place: place.place_reported, state: place.state_name, agencies });
  }

  popupContent(place, close) {
    const element = document.createElement('div');
    const onOpen = (code) => {
      close();
      if (this.context.view.level !== 'state') this.act.choose({ level: 'state' });
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
    const { view, states, rows, drawing, lang, t, pointed, fitTo } = context;
    for (const level of ['state', view.level]) {
      const collection = areasOf(level);
      if (collection) this.areas.add(level, collection);
    }
    this.areas.show(view.level);
    if (rows) this.areas.paint(rows, drawing);
    if (states) this.names.add(states);
    this.showSymbols(context);
    if (states && this.isNew('tint', this.areas.fills, states)) {
      this.names.tint(this.areas.level === 'state' ? this.areas.fills : null);
    }
    if (this.isNew('language', lang)) {
      this.symbols.relabel();
      this.names.nameAround(t);
      this.tip.hide();
    }
    this.areas.outline('selected', view.area);
    this.areas.outline('pointed', pointed);
    const seen = [Boolean(this.areas.feature(view.area)), Boolean(context.choice)]; // the legend covers a part, once there
    if (view.area && this.isNew('reveal', view.area, ...seen)) this.reveal(view.area);
    if (!view.area) this.drawn.reveal = null;
    if (fitTo && this.isNew('fit', fitTo)) this.country.fit(this.areas.bounds(fitTo));
    if (!fitTo) this.drawn.fit = null;
  }

  /** Offices and initiatives of the record shown; names give way to them. */
  showSymbols({ states, offices, rows, record }) {
    if (!states || !offices || !rows) return;
    const counts = record.areas.get(this.context.view.level);
    if (!this.isNew('symbols', states, offices, counts)) return;
    this.symbols.show([...officePlaces(offices, states), ...initiativePlaces(rows)]);
    this.names.arrange();
  }

  reveal(code) {
    const bounds = this.areas.bounds(code);
    if (bounds) this.country.reveal(bounds);
  }
}
