/* The areas as a table: the map's equal for whoever cannot or does not want to use a pointer; with its files. */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { endpoints, FORM_NAMES, inForm } from '../core/api.js';
import { PAGE_ROWS } from '../core/actions.js';
import { questionOf } from '../core/coverage.js';
import { NOBODY } from '../core/colours.js';
import { nameAbove } from '../core/levels.js';
import { HAS_PRESENCE } from '../core/link.js';
import { changePath } from '../core/pair.js';
import { ofInitiatives } from '../core/record.js';
import { classWords } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { looks } from '../core/templates.js';
import { cell, columnHead, columnName, columnNotes, columnsOf, tableOrder } from './columns.js';
import { inScope, matching, sorted, withinOf } from './order.js';

/* What is shown, as files: the API's own answers to the question on screen, and the map as a picture. */

const OFFERED = ['xlsx', 'csv', 'geojson'];

/** The API's order that comes nearest to the table's; its own where it has none. */
function apiSort(context) {
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

/** all: how many areas are listed. */
function downloadMenu(context, all) {
  const { t, state, act } = context;
  const question = questionOf(state);
  if (!question) return nothing;
  return html`<details class="downloads" @keydown=${onMenuKey} @focusout=${onMenuLeave}>
    <summary class="downloads__open">${t('download.label')}</summary>
    <div class="downloads__menu">
      <ul>
        ${context.pair?.mode === 'change' ? changeLine(context) : areasLine(context, question, all)} ${recordLines(context, question)}
        ${act.picture && !context.pair
          ? html`<li class="downloads__line"><span class="downloads__what">${t('download.picture')}</span>
              <span class="downloads__files"><button type="button" class="file"
                @click=${() => act.picture()}>PNG</button></span></li>`
          : nothing}
      </ul>
      <p class="quiet">${t('download.note')}</p>
    </div>
  </details>`;
}

const NEED_KEYS = { low: 'cell.low', middle: 'cell.middle', high: 'cell.high' };
const PRESENCE_KEYS = { none: 'cell.none', one: 'cell.one', open: 'cell.more', range: 'cell.range' };

/** A cell of need x presence in words: "highest third of need, nothing reported". */
export function cellName(context, id) {
  const { t, coverage } = context;
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
  const { view, act, pointed } = context;
  const classes = ['row', view.area === row.code ? 'row--on' : '', pointed === row.code ? 'row--pointed' : ''];
  // Areas compared as one say so, for each has the counts of all.
  const together = row.change?.code !== row.code && row.change?.name;
  const above = together || (withinOf(view) ? null : nameAbove(row, view.level));
  return html`<tr class=${classes.join(' ')} data-code=${row.code}
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

function search({ t, table, act }, shown, all) {
  return html`<div class="search">
    <label class="visually-hidden" for="search">${t('table.search')}</label>
    <input id="search" type="search" autocomplete="off" placeholder=${t('table.search')} .value=${table.query}
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

/** Leaves the areas where the report places something out of the list, and lets them step back on the map. */
function nobody({ t, view, pair, act }) {
  if (!HAS_PRESENCE || pair?.mode === 'change') return nothing;
  return html`<label class="check"><input type="checkbox" .checked=${view.cell === NOBODY}
    @change=${() => act.singleOut(NOBODY)} /> <span>${t('table.nobody')}</span></label>`;
}

/** Said aloud when it changes: by which column the rows stand, and from which end. */
function sortWords(context) {
  const { column, descending } = tableOrder(context);
  const words = context.t(descending ? 'table.sortedDown' : 'table.sortedUp', { column: columnName(context, column) });
  return html`<p class="visually-hidden" role="status">${words}</p>`;
}

function head(context, found, all) {
  const { t, view } = context;
  return html`<header class="list__head">
    <div class="list__top">
      <h2 class="list__title" id="list-title">${t('table.areas', { n: all, level: view.level })}</h2>
      ${downloadMenu(context, all)}
    </div>
    ${scopes(context)} ${search(context, found, all)} ${nobody(context)} ${sortWords(context)}
    ${columnsOf(context).length > 1
      ? html`<details class="list__how"><summary>${t('table.how')}</summary>${columnNotes(context)}</details>`
      : nothing}
  </header>`;
}

/** The table of the level shown; rows come sorted and cut to what the reader asked for. */
export function tablePanel(context) {
  const { t, view, rows, table, drawing, act } = context;
  // Until the rows are there, the link that skips to them leads somewhere all the same.
  if (!rows) return html`<section class="list" id="list" tabindex="-1" aria-busy="true"></section>`;
  const { column, descending } = tableOrder(context);
  const areas = inScope(rows, view.level, withinOf(view), drawing.cell);
  const found = sorted(matching(areas, view.level, table.query), column, descending);
  const page = found.slice(0, table.limit);
  const left = found.length - page.length;
  const columns = columnsOf(context);
  return html`<section class="list" id="list" tabindex="-1" aria-labelledby="list-title">
    ${head(context, found.length, areas.length)}
    <table class=${`areas areas--${view.level}`} aria-labelledby="list-title" ${looks({ '--most': String(rows.size) })}>
      <thead><tr>${columns.map((one) => columnHead(context, one))}</tr></thead>
      <tbody>${repeat(page, ({ code }) => code, (row) => areaRow(context, columns.slice(1), row))}</tbody>
    </table>
    ${left > 0
      ? html`<button type="button" class="button button--wide" @click=${() => act.showMoreRows()}>
          ${t('table.more', { n: Math.min(left, PAGE_ROWS), left })}</button>`
      : nothing}
  </section>`;
}

/* The row of the area that the map points at comes into sight, if the reader has the table before them and is not
   using it: a page that moves under the pointer, or while the controls are being read, is worse than a row unseen. */

const TABLE_PART = 0.5; // of the dock that the table must take up

let followed = null;

function readerHasTable(list, dock) {
  const [box, frame] = [list.getBoundingClientRect(), dock.getBoundingClientRect()];
  const seen = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  return frame.height > 0 && seen >= TABLE_PART * frame.height;
}

export function followPointed({ pointed }) {
  if (pointed === followed) return;
  followed = pointed;
  const row = pointed && document.querySelector(`.areas tr[data-code="${CSS.escape(pointed)}"]`);
  const list = row?.closest('.list');
  const dock = row?.closest('.dock__scroll');
  const inUse = dock?.matches(':hover') || list?.matches(':focus-within');
  if (!dock || inUse || !readerHasTable(list, dock)) return;
  row.scrollIntoView({ block: 'nearest' });
}
