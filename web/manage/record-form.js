/* One office or initiative in a form: its fields, its place by name, code or a press on the map, both values where somebody
   else changed the same, what it does to the map, and its history with every change to be undone. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { HIGHEST } from '../core/levels.js';
import { REPORTS } from '../core/served.js';
import { named } from '../core/words.js';
import { cellText, choice, effects, field, fieldName, LONGEST_CELL, problemList, reasonForm, recordName, refusal, stateMark, textArea, textInput, tooLong, undoneWords, VALUE_KEYS, when } from './fields.js';
import { placeMap } from './place-map.js';

const OFFICE = {
  agency_id: 'agency', office_type: ['field', 'headquarters'], listed_count: 'number', area_code: 'place', place_reported: 'text',
  valid_from: 'date', valid_to: 'date', source_id: 'source', source_locator: 'text', note: 'long', report_id: 'report',
};
const INITIATIVE = {
  title: 'line', title_es: 'line', summary: 'long', summary_es: 'long', agencies: 'agencies', places: 'places',
  scope: ['located', 'country-wide', 'unnamed-places', 'regional'], outcome_id: 'outcome', themes: 'themes',
  start_year: 'number', end_year: 'number', source_id: 'source', source_locator: 'text', note: 'long', report_id: 'report',
};
const FORMS = { offices: OFFICE, initiatives: INITIATIVE };
const ENDED = 401;
const REQUIRED = new Set(['agency_id', 'office_type', 'listed_count', 'valid_from', 'title', 'scope', 'source_id']);

/** What a new record begins with. */
export const fresh = (table, report) => ({
  source_id: report?.source?.source_id ?? '',
  ...(REPORTS.length > 1 ? { report_id: REPORTS[0].report_id } : {}),
  ...(table === 'offices'
    ? { office_type: 'field', listed_count: '1', valid_from: report?.period_start ?? '' }
    : { scope: 'located', agencies: [], places: [] }),
});

/* The place. */

function placeSearch(context, { onPick, find }) {
  const { t, act } = context;
  return html`<div class="place-find">
    ${field(t('manage.place.find'), html`<input class="keep-input" type="search" autocomplete="off" .value=${live(find.query)} placeholder=${t('manage.place.example')}
      @input=${({ target }) => act.findPlace(target.value)} @keydown=${(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (find.items.length) onPick(find.items[0]);
      }} />`)}
    ${find.query ? html`<ul class="place-find__list" aria-label=${t('manage.place.found')}>${find.items.map((item) => html`<li><button type="button" class="place-find__one" @click=${() => onPick(item)}>
      <strong>${item.name}</strong> <span class="quiet">${item.detail} · ${item.id}</span></button></li>`)}</ul>
      <p class="quiet" role="status">${find.items.length ? nothing : find.busy ? t('value.loading') : t('manage.place.none')}</p>` : nothing}
  </div>`;
}

const coordinate = (text) => (text === undefined || text === '' ? NaN : Number(text));

function placeFields(context, cells, state) {
  const { t, act, theme } = context;
  const [lon, lat] = [coordinate(cells.lon), coordinate(cells.lat)];
  const code = cells.area_code ?? '';
  return html`<fieldset class="keep-place"><legend class="field__label">${fieldName(context, 'area_code')}</legend>
    <div class="keep-place__words">
      <p class="keep-place__now">${code ? html`<strong>${context.areaName(code)}</strong> <span class="quiet">${code}</span>` : t('manage.place.unset')}</p>
      ${placeSearch(context, { find: state.find, onPick: ({ id, name, detail }) => act.setPlace({ code: id, name, above: detail }) })}
      <div class="keep-row">${field(t('manage.field.lat'), textInput({ value: cells.lat, onInput: (value) => act.edit('lat', value) }))}
        ${field(t('manage.field.lon'), textInput({ value: cells.lon, onInput: (value) => act.edit('lon', value) }))}</div>
      <p class="quiet">${t('manage.place.hint')}</p>
    </div>
    <div class="place-map" tabindex="0" ${placeMap({ label: t('manage.place.map'), theme, points: [{ id: code || '+', lon, lat }], chosen: code || '+', onPlace: (point) => act.setPoint(point) })}></div>
  </fieldset>`;
}

/** Several of a kind, each to be taken out: organisations, themes, places. */
function manyOf(context, name, values, called, add) {
  const { t, act } = context;
  const without = (one) => act.edit(name, values.filter((other) => other !== one));
  return html`<div class="keep-field"><span class="field__label">${fieldName(context, name)}</span>
    <ul class="chips">${values.map((one) => html`<li class="chips__one">${called(one)}
      <button type="button" class="chips__out" aria-label=${t('manage.takeOut', { name: called(one) })} @click=${() => without(one)}>×</button></li>`)}</ul>${add}</div>`;
}

const listIn = (cell) => (Array.isArray(cell) ? cell : (cell ?? '').split(';').map((one) => one.trim()).filter(Boolean));

function manyPlaces(context, cells, state) {
  const { act, theme, t } = context;
  const values = listIn(cells.places);
  const add = ({ id, name, detail }) => act.addPlace({ code: id, name, above: detail });
  return html`<div class="keep-place"><div class="keep-place__words">${manyOf(context, 'places', values, context.areaName, placeSearch(context, { find: state.find, onPick: add }))}</div>
    <div class="place-map" tabindex="0" ${placeMap({ label: t('manage.place.map'), theme, points: [], onPlace: (point) => act.addPoint(point) })}></div></div>`;
}

/* Fields by what they hold. */

function pickOne(context, name, options) {
  const { t, act } = context;
  return choice({ value: '', options: [['', t('manage.add')], ...options], label: `${fieldName(context, name)}, ${t('manage.add')}`, onChange: (value) => value && act.addTo(name, value) });
}

const agencyOptions = ({ agencies, acronym, lang }) =>
  (agencies ?? []).map((one) => [one.agency_id, `${acronym(one.agency_id)} · ${named(one, 'name', lang)}`]).sort(([, a], [, b]) => a.localeCompare(b, lang));
const withOwn = (options, value) => (value && !options.some(([one]) => one === value) ? [[value, value], ...options] : options);
const unset = ({ t }, options) => [['', t('manage.unset')], ...options];

function control(context, name, kind, cells, state) {
  const { act, lang, acronym, state: { lists } } = context;
  const value = cells[name] ?? '';
  const onInput = (typed) => act.edit(name, typed);
  const label = fieldName(context, name);
  const one = (options) => field(label, choice({ value, options: withOwn(unset(context, options), value), onChange: onInput }));
  if (Array.isArray(kind)) return field(label, choice({ value, options: kind.map((word) => [word, context.t(VALUE_KEYS[word])]), onChange: onInput }));
  switch (kind) {
    case 'agency': return one(agencyOptions(context));
    case 'source': return one((lists.sources ?? []).map(({ source_id: id, title }) => [id, title]));
    case 'report': return REPORTS.length > 1 ? one(REPORTS.map(({ report_id: id, title }) => [id, title])) : nothing;
    case 'outcome': return lists.outcomes?.length ? one(lists.outcomes.map((outcome) => [outcome.code, `${outcome.code} · ${named(outcome, 'name', lang)}`])) : nothing;
    case 'place': return placeFields(context, cells, state);
    case 'places': return manyPlaces(context, cells, state);
    case 'agencies': return manyOf(context, name, listIn(value), acronym, pickOne(context, name, agencyOptions(context)));
    case 'themes': return lists.themes?.length ? manyOf(context, name, listIn(value), (id) => named(lists.themes.find(({ code }) => code === id) ?? { name: id, name_en: id }, 'name', lang),
      pickOne(context, name, lists.themes.map((theme) => [theme.code, named(theme, 'name', lang)]))) : nothing;
    case 'line': return html`<div class="keep-field--wide">${field(label, textInput({ value, onInput, required: REQUIRED.has(name) }))}</div>`;
    case 'long': return field(label, textArea({ value, onInput }));
    default: return field(label, textInput({ value, onInput, type: kind, required: REQUIRED.has(name) }));
  }
}

/* Two people at once: both values side by side, one to be chosen for each field. */

export function conflictPart(context, { fields, chosen, theirs: by = null }) {
  const { t, act } = context;
  const pick = (name, whose, value) => html`<label class="conflict__side"><input type="radio" name=${`conflict-${name}`} .checked=${live((chosen[name] ?? 'yours') === whose)}
    @change=${() => act.chooseSide(name, whose)} /><span><span class="field__label">${t(whose === 'yours' ? 'manage.conflict.yours' : 'manage.conflict.theirs')}</span>
    ${cellText(context, value, name) || t('manage.blank')}</span></label>`;
  return html`<section class="conflict" role="alert" data-answer aria-labelledby="conflict"><h3 id="conflict">${t('manage.conflict.title')}</h3><p>${t('manage.conflict.lead', { by: by ?? '' })}</p>
    ${fields.map(({ field: name, theirs, yours }) => html`<fieldset class="conflict__field"><legend>${fieldName(context, name)}</legend>
      ${pick(name, 'theirs', theirs)}${pick(name, 'yours', yours)}</fieldset>`)}
    <button type="button" class="button button--main" @click=${() => act.sendAgain()}>${t('manage.conflict.again')}</button></section>`;
}

/* History. */

const KIND_KEYS = { import: 'manage.kind.import', edit: 'manage.kind.edit', review: 'manage.kind.review', undo: 'manage.kind.undo' };

/** One change: when, who, why, each field before and after, and a way to undo it; undoing: {change, reason}. */
function changeItem(context, one, undoing, busy) {
  const { t, act } = context;
  const open = undoing?.change === one.change;
  const ask = () => act.setUndo(open ? null : { change: one.change, reason: '' });
  return html`<li class="change"><p class="change__head"><strong>${t(KIND_KEYS[one.kind])}</strong> ${when(context, one.at)} ${one.by ? html`<span class="quiet">${one.by}</span>` : nothing}</p>
    <p class="change__why">${one.reason}</p>
    ${one.fields?.length ? html`<ul class="change__fields">${one.fields.map((cell) => html`<li><span class="quiet">${fieldName(context, cell.field)}</span>
      ${cell.old ? html`<del>${cellText(context, cell.old, cell.field)}</del> → ` : nothing}<ins>${cellText(context, cell.new, cell.field) || t('manage.blank')}</ins></li>`)}</ul>` : nothing}
    ${one.undone_by ? html`<p class="quiet">${t('manage.undone')}</p>` : html`<button type="button" class="link-button" aria-expanded=${open ? 'true' : 'false'} @click=${ask}>${t('manage.undo')}</button>`}
    ${open ? reasonForm(context, { reason: undoing.reason, onReason: (reason) => act.setUndo({ ...undoing, reason }), onSend: () => act.undo(), send: t('manage.undo.send'), busy, danger: true }) : nothing}</li>`;
}

export const historyPart = (context, history, { undoing, undone, busy }) => html`<section aria-labelledby="history"><h3 id="history">${context.t('manage.history')}</h3>
  ${undoneWords(context, undone)}
  ${history.length ? html`<ol class="changes">${history.map((one) => changeItem(context, one, undoing, busy === 'undoing'))}</ol>` : html`<p class="quiet">${context.t('manage.history.none')}</p>`}</section>`;

/** What the changes that wait do to the areas of a record, once they are published. */
function effectPart(context, { next, record }) {
  const { t } = context;
  if (!next || !record) return nothing;
  const codes = new Set([...(record.area_codes ?? []), ...next.around]);
  const areas = next.areas.filter(({ area_code: code, level }) => level === HIGHEST || codes.has(code));
  return html`<section aria-labelledby="effect"><h3 id="effect">${t('manage.effect.title')}</h3>${effects(context, areas)}</section>`;
}

/** What the form as it stands does to the map, before it is saved. */
function previewPart(context, { preview }, { report_id: report }) {
  const { t } = context;
  if (!preview) return nothing;
  const { areas, problems = [], error, late } = preview;
  const earlier = areas?.length === 0 && report && report !== REPORTS[0].report_id;
  const why = error?.kind === 'refused' && error.status !== ENDED ? (error.problem.description ?? error.problem.detail) : null;
  return html`<section class=${`keep-preview ${late ? 'keep-stale' : ''}`} aria-labelledby="preview" aria-live="polite"><h3 id="preview">${t('manage.preview.title')}</h3>
    ${why ? html`<p>${t('manage.preview.refused')} <span lang="en">${why}</span></p>` : !areas ? html`<p class="quiet">${t('manage.preview.counting')}</p>` : error ? html`<p class="quiet">${t('manage.preview.unknown')}</p>` : problems.length ? html`<p>${t('manage.preview.broken')}</p>${problemList(context, problems)}` : earlier ? html`<p class="quiet">${t('manage.preview.earlier')}</p>` : effects(context, areas)}</section>`;
}

/** The form of the record that is open: {table, key, record, draft, ...}; key '+' is a new one. */
export function recordForm(context, state) {
  const { t, n, act } = context;
  const { open: { table, key }, record, draft, conflict, error, busy, reason, saved } = state;
  if (key !== '+' && !record) return error ? refusal(context, error) : html`<p class="quiet">${t('value.loading')}</p>`;
  if (state.gone) return html`<header class="keep-form__head"><h2 id="record-title" tabindex="-1">${recordName(context, record)}</h2>
    <a class="button" href="#records">${t('manage.back')}</a></header>${undoneWords(context, state.undone)}`;
  const cells = { ...(record?.cells ?? fresh(table, context.report)), ...draft };
  const changed = Object.keys(draft).length > 0;
  const long = Object.keys(draft).filter((name) => tooLong(draft[name]));
  const title = key === '+' ? t(table === 'offices' ? 'manage.new.office' : 'manage.new.initiative') : recordName(context, record);
  return html`<header class="keep-form__head"><div><h2 id="record-title" tabindex="-1">${title}</h2>
      ${record ? html`<p>${stateMark(context, record.state)} <span class="quiet">${[record.key].flat().join(', ')}${record.why ? ` · ${record.why}` : ''}</span></p>` : nothing}
      ${record?.stale ? html`<p class="stale">${t('manage.stale', { date: record.date_of_data })}</p>` : nothing}</div>
    <a class="icon-button" href="#records" aria-label=${t('action.close')} title=${t('action.close')}>×</a></header>
    ${saved ? html`<p class="keep-done" role="status" data-answer>${t(saved === 'pending' ? 'manage.saved.pending' : 'manage.saved')}</p>` : nothing}
    ${conflict ? conflictPart(context, conflict) : refusal(context, error)}
    <div class="keep-form__fields">${Object.entries(FORMS[table]).map(([name, kind]) => control(context, name, kind, cells, state))}</div>
    ${long.length ? html`<p class="problem" role="alert">${t('manage.tooLong', { fields: long.map((name) => fieldName(context, name)).join(', '), most: n.whole(LONGEST_CELL) })}</p>` : nothing}
    ${previewPart(context, state, cells)}
    ${reasonForm(context, {
      reason, onReason: (value) => act.giveReason(value), onSend: (how) => act.save(how === 'draft'), send: t('manage.save'), busy: busy === 'saving', disabled: (!changed && key !== '+') || long.length > 0,
      more: html`<button class="button" value="draft" ?disabled=${!changed && key !== '+'}>${t('manage.saveDraft')}</button>
        ${changed ? html`<button type="button" class="link-button" @click=${() => act.discard()}>${t('manage.discard')}</button>` : nothing}`,
    })}
    ${effectPart(context, state)}
    ${record ? historyPart(context, state.history, state) : nothing}`;
}
