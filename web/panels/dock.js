/* The dock beside the map, on a phone a sheet at its foot: views, legend, controls, filters, the table, and the areas
   of the highest level without an office. */
import { html, nothing, svg } from 'lit-html';
import { nearestIndicator, options } from '../core/choice.js';
import { LEVELS } from '../core/levels.js';
import { HAS_PRESENCE, KINDS, viewsAt } from '../core/link.js';
import { VIEW_KEYS } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { conceptName, named } from '../core/words.js';
import { tablePanel } from '../table/table.js';
import { filtersPanel } from './filters.js';
import { legendPanel } from './legend.js';
import { pairField } from './two-reports.js';

/* The one control of the four views: what the map is coloured by, each with a sign of its legend. */

const SIGNS = {
  need: svg`<path d="M2 12h4v-3H2zM8 12h4V6H8zM14 12h4V2h-4z" />`,
  presence: svg`<circle cx="5" cy="8" r="2.4" /><circle cx="13.5" cy="6.5" r="4.5" />`,
  both: svg`<path d="M4 .5h5.5V6H4zM10.5.5H16V6h-5.5zM4 7h5.5v5.5H4z" opacity=".55" /><path d="M10.5 7H16v5.5h-5.5z" />`,
  gap: svg`<path d="M9.4 0h1.2v13H9.4z" /><path d="M1 2h7.4v3.4H1z" opacity=".55" /><path d="M11.6 7.4H19v3.4h-7.4z" />`,
};

function viewsField({ t, view, pair, act }) {
  const views = viewsAt(view.level);
  if (views.length === 1 || pair?.mode === 'change') return nothing;
  return html`<form @submit=${(event) => event.preventDefault()}><fieldset class="field">
    <legend class="visually-hidden">${t('view.label')}</legend>
    <div class="segments segments--views">
      ${views.map(
        (name) => html`<label class="segment">
          <input type="radio" name="view" value=${name} .checked=${view.view === name} @change=${() => act.setView(name)} />
          <svg class="segment__sign" viewBox="0 0 20 13" aria-hidden="true">${SIGNS[name]}</svg>
          <span>${t(VIEW_KEYS[name])}</span></label>`,
      )}
    </div>
  </fieldset></form>`;
}

/* What is shown: the level, in the view of presence the kind of presence, and the need as one line that opens: indicator,
   how it is counted, year and series. Only what exists can be chosen. */

const UNIT_KEYS = { percent: 'unit.percent', persons: 'unit.persons', index: 'unit.index', per_100k: 'unit.per_100k' };
const MOST_SEGMENTS = 4; // more years than that are a list

/* The choices of a group of segments say themselves what they are about: its name is for screen readers. */
function segments({ name, label, items, value, onChoose, wrapped = false }) {
  return html`<fieldset class="field">
    <legend class="visually-hidden">${label}</legend>
    <div class=${wrapped ? 'segments segments--wrapped' : 'segments'}>
      ${items.map(
        (item) => html`<label class="segment">
          <input type="radio" name=${name} .checked=${item.value === value} @change=${() => onChoose(item.value)} />
          <span>${item.text}</span></label>`,
      )}
    </div>
  </fieldset>`;
}

function picker({ id, label, items, value, onChoose }) {
  return html`<div class="field field--beside">
    <label class="field__label" for=${id}>${label}</label>
    <span class="select select--low"><select id=${id} @change=${(event) => onChoose(items[event.target.selectedIndex].value)}>
      ${items.map((item) => html`<option .selected=${item.value === value}>${item.text}</option>`)}
    </select></span>
  </div>`;
}

function yearField({ t, choice, act }, years) {
  const items = years.map((value) => ({ value, text: String(value) }));
  const field = { name: 'year', id: 'year', label: t('control.year'), items, value: choice.year };
  const draw = years.length > MOST_SEGMENTS ? picker : segments;
  return draw({ ...field, onChoose: (value) => act.choose({ year: value }) });
}

const unitField = ({ t, choice, act }, units) => segments({
  name: 'unit',
  label: t('control.unit'),
  items: units.map(({ unit }) => ({ value: unit, text: t(UNIT_KEYS[unit]) })),
  value: choice.indicator.unit,
  onChoose: (unit) => act.choose({ unit }),
});

const seriesField = ({ t, lang, choice, act }, series) => picker({
  id: 'series',
  label: t('control.series'),
  items: series.map((one) => ({ value: one.series, text: named(one, 'series_name', lang) })),
  value: choice.indicator.series,
  onChoose: (value) => act.choose({ series: value }),
});

/** Concepts in the groups of a list: by the series that each would be shown in, the default one on top, what describes
    the population last. In a group what is no part of another comes first, then the parts in their own order. */
function groupsOf({ t, lang, view, catalogue }, concepts) {
  const standard = catalogue.indicators.find(({ indicator_id: id }) => id === catalogue.default[view.level].indicator_id);
  const groups = new Map();
  for (const { concept, ...one } of concepts) {
    const shown = nearestIndicator(catalogue, view.level, null, { concept });
    const neutral = one.direction === 'neutral';
    const key = `${neutral} ${shown.series}`;
    const series = named(shown, 'series_name', lang);
    if (!groups.has(key)) groups.set(key, { neutral, own: shown.series === standard.series, label: neutral ? `${t('control.context')}: ${series}` : series, items: [] });
    groups.get(key).items.push({ concept, first: concept === standard.concept, part: shown.part ?? 0, text: conceptName(one, lang) });
  }
  const inOrder = (a, b) => b.first - a.first || a.part - b.part || a.text.localeCompare(b.text, lang);
  for (const { items } of groups.values()) items.sort(inOrder);
  return [...groups.values()].sort((a, b) => a.neutral - b.neutral || b.own - a.own || a.label.localeCompare(b.label, lang));
}

function conceptField(context, concepts) {
  const { t, choice, act } = context;
  return html`<div class="field">
    <label class="field__label" for="concept">${t('control.concept')}</label>
    <span class="select select--low"><select id="concept" @change=${(event) => act.choose({ concept: event.target.value })}>
      ${groupsOf(context, concepts).map(({ label, items }) => html`<optgroup label=${label}>${items.map(
        ({ concept, text }) => html`<option value=${concept} .selected=${concept === choice.indicator.concept}>${text}</option>`,
      )}</optgroup>`)}
    </select></span>
  </div>`;
}

function levelField({ t, view, act }) {
  if (LEVELS.length === 1) return nothing;
  return segments({
    name: 'level',
    label: t('control.level'),
    items: LEVELS.map((level) => ({ value: level, text: t('level.many', { level }) })),
    value: view.level,
    onChoose: (value) => act.choose({ level: value }),
  });
}

/* Beside segments of the other views these are four with longer words: the short ones. */
const KIND_KEYS = { any: 'kind.anyShort', offices: 'legend.presence.offices', agencies: 'kind.agenciesShort', initiatives: 'legend.presence.initiatives' };

/** What of the record colours the map of presence; of one kind alone there is no choice but by agencies. */
function kindField({ t, view, act }) {
  const both = HOLDS.offices && HOLDS.initiatives;
  const kinds = KINDS.filter((kind) => both || kind === 'any' || kind === 'agencies' || kind === view.kind);
  return segments({
    name: 'kind',
    label: t('filter.kind'),
    items: kinds.map((kind) => ({ value: kind, text: t(KIND_KEYS[kind]) })),
    value: view.kind,
    onChoose: act.setKind,
    wrapped: true,
  });
}

/** The need in one line: where presence colours the map what stands beside it in the table, else all that was chosen. */
function needWords({ t, lang, view, choice }, { units }) {
  const { indicator, year } = choice;
  const name = conceptName(indicator, lang);
  if (view.view === 'presence') return `${t('control.beside')} ${name}, ${year}`;
  const unit = units.length > 1 && view.view !== 'gap' ? t(UNIT_KEYS[indicator.unit]).toLocaleLowerCase(lang) : null;
  const rest = [unit, year, named(indicator, 'series_name', lang)].filter(Boolean);
  return html`<b>${name}</b> · ${rest.join(' · ')}`;
}

/** The need in one line, and under it, unfolded, what else it can be. */
function needField(context) {
  const { t, lang, view, catalogue, choice } = context;
  const note = named(choice.indicator, 'note', lang);
  const offered = options(catalogue, view.level, choice.indicator);
  const { concepts, units, series, years } = offered;
  return html`<details class="choice">
    <summary class=${view.view === 'presence' ? 'line line--aside' : 'line'}><span class="line__open">${t('control.change')}</span> ${needWords(context, offered)}</summary>
    <div class="choice__fields">
      ${conceptField(context, concepts)}
      <div class="controls__row">
        ${units.length > 1 && view.view !== 'gap' ? unitField(context, units) : nothing /* a gap goes by people, whichever is chosen */}
        ${yearField(context, years)}
      </div>
      ${series.length > 1 ? seriesField(context, series) : nothing}
      ${note ? html`<details class="controls__note"><summary>${t('control.seriesNote')}</summary><p class="quiet">${note}</p></details>` : nothing}
    </div>
  </details>`;
}

/** The controls of the view that is shown. */
function controlsPanel(context) {
  const { t, view, choice, pair } = context;
  if (!choice) return nothing;
  const changes = pair?.mode === 'change';
  const kind = view.view === 'presence' && HAS_PRESENCE && !changes;
  const need = choice.indicator && !changes;
  if (LEVELS.length === 1 && !kind && !need) return nothing;
  return html`<form class="controls" aria-label=${t('control.label')} @submit=${(event) => event.preventDefault()}>
    ${levelField(context)} ${kind ? kindField(context) : nothing} ${need ? needField(context) : nothing}
  </form>`;
}

/* On a phone, and on a tablet held upright, the dock and what opens at its side are sheets at the foot of the map: low, half
   or full. The grip at their top is dragged, pressed, or moved by the arrow keys. */

const STEPS = ['low', 'half', 'full'];
const LABEL_KEYS = { low: 'sheet.toHalf', half: 'sheet.toFull', full: 'sheet.toLow' };
const DRAG_FROM_PX = 24; // a longer way takes a step, however short it falls of the next height
const BELOW = { low: 0.32, half: 0.7 }; // of the room: a sheet let go lower than that comes to rest there
const KEYS = { ArrowUp: 1, ArrowDown: -1, Home: -STEPS.length, End: STEPS.length };

let drag = null; // {element, y, height, moved}, while the grip is held
let dragged = false; // the click that ends a drag is none

const step = (sheet, by) => STEPS[Math.max(0, Math.min(STEPS.length - 1, STEPS.indexOf(sheet) + by))];
const roomOf = ({ element }) => element.parentElement.clientHeight;

/** Where a sheet that was let go comes to rest. */
function restOf(held, sheet) {
  const share = (held.height + held.moved) / roomOf(held);
  const nearest = STEPS.find((name) => share < (BELOW[name] ?? Infinity));
  return nearest === sheet ? step(sheet, Math.sign(held.moved)) : nearest;
}

/** Held, a sheet has its full height and is moved: nothing in it is laid out again, and the map under it is fitted once,
    when it has come to rest. */
function put(held) {
  const { style, dataset } = held.element;
  dataset.held = '';
  style.height = `${roomOf(held)}px`;
  style.translate = `0 ${roomOf(held) - held.height - held.moved}px`;
}

/** From where the sheet was let go to where it rests. */
function settle({ element, height, moved }) {
  element.style.height = `${height + moved}px`;
  element.style.translate = '';
  requestAnimationFrame(() => {
    delete element.dataset.held;
    element.style.height = '';
  });
}

/** The grip of a sheet, for its first child. */
export function sheetGrip({ t, sheet, act }) {
  const onDown = (event) => {
    const element = event.currentTarget.closest('.dock, .area-panel');
    event.currentTarget.setPointerCapture(event.pointerId);
    drag = { element, y: event.clientY, height: element.offsetHeight, moved: 0 };
    dragged = false;
  };
  const onMove = (event) => {
    if (!drag) return;
    drag.moved = Math.min(drag.y - event.clientY, roomOf(drag) - drag.height);
    if (drag.moved || drag.element.style.translate) put(drag);
  };
  const onUp = () => {
    if (!drag) return;
    const held = drag;
    drag = null;
    dragged = Math.abs(held.moved) >= DRAG_FROM_PX;
    const rest = dragged ? restOf(held, sheet) : sheet;
    if (held.element.style.translate) settle(held);
    if (rest !== sheet) act.setSheet(rest);
  };
  const onClick = () => {
    if (!dragged) act.setSheet(STEPS[(STEPS.indexOf(sheet) + 1) % STEPS.length]);
    dragged = false;
  };
  const onKey = (event) => {
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    act.setSheet(step(sheet, KEYS[event.key]));
  };
  return html`<button type="button" class="grip" aria-label=${t(LABEL_KEYS[sheet])} aria-keyshortcuts="ArrowUp ArrowDown"
    @pointerdown=${onDown} @pointermove=${onMove} @pointerup=${onUp} @pointercancel=${onUp} @click=${onClick} @keydown=${onKey}><span
      class="grip__bar"></span></button>`;
}

/* The areas of the highest level without an office: those where the report places initiatives, and those where it
   reports nothing. */

function areaButtons({ view, act }, areas) {
  return html`<ul class="names">${areas.map(
    ({ code, name }) => html`<li><button type="button"
      class="name" aria-current=${view.area === code ? 'true' : nothing}
      @click=${(event) => act.selectArea(code, { focus: event.detail === 0 })}
      @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
      @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${name}</button></li>`,
  )}</ul>`;
}

function group(context, key, areas) {
  if (!areas.length) return nothing;
  return html`<h3 class="absent__group">${context.t(key, { n: areas.length })}</h3>${areaButtons(context, areas)}`;
}

/** Under a filter the list may be long and says less, so it is folded away. */
function filteredList(context, { nothing: without }) {
  const { t } = context;
  if (!without.length) return nothing;
  return html`<details class="absent more"><summary>${t('absent.filtered', { n: without.length })}</summary>
    ${areaButtons(context, without)}</details>`;
}

function absentPanel(context) {
  const { t, without, record } = context;
  if (!without || !HOLDS.offices) return nothing; // without any office at all this would be every area
  if (record.filtered) return filteredList(context, without);
  const { nothing: silent, initiativesOnly } = without;
  const all = silent.length + initiativesOnly.length;
  if (!all) return nothing;
  return html`<section class="absent" aria-labelledby="absent-title">
    <h2 class="absent__title" id="absent-title">${t('absent.title', { n: all })}</h2>
    ${group(context, 'absent.nothing', silent)}
    ${group(context, 'absent.initiatives', initiativesOnly)}
    <p class="quiet">${t('absent.note')}</p>
  </section>`;
}

/** The dock with all that stands in it. */
export function dockPanel(context) {
  return html`${sheetGrip(context)}
    <div class="dock__scroll">
      ${pairField(context)} ${viewsField(context)}
      <section class=${context.choice ? 'legend' : 'legend legend--empty'} aria-label=${context.t('legend.label')}>${legendPanel(context)}</section>
      ${controlsPanel(context)}
      <div class="record">${filtersPanel(context)}</div>
      ${tablePanel(context)} ${absentPanel(context)}
    </div>`;
}

/* What is pointed at on the map stands out in the legend and in the table. */

function single(dock, one, name) {
  for (const before of dock.querySelectorAll(`.${name}`)) if (before !== one) before.classList.remove(name);
  one?.classList.add(name);
}

/** Marks the row of an area and its class in the legend, code null none. By hand: to draw the page for each move of the
    pointer would take longer than all else that a move does. */
export function pointOut({ rows, drawing }, code) {
  const dock = document.getElementById('dock');
  const row = rows?.get(code);
  single(dock, row && dock.querySelector(`tr[data-code="${code}"]`), 'row--pointed');
  single(dock, row && dock.querySelector(`.legend [data-class="${drawing.classOf(row)}"]`), 'here');
}
