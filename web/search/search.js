/* The search in the header: a combobox (WAI-ARIA 1.2) over whatever the server finds by the words typed. On a phone an
   icon opens it over the header. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { keys, resourceOf } from '../core/api.js';
import { searchPath } from '../core/panel-data.js';
import { lastKnown } from '../core/store.js';

export const initialSearch = Object.freeze({ asked: false, query: '', active: -1, open: false, shown: false, all: null, enter: false });
const SEARCH_ID = 'find';

const LIST_ID = 'find-list';
const GROUP_KEYS = {
  place: 'search.places',
  office: 'search.offices',
  agency: 'search.agencies',
  theme: 'search.themes',
  indicator: 'search.indicators',
  initiative: 'search.initiatives',
};
const optionId = (index) => `find-option-${index}`;

const glass = html`<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="8.6" cy="8.6" r="5.4" /><path d="m12.8 12.8 4.4 4.4" /></svg>`;

const keptGroups = lastKnown();

/** What the server found: {status, groups}; while an answer is on its way the last one stays. */
function foundNow({ state }) {
  const path = searchPath(state);
  if (!path) return { status: 'ready', groups: [] };
  const { status, value } = resourceOf(state, keys.panel(path));
  const groups = keptGroups(value?.groups) ?? [];
  return { status, groups: status === 'error' ? [] : groups };
}

const CLOSED = { query: '', active: -1, open: false, shown: false, all: null, enter: false };

function choose({ act }, { group, id }) {
  act.find(CLOSED);
  if (group === 'place' || group === 'office') act.openPlace(id);
  else if (group === 'agency') act.take({ agency: id });
  else if (group === 'theme') act.take({ topic: id });
  else if (group === 'indicator') act.choose({ concept: id });
  else act.openInitiative(id);
}

function onKey(event, context, { status, items }) {
  const { act } = context;
  const search = act.searchNow(); // keys may come faster than drawings
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && items.length) {
    event.preventDefault();
    const from = search.active < 0 && step < 0 ? items.length : search.active;
    const active = (from + step + items.length) % items.length;
    act.find({ open: true, active });
    requestAnimationFrame(() => document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' }));
  } else if (event.key === 'Enter') {
    event.preventDefault();
    // What was typed last may not be answered yet: the first thing found is taken as soon as it is.
    if (status !== 'ready' || search.query !== context.search.query) act.find({ enter: true });
    else if (search.open && items.length) choose(context, items[Math.max(0, search.active)]);
  } else if (event.key === 'Escape') {
    event.stopPropagation(); // it closes the list, not what stands beside the map
    const close = !search.query || !search.open;
    act.find({ open: false, active: -1, all: null, enter: false, query: search.open ? search.query : '', shown: search.shown && !close });
    if (close && search.shown) requestAnimationFrame(() => document.getElementById('find-open')?.focus());
  }
}

function option(context, item, index) {
  const { search } = context;
  return html`<li role="option" class="find__option" id=${optionId(index)} aria-selected=${index === search.active ? 'true' : 'false'}
    @pointerdown=${(event) => event.preventDefault()} @click=${() => choose(context, item)}>
    <span class="find__name">${item.name}</span> <span class="find__detail">${item.detail}</span></li>`;
}

/* What is found keeps its element: a click that comes as the list changes never takes what has moved into its place. */
function list(context, { groups, status }) {
  const { t } = context;
  const items = groups.flatMap((group) => group.items);
  return html`<div class="find__list" id=${LIST_ID} role="listbox" aria-label=${t('search.label')} aria-busy=${status === 'ready' ? 'false' : 'true'}>
    ${repeat(groups, ({ group }) => group, ({ group, found, items: shown }) => html`<ul role="group" class="find__group" aria-labelledby=${`find-${group}`}>
      <li role="presentation" class="find__title" id=${`find-${group}`}>${t(GROUP_KEYS[group])}
        ${found > shown.length ? html`<span class="quiet">${t('search.some', { shown: shown.length, n: found })}</span>` : nothing}</li>
      ${repeat(shown, ({ id }) => id, (item) => option(context, item, items.indexOf(item)))}</ul>`)}
  </div>`;
}

/** Leads to all of a kind of which the list has the first few; below the list, whose members are options alone. */
function more({ t, act }, groups) {
  const cut = groups.filter(({ found, items }) => found > items.length);
  return cut.map(({ group, found }) => html`<p class="find__message">
    <button type="button" class="link-button" @pointerdown=${(event) => event.preventDefault()}
      @click=${() => act.find({ all: group, active: -1 })}>${t('search.all', { n: found, what: t(GROUP_KEYS[group]) })}</button></p>`);
}

/** Below the field where nothing was found, or while what can be found is on its way. */
function message({ t, act }, status) {
  if (status === 'error') {
    return html`<p class="find__message">${t('search.failed')}
      <button type="button" class="link-button" @click=${() => act.retry()}>${t('action.retry')}</button></p>`;
  }
  return html`<p class="find__message">${t(status === 'loading' ? 'search.loading' : 'search.none')}</p>`;
}

function results(context, { groups, status }, typed) {
  if (!context.search.open || !typed) return nothing;
  return html`<div class="find__results">${groups.length ? html`${list(context, { groups, status })}${more(context, groups)}` : nothing}
    ${!groups.length || status === 'error' ? message(context, status) : nothing}</div>`;
}

/** What a screen reader hears while one types. */
function said({ t, search }, groups, status) {
  if (!search.open || !search.query.trim()) return '';
  const count = groups.reduce((sum, { found }) => sum + found, 0);
  if (count) return t('search.count', { n: count });
  return status === 'ready' ? t('search.none') : '';
}

export function searchField(context) {
  const { t, act, search } = context;
  const found = foundNow(context);
  const { groups, status } = found;
  const items = groups.flatMap((group) => group.items);
  if (search.enter && status === 'ready') queueMicrotask(() => (items.length ? choose(context, items[0]) : act.find({ enter: false })));
  const typed = Boolean(search.query.trim());
  const expanded = search.open && typed && items.length > 0;
  return html`<div class="find" role="search">
    <button type="button" class="icon-button find__open" id="find-open" aria-label=${t('search.open')} title=${t('search.open')}
      @click=${() => openSearch(act)}>${glass}</button>
    <div class="find__field">
      <span class="find__glass">${glass}</span>
      <input id=${SEARCH_ID} type="text" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="100"
        aria-label=${t('search.label')} aria-autocomplete="list" aria-expanded=${expanded ? 'true' : 'false'}
        aria-controls=${expanded ? LIST_ID : nothing} aria-keyshortcuts="/ Control+K"
        aria-activedescendant=${expanded && search.active >= 0 ? optionId(search.active) : nothing}
        placeholder=${t('search.placeholder')} .value=${live(search.query)}
        @focus=${() => act.find({ asked: true, open: true })} @blur=${() => act.find({ open: false, active: -1 })}
        @input=${(event) => act.find({ query: event.target.value, active: -1, open: true, all: null, enter: false })}
        @keydown=${(event) => onKey(event, context, { status, items })} />
      <kbd class="find__key" aria-hidden="true">/</kbd>
      <button type="button" class="icon-button find__close" aria-label=${t('action.close')}
        @click=${() => act.find({ shown: false, query: '' })}>×</button>
      ${results(context, found, typed)}
    </div>
    <span class="visually-hidden" role="status">${said(context, groups, status)}</span>
  </div>`;
}

/** Puts the keyboard into the field, which on a phone is shown first. */
function openSearch(act) {
  const field = document.getElementById(SEARCH_ID);
  field.closest('.header').dataset.search = 'shown'; // at once, so that no key is lost that is typed next
  act.find({ shown: true });
  field.focus();
  field.select();
}

const isTyping = ({ tagName, isContentEditable, type }) =>
  isContentEditable || tagName === 'TEXTAREA' || tagName === 'SELECT' || (tagName === 'INPUT' && !['radio', 'checkbox', 'button'].includes(type));

/** "/" and Ctrl+K lead to the search from anywhere but a field. */
export function listenForSearch(act) {
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const slash = key === '/' && !ctrlKey && !metaKey && !altKey && !isTyping(target);
    if (!slash && !(key.toLowerCase() === 'k' && (ctrlKey || metaKey))) return;
    event.preventDefault();
    openSearch(act);
  });
}
