/* What the legends of all views share: the bar of classes, symbols, no data, what is counted, and where it is from. */
import { html, nothing } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { named } from '../../i18n/text.js';
import { initiativePlaces, ringsIn } from '../../map/places.js';
import { planning } from '../../state/plan.js';
import { viewSearch } from '../../state/view.js';
import { countingRule } from '../counting.js';
import { looks } from '../looks.js';
import { sourceLine } from '../source.js';

const LEVEL_KEYS = { state: 'legend.states', municipality: 'legend.municipalities' };

/** "6 states", "2,440 municipalities". */
export const areasWord = ({ t, view }, n) => t(LEVEL_KEYS[view.level], { n });

/** title; under it what is measured, and at the right one figure. */
export function legendHead(title, under, aside = nothing) {
  return html`<header class="legend__head">
    <h1 class="legend__title">${title}</h1>
    <p class="legend__unit"><span>${under}</span>${aside}</p>
  </header>`;
}

/** A bar of classes [{colour, text, tick}]: tick stands below the right end, `first` below the left one of all. */
export function classBar({ t }, classes, here, first = null) {
  return html`<ol class="classes" aria-label=${t('legend.classes')}>
    ${classes.map(
      ({ colour, text, tick }, index) => html`<li title=${text}
        class=${classMap({ class: true, 'class--here': here === index })}>
        <span class="class__colour" ${looks({ 'background-color': colour })}></span>
        <span class="visually-hidden">${text}</span>
        ${tick ? html`<span class="class__bound" aria-hidden="true">${tick}</span>` : nothing}
        ${index === 0 && first
          ? html`<span class="class__bound class__bound--lower" aria-hidden="true">${first}</span>`
          : nothing}
      </li>`,
    )}
  </ol>`;
}

/** What lies at the two ends of a bar and, where that is a thing, in its middle. */
export const ends = (left, right, middle = nothing) =>
  html`<p class="ends" aria-hidden="true"><span>←&nbsp;${left}</span>${middle
    ? html`<span>${middle}</span>`
    : nothing}<span>${right}&nbsp;→</span></p>`;

function noData(context, number) {
  if (number === null) return nothing;
  return html`<li><span class="key key--hatch"></span>${context.t('legend.noData')}
    <span class="quiet">${areasWord(context, number)}</span></li>`;
}

/** Only what is on the map now: a filter may leave out a kind of symbol, and the symbols of a plan are explained in its
    panel. blank: areas without data, null for none. */
export function symbols(context, blank) {
  const { t, view, record, rows } = context;
  if (planning(view)) return html`<ul class="symbols">${noData(context, blank)}</ul>`;
  const { office_places: withOffices, headquarters_offices: headquarters } = record?.totals ?? {};
  const rings = ringsIn(view.view) && rows && initiativePlaces(rows).length > 0;
  return html`<ul class="symbols">
    ${noData(context, blank)}
    ${withOffices ? html`<li><span class="key key--field">2</span>${t('legend.fieldShort')}</li>` : nothing}
    ${headquarters
      ? html`<li><span class="key key--headquarters">${headquarters}</span>${t('legend.headquartersShort')}</li>`
      : nothing}
    ${rings
      ? html`<li><span class="keys"><span class="key key--ring"></span><span
            class="key key--ring key--more"></span></span>
          ${t(record.filter.outcome ? 'legend.initiatives' : 'legend.initiativesOnly')}</li>`
      : nothing}
  </ul>`;
}

/** What the numbers in the symbols are. */
function symbolWords({ t, record }) {
  const { office_places: places, headquarters_offices: headquarters } = record?.totals ?? {};
  const words = [
    places ? t('legend.field', { n: places }) : null,
    headquarters ? t('legend.headquarters', { n: headquarters }) : null,
  ].filter(Boolean);
  return words.length ? html`<p>${words.join('. ')}.</p>` : nothing;
}

/** Why there is no gap to draw, in the answer's own words. */
export function reasons({ lang, coverage }) {
  const given = coverage?.answer.reasons ?? [];
  if (!given.length) return nothing;
  return html`<p class="legend__reason" role="status">${given.map((reason) => reason[lang]).join(' ')}</p>`;
}

/** Where the numbers are from, each with its period; the year of need stands below the title. need: {indicator}, or
    null where the map shows none. */
export function provenance({ t, lang, report }, need) {
  return html`<dl class="provenance">
    ${need
      ? html`<div><dt>${t('source.need')}</dt>
          <dd>${named(need.indicator, 'series_name', lang)}</dd></div>`
      : nothing}
    ${report
      ? html`<div><dt>${t('source.offices')}</dt>
          <dd>${t('legend.period', { year: String(report.reporting_year) })}</dd></div>`
      : nothing}
  </dl>`;
}

/** The sources in full, with their publishers and where they are on the web. */
function sources({ t, need, choice, report }) {
  const list = [(need ?? choice)?.indicator.source, report?.source].filter(Boolean);
  return html`<p><strong>${t('legend.sources')}</strong>
    ${list.map((one, index) => [index ? '; ' : '', sourceLine(one)])}</p>`;
}

/** How presence is counted and what the map does not say; definition: words on the view's own measure. */
export function method(context, definition = null) {
  const { t, view, report } = context;
  return html`<details class="legend__method"><summary>${t('legend.method')}</summary>
    <div class="legend__rules">
      ${definition ? html`<p>${definition}</p>` : nothing}
      <p><strong>${t('legend.counted')}</strong> ${countingRule(context)}</p>
      ${sources(context)} ${symbolWords(context)}
      <p>${t('absent.note', { year: String(report?.reporting_year ?? '') })} ${t('note.absence')}</p>
      <p>${t('note.map')}</p>
      <p><a href=${`/about${viewSearch(view)}`}>${t('legend.about')}</a></p>
    </div></details>`;
}
