/* The dock beside the map, on a phone a sheet at its foot: views, legend, controls, filters, the table, and the areas
   of the highest level without an office. */
import { html, nothing, svg } from 'lit-html';
import { viewsAt } from '../core/link.js';
import { VIEW_KEYS } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { tablePanel } from '../table/table.js';
import { controlsPanel } from './controls.js';
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

/* On a narrow screen the dock is a sheet at the foot of the map: low, half or full. The grip is a button that steps
   through the heights, and can be dragged. */

const STEPS = ['low', 'half', 'full'];
const DRAG_FROM_PX = 24;
const LABEL_KEYS = { low: 'sheet.toHalf', half: 'sheet.toFull', full: 'sheet.toLow' };

let startY = null;
let dragged = false;

function step(sheet, by) {
  return STEPS[Math.max(0, Math.min(STEPS.length - 1, STEPS.indexOf(sheet) + by))];
}

function sheetGrip({ t, sheet, act }) {
  const onDown = (event) => {
    startY = event.clientY;
    dragged = false;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onUp = (event) => {
    const moved = startY === null ? 0 : startY - event.clientY;
    startY = null;
    if (Math.abs(moved) < DRAG_FROM_PX) return;
    dragged = true;
    act.setSheet(step(sheet, Math.sign(moved)));
  };
  const onClick = () => {
    if (!dragged) act.setSheet(STEPS[(STEPS.indexOf(sheet) + 1) % STEPS.length]);
    dragged = false;
  };
  return html`<button type="button" class="grip" aria-label=${t(LABEL_KEYS[sheet])}
    @pointerdown=${onDown} @pointerup=${onUp} @click=${onClick}><span class="grip__bar"></span></button>`;
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
