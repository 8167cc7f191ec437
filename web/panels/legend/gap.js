/* The legend of the gap: seven classes about an even share, presence exceeding need at the left, need at the right. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { areasWord, classBar, ends, legendHead, method, provenance, reasons, symbols } from './parts.js';

function bar(context, { limits, lower, upper, counts }) {
  const { t, n, view, drawing, rows, pointed } = context;
  const bounds = [n.points(lower, view.level), ...limits.map(n.limit), n.points(upper, view.level)];
  const classes = drawing.classes.map(({ colour }, index) => {
    const range = t(index ? 'legend.over' : 'legend.from', { lower: bounds[index], upper: bounds[index + 1] });
    const tick = index < limits.length ? bounds[index + 1] : null;
    return { colour, text: `${range}: ${areasWord(context, counts[index])}`, tick };
  });
  const row = rows?.get(pointed);
  return html`${classBar(context, classes, row ? drawing.classOf(row) : null)}
    ${ends(t('legend.surplus'), t('legend.short'), t('legend.even'))}
    <p class="legend__lead">${t('legend.gapLead')}</p>`;
}

export function gapLegend(context) {
  const { t, lang, choice, need, coverage } = context;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  const classes = coverage?.answer.classes.gap;
  return html`
    ${legendHead(
      t('legend.gapTitle', { need: conceptName(indicator, lang) }),
      html`${t('legend.gapUnit')} · <strong>${year}</strong>`,
    )}
    ${classes ? bar(context, classes) : nothing} ${reasons(context)}
    ${symbols(context, classes ? classes.no_data : (coverage?.answer.numberMatched ?? null))}
    ${provenance(context, shown)} ${method(context, t('legend.gapMethod'))}`;
}
