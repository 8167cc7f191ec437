/* Outcomes and agencies by area of the highest level: two tables of many cells that lead to the map. */
import { html, nothing } from 'lit-html';
import { HIGHEST, layerOf, nameOf } from '../core/levels.js';
import { firstPlaced, ofInitiatives } from '../core/record.js';
import { outcomeName } from '../core/sentences.js';
import { acronymList, byAcronym, named } from '../core/words.js';
import { holdsWords } from '../table/order.js';
import { MANY } from './parts.js';

/* A table of many cells: one stop of the Tab key, arrow keys move inside. Only what leads somewhere is a button, so
   the arrows skip what is empty. */

const STEPS = {
  ArrowUp: ['row', -1],
  ArrowDown: ['row', 1],
  ArrowLeft: ['column', -1],
  ArrowRight: ['column', 1],
};

let focused = null; // 'row/column' of the button that the Tab key comes to

const idOf = ({ dataset }) => `${dataset.row}/${dataset.column}`;
const place = (button) => ({ row: Number(button.dataset.row), column: Number(button.dataset.column) });

function stopAt(table, button) {
  table.querySelector('.grid__button[tabindex="0"]')?.setAttribute('tabindex', '-1');
  button.setAttribute('tabindex', '0');
  focused = idOf(button);
}

/** The next button in a direction: on the same line of the table, nearest first. */
function nextOf(buttons, from, axis, step) {
  const across = axis === 'row' ? 'column' : 'row';
  const here = place(from);
  return buttons
    .map((button) => ({ button, at: place(button) }))
    .filter(({ at }) => at[across] === here[across] && (at[axis] - here[axis]) * step > 0)
    .sort((a, b) => (a.at[axis] - b.at[axis]) * step)[0]?.button;
}

function onKey(event) {
  const button = event.target.closest('.grid__button');
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll('.grid__button')];
  const ends = { Home: buttons[0], End: buttons.at(-1) };
  const target = STEPS[event.key] ? nextOf(buttons, button, ...STEPS[event.key]) : ends[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** The listeners of a grid's table: <table @keydown=${grid.onKey} @focusin=${grid.onFocus}>. */
const grid = {
  onKey,
  onFocus: ({ target, currentTarget }) => {
    const button = target.closest('.grid__button');
    if (button) stopAt(currentTarget, button);
  },
};

/** The buttons of one drawing, of which the focused one, or the first, is the stop of the Tab key. */
function gridButtons(ids) {
  const stop = ids.has(focused) ? focused : ids.values().next().value;
  return ({ row, column, label, on = false, onClick, extra = '' }, content) => html`<button type="button"
    class=${`grid__button ${extra}`} data-row=${row} data-column=${column}
    tabindex=${`${row}/${column}` === stop ? '0' : '-1'}
    aria-label=${label} title=${label} aria-pressed=${on ? 'true' : nothing} @click=${onClick}>${content}</button>`;
}

/* The rows of both matrices: areas of the highest level, the one in greatest need first, or by name. Need comes first
   because a blank in an upper row is what a planner looks for. */

/** 'name' where the table of areas is sorted by name, else 'need'. */
export const inOrder = ({ sort }) => (sort === 'name' ? 'name' : 'need');

/** [{code, name, need, unit}] in the order shown; `answer` lists them by need already. */
function areaRows(context, answer) {
  const unit = answer.need?.unit;
  const column = unit === 'persons' ? 'need_persons' : 'need_pct';
  const rows = answer.areas.map(({ [column]: need, ...area }) => ({ code: area.code, name: nameOf(area, context.lang), need, unit }));
  return inOrder(context.view) === 'name' ? rows.sort((a, b) => a.name.localeCompare(b.name, 'es')) : rows;
}

/** The colour of a cell by what it counts: none, one, two or more. */
const tint = (count) => (count > 1 ? 'cell--2' : count ? 'cell--1' : 'cell--0');

/** A cell that counts nothing: a dot for the eye, a zero for a screen reader. */
const emptyCell = (chosen) => html`<td class=${`cell cell--0${chosen}`}><span aria-hidden="true">·</span>
  <span class="visually-hidden">0</span></td>`;

/** How a row begins: the area, which opens its panel, and its need. */
function areaCells({ t, n, act }, button, { code, name, need, unit }, row) {
  const label = t('action.openArea', { name });
  const head = { row, column: 0, label, extra: 'grid__area', onClick: () => act.openArea(code, {}) };
  return html`<th scope="row" class="grid__name">${button(head, name)}</th>
    ${unit ? html`<td class="number grid__need">${n.tick(need, unit)}</td>` : nothing}`;
}

/* Outcomes by area: distinct initiatives in each cell, and beside the table what no cell can hold. */

const SCOPE_KEYS = {
  located: 'framework.located',
  country_wide: 'framework.countryWide',
  unnamed_places: 'framework.unnamed',
  regional: 'framework.regional',
};

/** "11 initiatives: 3 in areas, 8 country-wide": the parts add up to the whole. */
function outcomeCounts({ t }, outcome) {
  if (!outcome.initiatives) return t('framework.noneReported');
  const parts = Object.entries(SCOPE_KEYS).filter(([scope]) => outcome[scope]);
  const words = parts.map(([scope, key]) => t(key, { n: outcome[scope] })).join(', ');
  return t('framework.counts', { initiatives: t('count.initiatives', { n: outcome.initiatives }), words });
}

/** Columns: the outcomes in order, and last what is reported under none. */
function columnsOf({ t, lang }, { outcomes, without_outcome: without }) {
  const column = (record) => ({ ...record, cells: new Map(record[layerOf(HIGHEST)].map((cell) => [cell.code, cell])) });
  return [
    ...outcomes.map((outcome) => ({ ...column(outcome), name: outcomeName(outcome, lang) })),
    { ...column(without), outcome_id: null, priority_id: null, name: t('framework.withoutLong') },
  ];
}

function outcomeCell(context, button, { area, row, outcome, column }) {
  const { t, view, act } = context;
  const count = outcome.cells.get(area.code)?.initiatives ?? 0;
  const chosen = outcome.outcome_id && outcome.outcome_id === view.outcome ? ' cell--on' : '';
  if (!count) return emptyCell(chosen);
  const initiatives = t('count.initiatives', { n: count });
  const label = t('framework.cell', { area: area.name, outcome: outcome.name, initiatives });
  const initiative = firstPlaced(context.record, ({ outcome_id: id = null }) => id === outcome.outcome_id, area.code);
  const onClick = () => act.openArea(area.code, { outcome: outcome.outcome_id, view: 'presence', initiative });
  return html`<td class=${`cell ${tint(count)}${chosen}`}>${button({ row, column, label, onClick }, count)}</td>`;
}

function outcomeRow(context, button, columns, { area, row, initiatives }) {
  const { n } = context;
  return html`<tr data-code=${area.code}>${areaCells(context, button, area, row)}
    ${columns.map((outcome, index) => outcomeCell(context, button, { area, row, outcome, column: index + 1 }))}
    <td class="number grid__total">${n.whole(initiatives)}</td></tr>`;
}

function priorityHeads({ t, lang, framework }, columns) {
  return framework.priorities.map((priority) => {
    const span = columns.filter(({ priority_id: id }) => id === priority.priority_id).length;
    const title = t('filter.priorityNamed', { id: priority.priority_id, title: named(priority, 'title', lang) });
    return span
      ? html`<th scope="colgroup" colspan=${span} class="grid__group" title=${title}><span aria-hidden="true">${t(
          'framework.priority', { id: priority.priority_id })}</span><span class="visually-hidden">${title}</span></th>`
      : nothing;
  });
}

function outcomeHead(context, button, outcome, column) {
  const { t, view, act } = context;
  if (!outcome.outcome_id) return html`<th scope="col" class="grid__last">${t('framework.without')}</th>`;
  const label = t('framework.showOutcome', { name: outcome.name });
  const on = view.outcome === outcome.outcome_id;
  const onClick = () => act.showOnMap({ outcome: on ? null : outcome.outcome_id, view: 'presence' });
  return html`<th scope="col" class=${on ? 'cell--on' : ''}>${button(
    { row: 0, column, label, on, onClick, extra: 'grid__head' }, outcome.outcome_id)}</th>`;
}

function outcomeIds(rows, columns) {
  const heads = columns.filter(({ outcome_id: id }) => id).map((_, index) => `0/${index + 1}`);
  const cells = rows.flatMap(({ code }, row) => [
    `${row + 1}/0`,
    ...columns.flatMap(({ cells: found }, column) => (found.has(code) ? [`${row + 1}/${column + 1}`] : [])),
  ]);
  return new Set([...heads, ...cells]);
}

/** What the numbers over the columns mean, with what has no area: so the totals add up. */
function outcomeLegend(context, columns) {
  const { t, lang, view, framework, act } = context;
  const item = (outcome) => html`<li class="outcome-line">${outcome.outcome_id
      ? html`<button type="button" class="name" aria-pressed=${view.outcome === outcome.outcome_id ? 'true' : 'false'}
          @click=${() => act.showOnMap({ outcome: outcome.outcome_id, view: 'presence' })}>${outcome.name}</button>`
      : html`<span>${outcome.name}</span>`}
    <span class="quiet">${outcomeCounts(context, outcome)}</span></li>`;
  const group = (title, some) =>
    some.length ? html`<h2 class="group__title">${title}</h2><ul>${some.map(item)}</ul>` : nothing;
  return html`<aside class="matrix__legend" aria-label=${t('framework.legend')}>
    ${framework.priorities.map((priority) =>
      group(
        t('filter.priorityNamed', { id: priority.priority_id, title: named(priority, 'title', lang) }),
        columns.filter(({ priority_id: id }) => id === priority.priority_id),
      ))}
    ${group(t('framework.withoutTitle'), columns.filter(({ outcome_id: id }) => !id))}
  </aside>`;
}

function outcomeLead({ t }, totals) {
  return t('framework.lead', {
    initiatives: t('count.initiatives', { n: totals.initiatives }),
    located: totals.initiatives_located,
    wide: totals.initiatives_country_wide,
    unnamed: totals.initiatives_unnamed_places,
    regional: totals.initiatives_regional,
  });
}

/** answers: {areas, matrix, counts} of the API. */
export function outcomeMatrix(context, { areas, matrix, counts: presence }) {
  const { t } = context;
  const columns = columnsOf(context, matrix);
  const rows = areaRows(context, areas);
  const button = gridButtons(outcomeIds(rows, columns));
  const totals = new Map(presence.areas.map(({ code, initiatives }) => [code, initiatives]));
  const drawRow = (area, index) =>
    outcomeRow(context, button, columns, { area, row: index + 1, initiatives: totals.get(area.code) ?? null });
  return html`<p class="matrix__lead">${outcomeLead(context, presence.totals)} ${t('framework.rule')}</p>
    <div class="matrix__body">
      <div class="matrix__scroll"><table class="grid" @keydown=${grid.onKey} @focusin=${grid.onFocus}>
        <caption class="visually-hidden">${t('framework.captionOutcomes')} ${t('framework.keys')}</caption>
        <thead>
          <tr><th scope="col" rowspan="2" class="grid__name grid__corner">${t('level.one')}</th>
            ${areas.need ? html`<th scope="col" rowspan="2" class="grid__need">${t('framework.need')}</th>` : nothing}
            ${priorityHeads(context, columns)}<td class="grid__group"></td>
            <th scope="col" rowspan="2" class="grid__total">${t('framework.total')}</th></tr>
          <tr>${columns.map((outcome, index) => outcomeHead(context, button, outcome, index + 1))}</tr>
        </thead>
        <tbody>${rows.map(drawRow)}</tbody>
      </table></div>
      ${outcomeLegend(context, columns)}
    </div>`;
}

/* Agencies by area: field offices and placed initiatives in each cell, told apart by mark and word. */

function cellsOf(cells) {
  const found = new Map();
  for (const cell of cells) found.set(`${cell.agency_id}/${cell.code}`, cell);
  return found;
}

function agencyCell(context, button, { area, row, agency, column, found }) {
  const { t, view, act, acronym } = context;
  const chosen = agency.agency_id === view.agency ? ' cell--on' : '';
  if (!found) return emptyCell(chosen);
  const { offices, initiatives } = found;
  const things = [
    offices ? t('count.offices', { n: offices }) : null,
    initiatives ? t('count.initiatives', { n: initiatives }) : null,
  ].filter(Boolean).join(', ');
  const label = t('framework.agencyCell', { area: area.name, agency: acronym(agency.agency_id), things });
  const initiative = offices ? null : firstPlaced(context.record, ({ agency_ids: ids }) => ids.includes(agency.agency_id), area.code);
  const onClick = () => act.openArea(area.code, { agency: agency.agency_id, view: 'presence', initiative });
  return html`<td class=${`cell ${tint(initiatives)}${chosen}`}>${button({ row, column, label, onClick }, html`${offices
    ? html`<span class="office-count">${offices}</span>`
    : nothing}${initiatives ? html`<span>${initiatives}</span>` : nothing}`)}</td>`;
}

function agencyRow(context, button, agencies, { area, row, cells, total }) {
  const { n } = context;
  return html`<tr data-code=${area.code}>${areaCells(context, button, area, row)}
    ${agencies.map((agency, index) =>
      agencyCell(context, button, {
        area, row, agency, column: index + 1, found: cells.get(`${agency.agency_id}/${area.code}`),
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

function agencyIds(rows, agencies, cells) {
  const heads = agencies.map((_, index) => `0/${index + 1}`);
  const has = ({ agency_id: id }, code) => cells.has(`${id}/${code}`);
  const inRows = rows.flatMap(({ code }, row) => [
    `${row + 1}/0`,
    ...agencies.flatMap((agency, column) => (has(agency, code) ? [`${row + 1}/${column + 1}`] : [])),
  ]);
  return new Set([...heads, ...inRows]);
}

function agencyFoot({ t, n }, agencies) {
  const line = (title, value) => html`<tr><th scope="row" class="grid__name">${title}</th>
    <td class="grid__need"></td>
    ${agencies.map((agency) => html`<td class="number">${value(agency)}</td>`)}<td></td></tr>`;
  const share = ({ need_share: part }) => n.tick(part === null ? null : 100 * part, 'percent');
  return html`<tfoot>${line(t('framework.areasPresent'), ({ areas }) => n.whole(areas))}
    ${line(t('framework.needShare'), share)}</tfoot>`;
}

/** Agencies that the report names and places in no area: they have no column. */
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

/** Of very many columns those whose acronym or name holds every word looked for. */
function columnsFound({ lang, acronym, agencies: known, looked }, columns) {
  const query = looked?.framework?.query ?? '';
  if (columns.length <= MANY) return { query, found: columns };
  const names = new Map(known.map((one) => [one.agency_id, named(one, 'name', lang)]));
  return { query, found: columns.filter(({ agency_id: id }) => holdsWords(`${acronym(id)} ${names.get(id) ?? ''}`, query)) };
}

/** The field that narrows very many columns. */
function columnSearch({ t, act }, { query, found }, all) {
  if (all.length <= MANY) return nothing;
  return html`<form class="matrix__search search" @submit=${(event) => event.preventDefault()}>
    <label class="visually-hidden" for="matrix-search">${t('framework.search')}</label>
    <input id="matrix-search" type="search" autocomplete="off" placeholder=${t('framework.search')} .value=${query}
      @input=${({ target }) => act.look('framework', { query: target.value })} />
    <p class="quiet" role="status">${found.length === all.length
      ? nothing
      : t(found.length ? 'table.found' : 'framework.notFound', { n: found.length, all: all.length })}</p>
  </form>`;
}

/** answers: {areas, matrix, counts} of the API. */
export function agencyMatrix(context, { areas, matrix, counts: presence }) {
  const { t } = context;
  const all = [...matrix.agencies].sort(byAcronym(context));
  const looked = columnsFound(context, all);
  const agencies = looked.found;
  const rows = areaRows(context, areas);
  const cells = cellsOf(matrix.cells);
  const button = gridButtons(agencyIds(rows, agencies, cells));
  const totals = new Map(presence.areas.map(({ code, agencies: count }) => [code, count]));
  const drawRow = (area, index) =>
    agencyRow(context, button, agencies, { area, row: index + 1, cells, total: totals.get(area.code) ?? null });
  if (!all.length) return html`<p class="matrix__lead">${t('presence.nothingFiltered')}</p>`;
  return html`<p class="matrix__lead">${t('framework.leadAgencies', { n: all.length })}
      <span class="matrix__key"><span class="office-count">1</span> ${t('framework.keyOffices')}</span>
      <span class="matrix__key"><span class="matrix__swatch cell--1">1</span>
        ${t('framework.keyInitiatives')}</span></p>
    ${columnSearch(context, looked, all)}
    <div class="matrix__scroll"><table class="grid grid--agencies" @keydown=${grid.onKey} @focusin=${grid.onFocus}>
      <caption class="visually-hidden">${t('framework.captionAgencies')} ${t('framework.keys')}</caption>
      <thead><tr><th scope="col" class="grid__name grid__corner">${t('level.one')}</th>
        <th scope="col" class="grid__need">${t('framework.need')}</th>
        ${agencies.map((agency, index) => agencyHead(context, button, agency, index + 1))}
        <th scope="col" class="grid__total">${t('framework.agencyTotal')}</th></tr></thead>
      <tbody>${rows.map(drawRow)}</tbody>
      ${agencyFoot(context, agencies)}
    </table></div>
    ${unplaced(context, all)}`;
}
