/* What is shown: level, indicator, how it is counted, series, year. Only what exists can be chosen. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { options } from '../../state/choice.js';
import { LEVELS } from '../../state/view.js';

const LEVEL_KEYS = { state: 'level.state', municipality: 'level.municipality' };
const UNIT_KEYS = { percent: 'unit.percent', persons: 'unit.persons', index: 'unit.index', per_100k: 'unit.per_100k' };
const MOST_SEGMENTS = 4; // more years than that are a list

/* The choices of a group of segments say themselves what they are about: its name is for screen readers. */
function segments({ name, label, items, value, onChoose }) {
  return html`<fieldset class="field">
    <legend class="visually-hidden">${label}</legend>
    <div class="segments">
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

function yearField(context, years, year) {
  const { t, act } = context;
  const items = years.map((value) => ({ value, text: String(value) }));
  const field = { name: 'year', id: 'year', label: t('control.year'), items, value: year };
  const draw = years.length > MOST_SEGMENTS ? picker : segments;
  return draw({ ...field, onChoose: (value) => act.choose({ year: value }) });
}

/** Indicators of need first, then what describes the population; each by name, the default one on top. */
function conceptField({ t, lang, view, catalogue, choice, act }, concepts) {
  const { concept: first } = catalogue.indicators.find(
    ({ indicator_id: id }) => id === catalogue.default[view.level].indicator_id,
  );
  const inOrder = concepts
    .map(({ concept, direction, ...one }) => ({ concept, direction, text: conceptName(one, lang) }))
    .sort((a, b) => (b.concept === first) - (a.concept === first) || a.text.localeCompare(b.text, lang));
  const group = (key, items) =>
    items.length
      ? html`<optgroup label=${t(key)}>${items.map(
          ({ concept, text }) =>
            html`<option value=${concept} .selected=${concept === choice.indicator.concept}>${text}</option>`,
        )}</optgroup>`
      : nothing;
  return html`<div class="field">
    <label class="field__label" for="concept">${t('control.concept')}</label>
    <span class="select"><select id="concept" @change=${(event) => act.choose({ concept: event.target.value })}>
      ${group('control.need', inOrder.filter(({ direction }) => direction !== 'neutral'))}
      ${group('control.context', inOrder.filter(({ direction }) => direction === 'neutral'))}
    </select></span>
  </div>`;
}

export function levelField({ t, view, act }) {
  return segments({
    name: 'level',
    label: t('control.level'),
    items: LEVELS.map((value) => ({ value, text: t(LEVEL_KEYS[value]) })),
    value: view.level,
    onChoose: (value) => act.choose({ level: value }),
  });
}

export function controlsPanel(context) {
  const { t, lang, view, catalogue, choice, act } = context;
  if (!choice) return nothing;
  const { indicator, year } = choice;
  const note = named(indicator, 'note', lang);
  const { concepts, units, series, years } = options(catalogue, view.level, indicator);
  return html`<form class="controls" aria-label=${t('control.label')} @submit=${(event) => event.preventDefault()}>
    ${levelField(context)} ${conceptField(context, concepts)}
    <div class="controls__row">
      ${units.length > 1 && view.view !== 'gap' // which goes by people, whichever is chosen
        ? segments({
            name: 'unit',
            label: t('control.unit'),
            items: units.map(({ unit }) => ({ value: unit, text: t(UNIT_KEYS[unit]) })),
            value: indicator.unit,
            onChoose: (unit) => act.choose({ unit }),
          })
        : nothing}
      ${yearField(context, years, year)}
    </div>
    ${series.length > 1
      ? picker({
          id: 'series',
          label: t('control.series'),
          items: series.map((one) => ({ value: one.series, text: named(one, 'series_name', lang) })),
          value: indicator.series,
          onChoose: (value) => act.choose({ series: value }),
        })
      : nothing}
    ${note
      ? html`<details class="controls__note"><summary>${t('control.seriesNote')}</summary><p class="quiet">${note}</p></details>`
      : nothing}
  </form>`;
}
