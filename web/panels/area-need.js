/* The need of one area in the words of the API: the chosen indicator as rate and headcount beside what it is held
   against, what people lack, and every other indicator. */
import { html, nothing } from 'lit-html';
import { nameOf } from '../core/levels.js';
import { looks, seriesLine } from '../core/templates.js';
import { conceptName, named } from '../core/words.js';
import { section } from './parts.js';

const RATES = ['percent', 'per_100k', 'index'];

/** What a list of values can be held against: the country where its series has it, else the middle of its level. */
export function againstOf({ t }, level, records) {
  const key = records.some(({ country }) => country !== null) ? 'country' : 'median';
  return { key, name: key === 'country' ? t('area.country') : t('area.middle', { level }) };
}

/** The record of a unit among those of one concept, series and year. */
const ofUnit = (records, unit) => records.find((one) => one.unit === unit) ?? null;

/** The records of the chosen concept, series and year: one a unit. */
const recordsNow = (area, { indicator, year }) =>
  area.need.filter(
    (one) => one.concept === indicator.concept && one.series === indicator.series && one.year === year,
  );

const peopleSentence = ({ t, n }, persons) =>
  t('need.people', { n: persons, persons: n.people(persons) });

function againstBar(context, { level }, rate) {
  const { t, n } = context;
  const { key, name } = againstOf(context, level, [rate]);
  if (rate.value === null || rate[key] === null) return nothing;
  const words = t('area.against', { name, value: n.value(rate[key], rate.unit) });
  if (rate.unit !== 'percent') return html`<p class="quiet">${words}</p>`;
  return html`<div class="against">
    <div class="against__track" aria-hidden="true">
      <span class="against__value" ${looks({ width: `${rate.value}%` })}></span>
      <span class="against__country" ${looks({ left: `${rate[key]}%` })}></span>
    </div>
    <p class="quiet"><span class="against__key" aria-hidden="true"></span>${words}</p>
  </div>`;
}

function figure(context, area, indicator, now) {
  const { t, n } = context;
  const rate = now.find(({ unit }) => RATES.includes(unit)) ?? null;
  const people = ofUnit(now, 'persons')?.value ?? null;
  if ((rate?.value ?? people) === null) {
    return html`<p class="headline headline--none">${t('value.noData')}</p>
      <p class="quiet">${t('area.noNeed')}</p>`;
  }
  const besides = [
    rate?.unit === 'per_100k' ? t('need.per_100k').toLocaleLowerCase() : null,
    people === null ? (indicator.unit === 'percent' ? t('need.noHeadcount') : null) : peopleSentence(context, people),
  ].filter(Boolean);
  return html`<p class="headline">${rate ? n.value(rate.value, rate.unit) : n.value(people, 'persons')}
      ${rate && besides.length ? html`<span class="headline__people">${besides.join(' · ')}</span>` : nothing}</p>
    ${rate ? againstBar(context, area, rate) : nothing}`;
}

/** The chosen indicator in the area: rate, headcount, what it is held against, and the source. */
export function needHeadline(context, area, choice) {
  const { t, lang } = context;
  const { indicator, year } = choice;
  if (!indicator) return html`<p class="quiet">${t('need.noneHere', { level: area.level })}</p>`;
  return html`<h3 class="headline__title">${conceptName(indicator, lang)}, ${year}</h3>
    ${figure(context, area, indicator, recordsNow(area, choice))}
    <p class="passage">${seriesLine(context, indicator)}</p>`;
}

/* What people lack: the parts of the measure of a series, each as a bar against the country. */

/** The rates of the area that are parts, in their order. */
function ofSeries({ catalogue }, area, series, year) {
  const partOf = new Map(catalogue.indicators.map(({ indicator_id: id, part }) => [id, part]));
  return area.need
    .filter((one) => partOf.get(one.indicator_id) && one.series === series && one.year === year)
    .sort((a, b) => partOf.get(a.indicator_id) - partOf.get(b.indicator_id));
}

/** Those of the series and year shown; where these have none, of the level's own default. */
function recordsOf(context, area, { indicator, year }) {
  const { catalogue } = context;
  const shown = ofSeries(context, area, indicator.series, year);
  if (shown.length) return shown;
  const standard = catalogue.default[area.level];
  const { series } = catalogue.indicators.find(({ indicator_id: id }) => id === standard.indicator_id);
  return ofSeries(context, area, series, standard.year);
}

function deprivationRow(context, record, key) {
  const { n, lang } = context;
  const { value, [key]: other } = record;
  return html`<tr>
    <th scope="row"><span class="deprivation__name">${conceptName(record, lang)}</span>
      <span class="against__track" aria-hidden="true">
        ${value === null ? nothing : html`<span class="against__value" ${looks({ width: `${value}%` })}></span>`}
        ${other === null ? nothing : html`<span class="against__country" ${looks({ left: `${other}%` })}></span>`}
      </span></th>
    <td class="number">${n.value(value, 'percent')}</td>
    <td class="number quiet">${n.value(other, 'percent')}</td>
  </tr>`;
}

/** Bars of the series and year shown; a sentence where the series knows nothing of the area. */
export function areaDeprivations(context, area, choice) {
  const { t, lang } = context;
  const records = choice.indicator ? recordsOf(context, area, choice) : [];
  if (!records.length) return nothing;
  const [{ year }] = records;
  const against = againstOf(context, area.level, records);
  const known = records.some(({ value }) => value !== null);
  const content = known
    ? html`<table class="figures deprivations">
        <caption class="visually-hidden">${t('area.deprivations')}, ${year}</caption>
        <thead><tr><th scope="col">${t('area.shareOfPeople')}</th><th scope="col" class="number">${t('area.here')}</th>
          <th scope="col" class="number">${against.name}</th></tr></thead>
        <tbody>${records.map((record) => deprivationRow(context, record, against.key))}</tbody></table>
        <ul class="keys-list" aria-hidden="true">
          <li><span class="line-key line-key--bar"></span>${nameOf(area, lang)}</li>
          <li><span class="against__key"></span>${against.name}</li>
        </ul>`
    : html`<p class="quiet">${t('area.noNeed')}</p>`;
  const source = html`<p class="passage">${named(records[0], 'series_name', lang)} · ${year}.
    ${known && against.key === 'median' ? t('area.middleNote') : nothing}</p>`;
  return section({ id: 'area-deprivations', title: t('area.deprivations') }, html`${content}${source}`);
}

/* Every other indicator of the area, each in its newest year. */

export function areaOthers(context, area, { indicator }) {
  const { t, n, lang } = context;
  const newest = new Map();
  for (const record of area.need) {
    const before = newest.get(record.indicator_id);
    if (record.concept === indicator?.concept || before?.year >= record.year) continue;
    newest.set(record.indicator_id, record);
  }
  const rows = [...newest.values()].filter(({ unit }) => unit !== 'persons');
  if (!rows.length) return nothing;
  const table = html`<table class="figures">
    <caption class="visually-hidden">${t('area.others')}</caption>
    <tbody>${rows.map(
      (one) => html`<tr><th scope="row">${conceptName(one, lang)}
          <span class="quiet">${named(one, 'series_name', lang)} · ${one.year}</span></th>
        <td class="number">${n.value(one.value, one.unit)}</td></tr>`,
    )}</tbody></table>`;
  return section({ id: 'area-others', title: t('area.others'), count: rows.length, open: false }, table);
}
