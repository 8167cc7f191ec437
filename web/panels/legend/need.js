/* The legend of need: classes of the indicator with their bounds, and how many areas are in each. */
import { html, nothing } from 'lit-html';
import { conceptName, unitName } from '../../i18n/indicator.js';
import { areasWord, classBar, ends, legendHead, method, provenance, symbols } from './parts.js';

const ENDS = { 'high-is-worse': ['legend.less', 'legend.more'], 'low-is-worse': ['legend.more', 'legend.less'] };

function bar(context, need) {
  const { t, n, drawing, rows, pointed } = context;
  const { lower, upper, counts } = need.classes;
  const { unit } = need.indicator;
  const classes = upper.map((bound, index) => {
    const range = t(index ? 'legend.over' : 'legend.from', {
      lower: n.value(index ? upper[index - 1] : lower, unit),
      upper: n.value(bound, unit),
    });
    const text = `${range}: ${areasWord(context, counts[index])}`;
    return { colour: drawing.classes[index]?.colour ?? null, text, tick: n.tick(bound, unit) };
  });
  const row = rows?.get(pointed);
  return classBar(context, classes, row ? drawing.classOf(row) : null, n.tick(lower, unit));
}

export function needLegend(context) {
  const { t, n, lang, choice, need } = context;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  const keys = ENDS[indicator.direction];
  const country = need?.country
    ? html`<span>${t('legend.country')} <strong>${n.value(need.country.value, indicator.unit)}</strong></span>`
    : nothing;
  return html`
    ${legendHead(
      conceptName(indicator, lang),
      html`${unitName(indicator, lang) ?? t('legend.index')} · <strong>${year}</strong>`,
      country,
    )}
    ${need ? bar(context, need) : nothing}
    ${need && keys ? ends(t(keys[0]), t(keys[1])) : nothing}
    ${symbols(context, need?.classes.no_data ?? null)}
    ${provenance(context, shown)} ${method(context)}`;
}
