/* The ranking beside the table: every area on one line from the first place by gap to the last, with how much its place
   depends on the way to count. */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { drawingOf } from '../core/colours.js';
import { nameAbove } from '../core/levels.js';
import { viewsAt } from '../core/link.js';
import { lastRank, rankBar, rankWords } from '../core/ranks.js';
import { looks } from '../core/templates.js';
import { blank, whyBlank } from './columns.js';
import { ticksOf, withinOf } from './order.js';

/** Whether the areas shown can be ranked: two reports side by side have a table alone. */
export const canRank = ({ view, pair }) => !pair && viewsAt(view.level).includes('gap');

/** Whether the ranking stands in the place of the table. */
export const isRanking = (context) => context.view.list === 'ranking' && canRank(context);

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
  const { t, n, view, act, pointed } = context;
  const classes = ['row', view.area === row.code ? 'row--on' : '', pointed === row.code ? 'row--pointed' : ''];
  const above = withinOf(view) ? null : nameAbove(row, view.level, context.lang);
  const { gaps } = row;
  const rank = gaps?.rank ?? null;
  const words = gaps && rankWords(context, gaps);
  const place = () => (words
    ? html`<span class="visually-hidden">${words}</span>${rankBar(gaps, last, colourOf(row))}`
    : blank(whyBlank(context)));
  return html`<tr class=${classes.join(' ')} data-code=${row.code}
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
const key = ({ t }) => html`<p class="ranking__key" aria-hidden="true">
  <span><span class="ranking__mark rank__own"></span> ${t('ranking.rank')}</span>
  <span><span class="ranking__mark rank__median"></span> ${t('ranking.median')}</span>
  <span><span class="ranking__mark rank__interval"></span> ${t('ranking.interval')}</span></p>`;

/** rows: the areas listed, the first place first. */
export function rankingTable(context, rows) {
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
