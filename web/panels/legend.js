/* How to read the map: one legend for each view, of the same parts. */
import { html, nothing } from 'lit-html';
import { besideNeed, countsOf, needCell, THIRDS, unsureIn } from '../core/colours.js';
import { HAS_PRESENCE, hasNeed, viewSearch } from '../core/link.js';
import { planning } from '../core/plan.js';
import { allNear, initiativePlaces, ringsIn, someNear } from '../core/record.js';
import { classWords, countingRule, needRange, shortClass } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { looks, nestedCircles, sourceLine, term } from '../core/templates.js';
import { conceptName, named, unitName } from '../core/words.js';
import { cellName } from '../table/table.js';
import { bothCounts, bothLine, bothWords, boundaryNotes, changeClasses, changeTotals, namesOf, needLine } from './two-reports.js';

/* What the legends of all views share: the bar of classes, symbols, no data, what is counted, and where it is from. */

/** "6 states", "2,440 municipalities". */
const areasWord = ({ t, view }, n) => t('count.areas', { n, level: view.level });

/** The same of one map or of two. */
const counted = (context, own, other) =>
  (context.beside ? bothWords(context, ...[own, other].map((number) => areasWord(context, number ?? 0))) : areasWord(context, own));

/** Whose presence is shown. */
const inReport = (context) => (context.beside ? context.t('pair.inReports', namesOf(context)) : context.t('legend.inReport'));

/** What two maps have to say beside their classes. */
const ofBoth = (context, need = true) => (context.beside ? html`${bothLine(context)} ${need ? needLine(context) : nothing}` : nothing);

/** title; under it what is measured, and at the right one figure. */
function legendHead(title, under, aside = nothing) {
  return html`<header class="legend__head">
    <h2 class="legend__title">${title}</h2>
    <p class="legend__unit"><span>${under}</span>${aside}</p>
  </header>`;
}

/** How many areas are in a class, null for no data: of all as the answer counts them or, where the parts of one area
    alone are listed, of these. */
function inClass({ rows, drawing }, id, whole) {
  return drawing.within && rows && whole !== undefined && whole !== null ? (countsOf(rows, drawing)[id] ?? 0) : whole;
}

/** The same of one map or of two in words; whole(context) gives what the answer counts. */
const inEach = (context, id, whole) =>
  counted(context, inClass(context, id, whole(context)), context.beside && inClass(context.beside, id, whole(context.beside)));

/** What stands over a class: its colour and words, as a button where it singles the class out. */
function classFace({ view, act }, colour, text, cell) {
  const words = html`<span class="visually-hidden">${text}</span>`;
  if (!cell) return html`<span class="class__colour" ${looks({ 'background-color': colour })}></span>${words}`;
  return html`<button type="button" class="class__colour" data-cell=${cell} aria-pressed=${view.cell === cell}
    ${looks({ 'background-color': colour })} @click=${() => act.singleOut(cell)}>${words}</button>`;
}

/** A bar of classes [{colour, text, tick, cell}]: tick stands below the right end, `first` below the left one of all; a
    press on one with a cell singles it out. */
function classBar(context, classes, first = null) {
  return html`<ol class="classes" aria-label=${context.t('legend.classes')}>
    ${classes.map(
      ({ colour, text, tick, cell = null }, index) => html`<li class="class" title=${text} data-class=${index}>
        ${classFace(context, colour, text, cell)}
        ${tick ? html`<span class="class__bound" aria-hidden="true">${tick}</span>` : nothing}
        ${index === 0 && first
          ? html`<span class="class__bound class__bound--lower" aria-hidden="true">${first}</span>`
          : nothing}
      </li>`,
    )}
  </ol>`;
}

/** What lies at the two ends of a bar and, where that is a thing, in its middle. */
const ends = (left, right, middle = nothing) =>
  html`<p class="ends" aria-hidden="true"><span>←&nbsp;${left}</span>${middle
    ? html`<span>${middle}</span>`
    : nothing}<span>${right}&nbsp;→</span></p>`;

function noData(context, number) {
  if (number === null) return nothing;
  return html`<li><span class="key key--hatch"></span>${context.t('legend.noData')}
    <span class="quiet">${areasWord(context, number)}</span></li>`;
}

/** Areas whose side of the gap depends on how one counts: hatched, or rings among circles. */
function unsure(context) {
  const { t, view, rows, drawing } = context;
  const number = view.view === 'gap' && rows ? unsureIn(rows, drawing) : 0;
  if (!number) return nothing;
  return html`<li><span class=${drawing.circles ? 'key key--unsure-circle' : 'key key--unsure'}></span>${t('legend.unsure')}
    <span class="quiet">${areasWord(context, number)}</span></li>`;
}

/** Only what is on the map now: a filter may leave out a kind of symbol, and the symbols of a plan are explained in its
    panel. blank: areas without data, null for none. */
function symbols(context, blank) {
  const { t, view, record, rows, offices } = context;
  if (planning(view)) return html`<ul class="symbols">${unsure(context)} ${noData(context, blank)}</ul>`;
  const { office_places: withOffices, headquarters_offices: headquarters } = record?.totals ?? {};
  const rings = ringsIn(view.view) && rows && initiativePlaces(rows).length > 0;
  return html`<ul class="symbols">
    ${unsure(context)} ${noData(context, blank)}
    ${withOffices && !allNear(offices) ? html`<li><span class="key key--field">2</span>${term(context, 'field office', t('legend.fieldShort'))}</li>` : nothing}
    ${withOffices && someNear(offices)
      ? html`<li><span class="key key--field key--near">2</span>${t('legend.fieldNear')}</li>` : nothing}
    ${headquarters
      ? html`<li><span class="key key--headquarters">${headquarters}</span>${t('legend.headquartersShort')}</li>`
      : nothing}
    ${rings
      ? html`<li><span class="keys"><span class="key key--ring"></span><span
            class="key key--ring key--more"></span></span>
          ${term(context, 'placed initiative', t(record.filter.outcome ? 'legend.initiatives' : 'legend.initiativesOnly'))}</li>`
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
function reasons({ lang, coverage }) {
  const given = coverage?.answer.reasons ?? [];
  if (!given.length) return nothing;
  return html`<p class="legend__reason" role="status">${given.map((reason) => reason[lang]).join(' ')}</p>`;
}

/** Why need is not offered: the data have no figures of it at the level, or none at all. */
const noNeed = ({ t, view }) => html`<p class="legend__lead">${t('need.noneHere', { level: view.level })}</p>`;

/** Why presence is not offered. */
const noPresence = ({ t }) => (HAS_PRESENCE ? nothing : html`<p class="legend__lead">${t('presence.none')}</p>`);

/** Where the numbers are from, each with its period; the year of need stands below the title. need: {indicator}, or
    null where the map shows none. */
function provenance(context, need) {
  const { t, lang, report, pair } = context;
  const both = pair ? { report_period: t('pair.both', namesOf(context)) } : {};
  return html`<dl class="provenance">
    ${need
      ? html`<div><dt>${term(context, 'need', t('source.need'))}</dt>
          <dd>${named(need.indicator, 'series_name', lang)}</dd></div>`
      : nothing}
    ${report
      ? html`<div><dt>${term(context, 'presence', t('source.offices'))}</dt>
          <dd>${t('legend.period', both)}</dd></div>`
      : nothing}
  </dl>`;
}

/** The sources in full, with their publishers and where they are on the web. */
function sources({ t, need, choice, report }) {
  const list = [(need ?? choice)?.indicator?.source, report?.source].filter(Boolean);
  return html`<p><strong>${t('legend.sources')}</strong>
    ${list.map((one, index) => [index ? '; ' : '', sourceLine(one)])}</p>`;
}

/** How presence is counted and what the map does not say; definition: words on the view's own measure. */
function method(context, definition = null) {
  const { t, view } = context;
  return html`<details class="legend__method"><summary>${t('legend.method')}</summary>
    <div class="legend__rules">
      ${definition ? html`<p>${definition}</p>` : nothing}
      ${HAS_PRESENCE ? html`<p><strong>${t('legend.counted')}</strong> ${countingRule(context)}</p>` : nothing}
      ${sources(context)} ${symbolWords(context)}
      ${HAS_PRESENCE
        ? html`<p>${t('absent.note')} ${t('note.absence')}</p>`
        : nothing}
      <p>${t('note.map')}</p>
      <p><a href=${`/about${viewSearch(view)}`}>${t('legend.about')}</a></p>
    </div></details>`;
}

/* The legend of need: classes of the indicator with their bounds, and how many areas are in each. */

const ENDS = { 'high-is-worse': ['legend.less', 'legend.more'], 'low-is-worse': ['legend.more', 'legend.less'] };

function needBar(context, need) {
  const { n, drawing } = context;
  const { lower, upper } = need.classes;
  const { unit } = need.indicator;
  const classes = upper.map((bound, index) => {
    const text = `${needRange(context, need, index)}: ${inEach(context, index, (one) => one.need?.classes.counts[index])}`;
    return { colour: drawing.classes[index]?.colour ?? null, text, tick: n.tick(bound, unit), cell: upper.length > 1 ? needCell(index) : null };
  });
  return classBar(context, classes, n.tick(lower, unit));
}

function needLegend(context) {
  const { t, n, lang, choice, need, drawing: { circles } } = context;
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
    ${need ? (circles ? nestedCircles(context, (step) => n.people(step)) : needBar(context, need)) : nothing}
    ${need && keys && !circles ? ends(t(keys[0]), t(keys[1])) : nothing}
    ${context.beside ? needLine(context) : nothing}
    ${noPresence(context)}
    ${symbols(context, inClass(context, null, need?.classes.no_data ?? null))}
    ${provenance(context, shown)} ${method(context)}`;
}

/* The legend of presence: none, one, two or more of what is counted, or ranges, with the number of areas in each. */

const STEP_KEYS = { none: 'legend.none', one: 'legend.exactly', open: 'legend.orMore', range: 'legend.range' };

/* A record may hold one of both alone. */
const ONE_KIND = HOLDS.offices ? 'legend.presence.offices' : 'legend.presence.initiatives';

const TITLE_KEYS = {
  any: HOLDS.offices && HOLDS.initiatives ? 'legend.presence.any' : ONE_KIND,
  offices: 'legend.presence.offices',
  agencies: 'legend.presence.agencies',
  initiatives: 'legend.presence.initiatives',
};

function steps(context) {
  const { t, n, view, drawing, presence } = context;
  const size = drawing.classes.length > 3 ? 'steps steps--many' : 'steps';
  const own = (id) => inClass(context, id, presence.counts[id]);
  const other = (id) => inClass(context.beside, id, context.beside.presence?.counts[id]);
  return html`<ol class=${size} aria-label=${t('legend.presenceClasses')}>
    ${drawing.classes.map(
      ({ id, colour }) => html`<li class="step" data-class=${id}>
        <span class="step__colour" ${looks({ 'background-color': colour })}></span>
        <strong>${classWords(context, presence.limits[id], STEP_KEYS)}</strong>
        <span class="quiet">${context.beside ? bothCounts(context, own(id), other(id)) : drawing.classes.length > 3
          ? html`<span aria-hidden="true">${n.whole(own(id))}</span><span
              class="visually-hidden">${areasWord(context, own(id))}</span>`
          : areasWord(context, own(id))}</span></li>`,
    )}
  </ol>
  ${drawing.classes.length > 3 && !context.beside ? html`<p class="quiet legend__unit">${t('legend.stepsUnder', { level: view.level })}</p>` : nothing}`;
}

function presenceLegend(context) {
  const { t, view } = context;
  if (!HAS_PRESENCE) return html`${legendHead(t('legend.boundaries'), t('legend.boundariesWhy'))} ${method(context)}`;
  return html`
    ${legendHead(t(TITLE_KEYS[view.kind]), html`${inReport(context)}`)}
    ${steps(context)} ${ofBoth(context, false)} ${hasNeed(view.level) ? reasons(context) : noNeed(context)}
    ${symbols(context, null)}
    ${provenance(context, null)} ${method(context)}`;
}

/* The legend of need x presence: a square whose cells single out their areas, on the map and in the table alike. */

function squareCell(context, id) {
  const { t, n, view, drawing, beside, act } = context;
  const whole = (one) => one.coverage?.answer.classes.bivariate.counts[id];
  const number = inClass(context, id, whole(context));
  const colour = drawing.classes.find((one) => one.id === id)?.colour ?? null;
  const words = `${cellName(context, id)}: ${number === undefined ? t('value.loading') : inEach(context, id, whole)}`;
  return html`<td><button type="button" class="square-cell" data-cell=${id} data-class=${id}
    aria-pressed=${view.cell === id} aria-label=${words} title=${words} ${looks({ 'background-color': colour })}
    @click=${() => act.singleOut(id)}><span class="square-cell__count">${number === undefined
      ? ''
      : beside ? bothCounts(context, number, inClass(beside, id, whole(beside))) : n.whole(number)}</span></button></td>`;
}

function bounds({ n, need, coverage }, third) {
  const range = coverage?.answer.classes.bivariate.thirds[third];
  const unit = need?.indicator.unit;
  if (!range || !unit) return '';
  return html`${n.tick(range[0], unit)}–${n.tick(range[1], unit)}`;
}

/** Need upwards, presence to the right. */
function square(context) {
  const { t, coverage } = context;
  const beside = besideNeed(coverage);
  return html`<div class="both">
    <p class="both__need" aria-hidden="true">${t('legend.axisNeed')} →</p>
    <table class="square-table">
      <caption class="visually-hidden">${t('legend.square')}</caption>
      <tbody>${[...THIRDS].reverse().map( // the greatest need on top
        (third) => html`<tr><th scope="row"><span class="visually-hidden">${t('legend.axisNeed')}</span>
          ${bounds(context, third)}</th>${beside.map((many) => squareCell(context, `${third}-${many}`))}</tr>`,
      )}</tbody>
      <tfoot><tr><td class="both__presence" aria-hidden="true">${t('legend.axisPresence')} →</td>
        ${beside.map((many) => html`<th scope="col">${shortClass(coverage, many)}</th>`)}</tr></tfoot>
    </table>
    <p class="both__hint quiet visually-hidden">${t('legend.squareHint')}</p>
  </div>`;
}

function bothLegend(context) {
  const { t, lang, choice, need, coverage } = context;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  return html`
    ${legendHead(
      t('legend.bothTitle', { need: conceptName(indicator, lang) }),
      html`${t('legend.inThirds', { unit: unitName(indicator, lang) ?? t('legend.index') })} · <strong>${year}</strong> ×
        ${inReport(context)}`,
    )}
    ${square(context)} ${ofBoth(context)}
    ${symbols(context, inClass(context, null, coverage?.answer.classes.bivariate.no_data ?? null))}
    ${provenance(context, shown)} ${method(context, t('legend.blankSpot'))}`;
}

/* The legend of the gap: seven classes about an even share, presence exceeding need at the left, need at the right; or,
   of many areas, circles. */

function gapBar(context, { limits, lower, upper }) {
  const { t, n, view, drawing } = context;
  const bounds = [n.points(lower, view.level), ...limits.map(n.limit), n.points(upper, view.level)];
  const classes = drawing.classes.map(({ colour }, index) => {
    const range = t(index ? 'legend.over' : 'legend.from', { lower: bounds[index], upper: bounds[index + 1] });
    const tick = index < limits.length ? bounds[index + 1] : null;
    return { colour, text: `${range}: ${inEach(context, index, (one) => one.coverage?.answer.classes.gap?.counts[index])}`, tick };
  });
  return html`${classBar(context, classes)}
    ${ends(t('legend.surplus'), t('legend.short'), t('legend.even'))}
    <p class="legend__lead">${t('legend.gapLead')}</p>`;
}

/** Of many areas circles: how far each gap goes, and which way. */
function gapCircles(context) {
  const { t, n, rows, drawing } = context;
  const counts = countsOf(rows, drawing);
  const words = { surplus: t('legend.surplus'), short: t('legend.short') };
  return html`<div class="gap-circles">
      <ul class="sides">${drawing.classes.filter(({ id }) => words[id]).map(({ id, colour }) => html`<li>
        <span class="sides__circle" ${looks({ 'background-color': colour })}></span>${words[id]}
        <span class="quiet">${areasWord(context, counts[id])}</span></li>`)}</ul>
      ${nestedCircles(context, (step) => t('tip.points', { value: n.figure(step) }))}</div>`;
}

function gapLegend(context) {
  const { t, lang, choice, need, coverage, rows, drawing } = context;
  const shown = need ?? choice;
  const { indicator, year } = shown;
  const classes = coverage?.answer.classes.gap;
  return html`
    ${legendHead(
      t('legend.gapTitle', { need: conceptName(indicator, lang) }),
      html`${term(context, 'gap', t('legend.gapUnit'))} · <strong>${year}</strong>`,
    )}
    ${classes && rows ? (drawing.circles ? gapCircles(context) : gapBar(context, classes)) : nothing} ${context.beside ? needLine(context) : nothing} ${reasons(context)}
    ${symbols(context, inClass(context, null, classes ? classes.no_data : (coverage?.answer.numberMatched ?? null)))}
    ${provenance(context, shown)} ${method(context, `${drawing.circles ? `${t('legend.gapLead')} ` : ''}${t('legend.gapMethod')}`)}`;
}

/* The legend of what changed between two reports. */

function changeLegend(context) {
  const { t, change, rows } = context;
  return html`
    ${legendHead(t('change.title'), t('change.between', namesOf(context)))}
    ${rows ? changeClasses(context, rows) : nothing}
    <p class="legend__unit legend__under">${changeTotals(context)}</p>
    ${change ? boundaryNotes(context, change.answer) : nothing}
    ${provenance(context, null)} ${method(context, `${t('change.thing', { level: context.view.level })} ${t('change.notEnded')}`)}`;
}

const LEGENDS = { need: needLegend, presence: presenceLegend, both: bothLegend, gap: gapLegend };

/** Its heading says what the map shows. A class names itself, for that of the area under the pointer stands out. */
export function legendPanel(context) {
  if (!context.choice) return nothing;
  return context.pair?.mode === 'change' ? changeLegend(context) : LEGENDS[context.view.view](context);
}
