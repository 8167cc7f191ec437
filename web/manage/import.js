/* Import: a sheet as it was understood, what becomes of its rows, what a person has to decide, what it changes; only the
   last press changes anything. Every answer is that of a dry run of what the last press does. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ApiError, send } from '../core/api.js';
import { LEVELS } from '../core/levels.js';
import { REPORTS } from '../core/served.js';
import { memo } from '../core/store.js';
import { choice, differences, field, progressBar, reasonForm, refusal, textInput, undoneWords } from './fields.js';
import { heldGroups, heldPart, wrong } from './held.js';
import { attempt, failed, telling, timed, write } from './sending.js';

const PREVIEW = '/api/imports?dry_run=true';
const TAKE_IN = '/api/imports?dry_run=false';
const PROBLEMS = '/api/imports/problems';
const TEMPLATES = [['offices', 'manage.import.template.offices'], ['presence', 'manage.import.template.presence']];

/* What a sheet may be of. */
const KINDS = [['presence', 'manage.import.kind.presence'], ['offices', 'manage.table.offices']];

const FIRST_ROWS = 50;
const MOST_BYTES = 16_000_000;
const TOO_LARGE = 413;
const NO_OPTIONS = Object.freeze({ aliases: [], places: {}, mapping: {} });

export const initialImport = Object.freeze({
  file: null, options: NO_OPTIONS, answer: null, error: null, busy: '', progress: null, group: 0, picked: null, called: Object.freeze({}), reason: '', taken: null, undoing: '', undone: null,
  changes: FIRST_ROWS, rejected: FIRST_ROWS, decisions: null, over: false,
});

const AMBIGUOUS = 'ambiguous-name';
const OTHER_YEAR = 'other-year';

/** A short name for a report out of that of a file. */
const slug = (name) => name.replace(/\.[^.]+$/, '').normalize('NFD').replace(/[^\w-]+/g, '-').toLowerCase().slice(0, 60);

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
  let running = null;

  const preview = () => timed(store, 'import', (onSent) => send('POST', PREVIEW, { form: formOf({ ...now(), reason: '' }), ask: telling(onSent) }));

  /** Asks until the answer is that of the last decision: one question at a time, since a large sheet takes its time. */
  async function readOn() {
    for (let mine = -1; mine !== asked && now().file;) {
      mine = asked;
      set({ busy: 'reading', error: null });
      try {
        const answer = await preview();
        if (mine === asked) set({ answer, busy: '', group: Math.min(now().group, Math.max(heldGroups(answer.problems).length - 1, 0)), picked: null });
      } catch (error) {
        if (mine === asked) failed(store, 'import', error);
      }
    }
  }

  function read() {
    asked += 1;
    set({ busy: 'reading' });
    running ??= readOn().finally(() => { running = null; });
    return running;
  }

  const decide = (options) => {
    set({ options: { ...now().options, ...options }, taken: null });
    return read();
  };

  return {
    /** Takes a file as it is now: what is taken in is what was looked at, whatever becomes of the file meanwhile. */
    async chooseSheet(file) {
      if (!file || now().busy === 'taking') return;
      const refuse = (error) => set({ ...initialImport, error, reason: now().reason });
      if (file.size > MOST_BYTES) {
        refuse(new ApiError('refused', { status: TOO_LARGE }));
        return;
      }
      const content = await file.arrayBuffer().catch(() => null);
      if (!content) {
        refuse(new ApiError('unreadable'));
        return;
      }
      set({ ...initialImport, file: new File([content], file.name, { type: file.type, lastModified: file.lastModified }), reason: now().reason });
      await read();
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
    acceptPlace({ code: kind, value, around: within = '', rows, candidates }, code) {
      const { name, parent } = candidates.find((one) => one.code === code);
      set({ called: { ...now().called, [code]: [name, parent].filter(Boolean).join(', ') } });
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
      const taken = await attempt(store, 'import', () => timed(store, 'import', (onSent) => write('POST', TAKE_IN, { form: formOf(now()), ask: telling(onSent) })), 'taking');
      if (!taken) return;
      set({ taken, answer: taken, reason: '' });
      changed();
    },
    async saveProblems() {
      const blob = await attempt(store, 'import', () => send('POST', PROBLEMS, { form: formOf({ ...now(), reason: '' }) }), 'saving');
      if (blob) save(blob, `${now().file.name.replace(/\.[^.]+$/, '')}-problems.xlsx`);
    },
    async undoImport() {
      const { taken, undoing } = now();
      const undone = await attempt(store, 'import', () => write('POST', `/api/changes/${taken.change}/undo`, { json: { reason: undoing } }), 'undoing');
      if (!undone) return;
      set({ undone });
      changed();
    },
    anotherSheet() {
      asked += 1;
      set({ ...initialImport });
    },
  };
}

/* The sheet. */

/** Whether a person has decided something of a sheet that is not taken in. */
export const decided = ({ taken, options }) => !taken && (options.aliases.length > 0 || Object.keys(options.places).length > 0);

/** A file that is dropped anywhere on the page is meant for here: elsewhere the browser would open it in its place. */
export function takeDrops(store, act) {
  const over = (event, inside) => {
    event.preventDefault();
    if (store.get().import.over !== inside) act.setImport({ over: inside });
  };
  addEventListener('dragover', (event) => over(event, true));
  addEventListener('dragleave', (event) => over(event, false));
  addEventListener('drop', (event) => {
    over(event, false);
    if (store.get().ui.tab === 'import' && store.get().session.value?.signed_in) act.chooseSheet(event.dataTransfer.files[0]);
  });
}

function dropZone({ t, act }, { over }) {
  return html`<label class=${`drop ${over ? 'drop--over' : ''}`}>
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

function rejectedPart(context, { answer, rejected, busy }) {
  const { t, n, act } = context;
  const out = answer.problems.filter(({ bucket }) => bucket === 'rejected');
  const told = answer.problems.filter(({ bucket }) => !bucket);
  const table = (rows) => html`<div class="wide"><table class="keep-table">
    <thead><tr><th scope="col">${t('manage.col.row')}</th><th scope="col">${t('manage.col.column')}</th><th scope="col">${t('manage.col.value')}</th><th scope="col">${t('manage.col.reason')}</th></tr></thead>
    <tbody>${rows.slice(0, rejected).map((one) => html`<tr><td class="number">${one.row || nothing}</td><td>${one.column}</td><td>${one.value}</td>
      <td>${wrong(context, one)}</td></tr>`)}</tbody></table></div>
    ${rows.length > rejected ? html`<button type="button" class="button" @click=${() => act.setImport({ rejected: rejected + 200 })}>${t('manage.more', { n: rows.length - rejected })}</button>` : nothing}`;
  const some = answer.buckets.held || answer.buckets.rejected;
  return html`${out.length ? html`<section aria-labelledby="rejected"><h2 id="rejected">${t('manage.import.rejected', { n: answer.buckets.rejected })}</h2>${table(out)}</section>` : nothing}
    ${told.length ? html`<details class="keep-fold"><summary>${t('manage.import.notes', { n: told.length })}</summary>${table(told)}</details>` : nothing}
    ${answer.problem_count > answer.problems.length ? html`<p class="quiet">${t('manage.import.listed', { n: n.whole(answer.problems.length), all: n.whole(answer.problem_count) })}</p>` : nothing}
    ${some ? html`<p><button type="button" class="button" ?disabled=${Boolean(busy)} @click=${() => act.saveProblems()}>${t('manage.import.save')}</button>
      <span class="quiet">${t('manage.import.save.hint')}</span></p>` : nothing}`;
}

function differencesPart(context, { answer, changes }) {
  const { t, act } = context;
  if (!answer.changes.length) {
    const { held = 0, rejected = 0, read = 0 } = answer.buckets;
    return read ? html`<section><p>${t(held || rejected ? 'manage.import.noneYet' : 'manage.import.noChange')}</p></section>` : nothing;
  }
  const list = differences(context, answer.changes, { most: changes, onMore: () => act.setImport({ changes: changes + 500 }) });
  return html`<section aria-labelledby="changes"><h2 id="changes">${t('manage.import.changes', { n: answer.change_count ?? answer.changes.length })}</h2>${list}</section>`;
}

const rowsOfOtherYears = /* @__PURE__ */ memo((problems) => new Set(problems.filter(({ code }) => code === OTHER_YEAR).map(({ row }) => row)).size);

/** Rows of another year than the report want a report of their own. */
function otherYears({ t, act }, { answer, options }) {
  const n = rowsOfOtherYears(answer.problems);
  if (!n || options.fresh) return nothing;
  return html`<div class="keep-done" role="status"><p>${t('manage.import.otherYears', { n })}</p>
    <button type="button" class="button" @click=${() => act.freshReport()}>${t('manage.import.newReport')}</button></div>`;
}

/** A way back at once, for a sheet that was the wrong one. */
function undoPart(context, { taken, undoing, undone, busy }) {
  const { t, act } = context;
  if (!taken.change || undone) return undoneWords(context, undone);
  return html`<details class="keep-fold"><summary>${t('manage.import.undo')}</summary>
    ${reasonForm(context, { reason: undoing, onReason: (value) => act.setImport({ undoing: value }), onSend: () => act.undoImport(), send: t('manage.undo.send'), busy: busy === 'undoing', danger: true })}</details>`;
}

function takenPart({ t }, { taken }) {
  const { created = 0, updated = 0 } = taken.buckets ?? {};
  return html`<div class="keep-done" role="status" data-answer><p class="problem__title">${taken.change ? t('manage.import.taken', { n: created + updated }) : t('manage.import.nothingTaken')}</p>
    ${taken.change ? html`<p>${t('manage.import.next')} <a href="#review">${t('manage.tab.review')}</a> · <a href="#editions">${t('manage.tab.editions')}</a></p>` : nothing}</div>`;
}

function understood(context, state) {
  const { t, act } = context;
  const { answer, busy, reason, taken } = state;
  const rows = (answer.buckets.created ?? 0) + (answer.buckets.updated ?? 0);
  if (taken) return html`<section aria-labelledby="buckets"><h2 id="buckets">${t('manage.import.became')}</h2>${bucketList(context, answer)}</section>${rejectedPart(context, state)}${undoPart(context, state)}`;
  return html`<section aria-labelledby="columns"><h2 id="columns">${t('manage.import.columns')}</h2>${columnList(context, state)}</section>
    <section aria-labelledby="buckets"><h2 id="buckets">${t('manage.import.buckets')}</h2>${bucketList(context, answer)}${otherYears(context, state)}</section>
    ${heldPart(context, state)}${rejectedPart(context, state)}${differencesPart(context, state)}
    ${!rows ? nothing : html`<section class="keep-last" aria-labelledby="take-in"><h2 id="take-in">${t('manage.import.last')}</h2>
      <p>${t('manage.import.last.hint', { n: rows })}</p>
      ${reasonForm(context, { reason, onReason: (value) => act.setImport({ reason: value }), onSend: () => act.takeIn(), send: t('manage.import.takeIn', { n: rows }), busy: busy === 'taking', disabled: busy === 'reading' })}</section>`}`;
}

export function importTab(context, state) {
  const { t, act } = context;
  const { file, answer, error, busy, taken } = state;
  if (!file) return html`<p class="manage__lead">${t('manage.import.lead')}</p>${refusal(context, error)}${dropZone(context, state)}`;
  return html`<div class="keep-file"><p><strong>${file.name}</strong>
      <button type="button" class="link-button" @click=${() => act.anotherSheet()}>${t('manage.import.another')}</button></p>
      ${progressBar(context, state.progress, t(busy === 'taking' ? 'manage.import.taking' : 'manage.import.reading'))}</div>
    ${taken ? takenPart(context, state) : nothing}
    ${refusal(context, error, busy ? nothing : html`<button type="button" class="button" @click=${() => act.readAgain()}>${t('manage.import.readAgain')}</button>`)}
    ${taken ? nothing : sheetFields(context, state)}
    ${answer ? html`<div class=${busy === 'reading' ? 'keep-stale' : ''}>${understood(context, state)}</div>` : nothing}`;
}
