/* The legend of presence: none, one, two or more of what is counted, with the number of areas in each. */
import { html, nothing } from 'lit-html';
import { looks } from '../looks.js';
import { areasWord, legendHead, method, provenance, reasons, symbols } from './parts.js';

export const TITLE_KEYS = {
  any: 'legend.presence.any',
  offices: 'legend.presence.offices',
  agencies: 'legend.presence.agencies',
  initiatives: 'legend.presence.initiatives',
};

function steps(context) {
  const { t, drawing, coverage, rows, pointed } = context;
  const counts = coverage?.answer.classes.presence.counts;
  const row = rows?.get(pointed);
  const here = row ? drawing.classOf(row) : null;
  return html`<ol class="steps" aria-label=${t('legend.presenceClasses')}>
    ${drawing.classes.map(
      ({ id, colour }) => html`<li class=${here === id ? 'step step--here' : 'step'}>
        <span class="step__colour" ${looks({ 'background-color': colour })}></span>
        <strong>${id === '0' ? t('legend.none') : id === '2+' ? t('legend.twoOrMore') : id}</strong>
        <span class="quiet">${counts ? areasWord(context, counts[id]) : nothing}</span></li>`,
    )}
  </ol>`;
}

export function presenceLegend(context) {
  const { t, view, report } = context;
  const year = String(report?.reporting_year ?? '');
  return html`
    ${legendHead(t(TITLE_KEYS[view.kind]), html`${t('legend.inReport', { year })}`)}
    ${steps(context)} ${reasons(context)}
    ${symbols(context, null)}
    ${provenance(context, null)} ${method(context)}`;
}
