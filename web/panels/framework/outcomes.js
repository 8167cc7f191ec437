/* Outcomes by state: distinct initiatives in each cell, and beside the table what no cell can hold. */
import { html, nothing } from 'lit-html';
import { named } from '../../i18n/text.js';
import { firstPlaced } from '../../state/record.js';
import { outcomeName } from '../record/tally.js';
import { grid, gridButtons } from './grid.js';
import { emptyCell, stateCells, stateRows, tint } from './states.js';

const SCOPE_KEYS = {
  located: 'framework.located',
  country_wide: 'framework.countryWide',
  unnamed_places: 'framework.unnamed',
  regional: 'framework.regional',
};

/** "11 initiatives: 3 in states, 8 country-wide": the parts add up to the whole. */
function counts({ t }, outcome) {
  if (!outcome.initiatives) return t('framework.noneReported');
  const parts = Object.entries(SCOPE_KEYS).filter(([scope]) => outcome[scope]);
  const words = parts.map(([scope, key]) => t(key, { n: outcome[scope] })).join(', ');
  return t('framework.counts', { initiatives: t('count.initiatives', { n: outcome.initiatives }), words });
}

/** Columns: the outcomes in order, and last what is reported under none. */
function columnsOf({ t, lang }, { outcomes, without_outcome: without }) {
  const column = (record) => ({ ...record, cells: new Map(record.states.map((state) => [state.code, state])) });
  return [
    ...outcomes.map((outcome) => ({ ...column(outcome), name: outcomeName(outcome, lang) })),
    { ...column(without), outcome_id: null, priority_id: null, name: t('framework.withoutLong') },
  ];
}

function cell(context, button, { state, row, outcome, column }) {
  const { t, view, act } = context;
  const count = outcome.cells.get(state.code)?.initiatives ?? 0;
  const chosen = outcome.outcome_id && outcome.outcome_id === view.outcome ? ' cell--on' : '';
  if (!count) return emptyCell(chosen);
  const initiatives = t('count.initiatives', { n: count });
  const label = t('framework.cell', { state: state.name, outcome: outcome.name, initiatives });
  const initiative = firstPlaced(context.record, ({ outcome_id: id = null }) => id === outcome.outcome_id, state.code);
  const onClick = () => act.openArea(state.code, { outcome: outcome.outcome_id, view: 'presence', initiative });
  return html`<td class=${`cell ${tint(count)}${chosen}`}>${button({ row, column, label, onClick }, count)}</td>`;
}

function stateRow(context, button, columns, { state, row, initiatives }) {
  const { n } = context;
  return html`<tr data-code=${state.code}>${stateCells(context, button, state, row)}
    ${columns.map((outcome, index) => cell(context, button, { state, row, outcome, column: index + 1 }))}
    <td class="number grid__total">${n.whole(initiatives)}</td></tr>`;
}

function priorityHeads({ t, lang, framework }, columns) {
  return framework.priorities.map((priority) => {
    const span = columns.filter(({ priority_id: id }) => id === priority.priority_id).length;
    const title = t('filter.priority', { id: priority.priority_id, title: named(priority, 'title', lang) });
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

function idsOf(rows, columns) {
  const heads = columns.filter(({ outcome_id: id }) => id).map((_, index) => `0/${index + 1}`);
  const cells = rows.flatMap(({ code }, row) => [
    `${row + 1}/0`,
    ...columns.flatMap(({ cells: found }, column) => (found.has(code) ? [`${row + 1}/${column + 1}`] : [])),
  ]);
  return new Set([...heads, ...cells]);
}

/** What the numbers over the columns mean, with what has no state: so the totals add up. */
function legend(context, columns) {
  const { t, lang, view, framework, act } = context;
  const item = (outcome) => html`<li class="outcome-line">${outcome.outcome_id
      ? html`<button type="button" class="name" aria-pressed=${view.outcome === outcome.outcome_id ? 'true' : 'false'}
          @click=${() => act.showOnMap({ outcome: outcome.outcome_id, view: 'presence' })}>${outcome.name}</button>`
      : html`<span>${outcome.name}</span>`}
    <span class="quiet">${counts(context, outcome)}</span></li>`;
  const group = (title, some) =>
    some.length ? html`<h3 class="group__title">${title}</h3><ul>${some.map(item)}</ul>` : nothing;
  return html`<aside class="matrix__legend" aria-label=${t('framework.legend')}>
    ${framework.priorities.map((priority) =>
      group(
        t('filter.priority', { id: priority.priority_id, title: named(priority, 'title', lang) }),
        columns.filter(({ priority_id: id }) => id === priority.priority_id),
      ))}
    ${group(t('framework.withoutTitle'), columns.filter(({ outcome_id: id }) => !id))}
  </aside>`;
}

function lead({ t }, totals) {
  return t('framework.lead', {
    initiatives: t('count.initiatives', { n: totals.initiatives }),
    located: totals.initiatives_located,
    wide: totals.initiatives_country_wide,
    unnamed: totals.initiatives_unnamed_places,
    regional: totals.initiatives_regional,
  });
}

/** answers: {states, matrix, counts} of the API. */
export function outcomeMatrix(context, { states, matrix, counts: presence }) {
  const { t } = context;
  const columns = columnsOf(context, matrix);
  const rows = stateRows(context, states);
  const button = gridButtons(idsOf(rows, columns));
  const totals = new Map(presence.areas.map(({ code, initiatives }) => [code, initiatives]));
  const drawRow = (state, index) =>
    stateRow(context, button, columns, { state, row: index + 1, initiatives: totals.get(state.code) ?? null });
  return html`<p class="matrix__lead">${lead(context, presence.totals)} ${t('framework.rule')}</p>
    <div class="matrix__body">
      <div class="matrix__scroll"><table class="grid" @keydown=${grid.onKey} @focusin=${grid.onFocus}>
        <caption class="visually-hidden">${t('framework.captionOutcomes')} ${t('framework.keys')}</caption>
        <thead>
          <tr><th scope="col" rowspan="2" class="grid__name grid__corner">${t('level.oneState')}</th>
            <th scope="col" rowspan="2" class="grid__need">${t('framework.need')}</th>
            ${priorityHeads(context, columns)}<td class="grid__group"></td>
            <th scope="col" rowspan="2" class="grid__total">${t('framework.total')}</th></tr>
          <tr>${columns.map((outcome, index) => outcomeHead(context, button, outcome, index + 1))}</tr>
        </thead>
        <tbody>${rows.map(drawRow)}</tbody>
      </table></div>
      ${legend(context, columns)}
    </div>`;
}
