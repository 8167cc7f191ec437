/* The legend of need x presence: a square whose cells single out their areas, on the map and in the table alike. */
import { html, nothing } from 'lit-html';
import { conceptName, unitName } from '../../i18n/indicator.js';
import { cellName } from '../../table/table.js';
import { looks } from '../looks.js';
import { areasWord, legendHead, method, provenance, symbols } from './parts.js';

const THIRDS = ['high', 'middle', 'low']; // the greatest need on top
const PRESENCE = ['0', '1', '2+'];

function squareCell(context, id, here) {
  const { t, n, view, drawing, coverage, act } = context;
  const number = coverage?.answer.classes.bivariate.counts[id];
  const colour = drawing.classes.find((one) => one.id === id)?.colour ?? null;
  const words = `${cellName(t, id)}: ${number === undefined ? t('value.loading') : areasWord(context, number)}`;
  return html`<td><button type="button" data-cell=${id}
    class=${here === id ? 'square-cell square-cell--here' : 'square-cell'}
    aria-pressed=${view.cell === id} aria-label=${words} title=${words} ${looks({ 'background-color': colour })}
    @click=${() => act.singleOut(id)}><span class="square-cell__count">${number === undefined
      ? ''
      : n.whole(number)}</span></button></td>`;
}

function bounds({ n, need, coverage }, third) {
  const range = coverage?.answer.classes.bivariate.thirds[third];
  const unit = need?.indicator.unit;
  if (!range || !unit) return '';
  return html`${n.tick(range[0], unit)}–${n.tick(range[1], unit)}`;
}

/** Need upwards, presence to the right. */
function square(context) {
  const { t, drawing, rows, pointed } = context;
  const row = rows?.get(pointed);
  const here = row ? drawing.classOf(row) : null;
  return html`<div class="both">
    <p class="both__need" aria-hidden="true">${t('legend.axisNeed')} →</p>
    <table class="square-table">
      <caption class="visually-hidden">${t('legend.square')}</caption>
      <tbody>${THIRDS.map(
        (third) => html`<tr><th scope="row"><span class="visually-hidden">${t('legend.axisNeed')}</span>
          ${bounds(context, third)}</th>${PRESENCE.map((many) => squareCell(context, `${third}-${many}`, here))}</tr>`,
      )}</tbody>
      <tfoot><tr><td class="both__presence" aria-hidden="true">${t('legend.axisPresence')} →</td>
        ${PRESENCE.map((many) => html`<th scope="col">${many}</th>`)}</tr></tfoot>
    </table>
    <p class="both__hint quiet visually-hidden">${t('legend.squareHint')}</p>
  </div>`;
}

export function bothLegend(context) {
  const { t, lang, choice, need, report, coverage } = context;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  return html`
    ${legendHead(
      t('legend.bothTitle', { need: conceptName(indicator, lang) }),
      html`${t('legend.inThirds', { unit: unitName(indicator, lang) ?? t('legend.index') })} · <strong>${year}</strong> ×
        ${t('legend.inReport', { year: String(report?.reporting_year ?? '') })}`,
    )}
    ${square(context)}
    ${symbols(context, coverage?.answer.classes.bivariate.no_data ?? null)}
    ${provenance(context, shown)} ${method(context, t('legend.blankSpot'))}`;
}
