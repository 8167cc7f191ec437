/* Need over the years: a small line a series with what the area is held against, and the same numbers as tables. */
import { html, noChange, nothing } from 'lit-html';
import { directive, Directive, PartType } from 'lit-html/directive.js';
import { endpoints, keys, valueOf } from '../core/api.js';
import { HIGHEST, nameOf } from '../core/levels.js';
import { conceptName, named, unitName } from '../core/words.js';
import { againstOf } from './area-need.js';
import { section } from './parts.js';

/* Draws a chart into an element of a template: <div ${drawn(data, key)}></div>. The library is fetched with the first
   chart, so that the map does not wait for it; `key` says what the picture is made of, and it is drawn anew when that
   changes. */

class Drawn extends Directive {
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('drawn() stands in a tag, not in an attribute');
    this.key = null;
  }

  render() {
    return noChange;
  }

  update({ element }, [data, key]) {
    if (key !== this.key) {
      this.key = key;
      this.draw(element, data, key);
    }
    return noChange;
  }

  async draw(element, data, key) {
    try {
      const { drawLine } = await import('./line.js');
      if (key === this.key) drawLine(element, data);
    } catch {
      // The numbers stand in the table below; what is asked for next tries again.
      if (key === this.key) this.key = null;
      element.replaceChildren();
    }
  }
}

const drawn = directive(Drawn);

const UNITS = ['percent', 'persons', 'index', 'per_100k'];
const HEADS = { percent: 'need.rate', persons: 'need.headcount', index: 'need.index', per_100k: 'need.per_100k' };

/** Lists by series, the one that begins first in front. */
function bySeries(records) {
  const series = new Map();
  for (const record of [...records].sort((a, b) => a.year - b.year)) {
    series.set(record.series, [...(series.get(record.series) ?? []), record]);
  }
  const last = (list) => list.at(-1).year;
  return [...series.values()].sort((a, b) => last(a) - last(b) || a[0].year - b[0].year);
}

/** Where a new series begins: halfway from the last earlier year. */
function breaksOf(series) {
  return series.slice(1).map(([{ year: start }], index) => {
    const before = series.slice(0, index + 1).flat().map(({ year }) => year).filter((year) => year < start);
    return before.length ? (Math.max(...before) + start) / 2 : start - 0.5;
  });
}

function sentence({ n, lang }, series, against) {
  const listed = (list, key) =>
    list.filter((one) => one[key] !== null).map((one) => `${one.year} ${n.value(one[key], one.unit)}`).join(', ');
  const parts = series.map((list) => {
    const other = listed(list, against.key);
    const beside = other ? `; ${against.name}: ${other}` : '';
    return `${named(list[0], 'series_name', lang)}: ${listed(list, 'value')}${beside}`;
  });
  return parts.join('. ');
}

function picture(context, area, series, choice) {
  const { t, n, lang } = context;
  const { indicator, year } = choice;
  const { unit } = series[0][0];
  const against = againstOf(context, area.level, series.flat());
  // Headcounts of a country are of another order: only rates are held against something.
  const key = unit === 'persons' ? null : against.key;
  const point = (one, value) => ({ series: one.series, year: one.year, value, now: one.series === indicator.series });
  const known = (name) => series.flat().filter((one) => one[name] !== null);
  const pointsOf = (name) => (name ? known(name).map((one) => point(one, one[name])) : []);
  const data = {
    points: pointsOf('value'),
    against: pointsOf(key),
    breaks: breaksOf(series),
    year,
    write: (value) => n.value(value, unit),
    tick: (value) => (unit === 'persons' ? n.tick(value, unit) : n.figure(value)),
  };
  if (!data.points.length) return html`<p class="quiet">${t('area.yearsNone')}</p>`;
  const told = { name: nameOf(area, lang), indicator: conceptName(indicator, lang), values: sentence(context, series, against) };
  const words = t('area.yearsPicture', told);
  const drawnFrom = JSON.stringify([lang, unit, data]);
  return html`<p class="chart__unit">${unitName(series[0][0], lang)}</p>
    <div class="chart" role="img" aria-label=${words}><div class="chart__picture" ${drawn(data, drawnFrom)}></div></div>
    <ul class="keys-list">
      <li><span class="line-key line-key--area" aria-hidden="true"></span>${nameOf(area, lang)}</li>
      ${data.against.length
        ? html`<li><span class="line-key line-key--against" aria-hidden="true"></span>${against.name}</li>`
        : nothing}
      ${series.length > 1
        ? html`<li><span class="line-key line-key--other" aria-hidden="true"></span>${t('area.otherSeries')}</li>
          <li><span class="line-key line-key--break" aria-hidden="true"></span>${t('area.seriesBreak')}</li>`
        : nothing}
    </ul>`;
}

/** How far each series went, from its first year to its last, as the API answers it. */
function changes({ t, n, lang, state }, series, { level, code }) {
  const answer = valueOf(state, keys.panel(endpoints.change(level, code, series[0][0].concept)));
  const last = (id) => answer?.values.filter(({ indicator_id: one, value }) => one === id && value !== null).at(-1);
  const lines = series.map((list) => ({ list, end: last(list[0].indicator_id) })).filter(({ end }) => end?.change_since_first != null);
  if (!lines.length) return nothing;
  const written = (unit, change) => {
    if (unit === 'percent') return t('area.changePoints', { change: n.points(change, HIGHEST) });
    return unit === 'persons' ? t('area.changePeople', { change: n.signed(change) }) : n.signedFigure(change);
  };
  return html`<ul class="changes">${lines.map(({ list, end }) => {
    const from = list.find(({ value }) => value !== null).year;
    const change = written(end.unit, end.change_since_first);
    return html`<li><strong>${t('area.change', { from: String(from), to: String(end.year), change })}</strong>
      <span class="quiet">${named(list[0], 'series_name', lang)}</span></li>`;
  })}</ul><p class="quiet">${t('area.changeNote')}</p>`;
}

function seriesTable({ t, n, lang }, records, choice) {
  const units = UNITS.filter((unit) => records.some((one) => one.unit === unit));
  const years = [...new Set(records.map(({ year }) => year))].sort((a, b) => b - a);
  const isNow = (year) => year === choice.year && records[0].series === choice.indicator.series;
  const valueOf = (year, unit) => records.find((one) => one.year === year && one.unit === unit)?.value;
  return html`<table class="figures">
    <caption>${named(records[0], 'series_name', lang)}</caption>
    <thead><tr><th scope="col">${t('control.year')}</th>
      ${units.map((unit) => html`<th scope="col" class="number">${t(HEADS[unit])}</th>`)}</tr></thead>
    <tbody>${years.map(
      (year) => html`<tr class=${isNow(year) ? 'now' : ''}><th scope="row">${year}</th>
        ${units.map((unit) => html`<td class="number">${n.value(valueOf(year, unit), unit)}</td>`)}</tr>`,
    )}</tbody>
  </table>`;
}

/** The chosen indicator in every year and series that the area's level has. */
export function areaYears(context, area, choice) {
  const { t } = context;
  const { indicator } = choice;
  if (!indicator) return nothing;
  const ofConcept = area.need.filter(({ concept }) => concept === indicator.concept);
  const ofUnit = ofConcept.filter(({ unit }) => unit === indicator.unit);
  const series = bySeries(ofUnit);
  const years = new Set(ofUnit.map(({ year }) => year));
  if (years.size < 2) return nothing; // one value stands in the head of the panel
  const content = html`
    ${picture(context, area, series, choice)}
    ${changes(context, series, area)}
    ${series.length > 1 ? html`<p class="quiet">${t('need.seriesApart')}</p>` : nothing}
    <details class="more"><summary>${t('area.asTable')}</summary>
      ${bySeries(ofConcept).reverse().map((records) => seriesTable(context, records, choice))}
    </details>`;
  return section({ id: 'area-years', title: t('area.years') }, content);
}
