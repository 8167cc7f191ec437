/* What of the record is counted: the kind of presence, and every filter that there is. Each list shows what a
   choice would give under the other filters and leaves out what gives nothing; the lists are folded away. Panels say
   that they follow the filter, with a way out of it. */
import { html, nothing } from 'lit-html';
import { NOBODY } from '../core/colours.js';
import { parentOf } from '../core/levels.js';
import { HAS_PRESENCE, KINDS } from '../core/link.js';
import { ofInitiatives } from '../core/record.js';
import { filterName, KIND_KEYS, partsOf, tally, valueName } from '../core/sentences.js';
import { FILTERS, HOLDS, REPORTS } from '../core/served.js';
import { named, toldApart } from '../core/words.js';
import { MANY, searchedList } from './parts.js';

export function filterNote(context) {
  const { t, record, act } = context;
  if (!record.filtered) return nothing;
  return html`<p class="filter-note"><span>${t('filter.note', { filter: filterName(context) })}</span>
    <button type="button" class="link-button" @click=${() => act.dropFilter()}>${t('filter.showAll')}</button></p>`;
}

export const FILTERS_ID = 'filters-toggle';

const has = ({ offices, initiatives }) => Boolean(offices || initiatives);
/** What a value would let through; nothing while that is not known. */
function countsOf({ t }, counts) {
  if (!counts) return '';
  const things = [
    counts.initiatives ? t('count.initiatives', { n: counts.initiatives }) : null,
    counts.offices ? t('filter.offices', { n: counts.offices }) : null,
  ].filter(Boolean);
  return ` · ${things.join(', ') || t('value.none')}`;
}

/** The counts of a filter's values by code, under the other filters; empty while they are not known. */
const countsIn = ({ facets }, name) => new Map((facets.lists?.[name] ?? []).map((value) => [value.code, value]));

/** The values of a filter that would let something through, and the one that is chosen. */
function offered({ view, values }, { name, link }, counts) {
  if (!counts.size) return [...values[name]];
  return values[name].filter(({ code }) => code === view[link] || has(counts.get(code) ?? {}));
}

function option(value, text, chosen) {
  return html`<option value=${value} .selected=${value === chosen}>${text}</option>`;
}

function field({ id, label, any, chosen, onChoose }, content) {
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <span class="select select--low"><select id=${id} @change=${(event) => onChoose(event.target.value || null)}>
      ${any ? option('', any, chosen ?? '') : nothing}${content}</select></span>
  </div>`;
}

function kindField(context) {
  const { t, view, act } = context;
  const counts = countsIn(context, 'kind');
  const listed = KINDS.filter((kind) => !counts.size || kind === view.kind || kind === 'any' || has(counts.get(kind)));
  const text = (kind) => {
    const found = counts.get(kind);
    return kind === 'agencies' && found
      ? `${t(KIND_KEYS.agencies)} · ${t('count.agencies', { n: found.agencies })}`
      : `${t(KIND_KEYS[kind])}${countsOf(context, found)}`;
  };
  return field(
    { id: 'kind', label: t('filter.kind'), chosen: view.kind, onChoose: act.setKind },
    listed.map((kind) => option(kind, text(kind), view.kind)),
  );
}

/** Outcomes stand under their priorities. */
function underPriorities({ t, lang, framework }, outcomes, shown) {
  const priorityOf = new Map(framework.outcomes.map((outcome) => [String(outcome.outcome_id), outcome.priority_id]));
  return framework.priorities.map((priority) => {
    const own = outcomes.filter(({ code }) => priorityOf.get(code) === priority.priority_id);
    return own.length
      ? html`<optgroup label=${t('filter.priorityNamed', { id: priority.priority_id, title: named(priority, 'title', lang) })}>
          ${own.map(shown)}</optgroup>`
      : nothing;
  });
}

/** What a filter is called: themes as the report calls them, such as clusters. */
const filterLabel = ({ t, lang, report }, { name, link }) =>
  (name === 'theme' && report && named(report, 'theme_title', lang)) || t(`filter.${link}`);

/** The list of one filter, each value with what it would let through. */
function filterField(context, filter) {
  const { t, lang, view, values, act } = context;
  const { name, link } = filter;
  const counts = countsIn(context, name);
  const calls = (value) => ({ code: value.code, text: valueName(context, filter, value), name: named(value, 'name', lang) });
  const texts = new Map(toldApart(values[name].map(calls)).map(({ code, text }) => [code, text]));
  const text = ({ code }) => texts.get(code);
  const shown = (value) => option(value.code, `${text(value)}${countsOf(context, counts.get(value.code))}`, view[link]);
  const listed = offered(context, filter, counts);
  if (name === 'agency') listed.sort((a, b) => text(a).localeCompare(text(b), lang));
  const asked = {
    id: link, label: filterLabel(context, filter), any: t(`filter.${link}Any`), chosen: view[link],
    onChoose: (value) => act.filter({ [link]: value }),
  };
  if (listed.length > MANY) {
    const items = listed.map((value) => ({
      code: value.code, text: text(value), more: `${named(value, 'name', lang)}${countsOf(context, counts.get(value.code))}`,
    }));
    return html`<div class="field"><label class="field__label" for=${link}>${asked.label}</label>
      ${searchedList(context, { ...asked, items })}</div>`;
  }
  return field(
    asked,
    name === 'outcome' ? underPriorities(context, listed, shown) : listed.map(shown),
  );
}

function statewideField({ t, view, act }) {
  if (!parentOf(view.level)) return nothing;
  return html`<label class="check"><input type="checkbox" .checked=${view.statewide === 'true'}
    @change=${(event) => act.setStatewide(event.target.checked)} /> <span>${t('filter.statewide', { level: view.level })}</span></label>`;
}

/** Leaves the areas where the report places something out of the list, and lets them step back on the map. */
function nobodyField({ t, view, pair, act }) {
  if (pair?.mode === 'change') return nothing;
  return html`<label class="check"><input type="checkbox" .checked=${view.cell === NOBODY}
    @change=${() => act.singleOut(NOBODY)} /> <span>${t('table.nobody')}</span></label>`;
}

/** Offices belong to no outcome: what that leaves out is said, with a way on. */
function conflict({ t, view, act }) {
  if (!ofInitiatives(view)) {
    return view.kind === 'offices' ? html`<p class="quiet">${t('filter.officesOnly')}</p>` : nothing;
  }
  if (view.kind !== 'offices') return html`<p class="quiet">${t('filter.noOffices')}</p>`;
  return html`<p class="filters__conflict">${t('filter.conflict')}
    <button type="button" class="link-button" @click=${() => act.setKind('any')}>${t('filter.resolve')}</button></p>`;
}

function lists(context) {
  const { t, view, values, facets, act } = context;
  const [first, ...others] = values ? FILTERS.map((filter) => (values[filter.name]?.length ? filterField(context, filter) : nothing)) : [];
  return html`
    ${first ?? nothing}${view.view === 'presence' ? nothing : kindField(context)}${others}
    ${statewideField(context)} ${nobodyField(context)}
    <p class="quiet">${t(REPORTS.length > 1 ? 'filter.reportOfMany' : 'filter.report')}
      ${HOLDS.need.length ? t('filter.needYear') : nothing}</p>
    ${facets.error
      ? html`<p class="quiet">${t('filter.countsFailed')}
          <button type="button" class="link-button" @click=${() => act.retry()}>${t('action.retry')}</button></p>`
      : nothing}`;
}

/** How much of the record the filter lets through: of each of two maps; what changed tells its own totals. */
function tallies(context) {
  const { t, lang, pair, beside } = context;
  if (!pair) return html`<p class="tally">${tally(context)}</p>`;
  if (!beside) return nothing;
  const both = [[pair.own, context], [pair.other, beside]];
  if (pair.own === pair.later) both.reverse();
  return both.map(([report, one]) => html`<p class="tally">${t('pair.tally', { name: named(report, 'name', lang), tally: tally(one) })}</p>`);
}

/** What the record holds with how many filters are on; under that the lists, folded away at first. In the view of presence
    its kind stands with the controls. */
export function filtersPanel(context) {
  const { t, view, agencies, framework, facets, filtersOpen, act } = context;
  if (!agencies || !framework || !HAS_PRESENCE) return nothing;
  const on = partsOf(context, view).length;
  return html`<form class="filters" aria-label=${t('filter.label')} @submit=${(event) => event.preventDefault()}>
    <div class="line">
      <button type="button" class="line__open" id=${FILTERS_ID} aria-expanded=${filtersOpen ? 'true' : 'false'}
        aria-controls="filter-lists" @click=${() => act.openFilters(!filtersOpen)}>${t('filter.title')}
        ${on ? html`<span class="count">${on}</span>` : nothing}</button>
      ${tallies(context)}</div>
    ${conflict(context)}
    <div class="filters__lists" id="filter-lists" ?hidden=${!filtersOpen}>${filtersOpen && facets ? lists(context) : nothing}</div>
  </form>`;
}

function chip({ t }, text, onRemove) {
  return html`<li><button type="button" class="chip" aria-label=${t('filter.remove', { name: text })} title=${text}
    @click=${onRemove}><span class="chip__text">${text}</span><span class="chip__x" aria-hidden="true">×</span></button></li>`;
}

/** Whether a part of the view counts at its level: statewide work does so below the highest alone. */
const counts = ({ view }) => ({ part }) => part !== 'statewide' || parentOf(view.level);

/** Why a filter leaves the map without a mark: nothing fits it, or what fits has no place, with the way to it. */
function emptyMap({ t, record: { totals }, act }) {
  if (totals.offices || totals.initiatives_located) return nothing;
  if (!totals.initiatives) return html`<p class="chips__empty">${t('presence.nothingFiltered')}</p>`;
  return html`<p class="chips__empty">${t('presence.placeless', { n: totals.initiatives })}
    <button type="button" class="link-button" @click=${() => act.openPanel('beside-the-map')}>${t('panel.beside')}</button></p>`;
}

/** What narrows the count, over the map, each part removable, and whether anything fits it; nothing without. */
export function chipsPanel(context) {
  const { t, view, record, act } = context;
  const on = partsOf(context, view).filter(counts(context));
  if (!on.length) return nothing;
  const off = (part) => ({ cell: view.cell === NOBODY ? NOBODY : null, [part]: part === 'kind' ? 'any' : null });
  return html`<ul class="chips" aria-label=${t('filter.chosen')}>
      ${on.map(({ part, text }) => chip(context, text, () => act.dropFilter(off(part))))}
      <li><button type="button" class="chip chip--clear" @click=${() => act.dropFilter()}>${t('filter.clear')}</button></li>
    </ul>
    ${record?.filtered ? emptyMap(context) : nothing}`;
}
