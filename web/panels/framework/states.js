/* The rows of both matrices: states, the one in greatest need first, or by name. Need comes first because a blank in an
   upper row is what a planner looks for. */
import { html } from 'lit-html';

/** 'name' where the table of areas is sorted by name, else 'need'. */
export const inOrder = ({ sort }) => (sort === 'name' ? 'name' : 'need');

/** [{code, name, need, unit}] in the order shown; `answer` lists the states by need already. */
export function stateRows(context, answer) {
  const { unit } = answer.need;
  const column = unit === 'persons' ? 'need_persons' : 'need_pct';
  const rows = answer.areas.map(({ code, name, [column]: need }) => ({ code, name, need, unit }));
  return inOrder(context.view) === 'name' ? rows.sort((a, b) => a.name.localeCompare(b.name, 'es')) : rows;
}

/** The colour of a cell by what it counts: none, one, two or more. */
export const tint = (count) => (count > 1 ? 'cell--2' : count ? 'cell--1' : 'cell--0');

/** A cell that counts nothing: a dot for the eye, a zero for a screen reader. */
export const emptyCell = (chosen) => html`<td class=${`cell cell--0${chosen}`}><span aria-hidden="true">·</span>
  <span class="visually-hidden">0</span></td>`;

/** How a row begins: the state, which opens its panel, and its need. */
export function stateCells({ t, n, act }, button, { code, name, need, unit }, row) {
  const label = t('action.openArea', { name });
  const head = { row, column: 0, label, extra: 'grid__state', onClick: () => act.openArea(code, {}) };
  return html`<th scope="row" class="grid__name">${button(head, name)}</th>
    <td class="number grid__need">${n.tick(need, unit)}</td>`;
}
