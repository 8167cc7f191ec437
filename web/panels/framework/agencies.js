/* Agencies by state: field offices and placed initiatives in each cell, told apart by mark and word. */
import { html, nothing } from 'lit-html';
import { acronymList, byAcronym } from '../../i18n/agencies.js';
import { firstPlaced, ofInitiatives } from '../../state/record.js';
import { grid, gridButtons } from './grid.js';
import { emptyCell, stateCells, stateRows, tint } from './states.js';

function cellsOf(cells) {
  const found = new Map();
  for (const cell of cells) found.set(`${cell.agency_id}/${cell.code}`, cell);
  return found;
}

function cell(context, button, { state, row, agency, column, found }) {
  const { t, view, act, acronym } = context;
  const chosen = agency.agency_id === view.agency ? ' cell--on' : '';
  if (!found) return emptyCell(chosen);
  const { offices, initiatives } = found;
  const things = [
    offices ? t('count.offices', { n: offices }) : null,
    initiatives ? t('count.initiatives', { n: initiatives }) : null,
  ].filter(Boolean).join(', ');
  const label = t('framework.agencyCell', { state: state.name, agency: acronym(agency.agency_id), things });
  const initiative = offices ? null : firstPlaced(context.record, ({ agency_ids: ids }) => ids.includes(agency.agency_id), state.code);
  const onClick = () => act.openArea(state.code, { agency: agency.agency_id, view: 'presence', initiative });
  return html`<td class=${`cell ${tint(initiatives)}${chosen}`}>${button({ row, column, label, onClick }, html`${offices
    ? html`<span class="office-count">${offices}</span>`
    : nothing}${initiatives ? html`<span>${initiatives}</span>` : nothing}`)}</td>`;
}

function stateRow(context, button, agencies, { state, row, cells, total }) {
  const { n } = context;
  return html`<tr data-code=${state.code}>${stateCells(context, button, state, row)}
    ${agencies.map((agency, index) =>
      cell(context, button, {
        state, row, agency, column: index + 1, found: cells.get(`${agency.agency_id}/${state.code}`),
      }))}
    <td class="number grid__total">${n.whole(total)}</td></tr>`;
}

function agencyHead(context, button, agency, column) {
  const { t, view, act, acronym } = context;
  const on = view.agency === agency.agency_id;
  const label = t('framework.showAgency', { name: acronym(agency.agency_id) });
  const onClick = () => act.showOnMap({ agency: on ? null : agency.agency_id, view: 'presence' });
  return html`<th scope="col" class=${`grid__upright${on ? ' cell--on' : ''}`}>${button(
    { row: 0, column, label, on, onClick, extra: 'grid__head' }, html`<span>${acronym(agency.agency_id)}</span>`)}</th>`;
}

function idsOf(rows, agencies, cells) {
  const heads = agencies.map((_, index) => `0/${index + 1}`);
  const has = ({ agency_id: id }, code) => cells.has(`${id}/${code}`);
  const inRows = rows.flatMap(({ code }, row) => [
    `${row + 1}/0`,
    ...agencies.flatMap((agency, column) => (has(agency, code) ? [`${row + 1}/${column + 1}`] : [])),
  ]);
  return new Set([...heads, ...inRows]);
}

function foot({ t, n }, agencies) {
  const line = (title, value) => html`<tr><th scope="row" class="grid__name">${title}</th>
    <td class="grid__need"></td>
    ${agencies.map((agency) => html`<td class="number">${value(agency)}</td>`)}<td></td></tr>`;
  const share = ({ need_share: part }) => n.tick(part === null ? null : 100 * part, 'percent');
  return html`<tfoot>${line(t('framework.statesPresent'), ({ areas }) => n.whole(areas))}
    ${line(t('framework.needShare'), share)}</tfoot>`;
}

/** Agencies that the report names and places in no state: they have no column. */
function unplaced(context, placed) {
  const { t, agencies, record } = context;
  const shown = new Set(placed.map(({ agency_id: id }) => id));
  const others = agencies.filter(
    ({ agency_id: id, initiatives, offices }) => (initiatives || offices) && !shown.has(id),
  );
  const narrowed = record.kind !== null || ofInitiatives(record.filter);
  if (!others.length || narrowed) return nothing;
  return html`<p class="quiet">${t('framework.unplaced', {
    n: others.length,
    names: acronymList(context, others.map(({ agency_id: id }) => id)),
  })}</p>`;
}

/** answers: {states, matrix, counts} of the API. */
export function agencyMatrix(context, { states, matrix, counts: presence }) {
  const { t } = context;
  const agencies = [...matrix.agencies].sort(byAcronym(context));
  const rows = stateRows(context, states);
  const cells = cellsOf(matrix.cells);
  const button = gridButtons(idsOf(rows, agencies, cells));
  const totals = new Map(presence.areas.map(({ code, agencies: count }) => [code, count]));
  const drawRow = (state, index) =>
    stateRow(context, button, agencies, { state, row: index + 1, cells, total: totals.get(state.code) ?? null });
  if (!agencies.length) return html`<p class="matrix__lead">${t('presence.nothingFiltered')}</p>`;
  return html`<p class="matrix__lead">${t('framework.leadAgencies', { n: agencies.length })}
      <span class="matrix__key"><span class="office-count">1</span> ${t('framework.keyOffices')}</span>
      <span class="matrix__key"><span class="matrix__swatch cell--1">1</span>
        ${t('framework.keyInitiatives')}</span></p>
    <div class="matrix__scroll"><table class="grid grid--agencies" @keydown=${grid.onKey} @focusin=${grid.onFocus}>
      <caption class="visually-hidden">${t('framework.captionAgencies')} ${t('framework.keys')}</caption>
      <thead><tr><th scope="col" class="grid__name grid__corner">${t('level.oneState')}</th>
        <th scope="col" class="grid__need">${t('framework.need')}</th>
        ${agencies.map((agency, index) => agencyHead(context, button, agency, index + 1))}
        <th scope="col" class="grid__total">${t('framework.agencyTotal')}</th></tr></thead>
      <tbody>${rows.map(drawRow)}</tbody>
      ${foot(context, agencies)}
    </table></div>
    ${unplaced(context, agencies)}`;
}
