/* The page for keepers: import, records, review, editions, people. Everything that is typed stays in the store until it was
   sent, whatever the service answers. */
import { html, nothing, render } from 'lit-html';
import words from 'words:manage';
import { endpoints, getJson, send } from './core/api.js';
import { pageContext } from './core/context.js';
import { HIGHEST, itemsOf } from './core/levels.js';
import { mirrorView, parseView } from './core/link.js';
import { applyToDocument, onSystemThemeChange } from './core/preferences.js';
import { WORKSPACE } from './core/served.js';
import { createStore } from './core/store.js';
import { acronymsOf, speak } from './core/words.js';
import { editionActions, editionsTab, initialEditions } from './manage/editions.js';
import { refusal } from './manage/fields.js';
import { decided, importActions, importTab, initialImport, takeDrops } from './manage/import.js';
import { initialPeople, peopleActions, peopleTab, roleName } from './manage/people.js';
import { initialRecords, openIn, recordActions, recordsTab } from './manage/records.js';
import { initialReview, reviewActions, reviewTab } from './manage/review.js';
import { areaNamer } from './manage/sending.js';
import { headerPanel, skipLinks } from './panels/header.js';

const at = (id) => document.getElementById(id);
speak(words);

/* name: [words, what draws it, who may]; the first is where one comes in. */
const TABS = {
  import: ['manage.tab.import', importTab],
  records: ['manage.tab.records', recordsTab],
  review: ['manage.tab.review', reviewTab],
  editions: ['manage.tab.editions', editionsTab],
  people: ['manage.tab.people', peopleTab, ['keeper']],
};

const tabIn = (hash) => {
  const [name] = hash.slice(1).split('/');
  return Object.hasOwn(TABS, name) ? name : 'import';
};

const { view } = parseView(location.search);
const store = createStore({
  view,
  ui: { tab: tabIn(location.hash), ended: false },
  session: { status: 'loading', value: null, error: null },
  lists: { agencies: null, sources: null, outcomes: null, themes: null, report: null, highest: null, names: {} },
  import: initialImport,
  records: initialRecords,
  review: initialReview,
  editions: initialEditions,
  people: initialPeople,
});

const areaName = areaNamer(store);

const LOADS = { records: () => act.listRecords(), review: () => act.loadReview(), editions: () => act.loadEditions(), people: () => act.loadPeople() };

/** After a write the other tabs are read anew when they are opened; what waits is counted at once. */
const hooks = {
  changed() {
    if (store.get().ui.tab !== 'review') act.loadReview();
  },
};

const act = {
  setLanguage: (lang) => store.set({ view: { lang } }),
  setTheme: (theme) => store.set({ view: { theme } }),
  ...importActions(store, hooks),
  ...recordActions(store, hooks),
  ...reviewActions(store, hooks),
  ...editionActions(store, hooks),
  ...peopleActions(store),
  async readSession() {
    try {
      const value = await getJson('/api/session');
      store.set({ session: { status: 'ready', value, error: null }, ui: { ended: false } });
      if (value.signed_in) enter();
    } catch (error) {
      store.set({ session: { status: 'error', value: null, error } });
    }
  },
  async endSession() {
    await send('POST', '/api/session/end', { json: {} }).catch(() => null);
    location.reload();
  },
  dismissEnded: () => store.set({ ui: { ended: false } }),
};

/** What forms choose from; each list alone may fail, and its form then takes a code. */
async function lists() {
  const put = async (name, path, read) => {
    const answer = await getJson(path).catch(() => null);
    if (answer) store.set({ lists: { [name]: read(answer) } });
  };
  await Promise.all([
    put('agencies', endpoints.agencies(), ({ agencies }) => agencies),
    put('sources', endpoints.sources(), ({ sources }) => sources),
    put('report', endpoints.about(), ({ report }) => report),
    put('themes', endpoints.facets({}, null), ({ facets }) => facets.theme ?? []),
    put('outcomes', endpoints.facets({}, null), ({ facets }) => facets.outcome ?? []),
    put('highest', `${itemsOf(HIGHEST)}?f=json&skipGeometry=true&properties=code,name`, ({ features }) => features.map(({ properties }) => properties)),
  ]);
}

/** Who has come in: what the tab needs is asked for. */
function enter() {
  lists();
  act.loadReview();
  go();
}

function go() {
  const tab = tabIn(location.hash);
  store.set({ ui: { tab } });
  if (!store.get().session.value?.signed_in) return;
  if (tab === 'records') {
    const open = openIn(location.hash);
    const now = store.get().records.open;
    if (open?.key !== now?.key || open?.table !== now?.table) {
      act.openRecord(open);
      if (open) requestAnimationFrame(() => at('record-title')?.focus());
    }
    if (open && store.get().records.list) return;
  }
  LOADS[tab]?.();
}

/* The frame. */

function tabs(context, { ui, review }) {
  const { t, session } = context;
  const waiting = review.waiting ? review.waiting.records.length + review.waiting.mistakes.length : 0;
  const may = Object.entries(TABS).filter(([, [, , roles]]) => !roles || roles.includes(session.role));
  return html`<nav class="tabs" aria-label=${t('manage.tabs')}>${may.map(([name, [key]]) => html`<a class="tabs__one" href=${`#${name}`} aria-current=${name === ui.tab ? 'page' : nothing}>${t(key)}${name === 'review' && waiting
    ? html` <span class="tabs__count">${waiting}<span class="visually-hidden"> ${t('manage.waiting')}</span></span>` : nothing}</a>`)}</nav>`;
}

function whoIsHere(context) {
  const { t, session, acronym } = context;
  const role = [roleName(context, session.role), session.organisation && acronym(session.organisation)].filter(Boolean).join(', ');
  return html`<p class="manage__who">${session.name} <span class="quiet">${role}</span>
    <button type="button" class="link-button" @click=${() => context.act.endSession()}>${t('manage.signOut')}</button></p>`;
}

/** The session ended while a form was open: nothing of it is lost. */
const ended = ({ t }) => html`<div class="problem manage__ended" role="alert"><p class="problem__title">${t('manage.ended.title')}</p><p>${t('manage.ended.lead')}</p>
  <button type="button" class="button" @click=${() => act.dismissEnded()}>${t('manage.ended.close')}</button></div>`;

const title = ({ t }, more) => html`<h1>${t('manage.title')}</h1>${more}`;
const stop = (context, key, more = nothing) => html`<div class="manage__stop">${title(context, html`<p class="lead">${context.t(key)}</p>`)}${more}</div>`;

function page(context, state) {
  const { t } = context;
  const { session, ui } = state;
  if (!WORKSPACE) return stop(context, 'manage.noWorkspace', html`<p><code>unmap serve --workspace FILE</code></p>`);
  if (session.status === 'loading') return stop(context, 'value.loading');
  if (session.status === 'error') return stop(context, 'manage.lead', refusal(context, session.error));
  if (!session.value.signed_in) return stop(context, 'manage.signedOut', html`<p>${t('manage.signedOut.how')}</p><p><code>unmap user add NAME --role keeper --workspace FILE</code></p>`);
  const [, draw] = TABS[ui.tab];
  return html`<header class="manage__head">${title(context)}${whoIsHere(context)}</header>${tabs(context, state)}
    ${ui.ended ? ended(context) : nothing}<div class="manage__tab" id="tab">${draw(context, state[ui.tab])}</div>
    <datalist id="agencies-known">${(state.lists.agencies ?? []).map(({ agency_id: id, acronym }) => html`<option value=${id}>${acronym}</option>`)}</datalist>`;
}

/** What came of a press may stand above or beneath it: it is brought into sight, once. */
const seen = new WeakSet();
function bringIntoSight() {
  const answer = at('manage').querySelector('[data-answer]');
  if (!answer || seen.has(answer)) return;
  seen.add(answer);
  answer.scrollIntoView({ block: 'nearest' });
}

function draw() {
  const state = store.get();
  applyToDocument(state.view);
  const base = pageContext(state.view);
  const { agencies, report } = state.lists;
  const context = { ...base, act, state, agencies, report, acronym: acronymsOf(agencies, base.lang), session: state.session.value, areaName };
  document.title = context.t('page.manage');
  render(skipLinks(context, [['manage', 'skip.content']]), at('skip'));
  render(headerPanel(context, 'manage'), at('header'));
  render(page(context, state), at('manage'));
  bringIntoSight();
}

mirrorView(store, { onProblems: () => {} });
store.subscribe(draw);
onSystemThemeChange(draw);
addEventListener('hashchange', go);
addEventListener('beforeunload', (event) => {
  if (Object.keys(store.get().records.drafts).length || decided(store.get().import)) event.preventDefault();
});
draw();
takeDrops(store, act);
if (WORKSPACE) act.readSession();
