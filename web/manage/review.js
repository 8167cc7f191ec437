/* Review: the records that wait and the mistakes that readers reported; one by one, or all that the filter shows. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { getJson } from '../core/api.js';
import { nameOf } from '../core/levels.js';
import { cellText, choice, field, fieldName, reasonForm, recordName, refusal, stateMark, tableName, textInput, when } from './fields.js';
import { attempt, write } from './sending.js';

export const initialReview = Object.freeze({
  waiting: null, filter: Object.freeze({ table: '', agency: '', state: '' }), chosen: Object.freeze([]), verdict: 'validate', why: '', reason: '', done: null, answers: Object.freeze({}), error: null, busy: '',
});

const VERDICT_KEYS = { validate: 'manage.verdict.validate', dispute: 'manage.verdict.dispute', withdraw: 'manage.verdict.withdraw' };
const DONE_KEYS = { validate: 'manage.done.validate', dispute: 'manage.done.dispute', withdraw: 'manage.done.withdraw' };
/* Why a record is withdrawn: the list that the service knows. */
const WHY_KEYS = {
  closed: 'manage.why.closed', duplicate: 'manage.why.duplicate', 'never there': 'manage.why.never', 'wrong place': 'manage.why.place',
  'wrong organisation': 'manage.why.organisation', 'not for this report': 'manage.why.report',
};

/* Not told among what changes: parts that are rows of their own, and the key. */
const UNTOLD = new Set(['agencies', 'places', 'office_id', 'initiative_id']);

const idOf = ({ table, key }) => JSON.stringify([table, key]);

/** What of the list the filter shows. */
export const shownIn = ({ waiting, filter }) => (waiting?.records ?? []).filter(({ table, state, agency_ids: agencies = [] }) =>
  (!filter.table || table === filter.table) && (!filter.state || state === filter.state) && (!filter.agency || agencies.includes(filter.agency)));

export function reviewActions(store, { changed }) {
  const now = () => store.get().review;
  const set = (patch) => store.set({ review: patch });

  async function load() {
    const waiting = await attempt(store, 'review', () => getJson('/api/reviews'));
    if (!waiting) return;
    const there = new Set(waiting.records.map(idOf));
    set({ waiting, chosen: now().chosen.filter((id) => there.has(id)) });
  }

  return {
    loadReview: load,
    setReview: set,
    filterReview: (part) => set({ filter: { ...now().filter, ...part }, chosen: [] }),
    tick(record, on) {
      const id = idOf(record);
      set({ chosen: on ? [...now().chosen, id] : now().chosen.filter((one) => one !== id) });
    },
    tickAll: (on) => set({ chosen: on ? shownIn(now()).map(idOf) : [] }),
    async judge() {
      const { chosen, verdict, why, reason } = now();
      const rows = chosen.map((id) => JSON.parse(id)).map(([table, key]) => ({ table, key }));
      const json = { rows, verdict, reason, ...(verdict === 'withdraw' ? { why } : {}) };
      const answer = await attempt(store, 'review', () => write('POST', '/api/reviews', { json }), 'judging');
      if (!answer) return;
      set({ done: { verdict, n: rows.length }, chosen: [], reason: '' });
      changed();
      await load();
    },
    answerMistake: (id, text) => set({ answers: { ...now().answers, [id]: text } }),
    async settle(id) {
      const done = await attempt(store, 'review', () => write('POST', `/api/mistakes/${id}/settle`, { json: { answer: now().answers[id] } }), `settling-${id}`);
      if (done) await load();
    },
  };
}

function filters(context, { waiting, filter }) {
  const { t, act, acronym } = context;
  const agencies = [...new Set(waiting.records.flatMap(({ agency_ids: ids = [] }) => ids))];
  const any = ['', t('manage.filter.any')];
  return html`<form class="keep-row keep-filters" @submit=${(event) => event.preventDefault()}>
    ${field(t('manage.col.kind'), choice({ value: filter.table, options: [any, ...['offices', 'initiatives'].map((one) => [one, tableName(context, one)])], onChange: (table) => act.filterReview({ table }) }))}
    ${field(t('manage.field.agency'), choice({ value: filter.agency, options: [any, ...agencies.map((id) => [id, acronym(id)])], onChange: (agency) => act.filterReview({ agency }) }))}
    ${field(t('manage.field.state'), choice({ value: filter.state, options: [any, ['pending', t('manage.state.pending')], ['disputed', t('manage.state.disputed')]], onChange: (state) => act.filterReview({ state }) }))}
  </form>`;
}

/** What readers would see anew: the fields that differ from what they see now. */
function difference(context, { cells, shown }) {
  if (!shown) return html`<span class="quiet">${context.t('manage.review.new')}</span>`;
  const names = [...new Set([...Object.keys(cells), ...Object.keys(shown)])].filter((name) => !UNTOLD.has(name) && (cells[name] ?? '') !== (shown[name] ?? ''));
  if (!names.length) return html`<span class="quiet">${context.t('manage.review.parts')}</span>`;
  return html`<ul class="change__fields">${names.map((name) => html`<li><span class="quiet">${fieldName(context, name)}</span>
    ${shown[name] ? html`<del>${cellText(context, shown[name], name)}</del> → ` : nothing}<ins>${cellText(context, cells[name], name) || context.t('manage.blank')}</ins></li>`)}</ul>`;
}

function table(context, state) {
  const { t, act } = context;
  const shown = shownIn(state);
  const all = shown.length > 0 && state.chosen.length === shown.length;
  return html`<div class="wide"><table class="keep-table"><thead><tr>
    <th scope="col"><label class="keep-check"><input type="checkbox" .checked=${live(all)} @change=${({ target }) => act.tickAll(target.checked)} /><span class="visually-hidden">${t('manage.review.all')}</span></label></th>
    <th scope="col">${t('manage.col.record')}</th><th scope="col">${t('manage.review.what')}</th><th scope="col">${t('manage.field.state')}</th></tr></thead>
    <tbody>${shown.map((record) => html`<tr><td><label class="keep-check"><input type="checkbox" .checked=${live(state.chosen.includes(idOf(record)))} @change=${({ target }) => act.tick(record, target.checked)} />
      <span class="visually-hidden">${recordName(context, record)}</span></label></td>
      <th scope="row"><a href=${`#records/${record.table}/${encodeURIComponent(record.key)}`}>${recordName(context, record)}</a></th><td>${difference(context, record)}</td>
      <td>${stateMark(context, record.state)}${record.why ? html` <span class="quiet">${record.why}</span>` : nothing}</td></tr>`)}</tbody></table></div>`;
}

function verdictForm(context, state) {
  const { t, act } = context;
  const { verdict, why, reason, chosen, busy } = state;
  const withdraw = verdict === 'withdraw';
  return html`<section class="keep-last" aria-labelledby="verdict"><h2 id="verdict">${t('manage.review.chosen', { n: chosen.length })}</h2>
    <div class="keep-row"><fieldset><legend class="visually-hidden">${t('manage.review.verdict')}</legend><div class="segments">${Object.entries(VERDICT_KEYS).map(([name, key]) => html`<label class="segment">
      <input type="radio" name="verdict" value=${name} .checked=${live(verdict === name)} @change=${() => act.setReview({ verdict: name })} /><span>${t(key)}</span></label>`)}</div></fieldset>
    ${withdraw ? field(t('manage.review.why'), choice({ value: why, options: [['', t('manage.unset')], ...Object.entries(WHY_KEYS).map(([name, key]) => [name, t(key)])], onChange: (value) => act.setReview({ why: value }) })) : nothing}</div>
    ${reasonForm(context, { reason, onReason: (value) => act.setReview({ reason: value }), onSend: () => act.judge(), send: t(VERDICT_KEYS[verdict]), busy: busy === 'judging', disabled: !chosen.length || (withdraw && !why), danger: withdraw })}
  </section>`;
}

function aboutMistake(context, { table, key, area }) {
  const { lang, state } = context;
  if (table) return html`<a href=${`#records/${table}/${encodeURIComponent(key)}`}>${tableName(context, table)} · ${key}</a>`;
  const found = state.lists.highest?.find(({ code }) => code === area);
  return html`<a href=${`/?area=${encodeURIComponent(area)}`}>${found ? nameOf(found, lang) : context.areaName(area)}</a>`;
}

function mistakes(context, { waiting, answers, busy }) {
  const { t, act, session } = context;
  if (!waiting.mistakes.length) return html`<p class="quiet">${t('manage.mistakes.none')}</p>`;
  const may = session.role !== 'contributor';
  return html`<ul class="mistakes">${waiting.mistakes.map(({ id, told_at: at, about, message }) => html`<li class="mistakes__one">
    <p>${aboutMistake(context, about)} <span class="quiet">${when(context, at)}</span></p><blockquote>${message}</blockquote>
    ${may ? html`<form class="keep-row" @submit=${(event) => { event.preventDefault(); act.settle(id); }}>
      ${field(t('manage.mistakes.answer'), textInput({ value: answers[id], onInput: (text) => act.answerMistake(id, text), required: true, max: 2_000, placeholder: t('manage.mistakes.example') }))}
      <button class="button" aria-disabled=${busy === `settling-${id}` ? 'true' : 'false'}>${t('manage.mistakes.settle')}</button></form>` : nothing}</li>`)}</ul>`;
}

export function reviewTab(context, state) {
  const { t, session } = context;
  const { waiting, error, done } = state;
  if (!waiting) return error ? refusal(context, error) : html`<p class="quiet">${t('value.loading')}</p>`;
  const may = session.role !== 'contributor';
  return html`${done ? html`<p class="keep-done" role="status" data-answer>${t(DONE_KEYS[done.verdict], { n: done.n })} <a href="#editions">${t('manage.tab.editions')}</a></p>` : nothing}
    ${refusal(context, error)}
    <section aria-labelledby="waits"><h2 id="waits">${t('manage.review.waits', { n: waiting.records.length })}</h2>
      ${waiting.records.length ? html`${filters(context, state)}${table(context, state)}` : html`<p class="quiet">${t('manage.review.none')}</p>`}</section>
    ${waiting.records.length && may ? verdictForm(context, state) : nothing}
    ${waiting.records.length && !may ? html`<p class="quiet">${t('manage.review.notYours')}</p>` : nothing}
    <section aria-labelledby="mistakes"><h2 id="mistakes">${t('manage.mistakes.title', { n: waiting.mistakes.length })}</h2>${mistakes(context, state)}</section>`;
}
