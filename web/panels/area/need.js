/* The need of one area in the words of the API: the chosen indicator as rate and headcount beside what it is held
   against, and helpers that the parts of the panel share. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { looks } from '../looks.js';
import { sourceLine } from '../source.js';

const RATES = ['percent', 'per_100k', 'index'];
const MIDDLE_KEYS = { state: 'area.middleState', municipality: 'area.middleMunicipality' };

/** What a list of values can be held against: the country where its series has it, else the middle of its level. */
export function againstOf({ t }, level, records) {
  const key = records.some(({ country }) => country !== null) ? 'country' : 'median';
  return { key, name: key === 'country' ? t('area.country') : t(MIDDLE_KEYS[level]) };
}

/** The record of a unit among those of one concept, series and year. */
export const ofUnit = (records, unit) => records.find((one) => one.unit === unit) ?? null;

/** The records of the chosen concept, series and year: one a unit. */
export const recordsNow = (area, { indicator, year }) =>
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
  const { lang } = context;
  const { indicator, year } = choice;
  return html`<h3 class="headline__title">${conceptName(indicator, lang)}, ${year}</h3>
    ${figure(context, area, indicator, recordsNow(area, choice))}
    <p class="passage">${named(indicator, 'series_name', lang)}. ${sourceLine(indicator.source)}</p>`;
}
