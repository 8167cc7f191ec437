/* Every other indicator of the area, each in its newest year. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { section } from './section.js';

export function areaOthers(context, area, { indicator }) {
  const { t, n, lang } = context;
  const newest = new Map();
  for (const record of area.need) {
    const before = newest.get(record.indicator_id);
    if (record.concept === indicator.concept || before?.year >= record.year) continue;
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
