/* What the keepers' tabs share: what columns and states are called, fields of forms, what went wrong in words, tables of
   what differs, and what a change does to the map. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { PROBLEM_KEYS } from '../panels/parts.js';

/* Words for what the record calls things. */

const FIELD_KEYS = {
  agency_id: 'manage.field.agency', agencies: 'manage.field.agencies', places: 'manage.field.places',
  area_code: 'manage.field.area', place_reported: 'manage.field.place', state_reported: 'manage.field.areaReported',
  lon: 'manage.field.lon', lat: 'manage.field.lat', office_type: 'manage.field.officeType',
  listed_count: 'manage.field.listed', valid_from: 'manage.field.from', valid_to: 'manage.field.to',
  source_id: 'manage.field.source', source_locator: 'manage.field.passage', note: 'manage.field.note',
  report_id: 'manage.field.report', title: 'manage.field.title', title_es: 'manage.field.titleEs',
  summary: 'manage.field.summary', summary_es: 'manage.field.summaryEs', outcome_id: 'manage.field.outcome',
  priority_id: 'manage.field.priority', themes: 'manage.field.themes', start_year: 'manage.field.startYear',
  end_year: 'manage.field.endYear', scope: 'manage.field.scope', state: 'manage.field.state', why: 'manage.field.why',
  level: 'manage.field.level', basis: 'manage.field.basis', partner: 'manage.field.partner', role: 'manage.field.role',
  acronym: 'manage.field.acronym', name_en: 'manage.field.name', start_date: 'manage.field.from', end_date: 'manage.field.to',
};
const TABLE_KEYS = {
  offices: 'manage.table.offices', initiatives: 'manage.table.initiatives', agencies: 'manage.table.agencies',
  initiative_places: 'manage.table.places', initiative_agencies: 'manage.table.initiativeAgencies',
  initiative_partners: 'manage.table.partners', sources: 'manage.table.sources', reports: 'manage.table.reports',
};
export const STATE_KEYS = {
  draft: 'manage.state.draft', pending: 'manage.state.pending', validated: 'manage.state.validated',
  disputed: 'manage.state.disputed', withdrawn: 'manage.state.withdrawn',
};
export const VALUE_KEYS = {
  field: 'manage.value.field', headquarters: 'manage.value.headquarters', located: 'manage.value.located',
  'country-wide': 'manage.value.countryWide', 'unnamed-places': 'manage.value.unnamed', regional: 'manage.value.regional',
};

const AREA_FIELDS = new Set(['area_code', 'places']);
const AGENCY_FIELDS = new Set(['agency_id', 'agencies']);

/* Columns whose values have words of their own. */
const SPOKEN_KEYS = { state: STATE_KEYS };

/** A column of the record, or a table of it, in words; its own name where there are none. */
export const fieldName = ({ t }, field) => (FIELD_KEYS[field] ? t(FIELD_KEYS[field]) : field);
export const tableName = ({ t }, table) => (TABLE_KEYS[table] ? t(TABLE_KEYS[table]) : table);

/** The key of a row as a person reads it; some answers give its parts as a list. */
export const keyText = (key) => [key].flat().join(', ');

/** A cell as a person reads it. */
export function cellText(context, value, field = '') {
  if (Array.isArray(value)) return value.map((one) => cellText(context, one, field)).join('; ');
  const { t, areaName, acronym } = context;
  if (value && AREA_FIELDS.has(field)) return areaName(value);
  if (value && AGENCY_FIELDS.has(field)) return acronym(value);
  const key = SPOKEN_KEYS[field]?.[value] ?? VALUE_KEYS[value];
  return key ? t(key) : (value ?? '');
}

export const stateMark = ({ t }, state) =>
  html`<span class=${`state state--${state}`}>${STATE_KEYS[state] ? t(STATE_KEYS[state]) : state}</span>`;

/** A moment of the service (ISO 8601) as the reader writes it. */
export function when({ t }, iso) {
  const at = new Date(iso);
  const form = new Intl.DateTimeFormat(t('language.tag'), { dateStyle: 'medium', timeStyle: 'short' });
  return html`<time datetime=${iso}>${Number.isNaN(at.getTime()) ? iso : form.format(at)}</time>`;
}

/** What a record is called: an office by who and where, an initiative by its title. */
export function recordName({ acronym }, { table, key, cells, agency_ids: agencies = [] }) {
  if (table === 'initiatives') return cells.title || keyText(key);
  const who = agencies.map(acronym).join(', ') || acronym(cells.agency_id ?? '');
  return [who, cells.place_reported || cells.state_reported || cells.area_code].filter(Boolean).join(' · ') || keyText(key);
}

/* Fields of forms. What is typed is told at once, so that nothing of it hangs on the page staying as it is. */

export function field(label, control, hint = nothing) {
  return html`<label class="keep-field"><span class="field__label">${label}</span>${control}${hint === nothing ? nothing : html`<span class="quiet">${hint}</span>`}</label>`;
}

/** Characters of a cell. A browser would cut what is longer in silence: it is told instead, and not sent. */
export const LONGEST_CELL = 10_000;
export const tooLong = (value) => typeof value === 'string' && value.length > LONGEST_CELL;

export const textInput = ({ value, onInput, type = 'text', required = false, max = null, placeholder = '' }) =>
  html`<input class="keep-input" type=${type} .value=${live(value ?? '')} ?required=${required} maxlength=${max ?? nothing} placeholder=${placeholder} autocomplete="off"
    @input=${({ target }) => onInput(target.value)} />`;

export const textArea = ({ value, onInput, rows = 3, required = false }) =>
  html`<textarea class="keep-input" rows=${rows} ?required=${required} .value=${live(value ?? '')}
    @input=${({ target }) => onInput(target.value)}></textarea>`;

/** options: [[value, words]]. */
export const choice = ({ value, options, onChange, label = nothing }) =>
  html`<span class="select select--low"><select aria-label=${label} .value=${live(value ?? '')} @change=${({ target }) => onChange(target.value)}>
    ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === (value ?? '')}>${words}</option>`)}</select></span>`;

const LONGEST_REASON = 500;

/** The last step of everything that writes: why, and the button that does it. */
export function reasonForm(context, { reason, onReason, onSend, send, busy, disabled = false, more = nothing, danger = false }) {
  const { t } = context;
  const submit = (event) => {
    event.preventDefault();
    if (!busy && !disabled) onSend(event.submitter?.value ?? '');
  };
  return html`<form class="keep-send" @submit=${submit}>
    ${field(t('manage.reason'), textInput({ value: reason, onInput: onReason, required: true, max: LONGEST_REASON, placeholder: t('manage.reason.example') }))}
    <div class="keep-send__buttons">
      <button class=${`button ${danger ? 'button--danger' : 'button--main'}`} ?disabled=${disabled} aria-disabled=${busy ? 'true' : 'false'}>${busy ? t('manage.busy') : send}</button>
      ${more}
    </div>
  </form>`;
}

/* What went wrong. The service says what exactly in English, with row and field. */

const REFUSAL_KEYS = { 401: 'manage.error.signedOut', 403: 'manage.error.forbidden', 404: 'manage.error.gone', 409: 'manage.error.conflict', 428: 'manage.error.conflict', 413: 'manage.error.large', 429: 'manage.error.often' };

/** more: a way to go on, where there is one. */
export function refusal(context, error, more = nothing) {
  const { t } = context;
  if (!error) return nothing;
  const { description, detail, problems = [] } = error.problem ?? {};
  const said = description ?? detail;
  const key = error.kind === 'refused' ? (REFUSAL_KEYS[error.status] ?? 'manage.error.refused') : PROBLEM_KEYS[error.kind];
  return html`<div class="problem" role="alert" data-answer>
    <p class="problem__title">${t(key)}</p>
    ${said && error.kind === 'refused' && error.status !== 401 ? html`<p lang="en">${said}</p>` : nothing}
    ${error.status === 401 ? html`<p>${t('manage.ended.lead')}</p>` : nothing}${error.unsure ? html`<p>${t('manage.error.unsure')}</p>` : nothing}
    ${problemList(context, problems)}${more}
  </div>`;
}

const MOST_PROBLEMS = 20;

/** Why a record cannot be published, or a sheet not be read: every reason is named, or how many more there are. */
export function problemList({ t }, problems) {
  if (!problems.length) return nothing;
  const told = (one) => (typeof one === 'string' ? one : [one.file, one.row && t('manage.row', { row: String(one.row) }), one.column, one.message ?? one.reason].filter(Boolean).join(' · '));
  return html`<ul class="keep-problems" lang="en">${problems.slice(0, MOST_PROBLEMS).map((one) => html`<li>${told(one)}</li>`)}</ul>
    ${problems.length > MOST_PROBLEMS ? html`<p>${t('list.more', { n: problems.length - MOST_PROBLEMS })}</p>` : nothing}`;
}

/** What came of undoing: {back, stayed: [{table, key, why}]}. */
export function undoneWords({ t }, undone) {
  if (!undone) return nothing;
  return html`<div class="keep-done" role="status" data-answer><p>${t('manage.undone.back', { n: undone.back })}</p>
    ${undone.stayed.length ? html`<p>${t('manage.undone.stayed', { n: undone.stayed.length })}</p><ul>${undone.stayed.map(({ table, key, why }) => html`<li>${table} ${[key].flat().join(', ')}: <span lang="en">${why}</span></li>`)}</ul>` : nothing}</div>`;
}

/* How far long work has come. */

const SHOWN_AFTER_S = 2;

/** words: what is being done, once everything was sent. */
export function progressBar({ t, n }, progress, words) {
  if (!progress) return nothing;
  const { sent, seconds } = progress;
  const sending = sent > 0 && sent < 1;
  return html`<div class="keep-progress"><p role="status">${sending ? t('manage.progress.sending') : words}</p>
    <progress class="keep-progress__bar" aria-label=${words} value=${sending ? sent : nothing}></progress>
    <p class="quiet" aria-hidden="true">${sending ? n.share(sent) : seconds >= SHOWN_AFTER_S ? t('manage.progress.seconds', { n: seconds }) : nothing}</p></div>`;
}

/* Tables of what differs, field by field. */

/** fields: [{table, key, field, old, new, row}]; a row of a sheet stands in front where there is one. */
export function differences(context, fields, { most = Infinity, onMore = null } = {}) {
  const { t } = context;
  const rows = fields.slice(0, most);
  const ofSheet = rows.some(({ row }) => row);
  const first = (one, index) => index === 0 || keyText(one.key) !== keyText(rows[index - 1].key) || one.table !== rows[index - 1].table;
  return html`<div class="wide"><table class="keep-table keep-table--fields">
    <thead><tr>${ofSheet ? html`<th scope="col">${t('manage.col.row')}</th>` : nothing}<th scope="col">${t('manage.col.record')}</th>
      <th scope="col">${t('manage.col.field')}</th><th scope="col">${t('manage.col.old')}</th><th scope="col">${t('manage.col.new')}</th></tr></thead>
    <tbody>${rows.map((one, index) => html`<tr class=${first(one, index) ? 'keep-table__first' : ''}>
      ${ofSheet ? html`<td class="number from" data-title=${t('manage.col.row')}>${first(one, index) ? one.row : nothing}</td>` : nothing}
      <td class="what">${first(one, index) ? html`<span class="quiet">${tableName(context, one.table)}</span> ${keyText(one.key)}` : nothing}</td>
      <td>${fieldName(context, one.field)}</td><td class="was">${cellText(context, one.old, one.field)}</td><td class="is">${cellText(context, one.new, one.field)}</td></tr>`)}</tbody>
  </table></div>
  ${fields.length > most ? html`<button type="button" class="button" @click=${onMore}>${t('manage.more', { n: fields.length - most })}</button>` : nothing}`;
}

/* What a change does to the map. */

const EFFECT_KEYS = { offices: 'manage.effect.offices', initiatives: 'manage.effect.initiatives' };

/** "Puebla: 2 offices instead of 1": one line for each area {name, offices_before, offices_after, ...}. */
export function effects({ t }, areas) {
  const told = (area) => Object.entries(EFFECT_KEYS)
    .filter(([what]) => area[`${what}_before`] !== area[`${what}_after`])
    .map(([what, key]) => t(key, { n: area[`${what}_after`], before: area[`${what}_before`] }));
  const lines = areas.map((area) => [area, told(area)]).filter(([, words]) => words.length);
  if (!lines.length) return html`<p class="quiet">${t('manage.effect.none')}</p>`;
  return html`<ul class="keep-effects">${lines.map(([{ name, level }, words]) => html`<li><strong>${name}</strong> <span class="quiet">${t('level.one', { level })}</span> ${words.join('; ')}</li>`)}</ul>`;
}
