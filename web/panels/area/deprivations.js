/* What people lack: the six social deprivations and the two lines of income, each as a bar against the country. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { looks } from '../looks.js';
import { againstOf } from './need.js';
import { section } from './section.js';

const CONCEPTS = [
  'educational_lag',
  'health_access',
  'social_security',
  'housing_quality',
  'housing_services',
  'food_access',
  'income_below_poverty_line',
  'income_below_extreme_line',
];

const ofSeries = (area, series, year) =>
  CONCEPTS.map((concept) =>
    area.need.find(
      (one) => one.concept === concept && one.unit === 'percent' && one.series === series && one.year === year,
    ),
  ).filter(Boolean);

/** Those of the series and year shown; where these have none, of the level's own default. */
function recordsOf({ catalogue }, area, { indicator, year }) {
  const shown = ofSeries(area, indicator.series, year);
  if (shown.length) return shown;
  const standard = catalogue.default[area.level];
  const { series } = catalogue.indicators.find(({ indicator_id: id }) => id === standard.indicator_id);
  return ofSeries(area, series, standard.year);
}

function bar(context, record, key) {
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
  const records = recordsOf(context, area, choice);
  if (!records.length) return nothing;
  const [{ year }] = records;
  const against = againstOf(context, area.level, records);
  const known = records.some(({ value }) => value !== null);
  const content = known
    ? html`<table class="figures deprivations">
        <caption class="visually-hidden">${t('area.deprivations')}, ${year}</caption>
        <thead><tr><th scope="col">${t('area.shareOfPeople')}</th><th scope="col" class="number">${t('area.here')}</th>
          <th scope="col" class="number">${against.name}</th></tr></thead>
        <tbody>${records.map((record) => bar(context, record, against.key))}</tbody></table>
        <ul class="keys-list" aria-hidden="true">
          <li><span class="line-key line-key--bar"></span>${area.name}</li>
          <li><span class="against__key"></span>${against.name}</li>
        </ul>`
    : html`<p class="quiet">${t('area.noNeed')}</p>`;
  const source = html`<p class="passage">${named(records[0], 'series_name', lang)} · ${year}.
    ${known && against.key === 'median' ? t('area.middleNote') : nothing}</p>`;
  return section({ id: 'area-deprivations', title: t('area.deprivations') }, html`${content}${source}`);
}
