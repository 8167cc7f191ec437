/* What of the record is counted: agency, kind of presence, priority, outcome, theme, pillar. Each list shows what a
   choice would give under the other filters and leaves out what gives nothing; the lists are folded away. Panels say
   that they follow the filter, with a way out of it. */
import { html, nothing } from 'lit-html';
import { KINDS, NOBODY } from '../core/link.js';
import { ofInitiatives } from '../core/record.js';
import { filterName, KIND_KEYS, outcomeName, partsOf, tally } from '../core/sentences.js';
import { byAcronym, named } from '../core/words.js';

export function filterNote(context) {
  const { t, record, act } = context;
  if (!record.filtered) return nothing;
  return html`<p class="filter-note"><span>${t('filter.note', { filter: filterName(context) })}</span>
    <button type="button" class="link-button" @click=${() => act.dropFilter()}>${t('filter.showAll')}</button></p>`;
}

export const FILTERS_ID = 'filters-toggle';

const has = ({ offices, initiatives }) => Boolean(offices || initiatives);
const codesOf = (values) => new Map((values ?? []).map((value) => [value.code, value]));

/** What a value would let through; nothing while that is not known. */
function countsOf({ t }, counts) {
  if (!counts) return '';
  const things = [
    counts.initiatives ? t('count.initiatives', { n: counts.initiatives }) : null,
    counts.offices ? t('filter.offices', { n: counts.offices }) : null,
  ].filter(Boolean);
  return ` · ${things.join(', ') || t('value.none')}`;
}

/** The records of a list that would give something, and the one that is chosen. */
function offered(records, key, counts, chosen) {
  if (!counts.size) return records;
  return records.filter((record) => String(record[key]) === chosen || has(counts.get(String(record[key])) ?? {}));
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

function agencyField(context) {
  const { t, view, agencies, acronym, facets, act } = context;
  const counts = codesOf(facets.lists?.agency);
  const listed = offered(agencies, 'agency_id', counts, view.agency).sort(byAcronym(context));
  const onChoose = (agency) => act.filter({ agency });
  return field(
    { id: 'agency', label: t('filter.agency'), any: t('filter.anyAgency'), chosen: view.agency, onChoose },
    listed.map(({ agency_id: id }) => option(id, `${acronym(id)}${countsOf(context, counts.get(id))}`, view.agency)),
  );
}

function kindField(context) {
  const { t, view, facets, act } = context;
  const counts = codesOf(facets.lists?.kind);
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

/** One list of the framework: priorities, themes or pillars, each by its title with its counts. */
function titlesField(context, { id, part, label, any, records, key, facet, text }) {
  const { view, facets, act } = context;
  const counts = codesOf(facets.lists?.[facet]);
  const chosen = view[part];
  return field(
    { id, label, any, chosen, onChoose: (value) => act.filter({ [part]: value }) },
    offered(records, key, counts, chosen).map((one) => {
      const code = String(one[key]);
      return option(code, `${text(one)}${countsOf(context, counts.get(code))}`, chosen);
    }),
  );
}

function outcomeField(context) {
  const { t, lang, view, framework, facets, act } = context;
  const counts = codesOf(facets.lists?.outcome);
  const listed = offered(framework.outcomes, 'outcome_id', counts, view.outcome);
  const ofPriority = (priority) => listed.filter(({ priority_id: id }) => id === priority.priority_id);
  const groups = framework.priorities.filter((priority) => ofPriority(priority).length);
  const text = (outcome) => `${outcomeName(outcome, lang)}${countsOf(context, counts.get(String(outcome.outcome_id)))}`;
  const onChoose = (outcome) => act.filter({ outcome });
  return field(
    { id: 'outcome', label: t('filter.outcome'), any: t('filter.anyOutcome'), chosen: view.outcome, onChoose },
    groups.map(
      (priority) => html`<optgroup
        label=${t('filter.priority', { id: priority.priority_id, title: named(priority, 'title', lang) })}>
        ${ofPriority(priority).map((outcome) => option(String(outcome.outcome_id), text(outcome), view.outcome))}</optgroup>`,
    ),
  );
}

function statewideField({ t, view, act }) {
  if (view.level !== 'municipality') return nothing;
  return html`<label class="check"><input type="checkbox" .checked=${view.statewide === 'true'}
    @change=${(event) => act.setStatewide(event.target.checked)} /> <span>${t('filter.statewide')}</span></label>`;
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
  const { t, lang, framework, facets, report, act } = context;
  const { priorities, themes, covid_pillars: pillars } = framework;
  const title = (record) => named(record, 'title', lang);
  const numbered = (key) => (record) => `${record[key]}. ${title(record)}`;
  const any = t('filter.anyOutcome');
  return html`
    ${agencyField(context)}${kindField(context)}
    ${titlesField(context, { id: 'priority', part: 'priority', label: t('filter.priorityLabel'), any: t('filter.anyAgency'),
      records: priorities, key: 'priority_id', facet: 'priority', text: numbered('priority_id') })}
    ${outcomeField(context)}
    ${titlesField(context, { id: 'topic', part: 'topic', label: t('filter.topic'), any,
      records: themes, key: 'theme_id', facet: 'theme', text: title })}
    ${titlesField(context, { id: 'pillar', part: 'pillar', label: t('filter.pillar'), any,
      records: pillars, key: 'pillar_id', facet: 'pillar', text: numbered('pillar_id') })}
    ${statewideField(context)}
    ${report ? html`<p class="quiet">${t('filter.report', { year: String(report.reporting_year) })}</p>` : nothing}
    ${facets.error
      ? html`<p class="quiet">${t('filter.countsFailed')}
          <button type="button" class="link-button" @click=${() => act.retry()}>${t('action.retry')}</button></p>`
      : nothing}`;
}

/** The filters with how many are on and what the record then holds; under that the lists, folded away at first. */
export function filtersPanel(context) {
  const { t, view, agencies, framework, facets, filtersOpen, act } = context;
  if (!agencies || !framework) return nothing;
  const on = partsOf(context, view).length;
  return html`<form class="filters" aria-label=${t('filter.label')} @submit=${(event) => event.preventDefault()}>
    <button type="button" class="filters__toggle" id=${FILTERS_ID} aria-expanded=${filtersOpen ? 'true' : 'false'}
      aria-controls="filter-lists" @click=${() => act.openFilters(!filtersOpen)}>${t('filter.title')}
      ${on ? html`<span class="count">${on}</span>` : nothing}<span class="filters__mark" aria-hidden="true"></span></button>
    <p class="tally">${tally(context)}</p>
    ${conflict(context)}
    <div class="filters__lists" id="filter-lists" ?hidden=${!filtersOpen}>${filtersOpen && facets ? lists(context) : nothing}</div>
  </form>`;
}

function chip({ t }, text, onRemove) {
  return html`<li><button type="button" class="chip" aria-label=${t('filter.remove', { name: text })} title=${text}
    @click=${onRemove}><span class="chip__text">${text}</span><span class="chip__x" aria-hidden="true">×</span></button></li>`;
}

/** Whether a part of the view counts at its level: statewide work does so for municipalities alone. */
const counts = ({ view }) => ({ part }) => part !== 'statewide' || view.level === 'municipality';

/** What narrows the count, over the map, each part removable, and whether anything fits it; nothing without. */
export function chipsPanel(context) {
  const { t, view, record, act } = context;
  const on = partsOf(context, view).filter(counts(context));
  if (!on.length) return nothing;
  const off = (part) => ({ cell: view.cell === NOBODY ? NOBODY : null, [part]: part === 'kind' ? 'any' : null });
  const empty = record?.filtered && !record.totals.offices && !record.totals.initiatives;
  return html`<ul class="chips" aria-label=${t('filter.chosen')}>
      ${on.map(({ part, text }) => chip(context, text, () => act.dropFilter(off(part))))}
      <li><button type="button" class="chip chip--clear" @click=${() => act.dropFilter()}>${t('filter.clear')}</button></li>
    </ul>
    ${empty ? html`<p class="chips__empty">${t('presence.nothingFiltered')}</p>` : nothing}`;
}
