/* A short list of areas under an answer: each opens its panel, and its figures stand beside it. */
import { html, nothing } from 'lit-html';

const SHOWN = 8;

/** A part of the whole as a percentage. */
export const percent = ({ n }, share) => n.value(share === null ? null : 100 * share, 'percent');

/** Names as a language lists them: "Morelos, Hidalgo and Tlaxcala". */
export const listed = ({ lang }, names) => new Intl.ListFormat(lang, { type: 'conjunction' }).format(names);

function areaName({ act }, { code, name, aside }) {
  return html`<button type="button" class="name"
    @click=${(event) => act.selectArea(code, { focus: event.detail === 0 })}
    @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
    @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${name}</button>
    ${aside ? html`<span class="quiet">${aside}</span>` : nothing}`;
}

/** rows: [{code, name, aside, ...}]; columns: [{title, cell(row), wide}], wide for words rather than a number. */
export function areaTable(context, { caption, columns, rows, shown = SHOWN }) {
  if (!rows.length) return nothing;
  const kind = ({ wide }) => (wide ? 'words' : 'number');
  return html`<table class="figures answers">
    <caption>${caption}</caption>
    <thead><tr><th scope="col">${context.t('table.area')}</th>
      ${columns.map((column) => html`<th scope="col" class=${kind(column)}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.slice(0, shown).map(
      (row) => html`<tr data-answer=${row.code}><th scope="row">${areaName(context, row)}</th>
        ${columns.map((column) => html`<td class=${kind(column)}>${column.cell(row)}</td>`)}</tr>`,
    )}</tbody>
  </table>`;
}
