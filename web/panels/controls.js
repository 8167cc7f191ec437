/* What is shown: the level, in the view of presence the kind of presence, and the need as one line that opens: indicator,
   how it is counted, year and series. Only what exists can be chosen. */
import { html, nothing } from 'lit-html';
import { nearestIndicator, options } from '../core/choice.js';
import { LEVELS } from '../core/levels.js';
import { HAS_PRESENCE, KINDS } from '../core/link.js';
import { HOLDS } from '../core/served.js';
import { conceptName, named } from '../core/words.js';

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
export function controlsPanel(context) {
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
