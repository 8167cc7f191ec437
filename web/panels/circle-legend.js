/* The legend of proportional circles: some of them, one in the other, with the numbers that they stand for. Their size
   follows the map's, which tells it as --circle-most (CircleLayer). */
import { html } from 'lit-html';
import { looks } from '../core/templates.js';

/** steps: numbers from the greatest to the least; words(step) says one. */
export function nestedCircles({ t, drawing }, words) {
  const { largest, steps } = drawing.circles;
  const share = (step) => String(Math.sqrt(step / largest));
  return html`<div class="nested" role="img" aria-label=${t('legend.circles', { list: steps.map(words).join('; ') })}
    ${looks({ '--first': share(steps[0]) })}>
    ${steps.map((step, index) => html`<span class="nested__circle" ${looks({ '--share': share(step) })}></span>
      <span class="nested__words" ${looks({ '--share': share(step), '--line': String(steps.length - 1 - index) })}>${words(step)}</span>`)}
  </div>`;
}

/** Which way each colour of a gap goes, and how many areas it goes for; counts by class. */
export function gapSides({ t, drawing }, counts, areas) {
  const text = { surplus: t('legend.surplus'), short: t('legend.short') };
  return html`<ul class="sides">${drawing.classes.filter(({ id }) => text[id]).map(({ id, colour }) => html`<li>
    <span class="sides__circle" ${looks({ 'background-color': colour })}></span>${text[id]}
    <span class="quiet">${areas(counts[id])}</span></li>`)}</ul>`;
}
