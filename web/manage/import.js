/* Import: a sheet as it was understood, what becomes of its rows, what a person has to decide, what it changes; only the
   last press changes anything. Every answer is that of a dry run of what the last press does. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { send } from '../core/api.js';
import { LEVELS } from '../core/levels.js';
import { REPORTS } from '../core/served.js';
import { attempt, choice, differences, field, reasonForm, refusal, textInput } from './fields.js';
import { placeMap } from './place-map.js';

const PREVIEW = '/api/imports?dry_run=true';
const TAKE_IN = '/api/imports?dry_run=false';
const PROBLEMS = '/api/imports/problems';
const TEMPLATES = [['offices', 'manage.import.template.offices'], ['presence', 'manage.import.template.presence']];

/* What a sheet may be of. */
const KINDS = [['presence', 'manage.import.kind.presence'], ['offices', 'manage.table.offices']];

const FIRST_ROWS = 50;
const NO_OPTIONS = Object.freeze({ aliases: [], places: {}, mapping: {} });

export const initialImport = Object.freeze({
  file: null, options: NO_OPTIONS, answer: null, error: null, busy: '', group: 0, picked: null, reason: '', taken: null, changes: FIRST_ROWS, rejected: FIRST_ROWS, over: false,
});

const AMBIGUOUS = 'ambiguous-name';
const OTHER_YEAR = 'other-year';

/** A short name for a report out of that of a file. */
const slug = (name) => name.replace(/\.[^.]+$/, '').normalize('NFD').replace(/[^\w-]+/g, '-').toLowerCase().slice(0, 60);

const rowsAlike = ({ code, value, column, around = '', candidates = [] }) => JSON.stringify([code, column, value, around, candidates.map((one) => one.code)]);

/** What is held, rows alike together: [{...the first of them, rows: [number]}]. */
export function heldGroups(problems) {
  const groups = new Map();
  for (const problem of problems.filter(({ bucket }) => bucket === 'held')) {
    const key = rowsAlike(problem);
    if (!groups.has(key)) groups.set(key, { ...problem, candidates: problem.candidates ?? [], rows: [] });
    groups.get(key).rows.push(problem.row);
  }
  return [...groups.values()];
}

/* What is asked for. */

const ASKED = ['kind', 'sheet', 'header_row', 'mapping', 'report', 'period', 'title', 'organisation', 'aliases', 'places'];

/** The sheet and what was decided of it, as a form. */
function formOf({ file, options, reason }) {
  const form = new FormData();
  const said = ASKED.map((name) => [name, options[name]]).filter(([, value]) => value);
  form.append('sheet', file, file.name);
  form.append('options', JSON.stringify(Object.fromEntries(said)));
  if (reason) form.append('reason', reason);
  return form;
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function importActions(store, { changed }) {
  const now = () => store.get().import;
  const set = (patch) => store.set({ import: patch });
  let asked = 0;

  async function read() {
    asked += 1;
    const mine = asked;
    const answer = await attempt(store, 'import', () => send('POST', PREVIEW, { form: formOf({ ...now(), reason: '' }) }), 'reading');
    // While a sheet is read again another decision may have been taken: only the last answer counts.
    if (mine !== asked) return;
    if (answer) set({ answer, group: Math.min(now().group, Math.max(heldGroups(answer.problems).length - 1, 0)), picked: null });
  }

  const decide = (options) => {
    set({ options: { ...now().options, ...options }, taken: null });
    return read();
  };

  return {
    chooseSheet(file) {
      if (!file) return null;
      set({ ...initialImport, file, reason: now().reason });
      return read();
    },
    decide,
    readAgain: read,
    /** A column is said to hold another field, or none (''). */
    mapColumn(letter, name) {
      const held = Object.fromEntries(now().answer.columns.filter((one) => one.field).map((one) => [one.field, one.letter]));
      const mapping = { ...held, ...now().options.mapping };
      for (const [one, at] of Object.entries(mapping)) if (at === letter) mapping[one] = '';
      if (name) mapping[name] = letter;
      return decide({ mapping, sheet: now().answer.sheet });
    },
    /** What a spelling means, for all rows alike: within the area above where the rows name one, and then for good. A name
        that several areas bear and that stands alone is decided for these rows only. */
    acceptPlace({ code: kind, value, around: within = '', rows }, code) {
      if (kind === AMBIGUOUS && !within) {
        return decide({ places: { ...now().options.places, ...Object.fromEntries(rows.map((row) => [row, code])) } });
      }
      const others = now().options.aliases.filter((one) => one.text !== value || one.within !== within);
      return decide({ aliases: [...others, { text: value, code, within }] });
    },
    takeBackPlace: (alias) => decide({ aliases: now().options.aliases.filter((one) => one !== alias) }),
    takeBackRows: (rows) => decide({ places: Object.fromEntries(Object.entries(now().options.places).filter(([row]) => !rows.includes(row))) }),
    freshReport: () => set({ options: { ...now().options, fresh: true, report: slug(now().file.name), title: '', period: '' } }),
    setImport: set,
    async takeIn() {
      const taken = await attempt(store, 'import', () => send('POST', TAKE_IN, { form: formOf(now()) }), 'taking');
      if (!taken) return;
      set({ taken, answer: taken, reason: '' });
      changed();
    },
    async saveProblems() {
      const blob = await attempt(store, 'import', () => send('POST', PROBLEMS, { form: formOf({ ...now(), reason: '' }) }), 'saving');
      if (blob) save(blob, `${now().file.name.replace(/\.[^.]+$/, '')}-problems.xlsx`);
    },
    anotherSheet: () => set({ ...initialImport }),
  };
}

/* The sheet. */

function dropZone({ t, act }, { over }) {
  const drop = (event) => {
    event.preventDefault();
    act.setImport({ over: false });
    act.chooseSheet(event.dataTransfer.files[0]);
  };
  const drag = (inside) => (event) => {
    event.preventDefault();
    if (inside !== over) act.setImport({ over: inside });
  };
  return html`<label class=${`drop ${over ? 'drop--over' : ''}`} @drop=${drop} @dragover=${drag(true)} @dragleave=${drag(false)}>
    <span class="drop__title">${t('manage.import.drop')}</span>
    <span class="button button--main drop__choose">${t('manage.import.choose')}</span>
    <input class="drop__input" type="file" accept=".xlsx,.xls,.xlsb,.ods,.csv,.tsv,.txt,.xml" @change=${({ target }) => act.chooseSheet(target.files[0])} />
    <span class="quiet">${t('manage.import.kinds')}</span>
  </label>
  <p class="quiet">${t('manage.import.templates')} ${TEMPLATES.map(([name, key], index) => html`${index ? ' · ' : ''}<a href=${`/api/templates/${name}.xlsx`} download>${t(key)}</a>`)}</p>`;
}

/** Which report rows go into: one that is there, or a new one. */
function reportFields({ t, act }, { options }) {
  const isNew = options.fresh ?? false;
  const pick = (value) => (value === '+' ? act.freshReport() : act.decide({ fresh: null, report: value, title: '', period: '' }));
  const set = (name) => (value) => act.setImport({ options: { ...options, [name]: value } });
  return html`${field(t('manage.import.report'), choice({
    value: isNew ? '+' : (options.report ?? REPORTS[0].report_id),
    options: [...REPORTS.map((one) => [one.report_id, one.title]), ['+', t('manage.import.newReport')]],
    onChange: pick,
  }))}
  ${isNew ? html`<form class="keep-row" @submit=${(event) => { event.preventDefault(); act.readAgain(); }}>
    ${field(t('manage.import.reportId'), textInput({ value: options.report, onInput: set('report'), required: true, placeholder: 'presence-2025' }))}
    ${field(t('manage.import.reportTitle'), textInput({ value: options.title, onInput: set('title') }))}
    ${field(t('manage.import.period'), textInput({ value: options.period, onInput: set('period'), required: true, placeholder: '2025-01/2025-06' }))}
    <button class="button">${t('manage.import.readAgain')}</button></form>` : nothing}`;
}

function sheetFields(context, state) {
  const { t, act } = context;
  const { answer, options } = state;
  const sheets = answer?.sheets ?? [];
  return html`<div class="keep-row">
    ${field(t('manage.import.kind'), choice({ value: options.kind ?? 'presence', options: KINDS.map(([kind, key]) => [kind, t(key)]), onChange: (kind) => act.decide({ kind, mapping: {} }) }))}
    ${sheets.length > 1 ? field(t('manage.import.sheet'), choice({
      value: answer.sheet, options: sheets.map((one) => [one, one]), onChange: (sheet) => act.decide({ sheet, header_row: null, mapping: {} }) })) : nothing}
    ${answer ? field(t('manage.import.header'), html`<input class="keep-input keep-input--short" type="number" min="1" .value=${live(String(options.header_row ?? answer.header_row ?? 1))}
      @change=${({ target }) => act.decide({ header_row: Number(target.value) || null, mapping: {} })} />`) : nothing}
    ${reportFields(context, state)}
    ${field(t('manage.import.organisation'), html`<input class="keep-input keep-input--short" list="agencies-known" .value=${live(options.organisation ?? '')}
      @change=${({ target }) => act.decide({ organisation: target.value.trim() })} />`, t('manage.import.organisation.hint'))}
  </div>`;
}

/* The columns as they were understood. */

const HOW_KEYS = { mapping: 'manage.how.mapping', hashtag: 'manage.how.hashtag', title: 'manage.how.title', values: 'manage.how.values' };

/* What a column may hold, by the names that mappings have for it. */
const HOLDS_KEYS = {
  org_name: 'manage.field.agency', org_acronym: 'manage.field.acronym', org_type: 'manage.holds.orgType', sector: 'manage.holds.sector', sector_code: 'manage.holds.sectorCode',
  country: 'manage.holds.country', area_code: 'manage.holds.areaCode', place_name: 'manage.field.area', lat: 'manage.field.lat', lon: 'manage.field.lon', start: 'manage.field.from',
  end: 'manage.field.to', period: 'manage.import.period', title: 'manage.holds.title', status: 'manage.holds.status', donor: 'manage.holds.donor', partner: 'manage.field.partner',
  note: 'manage.field.note', office_name: 'manage.holds.officeName', office_type: 'manage.field.officeType', address: 'manage.holds.address', point_basis: 'manage.holds.pointBasis',
};

/** A field in words: those of a level are called as its areas are. */
function heldName({ t }, name, title) {
  const [, number, what] = /^adm(\d)_(code|name)$/.exec(name) ?? [];
  if (number) return LEVELS[number - 1] ? t(what === 'code' ? 'manage.holds.levelCode' : 'manage.holds.levelName', { level: LEVELS[number - 1] }) : null;
  return HOLDS_KEYS[name] ? t(HOLDS_KEYS[name]) : title;
}

function missingPart(context, { missing = [], fields }) {
  if (!missing.length) return nothing;
  const titles = new Map(fields.map(({ name, title }) => [name, title]));
  const told = missing.map((group) => group.map((name) => heldName(context, name, titles.get(name))).filter(Boolean).join(', '));
  return html`<div class="problem" role="alert"><p class="problem__title">${context.t('manage.import.missing')}</p><ul>${told.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

function columnList(context, { answer }) {
  const { t, act } = context;
  const named = answer.fields.map(({ name, title }) => [name, heldName(context, name, title)]).filter(([, words]) => words);
  const fields = [['', t('manage.import.unused')], ...named];
  return html`${missingPart(context, answer)}<ul class="columns">${answer.columns.map(({ letter, title, field: name, how }) => html`<li class=${`columns__one ${name ? '' : 'columns__one--unused'}`}>
    <span class="columns__letter">${letter}</span><span class="columns__title">${title || t('manage.import.untitled')}</span>
    ${choice({ value: name ?? '', options: fields, label: t('manage.import.holds', { letter, title }), onChange: (to) => act.mapColumn(letter, to) })}
    <span class="quiet columns__how">${HOW_KEYS[how] ? t(HOW_KEYS[how]) : nothing}</span></li>`)}</ul>`;
}

/* What becomes of the rows: every row is in exactly one bucket. */

const BUCKET_KEYS = {
  created: 'manage.bucket.created', updated: 'manage.bucket.updated', unchanged: 'manage.bucket.unchanged', held: 'manage.bucket.held', rejected: 'manage.bucket.rejected',
};

function bucketList({ t, n }, { buckets }) {
  return html`<dl class="buckets">${Object.entries(BUCKET_KEYS).map(([name, key]) => html`<div class=${`buckets__one buckets__one--${name} ${buckets[name] ? '' : 'buckets__one--none'}`}>
    <dt>${t(key)}</dt><dd>${n.whole(buckets[name] ?? 0)}</dd></div>`)}</dl>
    <p class="quiet">${t('manage.import.read', { n: buckets.read ?? 0 })} ${buckets.empty ? t('manage.import.empty', { n: buckets.empty }) : nothing}</p>`;
}

/* What is held: one decision after the other, for all rows alike at once. */

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
const rowsWords = ({ t }, rows) => t('manage.rows', { n: rows.length, rows: rows.slice(0, 8).join(', ') + (rows.length > 8 ? ' …' : '') });

function heldOne(context, group, { picked, busy, answer }) {
  const { t, act, theme } = context;
  const points = group.candidates.map(({ code, lon, lat }, index) => ({ id: code, lon, lat, text: String(index + 1) }));
  const choosing = group.candidates.length > 0;
  return html`<div class="held__one">
    <div class="held__words"><h3 class="held__value" id="held-value" tabindex="-1">“${group.value}”</h3>
      <p class="quiet">${rowsWords(context, group.rows)}${group.column ? html` · ${t('manage.held.column', { column: group.column })}` : nothing}</p>
      <p lang="en">${upperFirst(group.reason)}. ${group.cure ? `${upperFirst(group.cure)}.` : nothing}</p>
      ${ownWords(context, group, answer)}
      ${choosing ? candidateList(context, group, picked) : html`<p>${t('manage.held.mend')}</p>`}
      ${choosing ? html`<button type="button" class="button button--main" ?disabled=${!picked || Boolean(busy)}
        @click=${() => act.acceptPlace(group, picked)}>${t('manage.held.accept', { n: group.rows.length })}</button>` : nothing}
    </div>
    ${choosing ? html`<div class="place-map" tabindex="0" ${placeMap({ label: t('manage.held.map'), theme, points, chosen: picked, onChoose: (code) => act.setImport({ picked: code }) })}></div>` : nothing}
  </div>`;
}

function decisions({ t, act }, { options }) {
  const byCode = new Map();
  for (const [row, code] of Object.entries(options.places)) byCode.set(code, [...(byCode.get(code) ?? []), row]);
  if (!options.aliases.length && !byCode.size) return nothing;
  return html`<div class="decisions"><p class="field__label">${t('manage.held.decided')}</p>
    <ul>${[...byCode].map(([code, rows]) => html`<li>${t('manage.rows', { n: rows.length, rows: rows.join(', ') })} → ${code}
      <button type="button" class="link-button" @click=${() => act.takeBackRows(rows)}>${t('manage.held.takeBack')}</button></li>`)}${options.aliases.map((alias) => html`<li>“${alias.text}” → ${alias.code}
      <button type="button" class="link-button" @click=${() => act.takeBackPlace(alias)}>${t('manage.held.takeBack')}</button></li>`)}</ul></div>`;
}

function heldPart(context, state) {
  const { t, act } = context;
  const groups = heldGroups(state.answer.problems);
  if (!groups.length && !state.options.aliases.length && !Object.keys(state.options.places).length) return nothing;
  const at = Math.min(state.group, groups.length - 1);
  return html`<section aria-labelledby="held"><h2 id="held">${t('manage.held.title', { n: groups.length })}</h2>
    ${decisions(context, state)}
    ${groups.length ? html`<div class="held">
      <ol class="held__list" aria-label=${t('manage.held.list')}>${groups.map((group, index) => html`<li><button type="button" class="held__pick" aria-current=${index === at ? 'true' : 'false'}
        @click=${() => act.setImport({ group: index, picked: null })}><span>${group.value || t('manage.held.blank')}</span> <span class="quiet">${t('manage.held.times', { n: group.rows.length })}</span></button></li>`)}</ol>
      ${heldOne(context, groups[at], state)}</div>` : nothing}
  </section>`;
}

function rejectedPart({ t, act }, { answer, rejected, busy }) {
  const out = answer.problems.filter(({ bucket }) => bucket === 'rejected');
  const told = answer.problems.filter(({ bucket }) => !bucket);
  const table = (rows) => html`<div class="wide"><table class="keep-table">
    <thead><tr><th scope="col">${t('manage.col.row')}</th><th scope="col">${t('manage.col.column')}</th><th scope="col">${t('manage.col.value')}</th><th scope="col">${t('manage.col.reason')}</th></tr></thead>
    <tbody>${rows.slice(0, rejected).map((one) => html`<tr><td class="number">${one.row || nothing}</td><td>${one.column}</td><td>${one.value}</td>
      <td lang="en">${upperFirst(one.reason)}${one.cure ? `; ${one.cure}` : ''}</td></tr>`)}</tbody></table></div>
    ${rows.length > rejected ? html`<button type="button" class="button" @click=${() => act.setImport({ rejected: rejected + 200 })}>${t('manage.more', { n: rows.length - rejected })}</button>` : nothing}`;
  const some = answer.buckets.held || answer.buckets.rejected;
  return html`${out.length ? html`<section aria-labelledby="rejected"><h2 id="rejected">${t('manage.import.rejected', { n: answer.buckets.rejected })}</h2>${table(out)}</section>` : nothing}
    ${told.length ? html`<details class="keep-fold"><summary>${t('manage.import.notes', { n: told.length })}</summary>${table(told)}</details>` : nothing}
    ${some ? html`<p><button type="button" class="button" ?disabled=${Boolean(busy)} @click=${() => act.saveProblems()}>${t('manage.import.save')}</button>
      <span class="quiet">${t('manage.import.save.hint')}</span></p>` : nothing}`;
}

function differencesPart(context, { answer, changes }) {
  const { t, act } = context;
  if (!answer.changes.length) return html`<section><p>${t('manage.import.noChange')}</p></section>`;
  const list = differences(context, answer.changes, { most: changes, onMore: () => act.setImport({ changes: changes + 500 }) });
  return html`<section aria-labelledby="changes"><h2 id="changes">${t('manage.import.changes', { n: answer.change_count ?? answer.changes.length })}</h2>${list}</section>`;
}

/** Rows of another year than the report want a report of their own. */
function otherYears({ t, act }, { answer, options }) {
  const n = new Set(answer.problems.filter(({ code }) => code === OTHER_YEAR).map(({ row }) => row)).size;
  if (!n || options.fresh) return nothing;
  return html`<div class="keep-done" role="status"><p>${t('manage.import.otherYears', { n })}</p>
    <button type="button" class="button" @click=${() => act.freshReport()}>${t('manage.import.newReport')}</button></div>`;
}

function takenPart({ t }, { taken }) {
  const { created = 0, updated = 0 } = taken.buckets ?? {};
  return html`<div class="keep-done" role="status"><p class="problem__title">${taken.change ? t('manage.import.taken', { n: created + updated }) : t('manage.import.nothingTaken')}</p>
    ${taken.change ? html`<p>${t('manage.import.next')} <a href="#review">${t('manage.tab.review')}</a> · <a href="#editions">${t('manage.tab.editions')}</a></p>` : nothing}</div>`;
}

function understood(context, state) {
  const { t, act } = context;
  const { answer, busy, reason, taken } = state;
  const rows = (answer.buckets.created ?? 0) + (answer.buckets.updated ?? 0);
  return html`<section aria-labelledby="columns"><h2 id="columns">${t('manage.import.columns')}</h2>${columnList(context, state)}</section>
    <section aria-labelledby="buckets"><h2 id="buckets">${t('manage.import.buckets')}</h2>${bucketList(context, answer)}${taken ? nothing : otherYears(context, state)}</section>
    ${heldPart(context, state)}${rejectedPart(context, state)}${differencesPart(context, state)}
    ${taken || !rows ? nothing : html`<section class="keep-last" aria-labelledby="take-in"><h2 id="take-in">${t('manage.import.last')}</h2>
      <p>${t('manage.import.last.hint', { n: rows })}</p>
      ${reasonForm(context, { reason, onReason: (value) => act.setImport({ reason: value }), onSend: () => act.takeIn(), send: t('manage.import.takeIn', { n: rows }), busy: busy === 'taking', disabled: busy === 'reading' })}</section>`}`;
}

export function importTab(context, state) {
  const { t, act } = context;
  const { file, answer, error, busy, taken } = state;
  if (!file) return html`<p class="manage__lead">${t('manage.import.lead')}</p>${dropZone(context, state)}`;
  return html`<div class="keep-file"><p><strong>${file.name}</strong>
      <button type="button" class="link-button" @click=${() => act.anotherSheet()}>${t('manage.import.another')}</button></p>
      <p class="quiet" role="status">${busy === 'reading' ? t('manage.import.reading') : nothing}</p></div>
    ${taken ? takenPart(context, state) : nothing}
    ${refusal(context, error)}
    ${taken ? nothing : sheetFields(context, state)}
    ${answer ? html`<div class=${busy === 'reading' ? 'keep-stale' : ''}>${understood(context, state)}</div>` : nothing}`;
}
