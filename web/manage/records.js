/* Records: the offices and initiatives as a table to filter, and the one that is open beside it. What is typed is kept for
   each record by itself, whatever else is looked at meanwhile. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { endpoints, getJson, send } from '../core/api.js';
import { HIGHEST, nameOf } from '../core/levels.js';
import { language } from '../core/preferences.js';
import { cellText, choice, field, recordName, refusal, STATE_KEYS, stateMark, tableName } from './fields.js';
import { areaAt } from './place-map.js';
import { fresh, recordForm } from './record-form.js';
import { attempt, write } from './sending.js';

const PAGE = 50;
const PAUSE_MS = 250; // between the last letter typed and the question
const LONG_PAUSE_MS = 600; // the same where the answer counts the map anew

const NO_FILTER = Object.freeze({ q: '', state: '', agency: '', area: '', stale: '' });
export const initialRecords = Object.freeze({
  table: 'offices', filter: NO_FILTER, offset: 0, list: null, open: null, record: null, history: [], draft: {}, drafts: {}, reason: '', reasons: {}, conflict: null,
  find: { query: '', items: [], busy: false }, undoing: null, undone: null, gone: false, next: null, preview: null, saved: '', error: null, listError: null, busy: '',
});

/* What a new record must have before it can be asked what it would do. */
const NEEDED = { offices: ['agency_id', 'area_code'], initiatives: ['title', 'agencies', 'places'] };

const KEYS = { offices: 'office_id', initiatives: 'initiative_id' };
const without = (held, name) => Object.fromEntries(Object.entries(held).filter(([one]) => one !== name));
const idOf = ({ table, key }) => `${table}/${key}`;
const recordPath = ({ table, key }) => `/api/records/${table}/${encodeURIComponent(key)}`;

function listPath({ table, filter, offset }) {
  const given = Object.entries({ table, ...filter, limit: PAGE, offset: offset || '' }).filter(([, value]) => value !== '');
  return `/api/records?${new URLSearchParams(given)}`;
}

/** The record that a link's hash opens: '#records/offices/KEY'; null for none. */
export function openIn(hash) {
  const [, table, ...key] = hash.slice(1).split('/');
  return table && key.length ? { table, key: decodeURIComponent(key.join('/')) } : null;
}

const hashOf = ({ table, key }) => `#records/${table}/${encodeURIComponent(key)}`;

/* Where a place that was pressed lies, and what it is called. */
function placing(store, { edit, draftNow, spoken }) {
  const remember = ({ code, name, above }) => store.set({ lists: { names: { ...store.get().lists.names, [code]: { name, above } } } });
  const add = (place) => {
    remember(place);
    const cells = draftNow();
    edit('places', [...new Set([...(cells.places ?? []), place.code])]);
    store.set({ records: { find: initialRecords.find } });
  };
  /** The area of a point; null in none, and where another record was opened meanwhile. */
  const areaHere = async (point) => {
    const { open } = store.get().records;
    const found = await attempt(store, 'records', () => areaAt(point, spoken()));
    return store.get().records.open === open ? found : null;
  };
  /** An office is elsewhere: what was reported of its place and area was of the one before. */
  function moveTo(place) {
    const before = draftNow();
    remember(place);
    edit('area_code', place.code);
    if (!before.place_reported || before.area_code !== place.code) edit('place_reported', place.name);
    if (before.state_reported) edit('state_reported', '');
  }
  let timer = 0;
  return {
    setPlace(place) {
      moveTo(place);
      edit('lon', '');
      edit('lat', '');
      store.set({ records: { find: initialRecords.find } });
    },
    async setPoint({ lon, lat }) {
      edit('lon', String(lon));
      edit('lat', String(lat));
      const found = await areaHere({ lon, lat });
      if (!found) return;
      moveTo(found);
    },
    addPlace: add,
    async addPoint(point) {
      const found = await areaHere(point);
      if (found) add(found);
    },
    findPlace(query) {
      clearTimeout(timer);
      store.set({ records: { find: { ...store.get().records.find, query, busy: true } } });
      timer = setTimeout(async () => {
        const answer = query.trim() ? await getJson(endpoints.search(query.trim(), spoken(), 'place')).catch(() => null) : null;
        if (store.get().records.find.query !== query) return;
        store.set({ records: { find: { query, busy: false, items: answer?.groups[0]?.items.slice(0, 8) ?? [] } } });
      }, PAUSE_MS);
    },
  };
}

export function recordActions(store, { changed }) {
  const now = () => store.get().records;
  const set = (patch) => store.set({ records: patch });
  const spoken = () => language(store.get().view.lang);

  const withDraft = (draft) => {
    const id = idOf(now().open);
    const others = without(now().drafts, id);
    return { draft, drafts: Object.keys(draft).length ? { ...others, [id]: draft } : others };
  };

  /** A cell of the form; one that is as it was is none that changes. */
  function edit(name, value) {
    const { draft, record } = now();
    const same = record && JSON.stringify(record.cells[name] ?? '') === JSON.stringify(value);
    set({ ...withDraft(same ? without(draft, name) : { ...draft, [name]: value }), saved: '' });
    foresee();
  }

  let pause = 0;
  let foreseen = 0;

  /** What the form as it stands would do to the map, once typing pauses; only the answer to what was typed last is shown. */
  function foresee() {
    clearTimeout(pause);
    foreseen += 1;
    const mine = foreseen;
    const { open, record, draft: cells } = now();
    if (!open || !Object.keys(cells).length || (open.key === '+' && !NEEDED[open.table].every((name) => cells[name]?.length))) {
      set({ preview: null });
      return;
    }
    set({ preview: { ...now().preview, late: true } });
    pause = setTimeout(async () => {
      const answer = await asWritten({ open, record, cells, reason: now().reason, dryRun: true }).catch((error) => ({ error }));
      if (mine === foreseen) set({ preview: { areas: [], problems: [], ...answer, late: false } });
    }, LONG_PAUSE_MS);
  }

  /** Sends the form: as a change of the version that was seen, or as a new record. */
  function asWritten({ open, record, cells, reason, draft = false, dryRun = false }) {
    const by = dryRun ? send : write;
    const asked = dryRun ? '?dry_run=true' : '';
    if (open.key !== '+') return by('PATCH', `${recordPath(open)}${asked}`, { json: { cells, reason, draft }, version: record.version });
    const whole = { ...fresh(open.table, store.get().lists.report), ...cells };
    return by('POST', `/api/records/${open.table}${asked}`, { json: { cells: whole, reason, draft } });
  }

  async function list(patch = {}) {
    set({ ...patch, listError: null });
    const path = listPath(now());
    try {
      const answer = await getJson(path);
      if (path === listPath(now())) set({ list: answer });
    } catch (error) {
      set({ listError: error });
      if (error.status === 401) store.set({ ui: { ended: true } });
    }
  }

  async function read(open) {
    const answer = await attempt(store, 'records', () => getJson(recordPath(open)));
    if (!answer || now().open !== open) return;
    const { history = [], ...record } = answer;
    set({ record, history });
  }

  async function effect(around) {
    const next = await send('GET', '/api/editions/next').catch(() => null);
    set({ next: next && { areas: next.areas, around } });
  }

  async function written(answer, before) {
    const open = { table: answer.table, key: [answer.key].flat().join(', ') };
    const around = [...(before?.area_codes ?? []), ...(answer.area_codes ?? [])];
    set({ ...withDraft({}), conflict: null, reason: '', reasons: { ...now().reasons, [idOf(open)]: '' }, saved: answer.state });
    set({ open, record: answer });
    foresee();
    if (location.hash !== hashOf(open)) history.replaceState(null, '', hashOf(open));
    changed();
    await Promise.all([read(open), list(), effect(around)]);
  }

  return {
    ...placing(store, { edit, spoken, draftNow: () => ({ ...now().record?.cells, ...now().draft }) }),
    edit,
    setRecords: set,
    giveReason: (reason) => set({ reason, reasons: { ...now().reasons, [idOf(now().open)]: reason } }),
    listRecords: list,
    filterRecords(part) {
      return list({ filter: { ...now().filter, ...part }, offset: 0 });
    },
    showTable: (table) => list({ table, offset: 0, list: null }),
    pageRecords: (offset) => list({ offset }),
    async openRecord(open) {
      const draft = open ? (now().drafts[idOf(open)] ?? {}) : {};
      set({ open, record: null, history: [], draft, reason: (open && now().reasons[idOf(open)]) ?? '', conflict: null, error: null, undoing: null, undone: null, gone: false, next: null, preview: null, saved: '', find: initialRecords.find });
      if (open && open.table !== now().table) list({ table: open.table, offset: 0, list: null });
      if (open && open.key !== '+') await read(open);
      if (now().open === open) foresee();
    },
    addTo(name, value) {
      const cells = { ...now().record?.cells, ...now().draft };
      const values = Array.isArray(cells[name]) ? cells[name] : (cells[name] ?? '').split(';').filter(Boolean);
      const whole = [...new Set([...values, value])];
      edit(name, name === 'themes' ? whole.join(';') : whole);
    },
    discard() {
      set({ ...withDraft({}), conflict: null, error: null });
      foresee();
    },
    async save(draft = false) {
      const { open, record, draft: cells, reason } = now();
      const answer = await attempt(store, 'records', () => asWritten({ open, record, cells, reason, draft }), 'saving');
      if (answer) {
        await written(answer, record);
        return;
      }
      const { error } = now();
      if (error?.status === 409 && error.problem.fields?.length) set({ conflict: { fields: error.problem.fields, chosen: {} }, error: null });
    },
    chooseSide: (name, whose) => set({ conflict: { ...now().conflict, chosen: { ...now().conflict.chosen, [name]: whose } } }),
    /** Sends what was chosen of both, on top of what the other person wrote. */
    async sendAgain() {
      const { open, conflict: { chosen }, draft } = now();
      const newest = await attempt(store, 'records', () => getJson(recordPath(open)));
      if (!newest) return;
      const { history: changes = [], ...record } = newest;
      const kept = Object.fromEntries(Object.entries(draft).filter(([name]) => chosen[name] !== 'theirs'));
      set({ record, history: changes, ...withDraft(kept), conflict: null });
      if (Object.keys(kept).length) await this.save();
    },
    setUndo: (undoing) => set({ undoing, undone: null }),
    async undo() {
      const { undoing, open, record, history: changes } = now();
      const undone = await attempt(store, 'records', () => write('POST', `/api/changes/${undoing.change}/undo`, { json: { reason: undoing.reason } }), 'undoing');
      if (!undone) return;
      // Where the change had made the record, it is gone now.
      const made = changes.find(({ change }) => change === undoing.change)?.fields?.some((one) => one.field === KEYS[open.table] && !one.old);
      const gone = Boolean(made) && !undone.stayed.length;
      set({ undoing: null, undone, gone });
      changed();
      await Promise.all([gone ? null : read(open), list(), effect(record?.area_codes ?? [])]);
    },
  };
}

/* The table. */

function filters(context, { filter }) {
  const { t, act, agencies, acronym, lang, state: { lists: { highest } } } = context;
  const states = [['', t('manage.filter.any')], ...Object.entries(STATE_KEYS).map(([state, key]) => [state, t(key)])];
  const where = [['', t('manage.filter.any')], ...(highest ?? []).map((one) => [one.code, nameOf(one, lang)]).sort(([, a], [, b]) => a.localeCompare(b, lang))];
  const who = [['', t('manage.filter.any')], ...(agencies ?? []).map(({ agency_id: id }) => [id, acronym(id)])];
  return html`<form class="keep-row keep-filters" role="search" @submit=${(event) => event.preventDefault()}>
    ${field(t('manage.filter.words'), html`<input class="keep-input" type="search" .value=${live(filter.q)} @input=${({ target }) => act.filterRecords({ q: target.value })} />`)}
    ${field(t('manage.field.state'), choice({ value: filter.state, options: states, onChange: (state) => act.filterRecords({ state }) }))}
    ${field(t('manage.field.agency'), choice({ value: filter.agency, options: who, onChange: (agency) => act.filterRecords({ agency }) }))}
    ${field(t('level.one', { level: HIGHEST }), choice({ value: filter.area, options: where, onChange: (area) => act.filterRecords({ area }) }))}
    <label class="keep-check"><input type="checkbox" .checked=${live(filter.stale === 'true')} @change=${({ target }) => act.filterRecords({ stale: target.checked ? 'true' : '' })} /> ${t('manage.filter.stale')}</label>
  </form>`;
}

function row(context, record, { open, drafts }) {
  const { t } = context;
  const { table, state, cells, date_of_data: date, stale } = record;
  const key = [record.key].flat().join(', ');
  const here = open?.table === table && open.key === key;
  return html`<tr aria-current=${here ? 'true' : 'false'}><th scope="row"><a href=${hashOf({ table, key })}>${recordName(context, record)}</a>
    ${drafts[idOf({ table, key })] ? html`<span class="unsaved">${t('manage.unsaved')}</span>` : nothing}</th>
    <td>${cellText(context, cells.office_type ?? cells.scope)}</td><td class=${stale ? 'stale' : ''}>${date}</td><td>${stateMark(context, state)}</td></tr>`;
}

function pager({ t, n, act }, { list, offset }) {
  const last = Math.min(offset + list.records.length, list.matched);
  return html`<div class="keep-pager"><p class="quiet" role="status">${list.matched ? t('manage.shown', { first: n.whole(offset + 1), last: n.whole(last), n: list.matched }) : t('manage.none')}</p>
    ${offset ? html`<button type="button" class="button" @click=${() => act.pageRecords(Math.max(offset - PAGE, 0))}>${t('manage.before')}</button>` : nothing}
    ${last < list.matched ? html`<button type="button" class="button" @click=${() => act.pageRecords(offset + PAGE)}>${t('manage.after')}</button>` : nothing}</div>`;
}

function table(context, state) {
  const { t } = context;
  const { list } = state;
  if (state.listError) return refusal(context, state.listError);
  if (!list) return html`<p class="quiet">${t('value.loading')}</p>`;
  return html`<div class="wide"><table class="keep-table"><thead><tr><th scope="col">${tableName(context, state.table)}</th><th scope="col">${t('manage.col.kind')}</th>
    <th scope="col">${t('manage.col.date')}</th><th scope="col">${t('manage.field.state')}</th></tr></thead>
    <tbody>${list.records.map((record) => row(context, record, state))}</tbody></table></div>${pager(context, state)}`;
}

export function recordsTab(context, state) {
  const { t, act } = context;
  return html`<div class=${`keep-split ${state.open ? 'keep-split--open' : ''}`}><div class="keep-split__list">
    <div class="keep-row keep-row--between"><div class="segments" role="group" aria-label=${t('manage.records.which')}>${['offices', 'initiatives'].map((name) => html`<button type="button" class="segment"
      aria-pressed=${name === state.table ? 'true' : 'false'} @click=${() => act.showTable(name)}>${tableName(context, name)}</button>`)}</div>
      <a class="button button--main" href=${hashOf({ table: state.table, key: '+' })}>${t(state.table === 'offices' ? 'manage.add.office' : 'manage.add.initiative')}</a></div>
    ${filters(context, state)}${table(context, state)}</div>
    ${state.open ? html`<section class="keep-form" aria-labelledby="record-title">${recordForm(context, state)}</section>` : nothing}</div>`;
}
