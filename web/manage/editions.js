/* Editions: what publishing would change for readers, what each one changed, and a way back to an earlier one. */
import { html, nothing } from 'lit-html';
import { getJson, send } from '../core/api.js';
import { differences, effects, problemList, reasonForm, refusal, when } from './fields.js';
import { attempt, write } from './sending.js';

const FIRST_ROWS = 30;
const MORE_ROWS = 300;

export const initialEditions = Object.freeze({
  list: null, next: null, reason: '', opened: Object.freeze({}), back: null, done: null, shown: FIRST_ROWS, error: null, nextError: null, busy: '',
});

export function editionActions(store, { changed }) {
  const now = () => store.get().editions;
  const set = (patch) => store.set({ editions: patch });

  async function load() {
    const [list, next] = await Promise.all([
      attempt(store, 'editions', () => getJson('/api/editions'), 'loading'),
      send('GET', '/api/editions/next').catch((error) => {
        set({ nextError: error });
        return null;
      }),
    ]);
    set({ ...(list && { list }), ...(next && { next, nextError: null }) });
  }

  return {
    loadEditions: load,
    setEditions: set,
    async publish() {
      const done = await attempt(store, 'editions', () => write('POST', '/api/editions', { json: { reason: now().reason } }), 'publishing');
      if (!done) return;
      set({ done, reason: '' });
      changed();
      await load();
    },
    /** What one changed, asked for when it is opened. */
    async openEdition(publication) {
      const { opened } = now();
      if (opened[publication]) return;
      const answer = await attempt(store, 'editions', () => getJson(`/api/editions/${publication}/changes`));
      set({ opened: { ...now().opened, [publication]: answer?.changes ?? [] } });
    },
    async goBack() {
      const { back } = now();
      const done = await attempt(store, 'editions', () => write('POST', `/api/editions/${back.edition}/current`, { json: { reason: back.reason } }), 'returning');
      if (!done) return;
      set({ back: null, done: { edition: back.edition, new: true, returned: true } });
      changed();
      await load();
    },
  };
}

const CHANGE_KEYS = { added: 'manage.change.added', removed: 'manage.change.removed', changed: 'manage.change.changed' };

/** How many records were added, removed and changed, in words. */
function counted({ t }, changes) {
  const records = new Map(changes.map((one) => [`${one.table} ${one.key}`, one.change]));
  const times = (what) => [...records.values()].filter((one) => one === what).length;
  return Object.entries(CHANGE_KEYS).filter(([what]) => times(what)).map(([what, key]) => t(key, { n: times(what) })).join(', ');
}

function changeList(context, changes, shown) {
  const { t, act } = context;
  if (!changes.length) return html`<p class="quiet">${t('manage.editions.same')}</p>`;
  return html`<p>${counted(context, changes)}</p>${differences(context, changes, { most: shown, onMore: () => act.setEditions({ shown: shown + MORE_ROWS }) })}`;
}

/** With a report of its own readers see another map, and not what became of the one before. */
const newReport = ({ t }, changes) =>
  (changes.some(({ table, change }) => table === 'reports' && change === 'added') ? html`<p class="manage__lead">${t('manage.effect.newReport')}</p>` : nothing);

function nextPart(context, { next, nextError, reason, busy, shown }) {
  const { t, act, session } = context;
  if (!next) return nextError ? refusal(context, nextError) : html`<p class="quiet">${t('value.loading')}</p>`;
  const { changes, areas, problems } = next;
  const may = session.role !== 'contributor';
  return html`<section aria-labelledby="next"><h2 id="next">${t('manage.editions.next')}</h2>
    ${changes.length ? html`<h3>${t('manage.effect.title')}</h3>${newReport(context, changes)}${effects(context, areas)}<details class="keep-fold"><summary>${t('manage.editions.rows')}: ${counted(context, changes)}</summary>${changeList(context, changes, shown)}</details>` : html`<p class="quiet">${t('manage.editions.nothing')}</p>`}
    ${problems.length ? html`<div class="problem" role="alert"><p class="problem__title">${t('manage.editions.broken', { n: problems.length })}</p>${problemList(context, problems)}</div>` : nothing}
    ${may && changes.length ? reasonForm(context, { reason, onReason: (value) => act.setEditions({ reason: value }), onSend: () => act.publish(), send: t('manage.publish'), busy: busy === 'publishing', disabled: problems.length > 0 }) : nothing}
    ${may ? nothing : html`<p class="quiet">${t('manage.editions.notYours')}</p>`}</section>`;
}

function edition(context, one, { list, opened, back, busy, shown }) {
  const { t, act, session } = context;
  const isCurrent = one === list.editions[0];
  const asked = back?.publication === one.publication;
  const may = session.role !== 'contributor' && one.kept && one.edition !== list.current;
  return html`<li class="edition"><p class="edition__head">${when(context, one.at)} <code>${one.edition}</code> ${isCurrent ? html`<span class="state state--validated">${t('manage.editions.current')}</span>` : nothing}</p>
    <p>${one.reason}</p>
    <p class="edition__ways">${one.kept ? html`<a href=${`/edition/${one.edition}`}>${t('manage.editions.read')}</a>` : html`<span class="quiet">${t('manage.editions.notKept')}</span>`}
      ${may ? html`<button type="button" class="link-button" aria-expanded=${asked ? 'true' : 'false'} @click=${() => act.setEditions({ back: asked ? null : { ...one, reason: '' } })}>${t('manage.editions.back')}</button>` : nothing}</p>
    ${asked ? reasonForm(context, { reason: back.reason, onReason: (reason) => act.setEditions({ back: { ...back, reason } }), onSend: () => act.goBack(), send: t('manage.editions.back'), busy: busy === 'returning', danger: true }) : nothing}
    <details class="keep-fold" @toggle=${({ currentTarget }) => currentTarget.open && act.openEdition(one.publication)}><summary>${t('manage.editions.what')}</summary>
      ${opened[one.publication] ? changeList(context, opened[one.publication], shown) : html`<p class="quiet">${t('value.loading')}</p>`}</details></li>`;
}

function doneWords({ t }, done) {
  if (!done) return nothing;
  const key = done.returned ? 'manage.editions.returned' : done.new ? 'manage.editions.published' : 'manage.editions.unchanged';
  return html`<p class="keep-done" role="status" data-answer>${t(key, { edition: done.edition })} <a href="/">${t('manage.editions.map')}</a></p>`;
}

export function editionsTab(context, state) {
  const { t } = context;
  const { list, error, done } = state;
  return html`${doneWords(context, done)}${refusal(context, error)}${nextPart(context, state)}
    <section aria-labelledby="editions"><h2 id="editions">${t('manage.editions.title')}</h2>
      ${list ? html`<ol class="editions">${list.editions.map((one) => edition(context, one, state))}</ol>
        <p class="quiet">${t('manage.editions.follow')} <a href="/api/editions">JSON</a> · <a href="/api/editions.atom">Atom</a></p>` : html`<p class="quiet">${t('value.loading')}</p>`}</section>`;
}
