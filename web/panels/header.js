/* The bar at the top: name, search, pages, link, language, theme. Shared by the map and the pages beside it. */
import { html, nothing } from 'lit-html';
import { ofReport, viewSearch } from '../core/link.js';
import { EDITION, REPORTS } from '../core/served.js';
import { languageName, named } from '../core/words.js';

const sun = html`<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="3.6" /><path
  d="M10 1.8v2.4M10 15.8v2.4M1.8 10h2.4M15.8 10h2.4M4.2 4.2l1.7 1.7M14.1 14.1l1.7 1.7M4.2 15.8l1.7-1.7M14.1 5.9l1.7-1.7"/></svg>`;
const moon = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M16.8 12.3A7.3 7.3 0 0 1 7.7 3.2a7.3 7.3 0 1 0 9.1 9.1Z" /></svg>`;

const bars = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 5.5h14M3 10h14M3 14.5h14" /></svg>`;

const mark = html`<svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="7" class="brand__ground" />
  <path d="M7 9v8.2c0 5 3.9 8.3 9 8.3s9-3.3 9-8.3V9" class="brand__letter" />
  <circle cx="16" cy="14.5" r="3.6" class="brand__dot" />
</svg>`;

/* global LANGUAGES -- written in by the build */
function languageSwitch({ t, lang, act }) {
  return html`<div class="segments segments--small" role="group" aria-label=${t('language.label')}>
    ${LANGUAGES.map(
      (code) => html`<button type="button" lang=${code} class="segment" title=${languageName(code)}
        aria-pressed=${code === lang} @click=${() => act.setLanguage(code)}>
        ${code.toUpperCase()}<span class="visually-hidden">, ${languageName(code)}</span></button>`,
    )}
  </div>`;
}

if (EDITION) document.documentElement.dataset.edition = EDITION;

/** Which report the page shows: to choose from where there are several; another one is another page. */
function reportPart({ t, lang, view }) {
  if (REPORTS.length === 1) return html`<span class="header__report">${t('report.one')}</span>`;
  const choose = ({ target }) => location.assign(location.pathname + ofReport(view, target.selectedIndex ? target.value : null));
  return html`<select class="header__report" aria-label=${t('report.choose')} @change=${choose}>
    ${REPORTS.map(({ report_id: id, title, shown, ...one }) => html`<option value=${id} ?selected=${shown}>${named(one, 'period', lang)} · ${title}</option>`)}
  </select>`;
}

/** The report, and links to the pages, which carry what was chosen. */
function pages(context, page) {
  const { t, view } = context;
  const here = (name) => (page === name ? 'page' : nothing);
  const keep = viewSearch(view);
  return html`${reportPart(context)}<a href=${`/${keep}`} aria-current=${here('map')}>${t('nav.map')}</a>
    <a href=${`/about${keep}`} aria-current=${here('about')}>${t('nav.about')}</a>
    <a href=${`/data${keep}`} aria-current=${here('data')}>${t('nav.data')}</a>
    <a href="/docs" aria-current=${here('docs')}>${t('nav.api')}</a>`;
}

function themeSwitch({ t, theme, act }) {
  const next = theme === 'dark' ? 'light' : 'dark';
  const name = t(next === 'dark' ? 'theme.toDark' : 'theme.toLight');
  return html`<button type="button" class="icon-button" aria-label=${name} title=${name}
    @click=${() => act.setTheme(next)}>${next === 'dark' ? moon : sun}</button>`;
}

function closeOnEscape(event) {
  const menu = event.currentTarget;
  if (event.key !== 'Escape' || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector('summary').focus();
}

function closeOnLeaving(event) {
  const menu = event.currentTarget;
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
}

/** On a narrow screen the pages stand in a menu. */
function menu(context, page) {
  const name = context.t('menu.open');
  return html`<details class="menu" @keydown=${closeOnEscape} @focusout=${closeOnLeaving}>
    <summary class="icon-button" aria-label=${name} title=${name}>${bars}</summary>
    <nav class="menu__pages" aria-label=${context.t('nav.label')}>${pages(context, page)}</nav>
  </details>`;
}

/** Says that the page shows an earlier edition, and leads to the current one. */
function editionPart({ t, view }) {
  return html`<p class="header__edition">${t('edition.shown', { edition: EDITION })}
    <a href=${`/${viewSearch({ ...view, edition: null })}`}>${t('edition.current')}</a></p>`;
}

/** page: 'map', 'about', 'data' or 'docs'; the map has a search and the link to share, too. */
export function headerPanel(context, page, { search = nothing, share = nothing } = {}) {
  const { t, view } = context;
  return html`
    <a class="brand" href=${`/${viewSearch(view)}`}>${mark}<span class="brand__name">unmap</span>
      <span class="brand__line">${t('brand.line')}</span></a>
    ${search}
    <nav class="header__nav" aria-label=${t('nav.label')}>${pages(context, page)}</nav>
    ${share} ${languageSwitch(context)} ${themeSwitch(context)} ${menu(context, page)}
    ${EDITION ? editionPart(context) : nothing}`;
}

export function skipLinks({ t }, targets) {
  return targets.map(([id, key]) => html`<a class="skip-link" href=${`#${id}`}>${t(key)}</a>`);
}
