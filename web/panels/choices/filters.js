/* Who and what is shown: one agency, one outcome, or both; what is chosen stands as chips over the map. */
import { html, nothing } from 'lit-html';
import { named } from '../../i18n/text.js';
import { outcomeName, tally } from '../record/tally.js';

function option(value, text, chosen) {
  return html`<option value=${value} .selected=${value === chosen}>${text}</option>`;
}

function filterField({ id, label, any, chosen, onChoose }, content) {
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <span class="select"><select id=${id} @change=${(event) => onChoose(event.target.value || null)}>
      ${option('', any, chosen ?? '')}${content}</select></span>
  </div>`;
}

function agencyField({ t, lang, view, agencies, act }) {
  const text = ({ acronym, initiatives, offices }) => {
    const counts = [
      initiatives ? t('count.initiatives', { n: initiatives }) : null,
      offices ? t('filter.offices', { n: offices }) : null,
    ].filter(Boolean);
    return `${acronym} · ${counts.join(', ') || t('value.none')}`;
  };
  const listed = agencies
    .filter(({ agency_id: id, offices, initiatives }) => offices || initiatives || id === view.agency)
    .sort((a, b) => a.acronym.localeCompare(b.acronym, lang));
  const onChoose = (agency) => act.filter({ agency });
  return filterField(
    { id: 'agency', label: t('filter.agency'), any: t('filter.anyAgency'), chosen: view.agency, onChoose },
    listed.map((agency) => option(agency.agency_id, text(agency), view.agency)),
  );
}

function outcomeField({ t, lang, view, framework, act }) {
  const text = (outcome) => `${outcomeName(outcome, lang)} · ${t('count.initiatives', { n: outcome.initiatives })}`;
  const listed = framework.outcomes.filter(({ outcome_id: id, initiatives }) => initiatives || id === view.outcome);
  const ofPriority = (priority) => listed.filter(({ priority_id: id }) => id === priority.priority_id);
  const groups = framework.priorities.filter((priority) => ofPriority(priority).length);
  const onChoose = (outcome) => act.filter({ outcome });
  return filterField(
    { id: 'outcome', label: t('filter.outcome'), any: t('filter.anyOutcome'), chosen: view.outcome, onChoose },
    groups.map(
      (priority) => html`<optgroup
        label=${t('filter.priority', { id: priority.priority_id, title: named(priority, 'title', lang) })}>
        ${ofPriority(priority).map((outcome) => option(outcome.outcome_id, text(outcome), view.outcome))}</optgroup>`,
    ),
  );
}

export function filtersPanel(context) {
  const { t, agencies, framework, record } = context;
  if (!agencies || !framework) return nothing;
  return html`<form class="filters" aria-label=${t('filter.label')} @submit=${(event) => event.preventDefault()}>
    <div class="filters__row">${agencyField(context)}${outcomeField(context)}</div>
    <p class="tally">${tally(context)}</p>
    ${record?.filter.outcome ? html`<p class="quiet">${t('filter.noOffices')}</p>` : nothing}
  </form>`;
}

function chip({ t }, text, onRemove) {
  return html`<li><button type="button" class="chip" aria-label=${t('filter.remove', { name: text })} title=${text}
    @click=${onRemove}><span class="chip__text">${text}</span><span class="chip__x" aria-hidden="true">×</span></button></li>`;
}

/** The filter over the map, each part of it removable, and whether anything fits it; nothing without a filter. */
export function chipsPanel(context) {
  const { t, lang, view, agencies, framework, record, act } = context;
  const agency = agencies?.find(({ agency_id: id }) => id === view.agency);
  const outcome = framework?.outcomes.find(({ outcome_id: id }) => id === view.outcome);
  if (!agency && !outcome) return nothing;
  const empty = record?.filtered && !record.totals.offices && !record.totals.initiatives;
  return html`<ul class="chips" aria-label=${t('filter.chosen')}>
      ${agency ? chip(context, agency.acronym, () => act.dropFilter({ agency: null })) : nothing}
      ${outcome ? chip(context, outcomeName(outcome, lang), () => act.dropFilter({ outcome: null })) : nothing}
      <li><button type="button" class="chip chip--clear" @click=${() => act.dropFilter()}>${t('filter.clear')}</button></li>
    </ul>
    ${empty ? html`<p class="chips__empty">${t('presence.nothingFiltered')}</p>` : nothing}`;
}
