/* How to read the map: classes with their bounds, no data, symbols; unit, series, year and source below. */
import { html, nothing } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { conceptName, unitName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { classColours, classOf } from '../../map/palette.js';
import { looks } from '../looks.js';
import { sourceLine } from '../source.js';

const LEVEL_KEYS = { state: 'legend.states', municipality: 'legend.municipalities' };
const ENDS = { 'high-is-worse': ['legend.less', 'legend.more'], 'low-is-worse': ['legend.more', 'legend.less'] };

function classBar({ t, n, view }, need, pointed) {
  const { lower, upper, counts } = need.classes;
  const { unit } = need.indicator;
  const colours = classColours(need);
  const here = pointed ? classOf(pointed.value, need.classes) : null;
  return html`<ol class="classes" aria-label=${t('legend.classes')}>
    ${upper.map((bound, index) => {
      const range = t(index ? 'legend.over' : 'legend.from', {
        lower: n.value(index ? upper[index - 1] : lower, unit),
        upper: n.value(bound, unit),
      });
      const text = `${range}: ${t(LEVEL_KEYS[view.level], { n: counts[index] })}`;
      return html`<li class=${classMap({ class: true, 'class--here': here === index })} title=${text}>
        <span class="class__colour" ${looks({ 'background-color': colours[index] })}></span>
        <span class="visually-hidden">${text}</span>
        <span class="class__bound" aria-hidden="true">${n.tick(bound, unit)}</span>
        ${index ? nothing : html`<span class="class__bound class__bound--lower" aria-hidden="true">${n.tick(lower, unit)}</span>`}
      </li>`;
    })}
  </ol>`;
}

function ends({ t }, { direction }) {
  const keys = ENDS[direction];
  if (!keys) return nothing;
  return html`<p class="ends" aria-hidden="true"><span>← ${t(keys[0])}</span><span>${t(keys[1])} →</span></p>`;
}

/** Only what is on the map now: a filter may leave out a kind of symbol. */
function symbols({ t, view, record, rows }, need) {
  const places = [...(rows?.values() ?? [])];
  const { office_places: withOffices, headquarters_offices: headquarters } = record?.totals ?? {};
  const rings = places.some(({ offices, headquarters: main, initiatives }) => initiatives && !offices && !main);
  return html`<ul class="symbols">
    <li><span class="key key--hatch"></span>${t('legend.noData')}
      ${need ? html`<span class="quiet">${t(LEVEL_KEYS[view.level], { n: need.classes.no_data })}</span>` : nothing}</li>
    ${withOffices ? html`<li><span class="key key--field">2</span>${t('legend.field', { n: withOffices })}</li>` : nothing}
    ${headquarters
      ? html`<li><span class="key key--headquarters">${headquarters}</span>
          ${t('legend.headquarters', { n: headquarters })}</li>`
      : nothing}
    ${rings
      ? html`<li><span class="keys"><span class="key key--ring"></span><span class="key key--ring key--more"></span></span>
          ${t(record.filter.outcome ? 'legend.initiatives' : 'legend.initiativesOnly')}</li>`
      : nothing}
  </ul>`;
}

function sources({ t, lang, report }, { indicator, year }) {
  return html`<dl class="provenance">
    <div><dt>${t('source.need')}</dt> <dd>${named(indicator, 'series_name', lang)} · ${year}. ${sourceLine(indicator.source)}</dd></div>
    ${report
      ? html`<div><dt>${t('source.offices')}</dt> <dd>${sourceLine(report.source)}</dd></div>`
      : nothing}
  </dl>`;
}

/** The heading says what the map shows; pointed is the row under the pointer, if any. */
export function legendPanel(context) {
  const { t, n, lang, choice, need, rows, pointed } = context;
  if (!choice) return nothing;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  const country = need?.country;
  return html`
    <header class="legend__head">
      <h1 class="legend__title">${conceptName(indicator, lang)}</h1>
      <p class="legend__unit"><span>${unitName(indicator, lang) ?? t('legend.index')} · <strong>${year}</strong></span>
        ${country
          ? html`<span>${t('legend.country')} <strong>${n.value(country.value, indicator.unit)}</strong></span>`
          : nothing}</p>
    </header>
    ${need ? html`${classBar(context, need, rows?.get(pointed))}${ends(context, indicator)}` : nothing}
    ${symbols(context, need)}
    ${sources(context, shown)}
    <p class="legend__note quiet">${t('note.map')}</p>`;
}
