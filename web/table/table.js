/* The areas as a table: the map's equal for whoever cannot or does not want to use a pointer; with its files. */
import { html, nothing, svg } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { PAGE_ROWS } from '../core/actions.js';
import { endpoints, FORM_NAMES, inForm } from '../core/api.js';
import { drawingOf, NOBODY, viewOfCell } from '../core/colours.js';
import { questionOf } from '../core/coverage.js';
import { nameAbove } from '../core/levels.js';
import { LISTS, viewsAt } from '../core/link.js';
import { changePath } from '../core/pair.js';
import { ofInitiatives } from '../core/record.js';
import { classWords, needRange } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { lastRank, looks, rankBar, rankWords, term } from '../core/templates.js';
import { blank, cell, columnHead, columnName, columnNotes, columnsOf, tableOrder, whyBlank } from './columns.js';
import { inScope, matching, sorted, ticksOf, withinOf } from './order.js';

/* What is shown, as files: the API's own answers to the question on screen, and the map as a picture. */

const OFFERED = ['xlsx', 'csv', 'geojson'];

/** The API's order that comes nearest to the list's; its own, by rank, where it has none. */
function apiSort(context) {
  if (isRanking(context)) return null;
  const { column } = tableOrder(context);
  if (column === 'value') return context.need?.indicator.unit === 'persons' ? 'persons_rank' : 'need_rank';
  return null;
}

/* Each answer says what it is called when it is saved. */
function fileLink(form, href, what) {
  return html`<a class="file" href=${href} download>${FORM_NAMES[form]}<span
    class="visually-hidden">, ${what}</span></a>`;
}

function fileLine(title, hrefOf, forms = OFFERED) {
  return html`<li class="downloads__line"><span class="downloads__what">${title}</span>
    <span class="downloads__files">${forms.map((form) => fileLink(form, hrefOf(form), title))}</span></li>`;
}

/** The areas listed; a search narrows the table alone. */
function areasLine(context, question, all) {
  const { t, view, drawing } = context;
  const part = { area: withinOf(view), cell: drawing.cell, sort: apiSort(context) };
  const hrefOf = (f) => endpoints.coverageFile(question, part, f);
  return fileLine(t('download.areas', { n: all }), hrefOf);
}

/** The comparison of two reports, of which nothing has a shape. */
function changeLine({ t, state }) {
  const path = changePath(state);
  return path ? fileLine(t('change.download'), (f) => inForm(path, f), ['xlsx', 'csv']) : nothing;
}

function recordLines(context, { filter }) {
  const { t } = context;
  const none = html`<li class="downloads__line"><span class="downloads__what">${t('download.offices')}</span>
    <span class="quiet">${t('filter.noOffices')}</span></li>`;
  const offices = () =>
    (ofInitiatives(filter) ? none : fileLine(t('download.offices'), (f) => endpoints.officesFile(filter, f)));
  return html`${HOLDS.offices ? offices() : nothing}
  ${HOLDS.initiatives ? fileLine(t('download.initiatives'), (f) => endpoints.initiativesFile(filter, f)) : nothing}`;
}

/* The ranking beside the table: every area on one line from the first place by gap to the last, with how much its place
   depends on the way to count. */

/** Whether the areas shown can be ranked: two reports side by side have a table alone. */
const canRank = ({ view, pair }) => !pair && viewsAt(view.level).includes('gap');

/** Whether the ranking stands in the place of the table. */
const isRanking = (context) => context.view.list === 'ranking' && canRank(context);

const shareOf = (place, last) => `${(100 * (place - 1)) / Math.max(last - 1, 1)}%`;

/** Thin upright lines at the places that the scale names, as one background for all rows. */
const gridOf = (ticks, last) => ticks.map((place) => {
  const at = shareOf(place, last);
  return `linear-gradient(to right, transparent calc(${at} - 0.5px), var(--line) calc(${at} - 0.5px) calc(${at} + 0.5px), transparent calc(${at} + 0.5px))`;
}).join(', ');

function axis({ t, n }, ticks, last) {
  return html`<th scope="col" class="ranking__axis"><span class="visually-hidden">${t('ranking.axis', { last: n.rank(last) })}</span>
    <span class="ranking__scale" aria-hidden="true">${ticks.map(
      (place) => html`<span class="ranking__tick" ${looks({ left: shareOf(place, last) })}>${n.rank(place)}</span>`,
    )}</span></th>`;
}

function rankedRow(context, row, last, colourOf) {
  const { t, n, view, act } = context;
  const above = withinOf(view) ? null : nameAbove(row, view.level, context.lang);
  const { gaps } = row;
  const rank = gaps?.rank ?? null;
  const words = gaps && rankWords(context, gaps);
  const place = () => (words
    ? html`<span class="visually-hidden">${words}</span>${rankBar(gaps, last, colourOf(row))}`
    : blank(whyBlank(context)));
  return html`<tr class=${view.area === row.code ? 'row row--on' : 'row'} data-code=${row.code}
      @pointerenter=${() => act.point(row.code)} @pointerleave=${() => act.point(null)}>
    <th scope="row"><button type="button" class="row__open ranking__open" aria-current=${view.area === row.code ? 'true' : nothing}
        @click=${(event) => act.selectArea(row.code, { focus: event.detail === 0 })}
        @focus=${() => act.point(row.code)} @blur=${() => act.point(null)}>
        <span class="ranking__place">${rank === null ? '–' : n.rank(rank)}</span>
        <span>${row.name}${above ? html`<span class="quiet row__above">${above}</span>` : nothing}</span>
      </button></th>
    <td class="ranking__line" title=${words || nothing}>${gaps ? place() : t('value.loading')}</td>
  </tr>`;
}

/** What the three marks are, in one line. */
const key = (context) => html`<p class="ranking__key">
  <span aria-hidden="true"><span class="ranking__mark rank__own"></span> ${context.t('ranking.rank')}</span>
  <span aria-hidden="true"><span class="ranking__mark rank__median"></span> ${context.t('ranking.median')}</span>
  <span><span class="ranking__mark rank__interval"></span> ${term(context, 'ways to count', context.t('ranking.interval'))}</span></p>`;

/** rows: the areas listed, the first place first. */
function rankingTable(context, rows) {
  const { t, coverage, view, need, presence, theme } = context;
  if (!coverage) return html`<p class="quiet">${t('value.loading')}</p>`;
  const last = lastRank(coverage.answer);
  if (!last) return html`<p class="quiet">${t('ranking.none')} ${whyBlank(context)}</p>`;
  const { colourOf } = drawingOf('gap', view.cell, need, coverage, presence, theme);
  const ticks = ticksOf(last);
  return html`${key(context)}
    <table class="areas areas--ranking" aria-labelledby="list-title" ${looks({ '--grid': gridOf(ticks, last) })}>
      <thead><tr><th scope="col"><span class="ranking__head">${t('table.rank')}</span></th>${axis(context, ticks, last)}</tr></thead>
      <tbody>${repeat(rows, ({ code }) => code, (row) => rankedRow(context, row, last, colourOf))}</tbody>
    </table>`;
}

/* What the heading of the list opens, each by a button of its own: a menu over the rows takes no room. */

const closeMenu = (menu) => menu.removeAttribute('open');

/** Escape closes the menu alone, and so does leaving it. */
function onMenuKey(event) {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.stopPropagation();
  closeMenu(event.currentTarget);
  event.currentTarget.querySelector('summary').focus();
}

function onMenuLeave(event) {
  if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) closeMenu(event.currentTarget);
}

const ICONS = {
  find: svg`<circle cx="8.5" cy="8.5" r="5" /><path d="m12.5 12.5 4.5 4.5" />`,
  list__how: svg`<path d="M7 7.4a3 3 0 1 1 4.3 2.7c-.9.4-1.3 1-1.3 2" /><path d="M10 15.4v.6" />`,
  downloads: svg`<path d="M10 3v9.5m-4-4 4 4 4-4M3.5 16.5h13" />`,
};
const icon = (name) => html`<svg class="tool-icon" viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg>`;

function menu(name, words, content) {
  return html`<details class=${`list__menu ${name}`} @keydown=${onMenuKey} @focusout=${onMenuLeave}>
    <summary class=${`list__tool ${name}__open`} title=${words}>${icon(name)}<span class="visually-hidden">${words}</span></summary>
    <div class=${`list__unfolded ${name}__menu`}>${content}</div>
  </details>`;
}

/** all: how many areas are listed. */
function downloadMenu(context, all) {
  const { t, state, act } = context;
  const question = questionOf(state);
  if (!question) return nothing;
  return menu('downloads', t('download.label'), html`<ul>
      ${context.pair?.mode === 'change' ? changeLine(context) : areasLine(context, question, all)} ${recordLines(context, question)}
      ${act.picture && !context.pair
        ? html`<li class="downloads__line"><span class="downloads__what">${t('download.picture')}</span>
            <span class="downloads__files"><button type="button" class="file"
              @click=${() => act.picture()}>PNG</button></span></li>`
        : nothing}
    </ul>
    <p class="quiet">${t('download.note')}</p>`);
}

const NEED_KEYS = { low: 'cell.low', middle: 'cell.middle', high: 'cell.high' };
const PRESENCE_KEYS = { none: 'cell.none', one: 'cell.one', open: 'cell.more', range: 'cell.range' };

/** A class of need in words, or a cell of need x presence: "highest third of need, nothing reported". */
export function cellName(context, id) {
  const { t, coverage, need } = context;
  if (viewOfCell(id) === 'need') return need ? needRange(context, need, Number(id.split('-')[1]) - 1) : '';
  const [third, many] = id.split('-');
  const limits = coverage?.answer.classes.bivariate.presence[many];
  if (!limits) return t(NEED_KEYS[third]);
  return t('cell.name', { need: t(NEED_KEYS[third]), presence: classWords(context, limits, PRESENCE_KEYS) });
}

/** The colour that an area has on the map, on each of two in the order of time. */
function swatches({ pair, drawing, beside }, row) {
  const swatch = (colour) => html`<span class=${colour === null ? 'swatch key--hatch' : 'swatch'} ${looks({ 'background-color': colour ?? null })}></span>`;
  if (!beside) return swatch(drawing.colourOf(row));
  const both = [swatch(drawing.colourOf(row)), swatch(row.beside ? beside.drawing.colourOf(row.beside) : undefined)];
  return html`<span class="swatches">${pair.own === pair.earlier ? both : both.reverse()}</span>`;
}

function areaRow(context, columns, row) {
  const { view, act } = context;
  // Areas compared as one say so, for each has the counts of all.
  const together = row.change?.code !== row.code && row.change?.name;
  const above = together || (withinOf(view) ? null : nameAbove(row, view.level, context.lang));
  return html`<tr class=${view.area === row.code ? 'row row--on' : 'row'} data-code=${row.code}
      @pointerenter=${() => act.point(row.code)} @pointerleave=${() => act.point(null)}>
    <th scope="row"><button type="button" class="row__open" aria-current=${view.area === row.code ? 'true' : nothing}
        @click=${(event) => act.selectArea(row.code, { focus: event.detail === 0 })}
        @focus=${() => act.point(row.code)} @blur=${() => act.point(null)}>
        ${swatches(context, row)}
        <span>${row.name}${above ? html`<span class="quiet row__above">${above}</span>` : nothing}</span>
      </button></th>
    ${columns.map((column) => cell(context, column, row))}
  </tr>`;
}

const LIST_KEYS = { table: 'list.table', ranking: 'list.ranking' };
const FROM_FIRST = { column: 'rank', descending: false };
const SEARCH_ID = 'search';
const takeFocus = (field) => field?.focus(); // once, when the field is made

function findButton({ t, table, act }) {
  return html`<button type="button" class="list__tool" aria-expanded=${table.finding ? 'true' : 'false'}
    aria-label=${t('table.find')} title=${t('table.find')} @click=${() => act.findInList(!table.finding)}>${icon('find')}</button>`;
}

function search({ t, table, act }, shown, all) {
  if (!table.finding) return nothing;
  return html`<div class="search">
    <label class="visually-hidden" for=${SEARCH_ID}>${t('table.search')}</label>
    <input id=${SEARCH_ID} type="search" autocomplete="off" placeholder=${t('table.search')} .value=${table.query} ${ref(takeFocus)}
      @input=${(event) => act.search(event.target.value)} />
    <p class="quiet" role="status">${shown === all
      ? nothing
      : t(shown ? 'table.found' : 'table.foundNone', { n: shown, all })}</p>
  </div>`;
}

/** What narrows the list besides the search: one area, one cell of the legend; each with the way back. */
function scopes(context) {
  const { t, view, drawing, areaNames, act } = context;
  const line = (text, key, onClear) =>
    html`<p class="scope"><span>${text}</span>
      <button type="button" class="link-button" @click=${onClear}>${t(key)}</button></p>`;
  const name = areaNames.get(withinOf(view));
  return [
    name ? line(t('table.within', { name, level: view.level }), 'table.showCountry', () => act.showCountry()) : nothing,
    drawing.cell && drawing.cell !== NOBODY
      ? line(t('table.cell', { cell: cellName(context, drawing.cell) }), 'table.showAll', () => act.singleOut(drawing.cell))
      : nothing,
  ];
}

/** Said aloud when it changes: by which column the rows stand, and from which end. */
function sortWords(context) {
  const { column, descending } = tableOrder(context);
  const words = context.t(descending ? 'table.sortedDown' : 'table.sortedUp', { column: columnName(context, column) });
  return html`<p class="visually-hidden" role="status">${words}</p>`;
}

/** The two ways to list the areas. */
function waysField(context) {
  const { t, act } = context;
  if (!canRank(context)) return nothing;
  const shown = isRanking(context) ? 'ranking' : 'table';
  return html`<fieldset class="ways"><legend class="visually-hidden">${t('list.label')}</legend>${LISTS.map(
    (name) => html`<label class="way"><input type="radio" name="list" value=${name} .checked=${name === shown}
      @change=${() => act.set({ list: name })} /><span>${t(LIST_KEYS[name])}</span></label>`,
  )}</fieldset>`;
}

function head(context, found, all) {
  const { t, view } = context;
  const notes = isRanking(context) ? ['rank', 'gap'] : columnsOf(context).slice(1);
  return html`<header class="list__head">
    <div class="list__top">
      <h2 class="list__title" id="list-title">${t('table.areas', { n: all, level: view.level })}</h2>
      ${waysField(context)}
      <div class="list__tools">
        ${findButton(context)}
        ${notes.length ? menu('list__how', t('table.how'), columnNotes(context, notes)) : nothing}
        ${downloadMenu(context, all)}
      </div>
    </div>
    ${scopes(context)} ${search(context, found, all)} ${isRanking(context) ? nothing : sortWords(context)}
  </header>`;
}

function areasTable(context, page) {
  const columns = columnsOf(context);
  return html`<table class=${`areas areas--${context.view.level}`} aria-labelledby="list-title">
    <thead><tr>${columns.map((one) => columnHead(context, one))}</tr></thead>
    <tbody>${repeat(page, ({ code }) => code, (row) => areaRow(context, columns.slice(1), row))}</tbody>
  </table>`;
}

/** The areas of the level shown as a table or as a ranking; rows come sorted and cut to what the reader asked for. */
export function tablePanel(context) {
  const { t, view, rows, table, drawing, act } = context;
  // Until the rows are there, the link that skips to them leads somewhere all the same.
  if (!rows) return html`<section class="list" id="list" tabindex="-1" aria-busy="true"></section>`;
  const ranking = isRanking(context);
  const { column, descending } = ranking ? FROM_FIRST : tableOrder(context);
  const areas = inScope(rows, view.level, withinOf(view), drawing.lit);
  const found = sorted(matching(areas, view.level, table.query, context.lang), column, descending);
  const page = found.slice(0, table.limit);
  const left = found.length - page.length;
  return html`<section class="list" id="list" tabindex="-1" aria-labelledby="list-title">
    ${head(context, found.length, areas.length)}
    ${ranking ? rankingTable(context, page) : areasTable(context, page)}
    ${left > 0
      ? html`<button type="button" class="button button--wide" @click=${() => act.showMoreRows()}>
          ${t('table.more', { n: Math.min(left, PAGE_ROWS), left })}</button>`
      : nothing}
  </section>`;
}
