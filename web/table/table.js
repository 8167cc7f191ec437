/* The areas as a table: the map's equal for whoever cannot or does not want to use a pointer. */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { looks } from '../panels/looks.js';
import { matching, sorted } from './order.js';

export const PAGE_ROWS = 100;

const TITLE_KEYS = { state: 'table.states', municipality: 'table.municipalities' };
const COLUMN_KEYS = {
  name: 'table.area',
  value: 'table.value',
  offices: 'table.offices',
  initiatives: 'table.initiatives',
};
const COUNTING_KEYS = { state: 'table.countingStates', municipality: 'table.countingMunicipalities' };
const NOTE_ID = 'list-note'; // how the counts are meant

const isDescending = ({ table, need }) => table.descending ?? need?.indicator.direction !== 'low-is-worse';

function columnHead(context, column) {
  const { t, table, act } = context;
  const on = table.column === column;
  const descending = isDescending(context);
  const direction = descending ? 'descending' : 'ascending';
  return html`<th scope="col" class=${`column column--${column}`} aria-sort=${on ? direction : 'none'}>
    <button type="button" class="column__sort" aria-describedby=${column === 'initiatives' ? NOTE_ID : nothing}
      @click=${() => act.sortBy(column, descending)}>${t(COLUMN_KEYS[column])}<span class="column__arrow"
        aria-hidden="true">${on ? (descending ? '↓' : '↑') : ''}</span></button></th>`;
}

/** Blank is not zero: a count that is on its way, or that the filter does not ask for, is no "none". */
function blankCell({ t }, row) {
  if (row.initiatives === null) return t('value.loading');
  return html`<span class="quiet" title=${t('filter.noOffices')}><span aria-hidden="true">–</span>
    <span class="visually-hidden">${t('table.notAsked')}</span></span>`;
}

function officesCell(context, row) {
  const { t } = context;
  if (row.offices === null) return blankCell(context, row);
  if (row.offices) return html`<span class="dot" aria-hidden="true"></span>${row.offices}`;
  if (row.headquarters) {
    return html`<span class="square" aria-hidden="true"></span>${t('table.headquarters', { n: row.headquarters })}`;
  }
  return html`<span class="quiet">${t('table.none')}</span>`;
}

function initiativesCell(context, { initiatives }) {
  if (initiatives === null) return context.t('value.loading');
  return initiatives || html`<span class="quiet">${context.t('table.none')}</span>`;
}

function areaRow(context, row) {
  const { t, n, view, need, drawing, act, pointed } = context;
  const colour = drawing.colourOf(row);
  const swatch = looks({ 'background-color': colour ?? null });
  const classes = ['row', view.area === row.code ? 'row--on' : '', pointed === row.code ? 'row--pointed' : ''];
  return html`<tr class=${classes.join(' ')} data-code=${row.code}
      @pointerenter=${() => act.point(row.code)} @pointerleave=${() => act.point(null)}>
    <th scope="row"><button type="button" class="row__open" aria-current=${view.area === row.code ? 'true' : nothing}
        @click=${(event) => act.selectArea(row.code, { focus: event.detail === 0 })}
        @focus=${() => act.point(row.code)} @blur=${() => act.point(null)}>
        <span class=${colour === null ? 'swatch key--hatch' : 'swatch'} ${swatch}></span>
        <span>${row.name}${row.state_name ? html`<span class="quiet row__state">${row.state_name}</span>` : nothing}</span>
      </button></th>
    <td class="number">${need ? n.value(row.value, need.indicator.unit) : t('value.loading')}</td>
    <td class="offices">${officesCell(context, row)}</td>
    <td class="offices">${initiativesCell(context, row)}</td>
  </tr>`;
}

function search({ t, view, table, act }, shown, all) {
  return html`<div class="search">
    <label class="visually-hidden" for="search">${t('table.search')}</label>
    <input id="search" type="search" autocomplete="off" placeholder=${t('table.search')} .value=${table.query}
      @input=${(event) => act.search(event.target.value)} />
    <p class="quiet" role="status">${shown === all
      ? nothing
      : t(shown ? 'table.found' : 'table.foundNone', { n: shown, all })}</p>
  </div>`;
}

/** The table of the level shown; rows come sorted and cut to what the reader asked for. */
export function tablePanel(context) {
  const { t, view, rows, table, act } = context;
  if (!rows) return nothing;
  const found = sorted(matching([...rows.values()], table.query), { ...table, descending: isDescending(context) });
  const page = found.slice(0, table.limit);
  const left = found.length - page.length;
  return html`<section class="list" id="list" tabindex="-1" aria-labelledby="list-title">
    <header class="list__head">
      <h2 class="list__title" id="list-title">${t(TITLE_KEYS[view.level], { n: rows.size })}</h2>
      ${search(context, found.length, rows.size)}
      <p class="quiet list__note" id=${NOTE_ID}>${t(COUNTING_KEYS[view.level])}</p>
    </header>
    <table class="areas" aria-labelledby="list-title">
      <thead><tr>${Object.keys(COLUMN_KEYS).map((column) => columnHead(context, column))}</tr></thead>
      <tbody>${repeat(page, ({ code }) => code, (row) => areaRow(context, row))}</tbody>
    </table>
    ${left > 0
      ? html`<button type="button" class="button button--wide" @click=${() => act.showMoreRows()}>
          ${t('table.more', { n: Math.min(left, PAGE_ROWS), left })}</button>`
      : nothing}
  </section>`;
}
