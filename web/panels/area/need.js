/* The need of one area: the chosen indicator as rate and headcount, its other years and series (kept apart,
   since series do not compare), and the other indicators. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { choose, resolveChoice } from '../../state/choice.js';
import { looks } from '../looks.js';
import { sourceLine } from '../source.js';

const peopleSentence = ({ t, n }, persons) =>
  t(persons < 1e6 ? 'need.people' : 'need.peopleMillions', { n: persons, persons: n.people(persons) });

/** One record a year: {year, percent, persons, index, per_100k}, newest first. */
function byYear(records) {
  const years = new Map();
  for (const { year, unit, value } of records) years.set(year, { year, ...years.get(year), [unit]: value });
  return [...years.values()].sort((a, b) => b.year - a.year);
}

/** Records by series, the one now shown first. */
function bySeries(records, first) {
  const series = new Map([[first, []]]);
  for (const record of records) series.set(record.series, [...(series.get(record.series) ?? []), record]);
  return [...series.values()].filter(({ length }) => length);
}

function againstCountry({ t, n, need, choice }, rate) {
  const comparable = need?.indicator.series === choice.indicator.series && need.year === choice.year;
  const country = comparable ? need.country?.pct : null;
  if (rate === null || rate === undefined || country === null || country === undefined) return nothing;
  return html`<div class="against">
    <div class="against__track" aria-hidden="true">
      <span class="against__value" ${looks({ width: `${rate}%` })}></span>
      <span class="against__country" ${looks({ left: `${country}%` })}></span>
    </div>
    <p class="quiet">${t('need.country', { value: n.value(country, 'percent') })}</p>
  </div>`;
}

function headline(context, now) {
  const { t, n, choice } = context;
  const rate = ['percent', 'per_100k', 'index'].find((unit) => now && unit in now);
  const people = now?.persons ?? null;
  if ((now?.[rate] ?? people) === null) return html`<p class="headline headline--none">${t('value.noData')}</p>`;
  const besides = [
    rate === 'per_100k' ? t('need.per_100k').toLocaleLowerCase() : null,
    people === null ? (choice.indicator.unit === 'percent' ? t('need.noHeadcount') : null) : peopleSentence(context, people),
  ].filter(Boolean);
  return html`<p class="headline">${rate ? n.value(now[rate], rate) : n.value(people, 'persons')}
      ${rate && besides.length ? html`<span class="headline__people">${besides.join(' · ')}</span>` : nothing}</p>
    ${againstCountry(context, now.percent)}`;
}

function seriesTable(context, records, caption) {
  const { t, n, choice } = context;
  const units = ['percent', 'persons', 'index', 'per_100k'].filter((unit) => records.some((one) => one.unit === unit));
  const heads = { percent: 'need.rate', persons: 'need.headcount', index: 'need.index', per_100k: 'need.per_100k' };
  const isNow = ({ year }) => year === choice.year && records[0].series === choice.indicator.series;
  return html`<table class="figures">
    <caption>${caption}</caption>
    <thead><tr><th scope="col">${t('control.year')}</th>
      ${units.map((unit) => html`<th scope="col" class="number">${t(heads[unit])}</th>`)}</tr></thead>
    <tbody>${byYear(records).map(
      (one) => html`<tr class=${isNow(one) ? 'now' : ''}><th scope="row">${one.year}</th>
        ${units.map((unit) => html`<td class="number">${n.value(one[unit], unit)}</td>`)}</tr>`,
    )}</tbody>
  </table>`;
}

function otherIndicators(context, records) {
  const { t, n, lang } = context;
  const newest = new Map();
  for (const record of records) {
    const before = newest.get(record.indicator_id);
    if (!before || record.year > before.year) newest.set(record.indicator_id, record);
  }
  const rows = [...newest.values()].filter(({ unit }) => unit !== 'persons');
  if (!rows.length) return nothing;
  return html`<details class="more"><summary>${t('need.others', { n: rows.length })}</summary>
    <table class="figures">
      <caption class="visually-hidden">${t('need.others', { n: rows.length })}</caption>
      <tbody>${rows.map(
        (one) => html`<tr><th scope="row">${conceptName(one, lang)}
            <span class="quiet">${named(one, 'series_name', lang)} · ${one.year}</span></th>
          <td class="number">${n.value(one.value, one.unit)}</td></tr>`,
      )}</tbody></table></details>`;
}

/** The choice for the area's own level: a state may be open over a map of municipalities, and the reverse. */
function choiceFor({ catalogue, view, choice }, { level }) {
  if (level === view.level) return choice;
  const { indicator, year } = choose(catalogue, view, choice, { level });
  return resolveChoice(catalogue, { level, indicator, year });
}

/** Everything that the area's record says of need. */
export function areaNeed(context, area) {
  const { t, lang } = context;
  const choice = choiceFor(context, area);
  const { indicator, year } = choice;
  const ofConcept = area.need.filter(({ concept }) => concept === indicator.concept);
  const ofSeries = ofConcept.filter(({ series }) => series === indicator.series);
  const series = bySeries(ofConcept, indicator.series);
  const now = byYear(ofSeries).find((one) => one.year === year);
  return html`<section class="block">
    <h3 class="block__title">${conceptName(indicator, lang)}, ${year}</h3>
    ${headline({ ...context, choice }, now)}
    <p class="passage">${named(indicator, 'series_name', lang)}. ${sourceLine(indicator.source)}</p>
    <details class="more"><summary>${t('need.years')}</summary>
      ${series.map((records) => seriesTable({ ...context, choice }, records, named(records[0], 'series_name', lang)))}
      ${series.length > 1 ? html`<p class="quiet">${t('need.seriesApart')}</p>` : nothing}
    </details>
    ${otherIndicators(context, area.need.filter(({ concept }) => concept !== indicator.concept))}
  </section>`;
}
