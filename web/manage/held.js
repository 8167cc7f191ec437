/* What is held of a sheet: the rows that wait for a person to say which area is meant, one decision after the other, for
   all rows alike at once. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { memo } from '../core/store.js';
import { placeMap } from './place-map.js';

const FIRST_DECISIONS = 60;
const MORE_DECISIONS = 200;
const MOST_NAMED = 8;
const ENGLISH = 'en';

const rowsAlike = ({ code, value, column, around = '', candidates = [] }) => JSON.stringify([code, column, value, around, candidates.map((one) => one.code)]);

/** What is held, rows alike together: [{...the first of them, rows: [number]}]. */
export const heldGroups = /* @__PURE__ */ memo((problems) => {
  const groups = new Map();
  for (const problem of problems.filter(({ bucket }) => bucket === 'held')) {
    const key = rowsAlike(problem);
    if (!groups.has(key)) groups.set(key, { ...problem, candidates: problem.candidates ?? [], rows: [] });
    groups.get(key).rows.push(problem.row);
  }
  return [...groups.values()];
});

function candidateList({ t, act }, group, picked) {
  return html`<fieldset class="candidates"><legend class="field__label">${t('manage.held.means')}</legend>
    ${group.candidates.map(({ code, name, parent }, index) => html`<label class="candidates__one">
      <input type="radio" name="candidate" value=${code} .checked=${live(picked === code)} @change=${() => act.setImport({ picked: code })} />
      <span class="candidates__number">${index + 1}</span><span><strong>${name}</strong> <span class="quiet">${[parent, code].filter(Boolean).join(' · ')}</span></span></label>`)}
  </fieldset>`;
}

const LETTERS = 26;
/** The place of a column, from 0, by its letter as spreadsheets count: A, ..., Z, AA. */
const placeOf = (letter) => [...letter].reduce((sum, one) => sum * LETTERS + one.charCodeAt(0) - 64, 0) - 1;

/** A row of the sheet as it stands there. */
function ownWords({ t }, { rows: [number] }, { columns, rows = {} }) {
  const cells = columns.map(({ letter, title }) => [title || letter, rows[number]?.[placeOf(letter)]]).filter(([, value]) => value);
  if (!cells.length) return nothing;
  return html`<div class="own-words"><p class="field__label">${t('manage.held.row', { row: String(number) })}</p>
    <dl>${cells.map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}

const upperFirst = (text = '') => text.charAt(0).toUpperCase() + text.slice(1);
const rowsWords = ({ t }, rows) => t('manage.rows', { n: rows.length, rows: rows.slice(0, MOST_NAMED).join(', ') + (rows.length > MOST_NAMED ? ' …' : '') });

/* What is wrong in the words of the page; the service says it in English, with what exactly. */
const PROBLEM_KEYS = {
  'other-year': 'manage.problem.otherYear',
  'end-before-start': 'manage.problem.endFirst',
  'bad-cell': 'manage.problem.badCell',
  'ambiguous-date': 'manage.problem.date',
  'other-order': 'manage.problem.order',
  'no-place': 'manage.problem.noPlace',
  'unknown-name': 'manage.problem.name',
  'unknown-code': 'manage.problem.code',
  'ambiguous-name': 'manage.problem.ambiguous',
  'places-disagree': 'manage.problem.disagree',
  'point-elsewhere': 'manage.problem.point',
  'not-all-found': 'manage.problem.notAll',
  'no-finer-place': 'manage.problem.finer',
  'country-wide': 'manage.problem.country',
  'other-country': 'manage.problem.abroad',
  'no-organisation': 'manage.problem.organisation',
  'no-sector': 'manage.problem.sector',
  'duplicate-id': 'manage.problem.twice',
  'too-long': 'manage.problem.long',
  'read-as': 'manage.problem.readAs',
  organisation: 'manage.problem.body',
  'like-a-field': 'manage.problem.like',
};

/** What is wrong with a row: in English as the service says it, else in words of the page with that beside them. */
export function wrong({ t, lang }, { code, reason, cure }) {
  const exactly = `${upperFirst(reason)}${cure ? `; ${cure}` : ''}`;
  const key = PROBLEM_KEYS[code];
  return lang === ENGLISH || !key ? html`<span lang=${ENGLISH}>${exactly}</span>` : html`${t(key)} <span class="quiet" lang=${ENGLISH}>${exactly}</span>`;
}

/** Why rows are held; where it is for the usual reasons the list beneath says the rest. */
function why(context, problem) {
  const { t } = context;
  const { code, candidates } = problem;
  if (code === 'unknown-name' && candidates.length) return html`<p>${t('manage.held.near')}</p>`;
  if (code === 'ambiguous-name' && new Set(candidates.map(({ name }) => name)).size === 1) return html`<p>${t('manage.held.several')}</p>`;
  return html`<p>${wrong(context, problem)}</p>`;
}

function heldOne(context, group, { picked, busy, answer }) {
  const { t, act, theme } = context;
  const points = group.candidates.map(({ code, lon, lat }, index) => ({ id: code, lon, lat, text: String(index + 1) }));
  const choosing = group.candidates.length > 0;
  return html`<div class="held__one">
    <div class="held__words"><h3 class="held__value" id="held-value" tabindex="-1">“${group.value}”</h3>
      <p class="quiet">${rowsWords(context, group.rows)}${group.column ? html` · ${t('manage.held.column', { column: group.column })}` : nothing}</p>
      ${why(context, group)}
      ${ownWords(context, group, answer)}
      ${choosing ? candidateList(context, group, picked) : html`<p>${t('manage.held.mend')}</p>`}
      ${choosing ? html`<button type="button" class="button button--main" ?disabled=${!picked || Boolean(busy)}
        @click=${() => act.acceptPlace(group, picked)}>${t('manage.held.accept', { n: group.rows.length })}</button>` : nothing}
    </div>
    ${choosing ? html`<div class="place-map" tabindex="0" ${placeMap({ label: t('manage.held.map'), theme, points, chosen: picked, onChoose: (code) => act.setImport({ picked: code }) })}></div>` : nothing}
  </div>`;
}

function decisions(context, { options, called }) {
  const { t, act } = context;
  const byCode = new Map();
  for (const [row, code] of Object.entries(options.places)) byCode.set(code, [...(byCode.get(code) ?? []), row]);
  if (!options.aliases.length && !byCode.size) return nothing;
  const one = (what, code, takeBack) => html`<li>${what} → ${called[code] ? html`${called[code]} <span class="quiet">${code}</span>` : code}
    <button type="button" class="link-button" @click=${takeBack}>${t('manage.held.takeBack')}</button></li>`;
  return html`<div class="decisions"><p class="field__label">${t('manage.held.decided')}</p>
    <ul>${[...byCode].map(([code, rows]) => one(rowsWords(context, rows), code, () => act.takeBackRows(rows)))}${options.aliases.map((alias) => one(`“${alias.text}”`, alias.code, () => act.takeBackPlace(alias)))}</ul></div>`;
}

function picks({ t, act }, groups, { at, most }) {
  return html`<div class="held__side"><ol class="held__list" aria-label=${t('manage.held.list')}>${groups.slice(0, most).map((group, index) => html`<li><button type="button" class="held__pick" aria-current=${index === at ? 'true' : 'false'}
      @click=${() => act.setImport({ group: index, picked: null })}><span>${group.value || t('manage.held.blank')}</span> <span class="quiet">${t('manage.held.times', { n: group.rows.length })}</span></button></li>`)}</ol>
    ${groups.length > most ? html`<button type="button" class="button" @click=${() => act.setImport({ decisions: most + MORE_DECISIONS })}>${t('manage.more', { n: groups.length - most })}</button>` : nothing}</div>`;
}

export function heldPart(context, state) {
  const { t } = context;
  const groups = heldGroups(state.answer.problems);
  if (!groups.length && !state.options.aliases.length && !Object.keys(state.options.places).length) return nothing;
  const at = Math.min(state.group, groups.length - 1);
  return html`<section aria-labelledby="held"><h2 id="held">${groups.length ? t('manage.held.title', { n: groups.length }) : t('manage.held.allDecided')}</h2>
    ${decisions(context, state)}
    ${groups.length ? html`<div class="held">${picks(context, groups, { at, most: state.decisions ?? FIRST_DECISIONS })}${heldOne(context, groups[at], state)}</div>` : nothing}
  </section>`;
}
